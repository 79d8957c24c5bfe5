"""What is wrong with a template before it may be published: every name in it leads somewhere."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from domain.codes.procedures import MOST_MODIFIERS, is_modifier, is_procedure_code
from domain.errors import Finding
from domain.services.conditions import facts_of
from domain.services.facts import CIRCUMSTANCES, ITEM_NUMBER, derived_facts
from domain.services.record_rules import column_findings
from domain.services.templates import (
    CodeChoice,
    CodingRule,
    Question,
    QuestionType,
    RecordRule,
    Suggestion,
    Template,
    Units,
    read_template,
)

MOST_QUESTIONS = 200
MOST_RULES = 100

LINE_FACTS = frozenset({"line.procedure_code", "line.repeats"})
"""What a modifier may ask: the line's code, and how many lines before it have the same."""

_ID = re.compile(r"[a-z][a-z0-9_]{0,49}", re.ASCII)
_DIAGNOSIS = re.compile(r"[A-Z][0-9A-Z]{2}\.?[0-9A-Z]{0,4}", re.ASCII)


def definition_findings(definition: dict[str, Any]) -> list[Finding]:
    """As `template_findings`; where the definition has another shape, that alone."""
    read = read_template(definition)
    return [read] if isinstance(read, Finding) else list(template_findings(read))


def template_findings(template: Template) -> Iterator[Finding]:
    """Everything that keeps a template from being published; the path leads into the definition."""
    yield from _id_findings(template)
    yield from _word_findings(template)
    yield from _size_findings(template)
    for path, question in _questions(template):
        yield from _question_findings(path, question)
        yield from _choice_value_findings(path, question)
        if question.suggested is not None:
            yield from _suggestion_findings(template, path, question, question.suggested)
    yield from _fact_findings(template)
    yield from _table_findings(template)
    for position, rule in enumerate(template.coding):
        yield from _rule_findings(template, f"coding.{position}", rule)
    for position, record in enumerate(template.records):
        yield from _record_findings(template, f"records.{position}", record)
    for position, evidence in enumerate(template.evidence):
        yield from _each_findings(template, f"evidence.{position}.for_each", evidence.for_each)
        if template.group(evidence.path) is None:
            yield from _answer_findings(template, f"evidence.{position}.path", (evidence.path,))


def _questions(template: Template) -> Iterator[tuple[str, Question]]:
    for position, question in enumerate(template.questions):
        yield f"questions.{position}", question
    for place, group in enumerate(template.groups):
        for position, question in enumerate(group.questions):
            yield f"groups.{place}.questions.{position}", question


def _id_findings(template: Template) -> Iterator[Finding]:
    named = [(path, question.id) for path, question in _questions(template)]
    named += [(f"groups.{place}", group.id) for place, group in enumerate(template.groups)]
    rules = [(f"coding.{place}", rule.id) for place, rule in enumerate(template.coding)]
    evidence = [(f"evidence.{place}", each.id) for place, each in enumerate(template.evidence)]
    for ids in (named, rules, evidence):
        seen = set()
        for path, id_ in ids:
            if id_ in seen:
                yield Finding("template.twice", f"{path}.id", "Another one has this id.")
            seen.add(id_)
            if not _ID.fullmatch(id_):
                yield Finding(
                    "template.id",
                    f"{path}.id",
                    "An id is of small letters, digits, underscores.",
                )


def _word_findings(template: Template) -> Iterator[Finding]:
    said = [("name", template.name), ("attestation", template.attestation)]
    said += [(f"{path}.label", question.label) for path, question in _questions(template)]
    said += [(f"groups.{place}.label", group.label) for place, group in enumerate(template.groups)]
    for path, question in _questions(template):
        labels = [choice.label for choice in question.choices]
        said += [(f"{path}.choices.{place}.label", label) for place, label in enumerate(labels)]
    for place, rule in enumerate(template.coding):
        said.append((f"coding.{place}.explanation", rule.explanation))
    for place, evidence in enumerate(template.evidence):
        said.append((f"evidence.{place}.message", evidence.message))
    for path, words in said:
        if not words.strip():
            yield Finding("template.words", path, "Words are missing here.")


def _choice_value_findings(path: str, question: Question) -> Iterator[Finding]:
    seen = set()
    for place, choice in enumerate(question.choices):
        if choice.value in seen:
            yield Finding(
                "template.twice",
                f"{path}.choices.{place}.value",
                "Another choice is kept as this.",
            )
        seen.add(choice.value)


def _size_findings(template: Template) -> Iterator[Finding]:
    if sum(1 for _ in _questions(template)) > MOST_QUESTIONS:
        yield Finding("template.size", "questions", f"At most {MOST_QUESTIONS} questions.")
    if not template.coding:
        yield Finding("template.size", "coding", "At least one rule must say what is billed.")
    if len(template.coding) > MOST_RULES:
        yield Finding("template.size", "coding", f"At most {MOST_RULES} rules.")


def _question_findings(path: str, question: Question) -> Iterator[Finding]:
    is_choice = question.type is QuestionType.CHOICE
    is_code = question.type is QuestionType.CODE
    if is_choice != bool(question.choices):
        yield Finding(
            "template.choices", f"{path}.choices", "A choice has choices; nothing else has."
        )
    if is_code != (question.code_system is not None):
        yield Finding(
            "template.code_system",
            f"{path}.code_system",
            "A code names its system; nothing else does.",
        )
    if question.many and not (is_choice or is_code):
        yield Finding("template.many", f"{path}.many", "Only choices and codes may be many.")


