"""What records keep, column by column, and what is wrong with a rule that makes one."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from domain.errors import Finding
from domain.services.templates import QuestionType, RecordKind, RecordRule, Template

RECORD_COLUMNS = {
    RecordKind.IMMUNIZATION: frozenset(
        {
            "cvx_code", "ndc", "lot_number", "expires_on", "site_code", "route_code",
            "dose_quantity", "dose_unit_code", "funding_source",
        }
    ),
    RecordKind.OBSERVATION: frozenset({"name", "value", "unit_code", "device", "lot_number"}),
    RecordKind.INTERVENTION: frozenset({"kind", "detail", "minutes"}),
}  # fmt: skip
NEEDED_COLUMNS = {
    RecordKind.IMMUNIZATION: RECORD_COLUMNS[RecordKind.IMMUNIZATION],
    RecordKind.OBSERVATION: frozenset({"name", "value"}),
    RecordKind.INTERVENTION: frozenset({"kind"}),
}

_ANSWERED_BY = {
    "expires_on": frozenset({QuestionType.DATE}),
    "dose_quantity": frozenset({QuestionType.DECIMAL, QuestionType.INTEGER}),
    "minutes": frozenset({QuestionType.INTEGER}),
}
"""Columns that are no text, and the questions whose answers fit them."""


def kept_as(column: str, value: Any) -> Any:
    """An answer, or what is always the same, as its column keeps it.

    Raises:
        ValueError: it is no such value.
    """
    match column:
        case "expires_on":
            return date.fromisoformat(value)
        case "dose_quantity":
            return _decimal(value)
        case "minutes":
            return int(value)
        case _:
            return str(value)


def column_findings(template: Template, path: str, rule: RecordRule) -> Iterator[Finding]:
    """What keeps a rule's columns from being filled, each at the place of its column."""
    for part in ("answers", "fixed"):
        for column in sorted(getattr(rule, part).keys() - RECORD_COLUMNS[rule.kind]):
            words = f"An {rule.kind} has no {column}."
            yield Finding("template.record", f"{path}.{part}.{column}", words)
    for column in sorted(NEEDED_COLUMNS[rule.kind] - {*rule.answers, *rule.fixed}):
        words = f"An {rule.kind} needs its {column}."
        yield Finding("template.record", f"{path}.answers.{column}", words)
    for column in sorted(rule.answers.keys() & rule.fixed.keys()):
        words = "It comes from an answer or is always the same, not both."
        yield Finding("template.record", f"{path}.answers.{column}", words)
    yield from _scope_findings(template, path, rule)
    yield from _value_findings(template, path, rule)


def _scope_findings(template: Template, path: str, rule: RecordRule) -> Iterator[Finding]:
    """What is answered for each thing of a group is known to a record of each, and to no other."""
    groups = {question.id: group.id for group in template.groups for question in group.questions}
    for column, question_id in rule.answers.items():
        group_id = groups.get(question_id)
        if group_id not in {None, rule.for_each}:
            words = f"{question_id} is asked for each of {group_id}: make a record for each."
            yield Finding("template.record", f"{path}.answers.{column}", words)


def _value_findings(template: Template, path: str, rule: RecordRule) -> Iterator[Finding]:
    types = {question.id: question.type for question in template.every_question()}
    for column, question_id in rule.answers.items():
        fitting = _ANSWERED_BY.get(column)
        if fitting and question_id in types and types[question_id] not in fitting:
            words = f"The answers to {question_id} are of another type than {column}."
            yield Finding("template.record", f"{path}.answers.{column}", words)
    for column, value in rule.fixed.items():
        if not value.strip():
            words = "Say what it always is."
            yield Finding("template.record", f"{path}.fixed.{column}", words)
        elif not _fits(column, value):
            words = "A day looks like 2026-01-31, a number like 0.5, minutes are whole."
            yield Finding("template.record", f"{path}.fixed.{column}", words)


def _fits(column: str, value: str) -> bool:
    try:
        kept_as(column, value)
    except ValueError:
        return False
    return True


def _decimal(value: Any) -> Decimal:
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(value) from None
    if not number.is_finite():
        raise ValueError(value)
    return number
