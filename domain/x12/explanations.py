"""Why a segment is not as declared: each faulty element with its name and its IK403 code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.x12.delimiters import Delimiters
from domain.x12.elements import Place, decimal_of
from domain.x12.patterns import element_pattern, gaps, half_rows, note_holds, optional, repeat_of
from domain.x12.schema import Composite, Element, Kind, Part, R, Repeat, Segment

MISSING, CONDITIONAL, TOO_MANY, TOO_SHORT, TOO_LONG = "1", "2", "3", "4", "5"
CHARACTER, CODE_VALUE, BAD_DATE, BAD_TIME, EXCLUDED = "6", "7", "8", "9", "10"
NOT_USED, PATTERN = "I10", "I12"

FAULTS = {
    MISSING: ("element.missing", "is required"),
    CONDITIONAL: ("element.conditional", "is required together with its neighbour"),
    TOO_MANY: ("element.too_many", "has no place in this segment"),
    TOO_SHORT: ("element.too_short", "is too short"),
    TOO_LONG: ("element.too_long", "is too long"),
    CHARACTER: ("element.characters", "holds characters that are not allowed here"),
    CODE_VALUE: ("element.code", "is not one of the allowed codes"),
    BAD_DATE: ("element.date", "is not a date"),
    BAD_TIME: ("element.time", "is not a time"),
    EXCLUDED: ("element.excluded", "may not stand beside its neighbour"),
    NOT_USED: ("element.not_used", "is not used in this guide"),
    PATTERN: ("element.pattern", "is not in the required form"),
}
DATES = frozenset({Kind.DATE, Kind.MOMENT_DATE, Kind.SHORT_MOMENT_DATE, Kind.PERIOD})
NUMBERS = frozenset(
    {Kind.NUMBER, Kind.MONEY, Kind.WHOLE, Kind.COUNTER, Kind.LEVEL, Kind.CONTROL, Kind.FLAG}
)
TRAILING = "element.trailing_separator"


@dataclass(frozen=True, slots=True)
class Explanation:
    """One fault of one element."""

    element: str
    syntax: str
    code: str
    message: str


def explain(segment: Segment, fields: list[str], delimiters: Delimiters) -> Iterator[Explanation]:
    """Every fault of the segment; at least one where its pattern refused it."""
    faults = [
        *_trailing(segment.code, fields),
        *_elements(segment, fields, delimiters),
        *_notes(segment, fields),
        *_gaps(segment, fields, delimiters),
        *_half_rows(segment, fields),
    ]
    yield from faults or [_fault(Place(segment.code, 1), PATTERN)]


def _fault(place: Place, syntax: str) -> Explanation:
    code, words = FAULTS[syntax]
    return Explanation(str(place), syntax, code, f"{place} {words}.")


def _trailing(code: str, fields: list[str]) -> Iterator[Explanation]:
    if len(fields) > 1 and not fields[-1]:
        place = str(Place(code, len(fields) - 1))
        yield Explanation(place, TOO_MANY, TRAILING, f"{code} ends in an empty element.")


def _elements(segment: Segment, fields: list[str], delimiters: Delimiters) -> Iterator[Explanation]:
    parts = list(_numbered(segment, len(fields) - 1))
    for position, part in enumerate(parts, 1):
        written = fields[position] if position < len(fields) else ""
        yield from _part(part, written, Place(segment.code, position), delimiters)
    for position in range(len(parts) + 1, len(fields)):
        yield _fault(Place(segment.code, position), TOO_MANY)


def _numbered(segment: Segment, count: int) -> Iterator[Element | Composite]:
    """The declared parts in order; a later row of a repeat is looked for only where it began."""
    position = 0
    for part in segment.parts:
        if not isinstance(part, Repeat):
            position += 1
            yield part
            continue
        for row in range(part.count):
            if row and position >= count:
                return
            position += len(part.elements)
            yield from (optional(one) for one in part.elements) if row else part.elements


def _part(part: Part, written: str, place: Place, delimiters: Delimiters) -> Iterator[Explanation]:
    if not written:
        if part.usage == R:  # type: ignore[union-attr]
            yield _fault(place, MISSING)
    elif isinstance(part, Composite):
        yield from _components(part, written, place, delimiters)
    elif isinstance(part, Element):
        yield from _element(part, written, place, delimiters)


def _components(
    part: Composite, written: str, place: Place, delimiters: Delimiters
) -> Iterator[Explanation]:
    components = written.split(delimiters.component)
    if len(components) > 1 and not components[-1]:
        yield Explanation(
            f"{place}-{len(components)}", TOO_MANY, TRAILING, f"{place} ends in an empty component."
        )
    for index, element in enumerate(part.parts, 1):
        one = components[index - 1] if index <= len(components) else ""
        inner = Place(place.segment, place.position, index)
        if one or element.usage == R:
            yield from _part(element, one, inner, delimiters)
    for index in range(len(part.parts) + 1, len(components) + 1):
        yield _fault(Place(place.segment, place.position, index), TOO_MANY)


def _element(
    element: Element, written: str, place: Place, delimiters: Delimiters
) -> Iterator[Explanation]:
    if element.usage == "N":
        yield _fault(place, NOT_USED)
        return
    if re.fullmatch(element_pattern(element, delimiters), written):
        return
    yield _fault(place, _syntax_of(element, written))


def _syntax_of(element: Element, written: str) -> str:
    if element.codes:
        return CODE_VALUE
    if written != written.strip() or not written.isascii() or not written.isprintable():
        return CHARACTER
    if element.kind in DATES:
        return BAD_DATE
    if element.kind in {Kind.TIME, Kind.MOMENT_TIME}:
        return BAD_TIME
    if element.kind in NUMBERS:
        return _syntax_of_number(element, written)
    return _syntax_of_text(element, written)


def _syntax_of_text(element: Element, written: str) -> str:
    if len(written) < element.minimum:
        return TOO_SHORT
    return TOO_LONG if len(written) > element.maximum else CHARACTER


def _syntax_of_number(element: Element, written: str) -> str:
    try:
        decimal_of(written)
    except ValueError:
        return CHARACTER
    if len(written) < element.minimum:
        return TOO_SHORT
    return TOO_LONG


def _gaps(segment: Segment, fields: list[str], delimiters: Delimiters) -> Iterator[Explanation]:
    for position, component in gaps(segment, fields, delimiters.component):
        yield _fault(Place(segment.code, position, component), CONDITIONAL)


def _half_rows(segment: Segment, fields: list[str]) -> Iterator[Explanation]:
    repeat = repeat_of(segment)
    if repeat is not None:
        for position in half_rows(repeat, fields):
            yield _fault(Place(segment.code, position), CONDITIONAL)


def _notes(segment: Segment, fields: list[str]) -> Iterator[Explanation]:
    for note in segment.notes:
        if note_holds(note, fields):
            continue
        positions = [int(note[i : i + 2]) for i in range(1, len(note), 2)]
        empty = [p for p in positions if p >= len(fields) or not fields[p]]
        syntax = {"E": EXCLUDED, "D": BAD_DATE}.get(note[0], CONDITIONAL)
        culprit = empty[0] if syntax == CONDITIONAL else positions[-1]
        yield _fault(Place(segment.code, culprit), syntax)
