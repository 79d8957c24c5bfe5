"""Amounts as people read them; X12's form is proved with the codec."""

import pytest

from domain.money import in_dollars


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (0, "$0.00"),
        (5, "$0.05"),
        (108_80, "$108.80"),
        (1_234_567_00, "$1,234,567.00"),
        (-5, "-$0.05"),
    ],
)
def test_people_read_dollars_with_two_decimals(cents: int, text: str):
    assert in_dollars(cents) == text
