"""A declared transaction set laid out as a map to walk: what may follow what."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from domain.x12.delimiters import Delimiters
from domain.x12.elements import Draft
from domain.x12.making import maker
from domain.x12.patterns import SegmentPattern, pattern
from domain.x12.schema import Composite, Element, Kind, Loop, Segment, TransactionSet
from domain.x12.segment_reading import SegmentReader


@dataclass(slots=True, eq=False)
class LoopNode:
    """A loop at its place in the set."""

    loop: Loop
    parent: "LoopNode | None"
    index: int
    depth: int
    make: Callable[[Draft], Any] | None
    """Makes the value that the loop becomes."""
    children: list["SegmentNode | LoopNode"] = field(default_factory=list)
    required: list["SegmentNode | LoopNode"] = field(default_factory=list)
    parts: dict[str, Callable[[Draft], Any]] = field(default_factory=dict)
    """Fields that several segments fill together, as N3 and N4 an address."""
    later: "list[LoopNode]" = field(default_factory=list)
    """Loops of the same family that the guide shows behind this one."""

    @property
    def most(self) -> int:
        return self.loop.most

    is_level: bool = False
    """It begins with HL."""
    levels: "list[LoopNode]" = field(default_factory=list)
    """The HL loops right below."""
    claims: "LoopNode | None" = None
    """The situational loop of claims right below."""
    is_counted: bool = False
    """It begins with a counter."""

    @property
    def head(self) -> "SegmentNode":
        head = self.children[0]
        assert isinstance(head, SegmentNode)
        return head

    @property
    def family(self) -> str:
        """Loops 2310A to 2310F are one loop of the standard: its number without the letter."""
        return self.loop.id[:4]


@dataclass(slots=True, eq=False)
class SegmentNode:
    """A segment at its place in a loop."""

    segment: Segment
    parent: LoopNode
    index: int
    keys: frozenset[str]
    reader: SegmentReader
    opens: bool
    """The first segment of a loop opens it."""
    most: int
    pattern: SegmentPattern | None = None
    """Made when it is first asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """Where a segment leads; `in_order` is false where it should have come earlier."""

    node: SegmentNode
    in_order: bool = True


class Structure:
    """The map of one transaction set, read with given delimiters."""

    def __init__(self, declared: TransactionSet, delimiters: Delimiters) -> None:
        self.declared = declared
        self.delimiters = delimiters
        self.key_positions: dict[str, int] = {}
        self.root = self._loop(declared.root, None, 0, 0)
        self._nodes = tuple(self.segment_nodes())
        self.known_codes = {node.segment.code for node in self._nodes}
        self._steps: dict[tuple[SegmentNode | None, str, str], Step | None] = {}

    def step(self, current: SegmentNode | None, fields: list[str]) -> Step | None:
        """The node that a segment reaches from here, or None where it has no place.

        What was found once is remembered; a stranger is searched for anew each time.
        """
        code = fields[0]
        position = self.key_positions.get(code, 0)
        key = fields[position] if 0 < position < len(fields) else ""
        if code in self.declared.composite_keys:
            key = key.partition(self.delimiters.component)[0]
        try:
            return self._steps[current, code, key]
        except KeyError:
            step = self._search(current, code, key)
            if step is not None:
                self._steps[current, code, key] = step
            return step

    def accepts(self, node: SegmentNode, written: str, elements: list[str]) -> bool:
        """Whether the segment is as declared, in syntax and in listed codes."""
        if node.pattern is None:
            node.pattern = pattern(node.segment, self.delimiters)
        return node.pattern.accepts(written, elements)

    def segment_nodes(self, start: LoopNode | None = None) -> Iterator[SegmentNode]:
        for child in (start or self.root).children:
            if isinstance(child, SegmentNode):
                yield child
            else:
                yield from self.segment_nodes(child)

    def near(self, current: SegmentNode | None, code: str) -> SegmentNode | None:
        """A node of this segment code that could follow, were the qualifier another."""
        loop: LoopNode | None = current.parent if current else self.root
        while loop is not None:
            for child in loop.children:
                head = child if isinstance(child, SegmentNode) else child.head
                if head.segment.code == code:
                    return head
            loop = loop.parent
        return None

    def _search(self, current: SegmentNode | None, code: str, key: str) -> Step | None:
        if current is None:
            return _among(self.root.children, code, key)
        loop, start = current.parent, _start_after(current)
        found = _among(loop.children[start:], code, key)
        while found is None and loop.parent is not None:
            found = _among(loop.parent.children[_family_start(loop) :], code, key)
            loop = loop.parent
        return found or self._look_back(current, code, key)

    def _look_back(self, current: SegmentNode, code: str, key: str) -> Step | None:
        """A segment or loop that should have come earlier in a loop that is still open."""
        loop: LoopNode | None = current.parent
        while loop is not None:
            candidates = [c for c in loop.children if c is not loop.children[0]]
            found = _among(candidates, code, key)
            if found is not None:
                return Step(found.node, in_order=False)
            loop = loop.parent
        return None

    def _loop(self, loop: Loop, parent: LoopNode | None, index: int, depth: int) -> LoopNode:
        node = LoopNode(loop, parent, index, depth, maker(loop.into) if loop.into else None)
        for place, child in enumerate(loop.children):
            placed: SegmentNode | LoopNode
            if isinstance(child, Loop):
                placed = self._loop(child, node, place, depth + 1)
            else:
                placed = self._segment(child, node, place)
                if child.into is not None and child.most == 1:
                    _share_part(node, child.name, child.into)
            node.children.append(placed)
            if child.usage == "R":
                node.required.append(placed)
        node.is_level = node.head.segment.code == "HL"
        node.is_counted = any(
            isinstance(part, Element) and part.kind is Kind.COUNTER
            for part in node.head.segment.parts
        )
        _tell_loops(node)
        return node

    def _segment(self, segment: Segment, parent: LoopNode, index: int) -> SegmentNode:
        position, keys = _key_of(segment, self.declared)
        if keys:
            self.key_positions[segment.code] = position
        reader = _reader(segment, self.delimiters)
        opens = index == 0 and parent.parent is not None
        return SegmentNode(segment, parent, index, frozenset(keys), reader, opens, segment.most)


