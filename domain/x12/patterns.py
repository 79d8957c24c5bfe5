"""One regular expression a segment, made from its declaration: it accepts in one step of C.

What it refuses, `explanations` takes apart element by element. The expressions are linear: no
quantifier stands inside another over the same characters.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from domain.x12.delimiters import Delimiters
from domain.x12.schema import Composite, Element, Kind, Part, R, Repeat, Segment

DAY_OF_YEAR = (
    r"(?:(?:0[13578]|1[02])(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)(?:0[1-9]|[12]\d|30)"
    r"|02(?:0[1-9]|1\d|2[0-8]))"
)
LEAP_YEAR = r"(?:0[48]|[2468][048]|[13579][26])"
DAY = rf"(?:(?:19|20)\d\d{DAY_OF_YEAR}|(?:(?:19|20){LEAP_YEAR}|2000)0229)"
SHORT_DAY = rf"(?:\d\d{DAY_OF_YEAR}|(?:{LEAP_YEAR}|00)0229)"
CLOCK = r"(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d(?:\d\d?)?)?"
MONEY = r"-?(?:\d{1,8}(?:\.\d{1,2})?|\.\d{1,2})"
NUMBER = r"-?(?:\d{1,%d}(?:\.\d{1,6})?|\.\d{1,6})"


class SegmentPattern:
    """Whether a whole segment is as declared, in syntax and in listed codes."""

    __slots__ = ("_doubled", "_notes", "_repeat", "_segment", "matches")

    def __init__(self, segment: Segment, delimiters: Delimiters) -> None:
        expression = re.escape(segment.code) + _series(
            _flat(segment), delimiters.element, delimiters
        )
        self.matches = re.compile(expression).fullmatch
        self._segment = segment
        self._doubled = delimiters.component * 2
        self._repeat = repeat_of(segment)
        self._notes = tuple(note for note in segment.notes if _is_needed(note, segment))

    def accepts(self, written: str, fields: list[str]) -> bool:
        if self.matches(written) is None or len(fields) == 1:
            return False
        if self._repeat is not None and next(half_rows(self._repeat, fields), 0):
            return False
        if self._doubled in written and next(gaps(self._segment, fields, self._doubled[0]), None):
            return False
        for note in self._notes:  # noqa: SIM110 - a generator a segment costs more
            if not note_holds(note, fields):
                return False
        return True


@lru_cache(maxsize=2048)
def pattern(segment: Segment, delimiters: Delimiters) -> SegmentPattern:
    return SegmentPattern(segment, delimiters)


def element_pattern(element: Element, delimiters: Delimiters) -> str:
    """What may stand in one element that is used."""
    if element.codes and element.kind is not Kind.PERIOD:
        return "(?:" + "|".join(re.escape(code) for code in element.codes) + ")"
    shapes = {
        Kind.WHOLE: rf"-?\d{{{element.minimum},{element.maximum}}}",
        Kind.COUNTER: rf"\d{{{element.minimum},{element.maximum}}}",
        Kind.LEVEL: rf"\d{{{element.minimum},{element.maximum}}}",
        Kind.NUMBER: NUMBER % element.maximum,
        Kind.MONEY: MONEY,
        Kind.DATE: DAY,
        Kind.MOMENT_DATE: DAY,
        Kind.TIME: CLOCK,
        Kind.MOMENT_TIME: CLOCK,
        Kind.PERIOD: rf"{DAY}(?:-{DAY})?",
        Kind.PADDED: rf"[^{re.escape(delimiters.element)}]{{{element.maximum}}}",
        Kind.CONTROL: rf"\d{{{element.maximum}}}",
        Kind.FLAG: "[01]",
        Kind.MARK: r"[^A-Za-z0-9 ]",
        Kind.SHORT_MOMENT_DATE: SHORT_DAY,
    }
    return shapes.get(element.kind) or _text_pattern(element, delimiters)


def _text_pattern(element: Element, delimiters: Delimiters) -> str:
    marks = delimiters.element + delimiters.component + delimiters.repetition + delimiters.segment
    allowed = "[^" + re.escape(marks) + r"\x00-\x1f\x7f-\uffff]"
    size = f"{{{element.minimum},{element.maximum}}}"
    return rf"(?! ){allowed}{size}(?<! )"


def _flat(segment: Segment) -> list[Element | Composite]:
    flat: list[Element | Composite] = []
    for part in segment.parts:
        if isinstance(part, Repeat):
            flat += _rows(part)
        else:
            flat.append(part)
    return flat


def _rows(repeat: Repeat) -> list[Element | Composite]:
    """The first row is required as declared; further rows are there or not."""
    later = [optional(part) for part in repeat.elements]
    return [*repeat.elements, *(later * (repeat.count - 1))]


def optional(part: Element | Composite) -> Element | Composite:
    """The same, but free to be absent."""
    if isinstance(part, Composite):
        return Composite(part.parts, "S", part.name, part.into)
    return Element(part.kind, part.minimum, part.maximum, "S", part.codes, part.name)


def _series(parts: list[Element | Composite], mark: str, delimiters: Delimiters) -> str:
    """Parts each led by a mark; what is missing at the end leaves no mark behind."""
    escaped = re.escape(mark)
    last_required = max((i for i, part in enumerate(parts) if part.usage == R), default=-1)
    written, open_groups = "", 0
    for index, part in enumerate(parts):
        one = _optional_text(part, delimiters)
        if index <= last_required:
            written += escaped + one
        else:
            written += f"(?:{escaped}{one}"
            open_groups += 1
    return f"{written}{')?' * open_groups}(?<!{escaped})"


def _optional_text(part: Element | Composite, delimiters: Delimiters) -> str:
    if part.usage == "N":
        return ""
    one = _part(part, delimiters)
    return one if part.usage == R else f"(?:{one})?"


def _part(part: Part, delimiters: Delimiters) -> str:
    if isinstance(part, Composite):
        mark = delimiters.component
        series = _series(list(part.parts), mark, delimiters)
        return series.removeprefix(re.escape(mark))
    assert isinstance(part, Element)
    return element_pattern(part, delimiters)


def note_holds(note: str, fields: list[str]) -> bool:
    """P all or none, R at least one, E at most one, C if the first then all, L if the first then
    one; D the format of a date and the date agree.
    """
    rule, positions = _read_note(note)
    count = len(fields)
    if rule in "CL" and (positions[0] >= count or not fields[positions[0]]):
        return True
    if rule == "D":
        form, written = (fields[p] if p < count else "" for p in positions)
        return (form == "RD8") == ("-" in written)
    filled = [position < count and bool(fields[position]) for position in positions]
    if rule == "P":
        return all(filled) or not any(filled)
    if rule == "R":
        return any(filled)
    if rule == "E":
        return sum(filled) <= 1
    return all(filled) if rule == "C" else any(filled[1:])


@lru_cache(maxsize=1024)
def _read_note(note: str) -> tuple[str, tuple[int, ...]]:
    """`P0304` as its rule and the positions of the elements."""
    return note[0], tuple(int(note[i : i + 2]) for i in range(1, len(note), 2))


def half_rows(repeat: tuple[int, Repeat], fields: list[str]) -> Iterator[int]:
    """Positions of required elements that later rows of a repeat lack, though they began."""
    first, rows = repeat
    width = len(rows.elements)
    for start in range(first + width, len(fields), width):
        row = fields[start : start + width]
        if not any(row):
            continue
        for offset, element in enumerate(rows.elements):
            if element.usage == R and (offset >= len(row) or not row[offset]):
                yield start + offset


def gaps(segment: Segment, fields: list[str], mark: str) -> Iterator[tuple[int, int]]:
    """Components left empty before another of the same meaning, as between two modifiers."""
    for position, part in enumerate(_flat(segment), 1):
        if not isinstance(part, Composite) or position >= len(fields):
            continue
        written = fields[position].split(mark)
        pairs = list(zip((one.name for one in part.parts), written, strict=False))
        for index, (name, component) in enumerate(pairs):
            if name and not component and any(n == name and c for n, c in pairs[index + 1 :]):
                yield position, index + 1


def repeat_of(segment: Segment) -> tuple[int, Repeat] | None:
    for position, part in enumerate(segment.parts, 1):
        if isinstance(part, Repeat):
            return position, part
    return None


def _is_needed(note: str, segment: Segment) -> bool:
    """A pair of required elements needs no note."""
    if note[0] == "D":
        return True
    flat, (_, positions) = _flat(segment), _read_note(note)
    return not all(p <= len(flat) and flat[p - 1].usage == R for p in positions)
