"""The shapes of codes and numbers: check digits, lengths, lists that everybody may know."""

import re
from datetime import date
from functools import lru_cache

STATES = frozenset(
    ["AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY", "AS", "GU", "MP", "PR", "VI", "FM", "MH", "PW", "AA", "AE", "AP"]
)  # fmt: skip
DOMESTIC = frozenset({"", "US", "USA"})
ZIP_DIGITS = {
    "0": "AA AE CT MA ME NH NJ NY PR RI VI VT", "1": "DE NY PA", "2": "DC MD NC SC VA WV",
    "3": "AA AL FL GA MS TN", "4": "IN KY MI OH", "5": "DC IA MN MT ND SD WI",
    "6": "IL KS MO NE", "7": "AR LA OK TX", "8": "AZ CO ID NM NV TX UT WY",
    "9": "AK AP AS CA FM GU HI MH MP OR PW WA",
}  # fmt: skip
"""The states of each first digit of a ZIP code."""
PLACES_OF_SERVICE = frozenset(
    [
        "01",
        "02",
        "03",
        "04",
        "05",
        "06",
        "07",
        "08",
        "09",
        "10",
        "11",
        "12",
        "13",
        "14",
        "15",
        "16",
        "17",
        "18",
        "19",
        "20",
        "21",
        "22",
        "23",
        "24",
        "25",
        "26",
        "27",
        "31",
        "32",
        "33",
        "34",
        "41",
        "42",
        "49",
        "50",
        "51",
        "52",
        "53",
        "54",
        "55",
        "56",
        "57",
        "58",
        "60",
        "61",
        "62",
        "65",
        "66",
        "71",
        "72",
        "81",
        "99",
    ]
)
CPT_SECTIONS = (
    (100, 1999), (10004, 69990), (70010, 79999), (80047, 89398), (90281, 99607),
)  # fmt: skip
HIGHEST_ADJUSTMENT_REASON = 320
HIGHEST_REMARKS = {"M": 150, "MA": 140, "N": 950}

_DIAGNOSIS = re.compile(r"[A-Z]\d[0-9A-Z][0-9A-Z]{0,4}")
_PROCEDURE = re.compile(r"(?:\d{5}|\d{4}[AFMTU]|[A-V]\d{4})")
_NPI = re.compile(r"[12][0-9]{9}")
_TAXONOMY = re.compile(r"\d[0-9A-Z]{8}X")
_ZIP = re.compile(r"(?!0{5})\d{5}(?:\d{4})?")
_ZIP_4 = re.compile(r"(?!0{5})\d{5}(?!0000)\d{4}")
_NDC = re.compile(r"(?!0{11})\d{11}")
_CLIA = re.compile(r"\d{2}D\d{7}")
_COUNTRY = re.compile(r"(?!X[A-Z]|Q[M-Z]|ZZ|AA)[A-Z]{2}")
_MODIFIER = re.compile(r"[0-9A-Z]{2}")
_TAX_ID = re.compile(r"(?!00)\d{9}")
_SOCIAL_SECURITY = re.compile(r"(?!000|666)\d{3}(?!00)\d{2}(?!0000)\d{4}")
_REASON = re.compile(r"\d{1,3}|[ABDPWY]\d{1,3}")
_REMARK = re.compile(r"(M|MA|N)([1-9]\d{0,2})")
_STATUS = re.compile(r"\d{1,3}")
_TELEPHONE = re.compile(r"[2-9]\d{9}")
_MAIL = re.compile(r"[^@ ]+@[^@ ]+\.[A-Za-z]{2,}")
_POST_OFFICE_BOX = re.compile(
    r"\b(?:P\.? ?O\.? ?B(?:OX|\.)?|POST OFFICE BOX|LOCK ?BOX)(?![A-Z])", re.IGNORECASE
)
_ROUTING_NUMBER = re.compile(r"(?!0{9})\d{9}")


