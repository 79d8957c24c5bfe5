"""What is missing before an encounter may be signed: pure, from template, answers, circumstances."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from domain.codes.codebook import Codebook, Standing
from domain.codes.systems import CodeSystem
from domain.errors import Finding
from domain.services.conditions import Facts, as_number, is_answered
from domain.services.facts import Documentation, Scope
from domain.services.templates import Evidence, Group, Question, QuestionType

_STANDING_WORDS = {
    Standing.NOT_BILLABLE: "is a heading, not a code that may be billed",
    Standing.NOT_IN_FORCE: "is not valid on the day of service",
    Standing.UNKNOWN: "does not exist",
}


def what_is_missing(documentation: Documentation, codebook: Codebook) -> Iterator[Finding]:
    """Each question still to answer and each answer that cannot stand; the path is the question."""
    template = documentation.template
    for scope in documentation.scopes(None, codebook):
        yield from _question_findings(template.questions, scope, documentation, codebook)
    for group in template.groups:
        yield from _group_findings(group, documentation)
        for scope in documentation.scopes(group.id, codebook):
            yield from _question_findings(group.questions, scope, documentation, codebook)
    for evidence in template.evidence:
        for scope in documentation.scopes(evidence.for_each, codebook):
            yield from _evidence_findings(evidence, scope)


def _group_findings(group: Group, documentation: Documentation) -> Iterator[Finding]:
    count = len(documentation.answers.get(group.id, ()))
    if count < group.at_least:
        yield Finding(
            "evidence.missing", group.id, f"{group.label}: at least {group.at_least} is needed."
        )


def _question_findings(
    questions: tuple[Question, ...],
    scope: Scope,
    documentation: Documentation,
    codebook: Codebook,
) -> Iterator[Finding]:
    for question in questions:
        path = f"{scope.path}{question.id}"
        value = scope.facts.get(question.id)
        if not is_answered(value):
            if _is_required(question, scope.facts):
                yield Finding("evidence.missing", path, f"{question.label} is missing.")
            continue
        yield from _range_findings(question, path, value)
        if question.type is QuestionType.CODE:
            yield from _code_findings(question, path, value, documentation, codebook)


def _is_required(question: Question, facts: Facts) -> bool:
    if question.asked_when is not None and not question.asked_when.holds(facts):
        return False
    return question.required or (
        question.required_when is not None and question.required_when.holds(facts)
    )


def _range_findings(question: Question, path: str, value: object) -> Iterator[Finding]:
    number = as_number(value)
    if number is None:
        return
    if question.at_least is not None and number < question.at_least:
        yield Finding("evidence.range", path, f"{question.label} is at least {question.at_least}.")
    if question.at_most is not None and number > question.at_most:
        yield Finding("evidence.range", path, f"{question.label} is at most {question.at_most}.")


def _code_findings(
    question: Question, path: str, value: Any, documentation: Documentation, codebook: Codebook
) -> Iterator[Finding]:
    if question.code_system is None:
        return
    served_on = documentation.circumstances.served_on
    for code in value if isinstance(value, list) else [value]:
        standing = _standing(question.code_system, code, served_on, codebook)
        if standing in _STANDING_WORDS:
            yield Finding("evidence.code", path, f"{question.label} {_STANDING_WORDS[standing]}.")


def _standing(system: CodeSystem, code: str, on: date, codebook: Codebook) -> Standing:
    match system:
        case CodeSystem.VACCINE_NDC:
            # New products reach the shelf before they reach any list of NDCs.
            return Standing.UNCERTAIN
        case CodeSystem.CVX:
            # CDC does not date its vaccines: whatever its list lacks does not exist.
            is_listed = codebook.vaccine(code) is not None or not codebook.releases.get(system)
            return Standing.BILLABLE if is_listed else Standing.UNKNOWN
        case _:
            return codebook.standing(system, code, on)


def _evidence_findings(evidence: Evidence, scope: Scope) -> Iterator[Finding]:
    applies = evidence.when is None or evidence.when.holds(scope.facts)
    if applies and not evidence.must.holds(scope.facts):
        yield Finding(
            f"evidence.{evidence.id}",
            f"{scope.path}{evidence.path}",
            evidence.message,
            evidence.fix,
            evidence.source,
        )
