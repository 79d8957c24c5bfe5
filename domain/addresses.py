"""How postal addresses and phone numbers of the United States must look to reach a payer."""

import re

STATES = frozenset(
    [
        "AL",
        "AK",
        "AZ",
        "AR",
        "CA",
        "CO",
        "CT",
        "DE",
        "DC",
        "FL",
        "GA",
        "HI",
        "ID",
        "IL",
        "IN",
        "IA",
        "KS",
        "KY",
        "LA",
        "ME",
        "MD",
        "MA",
        "MI",
        "MN",
        "MS",
        "MO",
        "MT",
        "NE",
        "NV",
        "NH",
        "NJ",
        "NM",
        "NY",
        "NC",
        "ND",
        "OH",
        "OK",
        "OR",
        "PA",
        "RI",
        "SC",
        "SD",
        "TN",
        "TX",
        "UT",
        "VT",
        "VA",
        "WA",
        "WV",
        "WI",
        "WY",
        "AS",
        "GU",
        "MP",
        "PR",
        "VI",
        "AA",
        "AE",
        "AP",
    ]
)
"""States, territories and the military's states, as the Postal Service abbreviates them."""

_ZIP = re.compile(r"\d{5}(?:\d{4})?", re.ASCII)
_PHONE = re.compile(r"[2-9]\d{2}[2-9]\d{6}", re.ASCII)
_PUNCTUATION = re.compile(r"[\s().+-]")


def digits(text: str) -> str:
    """Without the punctuation that people put into ZIP codes, phone numbers and tax ids."""
    return _PUNCTUATION.sub("", text)


def phone_digits(text: str) -> str:
    """Ten digits; a leading country code 1 is dropped."""
    number = digits(text)
    return number[1:] if len(number) == 11 and number.startswith("1") else number


def is_state(text: str) -> bool:
    return text in STATES


def is_zip_code(text: str) -> bool:
    """Five or nine digits, without the dash."""
    return _ZIP.fullmatch(text) is not None


def is_full_zip_code(text: str) -> bool:
    """All nine digits, as payers want them of a billing provider (2010AA N403)."""
    return len(text) == 9 and is_zip_code(text) and text[5:] != "0000"


def is_phone_number(text: str) -> bool:
    """Ten digits that the numbering plan of North America allows."""
    return _PHONE.fullmatch(text) is not None
