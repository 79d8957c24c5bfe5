"""What the screens repeat of the server's lists is what the server has."""

from dataclasses import asdict, replace
from typing import Any

import pytest
from sqlalchemy.orm import Session
from strawberry.utils.str_converters import to_camel_case

from domain.codes.systems import CodeSystem
from domain.services.facts import CIRCUMSTANCES, ITEM_NUMBER
from domain.services.publishing import LINE_FACTS
from domain.services.record_rules import NEEDED_COLUMNS, RECORD_COLUMNS
from domain.services.shipped import KINDS
from domain.services.templates import QuestionType, RecordKind
from domain.simulator.answering import answers
from domain.simulator.scripts import Instructions, Outcome, Script
from tests.simulator.test_answering import question
from tests.web.literals import literal

ANOTHER = {
    "reason_code": "96",
    "remark_codes": ("N30",),
    "allowed_percent": 55,
    "deductible_percent": 35,
    "coinsurance_percent": 45,
    "copay_cents": 3_00,
    "delay_seconds": 77,
    "status_code": "116",
}
"""Of each detail of a script, something else than where nothing is said."""
WHOSE = {"outcome", "patient_control_number", "member_id"}


@pytest.mark.parametrize(
    ("path", "name", "known"),
    [
        ("catalogue/kinds.ts", "KINDS", KINDS),
        ("catalogue/recordColumns.ts", "RECORD_KINDS", RecordKind),
        ("catalogue/QuestionsTab.tsx", "TYPES", QuestionType),
        ("catalogue/QuestionsTab.tsx", "CODE_SYSTEMS", CodeSystem),
        ("catalogue/facts.ts", "CIRCUMSTANCES", CIRCUMSTANCES | {ITEM_NUMBER}),
        ("catalogue/facts.ts", "OF_LINES", LINE_FACTS),
    ],
)
def test_what_is_chosen_from_is_what_the_server_knows(path: str, name: str, known: Any) -> None:
    assert sorted(literal(path, name)) == sorted(known)


def test_records_have_the_columns_that_the_server_keeps_and_needs() -> None:
    columns = literal("catalogue/recordColumns.ts", "COLUMNS")
    optional = literal("catalogue/recordColumns.ts", "OPTIONAL")

    assert {kind: set(names) for kind, names in columns.items()} == RECORD_COLUMNS
    assert {
        kind: set(names) - set(optional[kind]) for kind, names in columns.items()
    } == NEEDED_COLUMNS


def test_an_outcome_is_asked_for_the_details_that_change_its_answers(
    session: Session, embedded_codes: None
) -> None:
    content, (number,) = question(session)

    def answered(script: Script) -> Any:
        return answers(content, Instructions(scripts=(script,)))

    details = literal("administration/scripts.ts", "DETAILS")
    wrong = []
    for outcome, asked in details.items():
        script = Script(Outcome[outcome], patient_control_number=number)
        usual = answered(script)
        others = {name: value for name, value in ANOTHER.items() if _in_the_form(name) not in asked}
        idle = [
            name
            for name, value in (ANOTHER.items() - others.items())
            if answered(replace(script, **{name: value})) == usual
        ]
        if idle or answered(replace(script, **others)) != usual:
            wrong.append((outcome, idle))

    assert details.keys() == Outcome.__members__.keys()
    assert wrong == []


def test_a_script_begins_with_what_the_simulator_takes_where_nothing_is_said() -> None:
    usual = {name: value for name, value in asdict(Script()).items() if name not in WHOSE}

    begun = literal("administration/scripts.ts", "NO_SCRIPT")

    assert usual.keys() == ANOTHER.keys()
    assert {
        name: value for name, value in begun.items() if name not in map(to_camel_case, WHOSE)
    } == {
        _in_the_form(name): " ".join(value) if isinstance(value, tuple) else str(value)
        for name, value in usual.items()
    }


def _in_the_form(name: str) -> str:
    """Cents are typed as dollars."""
    return to_camel_case(name.removesuffix("_cents"))
