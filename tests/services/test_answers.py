"""Answers: one form for one meaning, and a refusal that names the question."""

from typing import Any

import pytest

from domain.errors import Invalid
from domain.services.answers import read_answers
from domain.services.shipped import shipped_definition
from domain.services.templates import template_from

IMMUNIZATION = template_from(shipped_definition("immunization"))
FOLLOW_UP = template_from(shipped_definition("chronic_condition_follow_up"))


def test_answers_are_kept_in_one_form() -> None:
    vaccine = {
        "cvx_code": "3",
        "ndc": "49281-425-88",
        "dose_quantity": 0.50,
        "expires_on": "20270630",
        "lot_number": "",
        "funding_source": None,
    }

    answers = read_answers(IMMUNIZATION, {"screened": True, "vaccines": [vaccine]})

    assert answers == {
        "screened": True,
        "vaccines": [
            {
                "cvx_code": "03",
                "ndc": "49281042588",
                "dose_quantity": "0.5",
                "expires_on": "2027-06-30",
            }
        ],
    }


def test_reading_what_was_read_changes_nothing() -> None:
    given = {"conditions": ["obesity", "obesity"], "a1c": "007.10", "systolic": "120"}

    once = read_answers(FOLLOW_UP, given)

    assert once == {"conditions": ["obesity"], "a1c": "7.1", "systolic": 120}
    assert read_answers(FOLLOW_UP, once) == once


@pytest.mark.parametrize(
    ("answers", "path"),
    [
        ({"unheard_of": 1}, "unheard_of"),
        ({"screened": "yes"}, "screened"),
        ({"screened": 1}, "screened"),
        ({"vaccines": {}}, "vaccines"),
        ({"vaccines": ["flu"]}, "vaccines"),
        ({"vaccines": [{}] * 9}, "vaccines"),
        ({"vaccines": [{}, {"unheard_of": 1}]}, "vaccines.1.unheard_of"),
        ({"vaccines": [{"ndc": "4928142588"}]}, "vaccines.0.ndc"),
        ({"vaccines": [{"expires_on": "06/30/2027"}]}, "vaccines.0.expires_on"),
        ({"vaccines": [{"expires_on": 2027}]}, "vaccines.0.expires_on"),
        ({"vaccines": [{"site_code": "nose"}]}, "vaccines.0.site_code"),
        ({"vaccines": [{"site_code": []}]}, None),
        ({"vaccines": [{"site_code": ["LD"]}]}, "vaccines.0.site_code"),
        ({"vaccines": [{"lot_number": "X" * 21}]}, "vaccines.0.lot_number"),
        ({"vaccines": [{"lot_number": "A\x00"}]}, "vaccines.0.lot_number"),
        ({"vaccines": [{"lot_number": 7}]}, "vaccines.0.lot_number"),
        ({"vaccines": [{"dose_quantity": "half"}]}, "vaccines.0.dose_quantity"),
        ({"vaccines": [{"dose_quantity": "NaN"}]}, "vaccines.0.dose_quantity"),
        ({"vaccines": [{"dose_quantity": True}]}, "vaccines.0.dose_quantity"),
        ({"vaccines": [{"dose_quantity": 10**12}]}, "vaccines.0.dose_quantity"),
    ],
)
def test_what_is_no_answer_is_named(answers: dict[str, Any], path: str | None) -> None:
    if path is None:
        assert read_answers(IMMUNIZATION, answers) == {"vaccines": [{}]}
        return

    with pytest.raises(Invalid) as refusal:
        read_answers(IMMUNIZATION, answers)

    assert refusal.value.path == path


@pytest.mark.parametrize(
    ("answers", "path"),
    [
        ({"systolic": 120.5}, "systolic"),
        ({"conditions": "obesity"}, "conditions"),
        ({"conditions": ["boredom"]}, "conditions"),
        ({"conditions": ["obesity"] * 5}, "conditions"),
    ],
)
def test_numbers_and_lists_are_checked(answers: dict[str, Any], path: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_answers(FOLLOW_UP, answers)

    assert refusal.value.path == path
