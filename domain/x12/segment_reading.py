"""How the elements of a declared segment fill the fields of a value."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from domain.x12.delimiters import Delimiters
from domain.x12.elements import READ, Draft, Place, UnreadableElement, day_of, places
from domain.x12.making import maker
from domain.x12.schema import Composite, Element, Kind, Repeat, Segment

Maker = Callable[[Draft], Any]

MOMENTS = frozenset({Kind.MOMENT_DATE, Kind.SHORT_MOMENT_DATE, Kind.MOMENT_TIME})


class SegmentReader:
    """Fills a draft from the elements of one declared segment."""

    def __init__(self, segment: Segment, delimiters: Delimiters) -> None:
        self.segment = segment
        self.component = delimiters.component
        self.is_row = segment.into is not None and segment.most > 1
        self._make: Maker = maker(segment.into) if segment.into else dict
        gathers = segment.most > 1 and segment.into is None
        self._plain: list[tuple[int, str, Callable[[str], Any] | None]] = []
        self._special: list[Callable[[list[str], Draft], None]] = []
        repeated = _repeated_names(segment)
        shared = {f for part in segment.parts if isinstance(part, Repeat) for f in part.shares}
        position = 1
        for part in segment.parts:
            if isinstance(part, Element):
                many = (gathers or part.name in repeated) and part.name not in shared
                self._bind(part, position, gathers=many)
            elif isinstance(part, Composite):
                self._bind_composite(part, position, gathers, repeated)
            else:
                self._special.append(self._rows(part, position))
                position += part.count * len(part.elements) - 1
            position += 1
        self._has_lists = bool(
            gathers or repeated or any(not isinstance(p, Element) and p.into for p in segment.parts)
        )
        self.is_flat = segment.into is None and not self._has_lists
        """Nothing that it reads is a list or a part of a value."""
        self.read = self._fill
        """Raises UnreadableElement where an element does not say what it should."""
        if segment.into is not None:
            self.read = self._read_row if self.is_row else self._read_part

    def _read_row(self, fields: list[str], draft: Draft) -> None:
        row: Draft = {}
        self._fill(fields, row)
        try:
            value = finished(self._make, row) if self._has_lists else self._make(row)
        except TypeError as fault:
            raise UnreadableElement(self._first_missing(fields)) from fault
        draft.setdefault(self.segment.name, []).append(value)

    def _read_part(self, fields: list[str], draft: Draft) -> None:
        self._fill(fields, draft.setdefault(self.segment.name, {}))

    def _first_missing(self, fields: list[str]) -> str:
        """The first required element that is empty."""
        empty = (
            str(place)
            for place, _, element in places(self.segment)
            if element.usage == "R"
            and place.position < len(fields)
            and not place.read(fields, self.component)
        )
        return next(empty, self.segment.code)

    def _fill(self, fields: list[str], draft: Draft) -> None:
        count, position = len(fields), 0
        try:
            for position, name, convert in self._plain:
                if position >= count:
                    break
                if written := fields[position]:
                    draft[name] = written if convert is None else convert(written)
        except ValueError as fault:
            raise UnreadableElement(str(Place(self.segment.code, position))) from fault
        for bind in self._special:
            bind(fields, draft)

    def _bind(self, element: Element, position: int, *, gathers: bool) -> None:
        if not element.name:
            return
        convert = READ.get(element.kind)
        if element.kind is Kind.PERIOD:
            self._special.append(self._period(element, position))
        elif element.kind in MOMENTS:
            self._special.append(self._moment(element, position))
        elif gathers:
            self._special.append(
                self._gather(element.name, Place(self.segment.code, position), convert)
            )
        else:
            self._plain.append((position, element.name, convert))

    def _bind_composite(
        self, part: Composite, position: int, gathers: bool, repeated: set[str]
    ) -> None:
        """One split serves every component."""
        bound = [
            (index, element.name, READ.get(element.kind), gathers or element.name in repeated)
            for index, element in enumerate(part.parts)
            if element.name
        ]
        if part.into is not None:
            self._special.append(self._composite_row(part, position, bound))
        elif bound:
            self._special.append(self._components(position, bound))

    def _components(self, position: int, bound: list[Any]) -> Callable[[list[str], Draft], None]:
        separator, code = self.component, self.segment.code

        def bind(fields: list[str], draft: Draft) -> None:
            if position >= len(fields) or not fields[position]:
                return
            parts = fields[position].split(separator)
            count = len(parts)
            for index, name, convert, gathers in bound:
                if index < count and (written := parts[index]):
                    value = written
                    if convert is not None:
                        value = _converted(convert, written, code, position, index + 1)
                    if gathers:
                        draft.setdefault(name, []).append(value)
                    else:
                        draft[name] = value

        return bind

    def _composite_row(
        self, part: Composite, position: int, bound: list[Any]
    ) -> Callable[[list[str], Draft], None]:
        components = self._components(position, bound)
        assert part.into is not None
        make, name = maker(part.into), part.name

        def bind(fields: list[str], draft: Draft) -> None:
            row: Draft = {}
            components(fields, row)
            if not row:
                return
            try:
                draft.setdefault(name, []).append(make(row))
            except TypeError as fault:
                raise UnreadableElement(self._first_missing(fields)) from fault

        return bind

    def _gather(
        self, name: str, place: Place, convert: Callable[[str], Any] | None
    ) -> Callable[[list[str], Draft], None]:
        position = place.position

        def bind(fields: list[str], draft: Draft) -> None:
            if position < len(fields) and (written := fields[position]):
                value = (
                    _converted(convert, written, place.segment, position) if convert else written
                )
                draft.setdefault(name, []).append(value)

        return bind

    def _period(self, element: Element, position: int) -> Callable[[list[str], Draft], None]:
        code, first, last = self.segment.code, element.name, element.until

        def bind(fields: list[str], draft: Draft) -> None:
            if position < len(fields) and fields[position]:
                began, _, ended = fields[position].partition("-")
                draft[first] = _converted(day_of, began, code, position)
                if ended:
                    draft[last] = _converted(day_of, ended, code, position)

        return bind

    def _moment(self, element: Element, position: int) -> Callable[[list[str], Draft], None]:
        """Date and time of one moment; what is no time leaves it unknown, since only logs need it."""
        name, is_clock = element.name, element.kind is Kind.MOMENT_TIME

        def bind(fields: list[str], draft: Draft) -> None:
            if position >= len(fields):
                return
            with suppress(ValueError):
                if not is_clock:
                    draft[name] = _midnight(fields[position])
                elif name in draft:
                    hour, minute = int(fields[position][:2]), int(fields[position][2:4])
                    draft[name] = draft[name].replace(hour=hour, minute=minute)

        return bind

    def _rows(self, repeat: Repeat, start: int) -> Callable[[list[str], Draft], None]:
        """A row runs along the segment while there are elements left."""
        if any(isinstance(element, Composite) for element in repeat.elements):
            return self._composed_rows(repeat, start)
        width, code = len(repeat.elements), self.segment.code
        make, name, shares = maker(repeat.into), repeat.name, repeat.shares
        bound = [
            (offset, element.name, READ.get(element.kind))
            for offset, element in enumerate(repeat.elements)
            if isinstance(element, Element)
        ]

        def bind(fields: list[str], draft: Draft) -> None:
            shared = {field: draft.pop(field) for field in shares if field in draft}
            rows = draft.setdefault(name, [])
            count = len(fields)
            for index in range(start, count, width):
                row = shared.copy()
                for offset, field, convert in bound:
                    position = index + offset
                    if position < count and (written := fields[position]):
                        try:
                            row[field] = written if convert is None else convert(written)
                        except ValueError as fault:
                            raise UnreadableElement(str(Place(code, position))) from fault
                if len(row) > len(shared):
                    rows.append(make(row))

        return bind

    def _composed_rows(self, repeat: Repeat, start: int) -> Callable[[list[str], Draft], None]:
        """Rows with composites in them have a reader of their own."""
        width = len(repeat.elements)
        row_segment = Segment(self.segment.code, "S", 1, tuple(repeat.elements))
        reader = SegmentReader(row_segment, Delimiters(component=self.component))
        make, name, shares = maker(repeat.into), repeat.name, repeat.shares
        code = self.segment.code

        def bind(fields: list[str], draft: Draft) -> None:
            shared = {field: draft.pop(field) for field in shares if field in draft}
            rows = draft.setdefault(name, [])
            for index in range(start, len(fields), width):
                window = fields[index - 1 : index + width]
                if not any(window[1:]):
                    continue
                row = dict(shared)
                try:
                    reader._fill(window, row)
                except UnreadableElement as fault:
                    offset = int(fault.element[len(code) :][:2])
                    raise UnreadableElement(str(Place(code, index + offset - 1))) from fault
                rows.append(make(row))

        return bind


def _repeated_names(segment: Segment) -> set[str]:
    """Fields that several elements of the segment fill, which are therefore tuples."""
    seen: list[str] = []
    for part in segment.parts:
        if isinstance(part, Composite):
            seen += [part.name] if part.into else [one.name for one in part.parts]
        elif isinstance(part, Element) and part.kind is not Kind.MOMENT_TIME:
            seen.append(part.name)
    return {name for name in seen if name and seen.count(name) > 1}


def _converted(
    convert: Callable[[str], Any], written: str, code: str, position: int, component: int = 0
) -> Any:
    try:
        return convert(written)
    except ValueError as fault:
        raise UnreadableElement(str(Place(code, position, component))) from fault


def _midnight(written: str) -> datetime:
    on = day_of(written if len(written) == 8 else f"20{written}")
    return datetime(on.year, on.month, on.day, tzinfo=UTC)


def finished(make: Maker, draft: Draft, parts: dict[str, Maker] | None = None) -> Any:
    """The value that a draft has become: lists are tuples, drafts within are values."""
    for name, value in draft.items():
        kind = type(value)
        if kind is list:
            draft[name] = tuple(value)
        elif kind is dict and parts:
            draft[name] = finished(parts[name], value)
    return make(draft)


def merge(draft: Draft, parsed: Draft) -> None:
    """Add what one segment said: lists grow, parts of a value come together."""
    for name, value in parsed.items():
        kind = type(value)
        if kind is list:
            draft.setdefault(name, []).extend(value)
        elif kind is dict:
            draft.setdefault(name, {}).update(value)
        else:
            draft[name] = value
