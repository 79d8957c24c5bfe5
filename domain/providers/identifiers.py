"""How the numbers that identify pharmacies and their people must look."""

import re

_CLIA = re.compile(r"\d{2}D\d{7}", re.ASCII)
_TAXONOMY = re.compile(r"[0-9A-Z]{9}X", re.ASCII)
_TAX_ID = re.compile(r"(?!0{9})\d{9}", re.ASCII)
_NPI = re.compile(r"[12]\d{9}", re.ASCII)
_NCPDP = re.compile(r"\d{7}", re.ASCII)

_ISSUER_SUM = 24
"""What the prefix 80840, an issuer in the United States for health, adds to the Luhn sum."""


def is_npi(text: str) -> bool:
    """Ten digits with the check digit of ISO 7812 over 80840 and the number. Source: 45 CFR 162.406."""
    if not _NPI.fullmatch(text):
        return False
    total = _ISSUER_SUM
    for place, character in enumerate(reversed(text)):
        doubled = int(character) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def is_tax_id(text: str) -> bool:
    """The nine digits of an employer identification number, without the dash (REF*EI)."""
    return _TAX_ID.fullmatch(text) is not None


def is_clia_number(text: str) -> bool:
    """Two digits of the state, D, seven digits (REF*X4)."""
    return _CLIA.fullmatch(text) is not None


def is_taxonomy_code(text: str) -> bool:
    """The shape of a provider taxonomy code, ten characters that end in X (PRV03)."""
    return _TAXONOMY.fullmatch(text) is not None


def is_ncpdp_number(text: str) -> bool:
    """Seven digits, the last of which checks the six before: every second one counts twice."""
    if not _NCPDP.fullmatch(text):
        return False
    total = sum(int(character) * (1 + place % 2) for place, character in enumerate(text[:6]))
    return total % 10 == int(text[6])
