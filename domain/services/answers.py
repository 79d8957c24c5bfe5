"""Reads answers as the template's questions want them; what is kept has one form for one meaning."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from domain.codes.ndc import ndc11
from domain.codes.systems import CodeSystem, normalized
from domain.errors import Invalid
from domain.services.conditions import as_number
from domain.services.templates import Group, Question, QuestionType, Template

LARGEST_NUMBER = 10**9


class _NotAnAnswer(Exception):
    """A value that does not answer its question; the message is for people."""


def read_answers(template: Template, given: Mapping[str, Any], beneath: str = "") -> dict[str, Any]:
    """The answers in the form that is kept; a null takes an answer back.

    Days are ISO texts, decimals texts without needless zeros, codes as code sets write them.

    Raises:
        Invalid: `path` names the question, `vaccines.0.lot_number`, after what it is beneath.
    """
    groups = {group.id: group for group in template.groups}
    plain = {id_: value for id_, value in given.items() if id_ not in groups}
    answers = _read_item(template.questions, plain, beneath)
    for id_, group in groups.items():
        if given.get(id_) is not None:
            answers[id_] = _read_group(group, given[id_], beneath)
    return answers


def _read_group(group: Group, items: Any, beneath: str) -> list[dict[str, Any]]:
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Invalid("This is a list of answers.", f"{beneath}{group.id}")
    if len(items) > group.at_most:
        raise Invalid(f"At most {group.at_most} fit here.", f"{beneath}{group.id}")
    return [
        _read_item(group.questions, item, f"{beneath}{group.id}.{position}.")
        for position, item in enumerate(items)
    ]


def _read_item(
    questions: Sequence[Question], given: Mapping[str, Any], beneath: str
) -> dict[str, Any]:
    by_id = {question.id: question for question in questions}
    answers = {}
    for id_, value in given.items():
        if id_ not in by_id:
            raise Invalid("The template does not ask this.", f"{beneath}{id_}")
        if value is None or value in ("", []):
            continue
        try:
            answers[id_] = _read(by_id[id_], value)
        except _NotAnAnswer as problem:
            raise Invalid(str(problem), f"{beneath}{id_}") from None
    return answers


def _read(question: Question, value: Any) -> Any:
    if not question.many:
        return _read_one(question, value)
    if not isinstance(value, list):
        raise _NotAnAnswer("This is a list.")
    if len(value) > question.most:
        raise _NotAnAnswer(f"At most {question.most} fit here.")
    return list(dict.fromkeys(_read_one(question, each) for each in value))


def _read_one(question: Question, value: Any) -> Any:
    match question.type:
        case QuestionType.BOOLEAN:
            return _boolean(value)
        case QuestionType.INTEGER:
            return int(_number(value, "a whole number", whole=True))
        case QuestionType.DECIMAL:
            return _plain(_number(value, "a number"))
        case QuestionType.DATE:
            return _day(value)
        case QuestionType.CHOICE:
            return _choice(question, value)
        case QuestionType.CODE:
            return _code(question, value)
        case QuestionType.TEXT:
            return _text(question, value)


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _NotAnAnswer("This is yes or no.")
    return value


def _number(value: Any, what: str, *, whole: bool = False) -> Decimal:
    number = as_number(str(value) if isinstance(value, float) else value)
    if number is None or abs(number) > LARGEST_NUMBER or (whole and number % 1):
        raise _NotAnAnswer(f"This is {what}.")
    return number


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _day(value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise _NotAnAnswer("A day looks like 2026-10-15.") from None


def _choice(question: Question, value: Any) -> str:
    for choice in question.choices:
        if choice.value == value:
            return choice.value
    raise _NotAnAnswer("This is none of the choices.")


def _code(question: Question, value: Any) -> str:
    text = _text(question, value).strip()
    if question.code_system is CodeSystem.VACCINE_NDC:
        try:
            return ndc11(text)
        except ValueError as problem:
            raise _NotAnAnswer(f"{str(problem).capitalize()}.") from None
    return normalized(question.code_system, text) if question.code_system else text.upper()


def _text(question: Question, value: Any) -> str:
    if not isinstance(value, str):
        raise _NotAnAnswer("This is a text.")
    if len(value) > question.longest:
        raise _NotAnAnswer(f"At most {question.longest} characters fit here.")
    if any(not character.isprintable() and character not in "\n\t" for character in value):
        raise _NotAnAnswer("This holds a character nobody can print.")
    return value