@lru_cache(maxsize=2048)
def _reader(segment: Segment, delimiters: Delimiters) -> SegmentReader:
    return SegmentReader(segment, delimiters)


@lru_cache(maxsize=32)
def structure(declared: TransactionSet, delimiters: Delimiters) -> Structure:
    """The map of a set, made once for each set of delimiters."""
    return Structure(declared, delimiters)


def _share_part(node: LoopNode, name: str, into: type) -> None:
    """A merged loop fills the value of the loop around it."""
    loop: LoopNode | None = node
    while loop is not None:
        loop.parts[name] = maker(into)
        if loop.loop.into is not None:
            return
        loop = loop.parent


def _tell_loops(node: LoopNode) -> None:
    """Which loops below belong together, number levels, hold claims."""
    loops = [child for child in node.children if isinstance(child, LoopNode)]
    for one in loops:
        if one.is_level:
            node.levels.append(one)
        if one.loop.emits and one.loop.usage == "S":
            node.claims = one
        one.later = [o for o in loops if o.index > one.index and o.family == one.family]


def _key_of(segment: Segment, declared: TransactionSet) -> tuple[int, tuple[str, ...]]:
    if segment.code in declared.composite_keys:
        first = segment.parts[0]
        assert isinstance(first, Composite)
        return 1, first.parts[0].codes
    for position, part in enumerate(segment.parts, 1):
        if isinstance(part, Element) and part.key:
            return position, part.codes
    return 0, ()


def _among(children: list[SegmentNode | LoopNode], code: str, key: str) -> Step | None:
    for child in children:
        node = child if isinstance(child, SegmentNode) else child.head
        if node.segment.code == code and (not node.keys or key in node.keys):
            return Step(node)
    return None


def _start_after(current: SegmentNode) -> int:
    """Segments of one code that stand together come in any order; a loop's first never repeats."""
    if current.opens:
        return 1
    start = current.index
    while start > 0 and _is_segment(current.parent.children[start - 1], current.segment.code):
        start -= 1
    return start


def _family_start(loop: LoopNode) -> int:
    """Loops of one family come in any order."""
    assert loop.parent is not None
    siblings, start = loop.parent.children, loop.index
    while start > 0:
        before = siblings[start - 1]
        if (
            not isinstance(before, LoopNode)
            or before.family != loop.family
            or not loop.family.isdigit()
        ):
            break
        start -= 1
    return start


def _is_segment(node: SegmentNode | LoopNode, code: str) -> bool:
    return isinstance(node, SegmentNode) and node.segment.code == code
