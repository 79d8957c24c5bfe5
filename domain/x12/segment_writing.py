"""How the fields of a value fill the elements of a declared segment."""

import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator
from functools import lru_cache
from operator import attrgetter
from typing import Any

from domain.x12.delimiters import Delimiters
from domain.x12.elements import WRITE, places
from domain.x12.schema import Composite, Element, Kind, Part, Repeat, Segment

NUMBERED = frozenset({Kind.COUNTER, Kind.LEVEL})

VERBATIM = frozenset({Kind.TEXT, Kind.CODE, Kind.PADDED})

Supply = dict[str, deque[Any]]
"""What is left of each field that several elements or segments share out."""


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


def legal(written: str, delimiters: Delimiters) -> str:
    """The text in characters that X12 carries: accents fall off, delimiters become spaces."""
    illegal = _illegal(delimiters)
    if illegal.search(written):
        folded = unicodedata.normalize("NFKD", written).encode("ascii", "ignore").decode("ascii")
        written = illegal.sub(" ", folded)
    return written.strip()


class SegmentWriter:
    """Writes one declared segment from the value whose fields it is bound to."""

    def __init__(self, segment: Segment, delimiters: Delimiters) -> None:
        self.segment = segment
        self.delimiters = delimiters
        self._many = segment.most > 1 and segment.into is None
        self._shared_out = self._names_shared_out()
        self._shares = self._share_names()
        self._key = next(
            (p for p in segment.parts if isinstance(p, Element) and p.key and p.name), None
        )
        self.reasons = self._names_that_call_for_it()
        self.is_numbered = any(isinstance(p, Element) and p.kind in NUMBERED for p in segment.parts)

    def write(self, value: Any, numbers: tuple[str, ...] = ()) -> Iterator[str]:
        """The segment as often as the value fills it, or not at all.

        `numbers` are those that only the file's writer knows: counters and HL levels.
        """
        segment = self.segment
        if segment.into is None:
            yield from self._write(value, numbers)
            return
        held = getattr(value, segment.name, None)
        for one in held if isinstance(held, tuple) else (held,):
            if one is not None and self._is_of_this_kind(one):
                yield from self._write(one, numbers)

    def _write(self, source: Any, numbers: tuple[str, ...]) -> Iterator[str]:
        supply: Supply = {name: deque(getattr(source, name)) for name in self._shared_out}
        written = self._compose(source, supply, iter(numbers))
        while written:
            yield written
            if not any(supply.values()):
                return
            if self.segment.most == 1 or self.segment.into:
                raise Unwritable(self.segment.code, "has no room for all of its values.")
            written = self._compose(source, supply, iter(numbers))

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

    def _names_shared_out(self) -> set[str]:
        names: list[str] = []
        for part in self.segment.parts:
            if isinstance(part, Composite) and not part.into:
                names += [element.name for element in part.parts]
            elif not isinstance(part, Element) or part.kind is not Kind.MOMENT_TIME:
                names.append(part.name)
        repeats = {part.name for part in self.segment.parts if isinstance(part, Repeat)}
        rows = {p.name for p in self.segment.parts if isinstance(p, Composite) and p.into}
        shared = {name for name in names if names.count(name) > 1 or self._many}
        return (shared | repeats | rows) - {""} - self._share_names()

    def _share_names(self) -> set[str]:
        return {f for part in self.segment.parts if isinstance(part, Repeat) for f in part.shares}

    def _compose(self, source: Any, supply: Supply, numbers: Iterator[str]) -> str:
        rows = {
            part.name: _take(part, supply[part.name])
            for part in self.segment.parts
            if isinstance(part, Repeat)
        }
        first = next((taken[0] for taken in rows.values() if taken), source)
        elements = [self.segment.code]
        present = False
        for part in self.segment.parts:
            holder = first if getattr(part, "name", "") in self._shares else source
            texts, found = self._part(part, holder, supply, rows, numbers)
            elements += texts
            present = present or found
        if not present:
            return ""
        return self.delimiters.element.join(elements).rstrip(self.delimiters.element)

    def _part(
        self, part: Part, source: Any, supply: Supply, rows: dict[str, list[Any]], numbers: Any
    ) -> tuple[list[str], bool]:
        if isinstance(part, Element):
            text, found = self._element(part, source, supply, numbers)
            return [text], found
        if isinstance(part, Composite):
            text, found = self._composite(part, source, supply)
            return [text], found
        texts = [text for row in rows[part.name] for text in self._row(part, row)]
        return texts, bool(texts)

    def _row(self, repeat: Repeat, row: Any) -> list[str]:
        return [self._part(one, row, {}, {}, iter(()))[0][0] for one in repeat.elements]

    def _composite(self, part: Composite, source: Any, supply: Supply) -> tuple[str, bool]:
        if part.into is not None:
            rows = supply[part.name]
            if not rows:
                return "", False
            source, supply = rows.popleft(), {}
        written = [self._element(one, source, supply, iter(())) for one in part.parts]
        if not any(found for _, found in written):
            return "", False
        mark = self.delimiters.component
        return mark.join(text for text, _ in written).rstrip(mark), True

    def _element(
        self, element: Element, source: Any, supply: Supply, numbers: Iterator[str]
    ) -> tuple[str, bool]:
        """The text, and whether it is a reason to write the segment."""
        if element.kind in NUMBERED:
            return next(numbers, ""), True
        if not element.name:
            return self._supplied(element, source), False
        if element.follows and not getattr(source, element.follows, None):
            return "", False
        value = self._value(element.name, source, supply)
        if value is None or (value == "" and element.kind is not Kind.PADDED):
            return "", False
        if element.kind is Kind.PERIOD:
            return _period(value, getattr(source, element.until)), True
        text = WRITE[element.kind](value)
        if element.kind is Kind.WORDS:
            text = legal(text, self.delimiters)
        elif element.kind in VERBATIM:
            text = self._unchanged(element, text)
        return _filled_up(text, element), not element.follows

    def _unchanged(self, element: Element, text: str) -> str:
        """An identifier with a character replaced would be another one."""
        if _illegal(self.delimiters).search(text):
            place = next(str(place) for place, _, one in places(self.segment) if one is element)
            raise Unwritable(place, "holds a character that this file cannot carry.")
        return text.strip()

    def _supplied(self, element: Element, source: Any) -> str:
        """What the writer knows by itself: delimiters, date formats, constants."""
        if element.kind is Kind.MARK:
            return str(getattr(self.delimiters, element.follows))
        if element.kind is Kind.DATE_FORMAT:
            return self._date_format(source)
        if element.follows and not getattr(source, element.follows, None):
            return ""
        return element.constant if element.usage == "R" or element.follows else ""

    def _value(self, name: str, source: Any, supply: Supply) -> Any:
        if name in supply:
            return supply[name].popleft() if supply[name] else None
        return getattr(source, name, None)

    def _date_format(self, source: Any) -> str:
        until = next(p.until for p in self.segment.parts if isinstance(p, Element) and p.until)
        return "RD8" if getattr(source, until) else "D8"


@lru_cache(maxsize=128)
def _getter(kind: type) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    names = tuple(kind.__dataclass_fields__)  # type: ignore[attr-defined]
    return names, attrgetter(*names)


def filled_fields(value: Any) -> set[str]:
    """The fields of a value that hold something; zero is something."""
    names, get = _getter(type(value))  # type: ignore[arg-type]
    return {name for name, held in zip(names, get(value), strict=True) if held or held == 0}


def _filled_up(text: str, element: Element) -> str:
    if element.kind is Kind.PADDED:
        return text.ljust(element.maximum)
    return text.zfill(element.maximum) if element.kind is Kind.CONTROL else text


def _period(first: Any, last: Any) -> str:
    return f"{first:%Y%m%d}-{last:%Y%m%d}" if last else f"{first:%Y%m%d}"


def _take(repeat: Repeat, rows: deque[Any]) -> list[Any]:
    """The next rows that fit in one segment: so many, and alike in what they share."""
    taken: list[Any] = []
    while rows and len(taken) < repeat.count:
        if taken and any(getattr(rows[0], f) != getattr(taken[0], f) for f in repeat.shares):
            break
        taken.append(rows.popleft())
    return taken
