"""How a value fills a declared loop: the declaration gives the order, the value the contents."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from domain.x12.delimiters import USUAL, Delimiters
from domain.x12.schema import Element, Kind, Loop, Segment
from domain.x12.segment_writing import SegmentWriter, Unwritable, filled_fields


@cache
def _writer(segment: Segment, delimiters: Delimiters) -> SegmentWriter:
    return SegmentWriter(segment, delimiters)


@cache
def _written_children(loop: Loop, delimiters: Delimiters) -> tuple[SegmentWriter | Loop, ...]:
    """The children of a loop without those that no field is bound to."""
    children = (
        _writer(child, delimiters) if isinstance(child, Segment) else child
        for child in loop.children
    )
    return tuple(child for child in children if isinstance(child, Loop) or child.is_ever_written)


@cache
def _kinds_of_rows(loop: Loop) -> dict[str, tuple[str, str, frozenset[str]]]:
    """For each field of rows that segments share out by a code: segment, code's field, codes."""
    kinds: dict[str, tuple[str, str, frozenset[str]]] = {}
    for child in loop.children:
        if isinstance(child, Segment) and child.into is not None:
            first = child.parts[0]
            if isinstance(first, Element) and first.key and first.name:
                _, _, known = kinds.get(child.name, ("", "", frozenset[str]()))
                kinds[child.name] = (child.code, first.name, known | set(first.codes))
    return kinds


def _refuse_strangers(loop: Loop, value: Any, filled: set[str]) -> None:
    """Raises Unwritable for a row of which no segment of the loop knows the kind."""
    for name, (code, key, codes) in _kinds_of_rows(loop).items():
        if name not in filled:
            continue
        held = getattr(value, name)
        for row in held if isinstance(held, tuple) else (held,):
            if row is not None and getattr(row, key) not in codes:
                raise Unwritable(f"{code}01", f"has no place here for {getattr(row, key)!r}.")


class LoopWriter:
    """Writes loops of one transaction, numbering its HL segments."""

    def __init__(self, delimiters: Delimiters = USUAL) -> None:
        self.delimiters = delimiters
        self._last_level = 0

    def write(
        self,
        loop: Loop,
        value: Any,
        *,
        index: int = 1,
        parent: str = "",
        has_children: bool = False,
    ) -> Iterator[str]:
        """The loop and everything in it that is a field of the value.

        `index` counts the loop among its neighbours; `parent` is the HL number above it;
        `has_children` says that HL loops will follow which the value does not hold itself.
        """
        numbers: tuple[str, ...] = (str(index),)
        if _is_level(loop):
            parent, numbers = self._level(loop, value, parent, has_children=has_children)
        filled = filled_fields(value)
        _refuse_strangers(loop, value, filled)
        for child in _written_children(loop, self.delimiters):
            if isinstance(child, SegmentWriter):
                if child.is_numbered or not child.reasons.isdisjoint(filled):
                    yield from child.write(value, numbers)
            elif child.into is None:
                yield from self._merged(child, value, parent)
            elif child.name in filled:
                held = getattr(value, child.name)
                values = held if isinstance(held, tuple) else (held,) if held is not None else ()
                for place, one in enumerate(values, 1):
                    yield from self.write(child, one, index=place, parent=parent)

    def last_level(self) -> str:
        """HL01 of the level written last."""
        return str(self._last_level)

    def _merged(self, loop: Loop, value: Any, parent: str) -> Iterator[str]:
        """A loop without a value of its own is written where its first segment has something."""
        head = loop.children[0]
        assert isinstance(head, Segment)
        if _is_counted(head):
            wanted = any(
                getattr(value, child.name, ()) for child in loop.children if isinstance(child, Loop)
            )
        else:
            wanted = any(_writer(head, self.delimiters).write(value))
        if wanted:
            yield from self.write(loop, value, parent=parent)

    def _level(
        self, loop: Loop, value: Any, parent: str, *, has_children: bool
    ) -> tuple[str, tuple[str, ...]]:
        self._last_level += 1
        number = str(self._last_level)
        below = [child for child in loop.children if isinstance(child, Loop) and _is_level(child)]
        if not below:
            return number, (number, parent, _childless(loop))
        has_children = has_children or any(getattr(value, child.name, ()) for child in below)
        return number, (number, parent, "1" if has_children else "0")


def _is_level(loop: Loop) -> bool:
    head = loop.children[0]
    return isinstance(head, Segment) and head.code == "HL"


def _is_counted(segment: Segment) -> bool:
    return any(isinstance(part, Element) and part.kind is Kind.COUNTER for part in segment.parts)


def _childless(loop: Loop) -> str:
    """HL04 of a level that never has children: 0, or nothing where the set does not use it."""
    head = loop.children[0]
    assert isinstance(head, Segment)
    last = head.parts[-1]
    return "0" if isinstance(last, Element) and last.usage == "R" else ""
