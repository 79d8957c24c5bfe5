"""How one element is written: decided once from its declaration, then only done."""

import re
import unicodedata
from collections import deque
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from domain.x12.delimiters import Delimiters
from domain.x12.elements import WRITE
from domain.x12.schema import Element, Kind, Part

NUMBERED = frozenset({Kind.COUNTER, Kind.LEVEL})
SUPPLIED = NUMBERED | {Kind.DATE_FORMAT}
"""Elements that no field holds, yet that differ from one segment to the next."""

TEXTS = frozenset({Kind.TEXT, Kind.WORDS, Kind.CODE})

NUMBERS = ""
"""The name, in a supply, of the numbers that only the file's writer knows."""

Supply = dict[str, deque[Any]]
"""What is left of each field that several elements or segments share out."""

Write = Callable[[Any, Supply], str]
"""Writes an element of a value; empty where the value does not fill it."""

Shape = Callable[[Any], str]
"""How what a field holds is written."""


class Unwritable(ValueError):
    """A value that its segment cannot carry unchanged, and the claim that holds it, if any."""

    def __init__(self, element: str, message: str) -> None:
        super().__init__(f"{element} {message}")
        self.element = element
        self.patient_control_number = ""


@lru_cache(maxsize=16)
def _illegal(delimiters: Delimiters) -> re.Pattern[str]:
    marks = re.escape(
        delimiters.element + delimiters.component + delimiters.repetition + delimiters.segment
    )
    return re.compile(rf"[{marks}]|[^ -~]")


def _spelled(delimiters: Delimiters) -> Shape:
    """Words in characters that X12 carries: accents fall off, delimiters become spaces."""
    illegal = _illegal(delimiters)

    def shape(text: str) -> str:
        if illegal.search(text):
            folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
            text = illegal.sub(" ", folded)
        return text.strip()

    return shape


def _unchanged(place: str, delimiters: Delimiters) -> Shape:
    """An identifier with a character replaced would be another one."""
    is_illegal = _illegal(delimiters).search

    def shape(text: str) -> str:
        if is_illegal(text):
            raise Unwritable(place, "holds a character that this file cannot carry.")
        return text.strip()

    return shape


def fixed_text(part: Part, delimiters: Delimiters) -> str | None:
    """What stands in an element whatever the value: a delimiter, a constant, or nothing."""
    if not isinstance(part, Element) or part.name or part.kind in SUPPLIED:
        return None
    if part.kind is Kind.MARK:
        return str(getattr(delimiters, part.follows))
    if part.follows:
        return None
    return part.constant if part.usage == "R" else ""


def element_writer(
    element: Element, place: str, delimiters: Delimiters, *, is_shared_out: bool
) -> Write:
    """With `is_shared_out`, the next value of the supply is taken, else the field's own."""
    if element.kind in NUMBERED:
        return _next_number
    fixed = fixed_text(element, delimiters)
    if fixed is not None:
        return lambda _source, _supply: fixed
    if not element.name:
        return _following(element.follows, lambda _source, _supply: element.constant)
    if element.kind is Kind.PERIOD:
        return _period(element.name, element.until)
    shape = _shape(element, place, delimiters)
    write = _drawn(element, shape) if is_shared_out else _held(element, shape)
    return _following(element.follows, write) if element.follows else write


def _next_number(_source: Any, supply: Supply) -> str:
    numbers = supply[NUMBERS]
    return str(numbers.popleft()) if numbers else ""


def _following(other: str, write: Write) -> Write:
    """Only where the value fills the other field."""
    return lambda source, supply: write(source, supply) if getattr(source, other, None) else ""


def _shape(element: Element, place: str, delimiters: Delimiters) -> Shape:
    if element.kind is Kind.WORDS:
        return _spelled(delimiters)
    if element.kind in TEXTS:
        return _unchanged(place, delimiters)
    if element.kind is Kind.PADDED:
        unchanged = _unchanged(place, delimiters)
        return lambda text: unchanged(text).ljust(element.maximum)
    if element.kind is Kind.CONTROL:
        return lambda number: str(number).zfill(element.maximum)
    return WRITE[element.kind]


def _held(element: Element, shape: Shape) -> Write:
    name, empty = element.name, _empty(element)

    def write(source: Any, _supply: Supply) -> str:
        value = getattr(source, name, None)
        return "" if value is None or value == empty else shape(value)

    def write_text(source: Any, _supply: Supply) -> str:
        value = getattr(source, name, None)
        return shape(value) if value else ""

    return write_text if element.kind in TEXTS else write


def _drawn(element: Element, shape: Shape) -> Write:
    name, empty = element.name, _empty(element)

    def write(_source: Any, supply: Supply) -> str:
        values = supply[name]
        value = values.popleft() if values else None
        return "" if value is None or value == empty else shape(value)

    return write


def _empty(element: Element) -> str | None:
    """An empty text is nothing to write, but a padded one is spaces."""
    return None if element.kind is Kind.PADDED else ""


def _period(first: str, last: str) -> Write:
    def write(source: Any, _supply: Supply) -> str:
        began, ended = getattr(source, first, None), getattr(source, last, None)
        if began is None:
            return ""
        return f"{began:%Y%m%d}-{ended:%Y%m%d}" if ended else f"{began:%Y%m%d}"

    return write