def _suggestion_findings(
    template: Template, path: str, question: Question, suggested: Suggestion
) -> Iterator[Finding]:
    path = f"{path}.suggested"
    ways = (suggested.value is not None, suggested.is_day_of_service, suggested.by is not None)
    if sum(ways) != 1 or bool(suggested.values) != (suggested.by is not None):
        yield Finding(
            "template.suggested", path, "Suggest one: a value, the day, or values by an answer."
        )
    if suggested.is_day_of_service and question.type is not QuestionType.DATE:
        yield Finding("template.suggested", path, "Only a date may be the day of service.")
    values = {value for value in (suggested.value, *suggested.values.values()) if value is not None}
    if question.choices and values - {choice.value for choice in question.choices}:
        yield Finding("template.suggested", path, "What is suggested is none of the choices.")
    yield from _answer_findings(template, path, (suggested.by,))


def _fact_findings(template: Template) -> Iterator[Finding]:
    known = set(CIRCUMSTANCES | LINE_FACTS | {ITEM_NUMBER})
    for _, question in _questions(template):
        known |= {question.id, *derived_facts(question)}
    known |= {f"{span}.{rule.id}" for span in ("lines", "day") for rule in template.coding}
    for path, condition in template.conditions():
        for name in sorted(facts_of([condition]) - known):
            yield Finding("template.fact", path, f"Nothing is known of {name}.")


def _table_findings(template: Template) -> Iterator[Finding]:
    used = {
        name: choices
        for choices in ("procedure", "diagnoses")
        for name in _tables_used(template, choices)
    }
    for name, table in template.tables.items():
        looks_right = is_procedure_code if used.get(name) == "procedure" else _is_diagnosis
        for answer, code in table.items():
            if not looks_right(code):
                yield Finding("template.code", f"tables.{name}.{answer}", "This is no such code.")
    for slot, code in template.codes.items():
        if not is_procedure_code(code):
            yield Finding("template.code", f"codes.{slot}", "This is no procedure code.")
    for code in template.default_diagnoses:
        if not _is_diagnosis(code):
            yield Finding("template.code", "default_diagnoses", "One of them is no diagnosis code.")


def _tables_used(template: Template, choices: str) -> Iterator[str]:
    for rule in template.coding:
        found = getattr(rule, choices)
        for choice in (found,) if isinstance(found, CodeChoice) else found:
            if choice.table:
                yield choice.table


def _is_diagnosis(text: str) -> bool:
    return _DIAGNOSIS.fullmatch(text) is not None


def _rule_findings(template: Template, path: str, rule: CodingRule) -> Iterator[Finding]:
    yield from _each_findings(template, f"{path}.for_each", rule.for_each)
    yield from _choice_findings(template, f"{path}.procedure", rule.procedure)
    for position, choice in enumerate(rule.diagnoses):
        yield from _choice_findings(template, f"{path}.diagnoses.{position}", choice)
    if not all(is_modifier(modifier.code) for modifier in rule.modifiers):
        yield Finding("template.modifier", f"{path}.modifiers", "A modifier has two characters.")
    if len(rule.modifiers) > 2 * MOST_MODIFIERS:
        yield Finding("template.modifier", f"{path}.modifiers", "These are too many modifiers.")
    yield from _units_findings(template, f"{path}.units", rule.units)
    if rule.product is not None:
        for name in rule.product.__struct_fields__:
            asked = getattr(rule.product, name)
            yield from _answer_findings(template, f"{path}.product.{name}", (asked,))


def _each_findings(template: Template, path: str, group_id: str | None) -> Iterator[Finding]:
    if group_id is not None and template.group(group_id) is None:
        yield Finding("template.group", path, f"There is no group {group_id}.")


def _choice_findings(template: Template, path: str, choice: CodeChoice) -> Iterator[Finding]:
    ways = [choice.code, choice.slot, choice.answer, choice.by]
    if sum(way is not None for way in ways) != 1 or (choice.by is None) != (choice.table is None):
        yield Finding(
            "template.choice", path, "Name one: a code, a slot, an answer, or a table by an answer."
        )
    if choice.slot is not None and choice.slot not in template.codes:
        yield Finding("template.slot", path, f"There is no slot {choice.slot} in codes.")
    if choice.table is not None and choice.table not in template.tables:
        yield Finding("template.table", path, f"There is no table {choice.table}.")
    yield from _answer_findings(template, path, (choice.answer, choice.by))


def _units_findings(template: Template, path: str, units: Units) -> Iterator[Finding]:
    ways = [units.fixed, units.answer, units.minutes]
    if sum(way is not None for way in ways) != 1:
        yield Finding("template.units", path, "Name one: fixed, an answer, or minutes.")
    if units.fixed is not None and units.fixed < 1:
        yield Finding("template.units", path, "At least one unit is billed.")
    if units.after < 0 or not 1 <= units.counts_from <= units.each:
        yield Finding("template.units", path, "A step counts from one of its own minutes.")
    yield from _answer_findings(template, path, (units.answer, units.minutes))


def _answer_findings(template: Template, path: str, ids: Iterable[str | None]) -> Iterator[Finding]:
    asked = {question.id for question in template.every_question()}
    for id_ in ids:
        if id_ == "":
            yield Finding("template.answer", path, "No question is chosen.")
        elif id_ is not None and id_ not in asked:
            yield Finding("template.answer", path, f"No question is {id_}.")


def _record_findings(template: Template, path: str, record: RecordRule) -> Iterator[Finding]:
    yield from _each_findings(template, f"{path}.for_each", record.for_each)
    for column, question_id in record.answers.items():
        yield from _answer_findings(template, f"{path}.answers.{column}", (question_id,))
    yield from column_findings(template, path, record)