@lru_cache(maxsize=4096)
def is_npi(number: str) -> bool:
    """Ten digits that begin with 1 or 2 and satisfy Luhn after the prefix 80840."""
    if _NPI.fullmatch(number) is None:
        return False
    doubled = [int(digit) * 2 for digit in number[-2::-2]]
    total = 24 + sum(int(digit) for digit in number[-1::-2])
    return (total + sum(value - 9 if value > 9 else value for value in doubled)) % 10 == 0


def is_diagnosis(code: str) -> bool:
    return _DIAGNOSIS.fullmatch(code) is not None


@lru_cache(maxsize=4096)
def is_procedure(code: str) -> bool:
    """HCPCS level II, or a CPT code inside one of the sections."""
    if not _PROCEDURE.fullmatch(code):
        return False
    return not code.isdigit() or any(low <= int(code) <= high for low, high in CPT_SECTIONS)


def is_taxonomy(code: str) -> bool:
    return _TAXONOMY.fullmatch(code) is not None


def is_zip(code: str) -> bool:
    return _ZIP.fullmatch(code) is not None


def is_zip_plus_4(code: str) -> bool:
    return _ZIP_4.fullmatch(code) is not None


def is_ndc(code: str) -> bool:
    return _NDC.fullmatch(code) is not None


def is_clia(number: str) -> bool:
    return _CLIA.fullmatch(number) is not None


def is_modifier(code: str) -> bool:
    return _MODIFIER.fullmatch(code) is not None


def is_tax_id(number: str) -> bool:
    return _TAX_ID.fullmatch(number) is not None


def is_social_security_number(number: str) -> bool:
    """No area 000 or 666, no group or serial of zeros."""
    return _SOCIAL_SECURITY.fullmatch(number) is not None


@lru_cache(maxsize=4096)
def zip_fits_state(code: str, state: str) -> bool:
    """Whether the first digit is one of the state's; what is no ZIP code or state fits all."""
    if state not in STATES or not is_zip(code):
        return True
    return state in ZIP_DIGITS[code[0]].split()


def is_country(code: str) -> bool:
    """The form of an ISO 3166 code, without those reserved for private use."""
    return code in DOMESTIC or (_COUNTRY.fullmatch(code) is not None)


def is_routing_number(number: str) -> bool:
    """An ABA number: nine digits weighted 3, 7, 1 whose sum ends in zero."""
    if _ROUTING_NUMBER.fullmatch(number) is None:
        return False
    weighted = zip(number, (3, 7, 1) * 3, strict=True)
    return sum(int(digit) * weight for digit, weight in weighted) % 10 == 0


def is_adjustment_reason(code: str) -> bool:
    """The form of a CARC; numbers beyond those ever assigned are not one."""
    if not _REASON.fullmatch(code):
        return False
    return not code.isdigit() or 0 < int(code) <= HIGHEST_ADJUSTMENT_REASON


@lru_cache(maxsize=1024)
def is_remark(code: str) -> bool:
    """The form of a RARC; numbers beyond those ever assigned are not one."""
    found = _REMARK.fullmatch(code)
    return found is not None and int(found[2]) <= HIGHEST_REMARKS[found[1]]


def is_status(code: str) -> bool:
    """The form of a claim status code."""
    return _STATUS.fullmatch(code) is not None


def is_telephone(number: str) -> bool:
    return _TELEPHONE.fullmatch(number) is not None


def is_mail(address: str) -> bool:
    return _MAIL.fullmatch(address) is not None


def is_post_office_box(street: str) -> bool:
    return _POST_OFFICE_BOX.search(street) is not None


class FormsOnly:
    """Code sets that know the shape of a code and nothing of its life."""

    def diagnosis_is_valid(self, code: str, on: date) -> bool:  # noqa: ARG002 - shape has no date
        return is_diagnosis(code)

    def procedure_is_valid(self, code: str, on: date) -> bool:  # noqa: ARG002 - shape has no date
        return is_procedure(code)
