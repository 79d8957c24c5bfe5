"""The shapes of codes and numbers: check digits, lengths, lists that everybody may know."""

import re
from datetime import date
from functools import lru_cache

STATES = frozenset(
    ["AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY", "AS", "GU", "MP", "PR", "VI", "FM", "MH", "PW", "AA", "AE", "AP"]
)  # fmt: skip
DOMESTIC = frozenset({"", "US", "USA"})
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

_DIAGNOSIS = re.compile(r"[A-Z]\d[0-9A-Z][0-9A-Z]{0,4}")
_PROCEDURE = re.compile(r"(?:\d{5}|\d{4}[AFMTU]|[A-V]\d{4})")
_NPI = re.compile(r"[12][0-9]{9}")
_TAXONOMY = re.compile(r"\d[0-9A-Z]{8}X")
_ZIP = re.compile(r"(?!0{5})\d{5}(?:\d{4})?")
_ZIP_4 = re.compile(r"(?!0{5})\d{5}(?!0000)\d{4}")
_NDC = re.compile(r"(?!0{11})\d{11}")
_CLIA = re.compile(r"\d{2}D\d{7}")
_MODIFIER = re.compile(r"[0-9A-Z]{2}")
_TAX_ID = re.compile(r"(?!0{9})\d{9}")
_REASON = re.compile(r"\d{1,3}|[ABDPWY]\d{1,3}")
_REMARK = re.compile(r"(?:M|MA|N)\d{1,3}")
_STATUS = re.compile(r"\d{1,4}")
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


def is_remark(code: str) -> bool:
    return _REMARK.fullmatch(code) is not None


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
