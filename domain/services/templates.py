"""What a service's template says: questions, evidence, coding rules, and what becomes a record.

A definition is declarative JSON of exactly this shape; unknown fields are refused. The shipped ones
in `shipped/` are the examples to copy.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct, field

from domain.codes.systems import CodeSystem
from domain.errors import Finding, Invalid
from domain.services.conditions import Condition, facts_of

DEEPEST = 60
"""Lists and objects within one another; what is deeper is no rule that anyone could read."""


class _Declared(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Everything in a definition: immutable, and without room for misspelled fields."""


class QuestionType(StrEnum):
    CHOICE = "choice"
    TEXT = "text"
    DATE = "date"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    CODE = "code"


class Language(StrEnum):
    """Beside English, in which every label is."""

    SPANISH = "es"


class Choice(_Declared, frozen=True, kw_only=True):
    value: str
    label: str
    labels: dict[Language, str] = field(default_factory=dict)


class Suggestion(_Declared, frozen=True, kw_only=True):
    """What is usual, filled in where nothing is answered yet: a value, the day, or by an answer."""

    value: str | None = None
    is_day_of_service: bool = False
    by: str | None = None
    """An answer of the same group."""
    values: dict[str, str] = field(default_factory=dict)
    """What is usual with each."""


class Question(_Declared, frozen=True, kw_only=True):
    """One thing to answer."""

    id: str
    label: str
    type: QuestionType
    help: str = ""
    labels: dict[Language, str] = field(default_factory=dict)
    """The label in other languages; where there is none, the English one is shown."""
    helps: dict[Language, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    code_system: CodeSystem | None = None
    many: bool = False
    """Several choices or codes, as a list."""
    most: int = 12
    """How many, where there may be many."""
    unit: str | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    longest: int = 2000
    """Characters of a text."""
    required: bool = False
    required_when: Condition | None = None
    asked_when: Condition | None = None
    """Not asked otherwise, and then not required either."""
    suggested: Suggestion | None = None
    """A form offers it; whoever signs vouches for it like for any other answer."""


class Group(_Declared, frozen=True, kw_only=True):
    """Questions asked once for each of several things: each vaccine given, each test run."""

    id: str
    label: str
    labels: dict[Language, str] = field(default_factory=dict)
    questions: tuple[Question, ...]
    at_least: int = 1
    at_most: int = 10


class Evidence(_Declared, frozen=True, kw_only=True):
    """What must be true of the answers before anyone may sign."""

    id: str
    must: Condition
    message: str
    path: str
    """The question that is to blame."""
    for_each: str | None = None
    when: Condition | None = None
    fix: str = ""
    source: str = ""


class CodeChoice(_Declared, frozen=True, kw_only=True):
    """Where a code comes from: fixed, a slot of `codes`, an answer, or a table by an answer."""

    code: str | None = None
    slot: str | None = None
    answer: str | None = None
    by: str | None = None
    table: str | None = None
    when: Condition | None = None


class Modifier(_Declared, frozen=True, kw_only=True):
    code: str
    because: str
    when: Condition | None = None


class Units(_Declared, frozen=True, kw_only=True):
    """How many: fixed, an answer, or the time beyond `after` minutes in steps of `each`.

    A step counts from its minute `counts_from`: 8 of 15, the usual midpoint rule, unless the payer
    wants it whole.
    """

    fixed: int | None = None
    answer: str | None = None
    minutes: str | None = None
    after: int = 0
    each: int = 15
    counts_from: int = 8


class Product(_Declared, frozen=True, kw_only=True):
    """Which answers name the drug (LIN03, CTP04, CTP05-1) and its lot."""

    ndc: str
    quantity: str
    unit: str
    lot: str


class CodingRule(_Declared, frozen=True, kw_only=True):
    """One line to bill, when its condition holds; for a group, for each of its items."""

    id: str
    explanation: str
    """In words; `$minutes` stands for an answer."""
    procedure: CodeChoice
    for_each: str | None = None
    purpose: str | None = None
    """Of the rules for one purpose only the first that fits makes a line, for each item."""
    when: Condition | None = None
    modifiers: tuple[Modifier, ...] = ()
    """In the order in which payers read them."""
    units: Units = field(default_factory=lambda: Units(fixed=1))
    diagnoses: tuple[CodeChoice, ...] = ()
    """All that apply, in order; where none does, the template's."""
    product: Product | None = None
    needs_clia: bool = False
    free_when: Condition | None = None
    adds_up: bool = False
    """Equal lines become one, with their units added."""


class RecordKind(StrEnum):
    IMMUNIZATION = "immunization"
    OBSERVATION = "observation"
    INTERVENTION = "intervention"


class RecordRule(_Declared, frozen=True, kw_only=True):
    """What signing writes down as a record of its own: columns from answers, or fixed."""

    kind: RecordKind
    answers: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    for_each: str | None = None
    when: Condition | None = None


class Template(_Declared, frozen=True, kw_only=True):
    """How one service is documented and coded.

    `codes` and `tables` hold the bare procedure codes; the tenant names its own there.
    """

    kind: str
    name: str
    attestation: str
    questions: tuple[Question, ...] = ()
    groups: tuple[Group, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    codes: dict[str, str] = field(default_factory=dict)
    tables: dict[str, dict[str, str]] = field(default_factory=dict)
    default_diagnoses: tuple[str, ...] = ()
    coding: tuple[CodingRule, ...]
    records: tuple[RecordRule, ...] = ()

    def group(self, id_: str | None) -> Group | None:
        return next((group for group in self.groups if group.id == id_), None)

    def every_question(self) -> Iterator[Question]:
        """Those asked once, then those of each group."""
        yield from self.questions
        for group in self.groups:
            yield from group.questions

    def procedure_codes(self) -> list[str]:
        """Every code that it may bill, so that each can be given a price."""
        fixed = [rule.procedure.code for rule in self.coding if rule.procedure.code]
        tabled = [
            code
            for rule in self.coding
            if rule.procedure.table
            for code in self.tables.get(rule.procedure.table, {}).values()
        ]
        slotted = [
            self.codes[rule.procedure.slot]
            for rule in self.coding
            if rule.procedure.slot in self.codes
        ]
        return sorted({*fixed, *tabled, *slotted})

    def asks_about_the_day(self) -> bool:
        """Whether its coding depends on what else was done for the patient that day."""
        conditions = (condition for _, condition in self.conditions())
        return any(name.startswith("day.") for name in facts_of(conditions))

    def conditions(self) -> Iterator[tuple[str, Condition]]:
        """Every condition in it, after its place: `coding.0.when`."""
        for name in ("questions", "groups", "evidence", "coding", "records"):
            yield from _conditions_in(getattr(self, name), name)


QUOTING = {
    "Object contains unknown field": "A definition has no such field",
    "Invalid enum value": "This is none of the words that may stand here",
}
"""How msgspec begins what it says of a value, and what is said instead."""


def template_from(definition: dict[str, Any]) -> Template:
    """A definition as a typed value.

    Raises:
        Invalid: it has another shape; `path` says where, `questions.0.type`, or `$` of the whole.
    """
    read = read_template(definition)
    if isinstance(read, Finding):
        raise Invalid(read.message, read.path)
    return read


def read_template(definition: dict[str, Any]) -> Template | Finding:
    """As `template_from`, with another shape as what there is to fix."""
    if _nesting(definition) > DEEPEST:
        return Finding("template.shape", "$", f"A definition is nested at most {DEEPEST} deep.")
    try:
        return msgspec.convert(definition, Template)
    except msgspec.ValidationError as problem:
        message, _, place = str(problem).partition(" - at ")
        return Finding("template.shape", _path_of(place), f"{_without_value(message)}.")


def definition_of(template: Template) -> dict[str, Any]:
    """A template as the JSON that is kept."""
    definition: dict[str, Any] = msgspec.to_builtins(template)
    return definition


def _without_value(message: str) -> str:
    """What msgspec says, but for what it quotes of the definition."""
    for quoting, said in QUOTING.items():
        if message.startswith(quoting):
            return said
    return message


def _conditions_in(value: Any, path: str) -> Iterator[tuple[str, Condition]]:
    if isinstance(value, Condition):
        yield path, value
    elif isinstance(value, _Declared):
        for name in value.__struct_fields__:
            yield from _conditions_in(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, tuple):
        for position, each in enumerate(value):
            yield from _conditions_in(each, f"{path}.{position}")


def _path_of(place: str) -> str:
    """What msgspec calls `$.questions[0].type`; a key of an object it shows as `[...]`."""
    found = re.search(r"\$[^`]*", place)
    if found is None:
        return "$"
    dotted = re.sub(r"\[(\d+)\]", r".\1", found.group().replace("[...]", ""))
    return dotted.removeprefix("$.")


def _nesting(value: Any) -> int:
    """How deep lists and objects lie within one another, found without recursion."""
    depth, level = 0, [value]
    while level:
        depth += 1
        level = [
            each
            for holder in level
            for each in (holder.values() if isinstance(holder, dict) else holder)
            if isinstance(each, dict | list)
        ]
    return depth
