"""What is missing before signing: each question by its path, and each answer that cannot stand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.codes.codebook import Codebook
from domain.codes.in_memory import codebook
from domain.services.answers import read_answers
from domain.services.evidence import what_is_missing
from domain.services.facts import Circumstances, Documentation
from domain.services.shipped import shipped_definition
from domain.services.templates import template_from
from tests.conftest import TestDatabase

HERE = Circumstances(date(2026, 10, 15), date(1990, 1, 1), "MN", clia_number="24D1234567")
FLU = {
    "cvx_code": "140",
    "ndc": "49281042588",
    "lot_number": "U8765AB",
    "expires_on": "2027-06-30",
    "site_code": "LD",
    "route_code": "IM",
    "dose_quantity": "0.5",
    "dose_unit_code": "ML",
    "funding_source": "private",
    "statement_given_on": "2026-10-15",
}


@pytest.fixture(scope="module")
def book(database: TestDatabase, embedded_codes: None) -> Codebook:
    with database.new_tenant().transaction() as session:
        return codebook(session)


def missing(
    book: Codebook, kind: str, answers: Mapping[str, Any], circumstances: Circumstances = HERE
) -> list[tuple[str, str]]:
    template = template_from(shipped_definition(kind))
    documentation = Documentation(template, read_answers(template, answers), circumstances)
    return [(finding.code, finding.path) for finding in what_is_missing(documentation, book)]


def vaccine(**given: Any) -> dict[str, Any]:
    return {"screened": True, "vaccines": [FLU | given]}


def test_nothing_is_missing(book: Codebook) -> None:
    assert missing(book, "immunization", vaccine()) == []


def test_an_empty_draft_lacks_its_questions_and_groups(book: Codebook) -> None:
    assert missing(book, "immunization", {}) == [
        ("evidence.missing", "screened"),
        ("evidence.missing", "vaccines"),
    ]


def test_each_missing_answer_of_an_item_is_named(book: Codebook) -> None:
    assert missing(book, "immunization", vaccine(lot_number=None, site_code=None)) == [
        ("evidence.missing", "vaccines.0.lot_number"),
        ("evidence.missing", "vaccines.0.site_code"),
    ]


@pytest.mark.parametrize(
    ("answers", "finding"),
    [
        (vaccine() | {"screened": False}, ("evidence.screened", "screened")),
        (
            vaccine(expires_on="2026-10-14"),
            ("evidence.not_expired", "vaccines.0.expires_on"),
        ),
        (vaccine(cvx_code="115"), ("evidence.ndc_of_vaccine", "vaccines.0.ndc")),
        (vaccine(cvx_code="777"), ("evidence.code", "vaccines.0.cvx_code")),
        (vaccine(dose_quantity="11"), ("evidence.range", "vaccines.0.dose_quantity")),
        (vaccine(dose_quantity="0"), ("evidence.range", "vaccines.0.dose_quantity")),
    ],
)
def test_an_answer_that_cannot_stand_is_named(
    book: Codebook, answers: dict[str, Any], finding: tuple[str, str]
) -> None:
    assert finding in missing(book, "immunization", answers)


def test_a_lot_may_be_used_on_its_last_day(book: Codebook) -> None:
    assert missing(book, "immunization", vaccine(expires_on="2026-10-15")) == []


def test_a_product_too_new_for_any_list_may_stand(book: Codebook) -> None:
    assert missing(book, "immunization", vaccine(ndc="99999-9999-99")) == []


def test_a_test_needs_the_stores_certificate(book: Codebook) -> None:
    strep = {
        "analyte": "strep_a", "result": "Positive", "device": "Acucheck", "lot_number": "K1",
        "expires_on": "2027-01-31",
    }  # fmt: skip
    answers = {"diagnosis_codes": ["J02.9"], "result_told": True, "tests": [strep]}

    found = missing(book, "point_of_care_test", answers, replace(HERE, clia_number=None))

    assert found == [("evidence.certificate", "tests")]


@pytest.mark.parametrize(
    ("code", "served_on", "findings"),
    [
        ("Z68.1", date(2026, 9, 30), []),
        ("Z68.1", date(2026, 10, 1), [("evidence.code", "diagnosis_codes")]),
        ("E11", date(2026, 10, 1), [("evidence.code", "diagnosis_codes")]),
        ("E1199", date(2026, 1, 1), [("evidence.code", "diagnosis_codes")]),
    ],
)
def test_a_diagnosis_is_judged_by_the_day_of_service(
    book: Codebook, code: str, served_on: date, findings: list[tuple[str, str]]
) -> None:
    answers = {
        "patient_status": "new", "minutes": 15, "action_plan": "Go on.",
        "problems": [{"kind": "adherence", "intervention": "Pill box."}],
        "diagnosis_codes": [code],
    }  # fmt: skip

    found = missing(
        book, "medication_therapy_management", answers, replace(HERE, served_on=served_on)
    )

    assert found == findings


def test_what_one_answer_asks_for_is_missing_only_then(book: Codebook) -> None:
    answers = {"conditions": ["obesity"], "plan": "Walk.", "visit_level": "brief"}

    without = missing(book, "chronic_condition_follow_up", answers)
    with_diabetes = missing(
        book, "chronic_condition_follow_up", answers | {"conditions": ["type_2_diabetes"]}
    )

    assert (without, with_diabetes) == ([], [("evidence.missing", "a1c_tested_here")])


def test_age_counts_birthdays() -> None:
    born = replace(HERE, birth_on=date(2000, 2, 29))

    ages = [
        replace(born, served_on=day).age_years
        for day in (date(2026, 2, 28), date(2026, 3, 1), date(2028, 2, 29))
    ]

    assert ages == [25, 26, 28]
