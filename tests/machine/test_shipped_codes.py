"""What the shipped code sets say of codes in a file."""

from datetime import date

import pytest

from mortar.shipped_codes import ShippedCodes, shipped_codes


@pytest.fixture(scope="module")
def codes() -> ShippedCodes:
    return shipped_codes()


@pytest.mark.parametrize(
    ("code", "on", "is_valid"),
    [
        ("Z23", date(2026, 11, 23), True),
        ("Z68", date(2026, 11, 23), False),  # a header: not billable
        ("Z2399", date(2026, 11, 23), False),  # a complete release lacks it
        ("Z2399", date(2019, 5, 1), True),  # nothing shipped knows that year
        ("Z 23", date(2026, 11, 23), False),
    ],
)
def test_a_diagnosis_is_judged_by_the_day_of_service(codes, code, on, is_valid):
    assert codes.diagnosis_is_valid(code, on) is is_valid


def test_bare_procedure_codes_are_not_held_against_a_file(codes):
    assert codes.procedure_is_valid("90471", date(2026, 11, 23))
    assert not codes.procedure_is_valid("9047", date(2026, 11, 23))
