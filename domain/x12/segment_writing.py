"""How the fields of a value fill the elements of a declared segment."""

from collections import deque
from typing import Any

from domain.x12.delimiters import Delimiters
from domain.x12.element_writing import (
    NUMBERED,
    NUMBERS,
    Supply,
    Unwritable,
    Write,
    element_writer,
    fixed_text,
)
from domain.x12.elements import places
from domain.x12.schema import Composite, Element, Kind, Part, Repeat, Segment


class SegmentWriter:
    """Writes one declared segment from the value whose fields it is bound to."""

    def __init__(self, segment: Segment, delimiters: Delimiters) -> None:
        self.segment = segment
        self.delimiters = delimiters
        self._head = segment.code + delimiters.element
        self._repeat = next((part for part in segment.parts if isinstance(part, Repeat)), None)
        self._shared_out = self._names_shared_out()
        self._key = next(
            (p for p in segment.parts if isinstance(p, Element) and p.key and p.name), None
        )
        fixed = [fixed_text(part, delimiters) for part in segment.parts]
        self._blank = [text or "" for text in fixed]
        self._writes = [
            (position, self._part(part))
            for position, part in enumerate(segment.parts)
            if fixed[position] is None
        ]
        self._reasons = tuple(i for i, part in enumerate(segment.parts) if _is_reason(part))
        self.reasons = self._names_that_call_for_it()
        self.is_numbered = any(isinstance(p, Element) and p.kind in NUMBERED for p in segment.parts)

    def write(self, value: Any, numbers: tuple[str, ...] = ()) -> list[str]:
        """The segment as often as the value fills it, or not at all.

        `numbers` are those that only the file's writer knows: counters and HL levels.
        """
        segment = self.segment
        if segment.into is None:
            return self._write(value, numbers)
        held = getattr(value, segment.name, None)
        written = []
        for one in held if isinstance(held, tuple) else (held,):
            if one is not None and self._is_of_this_kind(one):
                written += self._write(one, numbers)
        return written

    def _write(self, source: Any, numbers: tuple[str, ...]) -> list[str]:
        if not self._shared_out:
            only = self._compose(source, {}, numbers)
            return [only] if only else []
        supply: Supply = {name: deque(getattr(source, name)) for name in self._shared_out}
        written: list[str] = []
        while one := self._compose(source, supply, numbers):
            written.append(one)
            if not any(map(supply.get, self._shared_out)):
                break
            if self.segment.most == 1 or self.segment.into:
                raise Unwritable(self.segment.code, "has no room for all of its values.")
        return written

    def _compose(self, source: Any, supply: Supply, numbers: tuple[str, ...]) -> str:
        if self.is_numbered:
            supply[NUMBERS] = deque(numbers)
        texts = self._blank.copy()
        for position, write in self._writes:
            texts[position] = write(source, supply)
        for position in self._reasons:
            if texts[position]:
                mark = self.delimiters.element
                return (self._head + mark.join(texts)).rstrip(mark)
        return ""

    def _is_of_this_kind(self, row: Any) -> bool:
        """Several segments may share out one field by the code that tells them apart."""
        key = self._key
        return key is None or getattr(row, key.name) in key.codes

    @property
    def is_ever_written(self) -> bool:
        return self.is_numbered or bool(self.reasons)

    def _names_that_call_for_it(self) -> frozenset[str]:
        """Fields of the value any of which is a reason to write the segment."""
        if self.segment.into is not None:
            return frozenset({self.segment.name})
        paths = (path for _, path, element in places(self.segment) if not element.follows)
        return frozenset(path.partition(".")[0] for path in paths if path)

    def _names_shared_out(self) -> frozenset[str]:
        is_many = self.segment.most > 1 and self.segment.into is None
        names: list[str] = []
        for part in self.segment.parts:
            if isinstance(part, Composite) and not part.into:
                names += [element.name for element in part.parts]
            elif not isinstance(part, Element) or part.kind is not Kind.MOMENT_TIME:
                names.append(part.name)
        rows = {p.name for p in self.segment.parts if not isinstance(p, Element) and p.into}
        shared = {name for name in names if names.count(name) > 1 or is_many}
        return frozenset((shared | rows) - {""} - self._shares())

    def _shares(self) -> set[str]:
        """Fields of the rows that stand before them in the segment, once for all."""
        return set(self._repeat.shares) if self._repeat else set()

    def _part(self, part: Part) -> Write:
        if isinstance(part, Repeat):
            return self._rows(part)
        if isinstance(part, Composite):
            return self._composite(part)
        if part.kind is Kind.DATE_FORMAT:
            return self._date_format()
        write = self._element(part)
        if self._repeat and part.name in self._repeat.shares:
            return _of_first_row(self._repeat.name, write)
        return write

    def _element(self, element: Element, *, in_row: bool = False) -> Write:
        place = next(str(at) for at, _, one in places(self.segment) if one is element)
        is_shared_out = element.name in self._shared_out and not in_row
        return element_writer(element, place, self.delimiters, is_shared_out=is_shared_out)

    def _composite(self, part: Composite) -> Write:
        if part.into is not None:
            return self._composite_row(part)
        mark = self.delimiters.component
        writes = [self._element(one) for one in part.parts]
        reasons = [index for index, one in enumerate(part.parts) if _is_reason(one)]

        def write(source: Any, supply: Supply) -> str:
            texts = [one(source, supply) for one in writes]
            for index in reasons:
                if texts[index]:
                    return mark.join(texts).rstrip(mark)
            return ""

        return write

    def _composite_row(self, part: Composite) -> Write:
        """A composite that is a value of its own takes the next one."""
        mark, name = self.delimiters.component, part.name
        write_row = self._row(part.parts, mark)

        def write(_source: Any, supply: Supply) -> str:
            rows = supply[name]
            return write_row(rows.popleft(), supply).rstrip(mark) if rows else ""

        return write

    def _row(self, parts: tuple[Element | Composite, ...], mark: str) -> Write:
        """Elements or components that are all fields of one row."""
        writes = [
            self._composite(one) if isinstance(one, Composite) else self._element(one, in_row=True)
            for one in parts
        ]
        return lambda row, supply: mark.join([one(row, supply) for one in writes])

    def _rows(self, repeat: Repeat) -> Write:
        mark = self.delimiters.element
        write_row, name = self._row(repeat.elements, mark), repeat.name

        def write(_source: Any, supply: Supply) -> str:
            return mark.join([write_row(row, supply) for row in _take(repeat, supply[name])])

        return write

    def _date_format(self) -> Write:
        until = next(p.until for p in self.segment.parts if isinstance(p, Element) and p.until)
        return lambda source, _supply: "RD8" if getattr(source, until) else "D8"


def _is_reason(part: Part) -> bool:
    """What is filled by a value, not by the writer, and not only in the wake of something else."""
    if not isinstance(part, Element):
        return True
    return part.kind in NUMBERED or bool(part.name and not part.follows)


def _of_first_row(rows: str, write: Write) -> Write:
    return lambda source, supply: write(supply[rows][0] if supply[rows] else source, supply)


def _take(repeat: Repeat, rows: deque[Any]) -> list[Any]:
    """The next rows that fit in one segment: so many, and alike in what they share."""
    taken: list[Any] = []
    while rows and len(taken) < repeat.count:
        if taken and any(getattr(rows[0], f) != getattr(taken[0], f) for f in repeat.shares):
            break
        taken.append(rows.popleft())
    return taken
