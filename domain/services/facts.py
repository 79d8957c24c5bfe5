"""The facts that a template's conditions are judged by: answers and circumstances."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from domain.codes.codebook import Codebook
from domain.codes.systems import CodeSystem
from domain.services.conditions import Facts
from domain.services.templates import Question, QuestionType, Template

CIRCUMSTANCES = frozenset(
    {
        "encounter.served_on",
        "patient.age_years",
        "payer.claim_filing_indicator_code",
        "payer.payer_number",
        "store.state",
        "store.clia_number",
    }
)
ITEM_NUMBER = "item.number"
"""Which one of its group an item is, from 1."""


@dataclass(frozen=True)
class Circumstances:
    """What is known of an encounter besides its answers."""

    served_on: date
    birth_on: date
    store_state: str
    clia_number: str | None = None
    claim_filing_indicator_code: str | None = None
    """Of the payer to be billed first; none where nobody but the patient pays."""
    payer_number: str | None = None
    payer_id: UUID | None = None
    """The same payer; whose price applies."""
    store_id: UUID | None = None

    @property
    def age_years(self) -> int:
        """On the day of service."""
        had_birthday = (self.served_on.month, self.served_on.day) >= (
            self.birth_on.month,
            self.birth_on.day,
        )
        return self.served_on.year - self.birth_on.year - (not had_birthday)

    def facts(self) -> dict[str, Any]:
        known = {
            "encounter.served_on": self.served_on.isoformat(),
            "patient.age_years": self.age_years,
            "payer.claim_filing_indicator_code": self.claim_filing_indicator_code,
            "payer.payer_number": self.payer_number,
            "store.state": self.store_state,
            "store.clia_number": self.clia_number,
        }
        return {name: value for name, value in known.items() if value is not None}


@dataclass(frozen=True)
class Scope:
    """The whole encounter, or one item of a group, with the facts that hold there."""

    path: str
    """What stands before a question's id: nothing, or `vaccines.0.`."""
    facts: Facts


@dataclass(frozen=True)
class Documentation:
    """A template, what was answered to it, and under which circumstances."""

    template: Template
    answers: Mapping[str, Any]
    """Normalized: see `answers.read_answers`."""
    circumstances: Circumstances

    def scopes(self, group_id: str | None, codebook: Codebook) -> Iterator[Scope]:
        """The one scope of the encounter, or one for each item of a group."""
        whole = self.circumstances.facts() | _answered(
            self.template.questions, self.answers, codebook
        )
        group = self.template.group(group_id)
        if group is None:
            yield Scope("", whole)
            return
        for position, item in enumerate(self.answers.get(group.id, ())):
            facts = whole | _answered(group.questions, item, codebook)
            yield Scope(f"{group.id}.{position}.", facts | {ITEM_NUMBER: position + 1})


def derived_facts(question: Question) -> tuple[str, ...]:
    """What a code answered to a question brings with it."""
    match question.code_system:
        case CodeSystem.CVX:
            return (f"{question.id}.groups",)
        case CodeSystem.VACCINE_NDC:
            return (f"{question.id}.cvx_codes",)
        case _:
            return ()


def _answered(
    questions: tuple[Question, ...], answers: Mapping[str, Any], codebook: Codebook
) -> dict[str, Any]:
    facts = {question.id: answers[question.id] for question in questions if question.id in answers}
    for question in questions:
        code = facts.get(question.id)
        if question.type is QuestionType.CODE and isinstance(code, str):
            facts |= _derived(question, code, codebook)
    return facts


def _derived(question: Question, code: str, codebook: Codebook) -> dict[str, Any]:
    match question.code_system:
        case CodeSystem.CVX:
            vaccine = codebook.vaccine(code)
            return {f"{question.id}.groups": vaccine.groups} if vaccine else {}
        case CodeSystem.VACCINE_NDC:
            product = codebook.ndc(code)
            return {f"{question.id}.cvx_codes": product.cvx_codes} if product else {}
        case _:
            return {}
