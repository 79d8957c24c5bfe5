"""How a value fills a declared loop: the declaration gives the order, the value the contents."""

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from itertools import compress
from operator import attrgetter
from typing import Any

from domain.x12.delimiters import USUAL, Delimiters
from domain.x12.element_writing import Unwritable
from domain.x12.schema import Element, Kind, Loop, Segment
from domain.x12.segment_writing import SegmentWriter


@cache
def segment_writer(segment: Segment, delimiters: Delimiters) -> SegmentWriter:
    return SegmentWriter(segment, delimiters)


class LoopPlan:
    """What of a loop is written for values of one kind: which of its children each field calls for."""

    def __init__(self, loop: Loop, kind: type, delimiters: Delimiters) -> None:
        self.is_level = _is_level(loop)
        self.levels = [one for one in loop.children if isinstance(one, Loop) and _is_level(one)]
        self.childless = _childless(loop)
        self.children = [
            segment_writer(child, delimiters) if isinstance(child, Segment) else child
            for child in loop.children
        ]
        self._always: set[int] = set()
        called: dict[str, list[int]] = defaultdict(list)
        for position, child in enumerate(self.children):
            if isinstance(child, SegmentWriter):
                if child.is_numbered:
                    self._always.add(position)
                for name in child.reasons:
                    called[name].append(position)
            elif child.into is not None:
                called[child.name].append(position)
            elif _is_ever_written(child, delimiters):
                self._always.add(position)
        self._kinds_of_rows = _kinds_of_rows(loop)
        fields = kind.__dataclass_fields__  # type: ignore[attr-defined]
        names = [name for name in called if name in fields]
        self._called = [called[name] for name in names]
        self._get = _getter(names)

    def wanted(self, value: Any) -> list["SegmentWriter | Loop"]:
        """The children that the value gives a reason to write, in order; zero is a reason."""
        positions = self._always.copy()
        held = self._get(value)
        for called in compress(self._called, held):
            positions.update(called)
        if 0 in held:
            for called, one in zip(self._called, held, strict=True):
                if one == 0:
                    positions.update(called)
        self._refuse_strangers(value)
        return [self.children[position] for position in sorted(positions)]

    def _refuse_strangers(self, value: Any) -> None:
        """Raises Unwritable for a row of which no segment of the loop knows the kind."""
        for name, (code, key, codes) in self._kinds_of_rows.items():
            held = getattr(value, name, None)
            for row in held if isinstance(held, tuple) else (held,):
                if row is not None and getattr(row, key) not in codes:
                    raise Unwritable(f"{code}01", "has no place here for what stands in it.")


@cache
def _plan(loop: Loop, kind: type, delimiters: Delimiters) -> LoopPlan:
    return LoopPlan(loop, kind, delimiters)


class LoopWriter:
    """Writes loops of one transaction, numbering its HL segments."""

    def __init__(self, delimiters: Delimiters = USUAL) -> None:
        self.delimiters = delimiters
        self._last_level = 0
        self._plans: dict[tuple[Loop, type], LoopPlan] = {}

    def write(
        self,
        loop: Loop,
        value: Any,
        *,
        index: int = 1,
        parent: str = "",
        has_children: bool = False,
    ) -> list[str]:
        """The loop and everything in it that is a field of the value.

        `index` counts the loop among its neighbours; `parent` is the HL number above it;
        `has_children` says that HL loops will follow which the value does not hold itself.
        """
        plan = self._plan(loop, type(value))
        numbers: tuple[str, ...] = (str(index),)
        if plan.is_level:
            parent, numbers = self._level(plan, value, parent, has_children=has_children)
        written: list[str] = []
        for child in plan.wanted(value):
            if isinstance(child, SegmentWriter):
                written += child.write(value, numbers)
            elif child.into is None:
                written += self._merged(child, value, parent)
            else:
                held = getattr(value, child.name)
                for place, one in enumerate(held if isinstance(held, tuple) else (held,), 1):
                    written += self.write(child, one, index=place, parent=parent)
        return written

    def last_level(self) -> str:
        """HL01 of the level written last."""
        return str(self._last_level)

    def _plan(self, loop: Loop, kind: type) -> LoopPlan:
        plan = self._plans.get((loop, kind))
        if plan is None:
            plan = self._plans[loop, kind] = _plan(loop, kind, self.delimiters)
        return plan

    def _merged(self, loop: Loop, value: Any, parent: str) -> list[str]:
        """A loop without a value of its own is written where its first segment has something."""
        head = loop.children[0]
        assert isinstance(head, Segment)
        if _is_counted(head):
            wanted = any(
                getattr(value, child.name, ()) for child in loop.children if isinstance(child, Loop)
            )
        else:
            wanted = bool(segment_writer(head, self.delimiters).write(value))
        return self.write(loop, value, parent=parent) if wanted else []

    def _level(
        self, plan: LoopPlan, value: Any, parent: str, *, has_children: bool
    ) -> tuple[str, tuple[str, ...]]:
        self._last_level += 1
        number = str(self._last_level)
        if not plan.levels:
            return number, (number, parent, plan.childless)
        has_children = has_children or any(getattr(value, one.name, ()) for one in plan.levels)
        return number, (number, parent, "1" if has_children else "0")


def _getter(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """All the fields at once; `attrgetter` of a single one would give no tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


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


def _is_ever_written(loop: Loop, delimiters: Delimiters) -> bool:
    """A loop that no field is bound to is read, but never written."""
    head = loop.children[0]
    assert isinstance(head, Segment)
    return segment_writer(head, delimiters).is_ever_written


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
