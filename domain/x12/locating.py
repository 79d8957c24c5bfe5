"""From a field of a value back to the segment and element that it was read from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from domain.x12.delimiters import Delimiters
from domain.x12.elements import Place, places
from domain.x12.structure import LoopNode, SegmentNode
from domain.x12.transaction_reading import Scope

_INDEX = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Location:
    """Where a finding points."""

    segment_index: int
    segment: str
    element: str
    loop: str


def locate(scope: Scope, path: str, delimiters: Delimiters) -> Location:
    """Where the field stands; where it would stand, if the file does not have it."""
    found = _INDEX.search(path)
    nth = int(found.group(1)) if found else 0
    base = _INDEX.sub("", path)
    for index, node, place in _occurrences(scope, base, delimiters):
        if nth == 0:
            return Location(index, node.segment.code, str(place), node.parent.loop.id)
        nth -= 1
    return _expected(scope, base)


def _occurrences(
    scope: Scope, base: str, delimiters: Delimiters
) -> Iterator[tuple[int, SegmentNode, Place]]:
    for index, node, written in scope.placed:
        fields = written.split(delimiters.element)
        is_row = node.reader.is_row
        for place, path, element in places(node.segment):
            if base not in (path, element.until):
                continue
            if place.read(fields, delimiters.component) or (is_row and path.count(".") == 1):
                yield index, node, place


def _expected(scope: Scope, base: str) -> Location:
    node, element = _declared(scope.node, base)
    code = node.segment.code if node else scope.node.head.segment.code
    loop = node.parent.loop.id if node else scope.node.loop.id
    return Location(_nearest(scope, node), code, element or code, loop)


def _nearest(scope: Scope, node: SegmentNode | None) -> int:
    """The segment that lacks the element; else the first of its loop; else of the whole value."""
    if node is None:
        return scope.opened_at
    same_loop = [(index, one) for index, one, _ in scope.placed if one.parent is node.parent]
    exact = [index for index, one in same_loop if one is node]
    return next(iter([*exact, *(index for index, _ in same_loop)]), scope.opened_at)


def _declared(loop: LoopNode, base: str) -> tuple[SegmentNode | None, str]:
    for child in loop.children:
        if isinstance(child, SegmentNode):
            for place, path, element in places(child.segment):
                if base in (path, element.until):
                    return child, str(place)
        elif child.loop.name and base.partition(".")[0] == child.loop.name:
            return child.head, child.head.segment.code
        elif child.loop.into is None:
            found = _declared(child, base)
            if found[0] is not None:
                return found
    return None, ""


def scopes_of(value: Any, scope: Scope) -> dict[int, Scope]:
    """The scope of every value in reach of one that was emitted, by identity."""
    found = {id(value): scope}
    around: Scope | None = scope
    while around is not None:
        for origin in _with_values(around):
            found.setdefault(id(origin.value), origin)
        around = around.parent
    return found


def _with_values(scope: Scope) -> Iterator[Scope]:
    if scope.value is not None:
        yield scope
    for inner in scope.inner:
        yield from _with_values(inner)
