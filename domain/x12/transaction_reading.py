"""Walk one transaction along its declared structure, making values of what is met."""

from dataclasses import MISSING, dataclass, fields
from functools import lru_cache
from typing import Any, Protocol

from domain.x12.elements import Draft, places
from domain.x12.findings import Finding, Level, Severity, Unreadable
from domain.x12.meeting import Memory, Met, fault_in_reading
from domain.x12.segment_reading import finished, merge
from domain.x12.structure import LoopNode, SegmentNode, Structure

Placed = tuple[int, SegmentNode, str]
"""A segment's index in the file, its place in the structure, its words."""


class Scope:
    """A loop that is open."""

    __slots__ = (
        "counts", "draft", "fault", "inner", "node", "opened_at", "parent", "placed", "unplaced",
        "value",
    )  # fmt: skip

    def __init__(
        self,
        node: LoopNode,
        parent: "Scope | None",
        draft: Draft,
        opened_at: int,
        placed: list[Placed],
    ) -> None:
        self.node = node
        self.parent = parent
        self.draft = draft
        self.opened_at = opened_at
        self.placed = placed
        self.value: Any = None
        self.fault: Finding | None = None
        self.unplaced: list[str] = []
        self.counts: dict[SegmentNode | LoopNode, int] = {}
        """For an inspector: how often each child came."""
        self.inner: list[Scope] = []
        """For an inspector: the loops inside that became values."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Stands for a value that could not be made."""

    draft: Draft
    finding: Finding


@dataclass(frozen=True, slots=True)
class Emitted:
    """A value that is complete, with the segments it was made of."""

    value: Any
    scope: Scope
    first: int
    last: int


class Inspector(Protocol):
    """Looks on while a transaction is read."""

    def arrived(self, scope: Scope, met: Met, index: int, written: str) -> None: ...
    def opened(self, scope: Scope) -> None: ...
    def closed(self, scope: Scope) -> None: ...
    def lost(
        self, scope: Scope, near: SegmentNode | None, placed_at: int, fields: list[str]
    ) -> None: ...
    def unreadable(self, finding: Finding) -> None: ...


class TransactionReader:
    """Takes the segments between ST and SE; hands out what `emits`, then the whole."""

    def __init__(
        self, structure: Structure, draft: Draft, start: int, inspector: Inspector | None = None
    ) -> None:
        self.structure = structure
        self.inspector = inspector
        self._memory = Memory(structure, inspects=inspector is not None)
        self.known = self._memory.first
        """What the next segment may be, as far as the same words stood here before."""
        self._index = start
        self._start = start
        self._around: list[str] = []
        self._raw = self._around
        self._keeps_around = "raw_segments" in _fields(structure.root.loop.into)
        self._bears_faults = "unreadable_elements" in _fields(structure.root.loop.into)
        self._node: SegmentNode | None = None
        self._scope = Scope(structure.root, None, draft, start, [])
        self._root = self._scope

    def meet(self, written: str, elements: list[str], index: int) -> Emitted | None:
        """Take a segment that is not yet known here; one without a place is only kept."""
        met = self._memory.meet(self._node, self.known, written, elements)
        if met is None:
            self._lose(written, elements, index)
            return None
        return self.take(met, written, index, elements)

    def take(
        self, met: Met, written: str, index: int, elements: list[str] | None = None
    ) -> Emitted | None:
        """Place one segment; a value that it completes comes back.

        `elements` are wanted where the words have not been read before.
        """
        emitted = None
        node, scope = met.node, self._scope
        self._index = index
        if node.opens:
            emitted = self._leave(node.parent.parent)
            scope = self._open(node.parent, index)
        elif scope.node is not node.parent:
            emitted = self._leave(node.parent)
            scope = self._scope
        self._node = node
        self.known = met.following
        self._raw.append(written)
        if self.inspector is not None:
            scope.placed.append((index, node, written))
            if met.is_remarkable or node in scope.counts:
                self.inspector.arrived(scope, met, index, written)
            else:
                scope.counts[node] = 1
        parsed, fault = met.parsed, met.fault
        if parsed is None:
            assert elements is not None
            fault = fault_in_reading(node, elements, scope.draft)
        elif node.reader.is_flat:
            scope.draft.update(parsed)
        else:
            merge(scope.draft, parsed)
        if fault:
            self._fail(scope, self._unreadable(node, fault, index))
        return emitted

    def finish(self) -> tuple[Emitted | None, Any]:
        """Close everything; the last emitted value, and the transaction itself.

        Raises:
            Unreadable: what stands around the claims cannot be understood.
        """
        root = self._root
        emitted = self._leave(root.node)
        if self.inspector is not None:
            self.inspector.closed(root)
        value = self._made(root)
        if isinstance(value, Broken):
            if self.inspector is None:
                raise Unreadable(value.finding)
            value = None
        root.value = value
        return emitted, value

    def context(self, scope: Scope) -> Any:
        """The value of a loop that stays open around what is emitted."""
        if scope.value is None:
            scope.value = self._made(scope)
        return scope.value

    @property
    def root(self) -> Scope:
        return self._root

    def _leave(self, target: LoopNode | None) -> Emitted | None:
        """Close the loops inside the target; at most one of them emits."""
        emitted = None
        while self._scope.node is not target:
            emitted = self._close(self._scope) or emitted
        return emitted

    def _open(self, node: LoopNode, index: int) -> Scope:
        parent = self._scope
        if node.make is None:
            scope = Scope(node, parent, parent.draft, index, parent.placed)
        else:
            scope = Scope(node, parent, {}, index, [])
        self._scope = scope
        if node.loop.emits:
            self._raw = []
        if self.inspector is not None:
            self.inspector.opened(scope)
        return scope

    def _close(self, scope: Scope) -> Emitted | None:
        loop, parent = scope.node.loop, scope.parent
        assert parent is not None
        emitted = None
        self._scope = parent
        if loop.emits:
            emitted = self._emit(scope)
        elif scope.node.make is None:
            parent.fault = parent.fault or scope.fault
        elif not loop.context:
            self._attach(scope, parent)
        if scope.unplaced and not loop.emits:
            parent.unplaced += scope.unplaced
        if self.inspector is not None:
            self.inspector.closed(scope)
        return emitted

    def _attach(self, scope: Scope, parent: Scope) -> None:
        value = self._made(scope)
        if isinstance(value, Broken):
            parent.fault = parent.fault or value.finding
            return
        scope.value = value
        loop = scope.node.loop
        if loop.most > 1:
            parent.draft.setdefault(loop.name, []).append(value)
        else:
            parent.draft[loop.name] = value
        if self.inspector is not None:
            _owner(parent).inner.append(scope)
            scope.parent = None

    def _emit(self, scope: Scope) -> Emitted:
        around = scope.parent
        while around is not None:
            if around.node.loop.context:
                value = self.context(around)
                if isinstance(value, Broken):
                    scope.fault = scope.fault or value.finding
                else:
                    scope.draft[around.node.loop.name] = value
            around = around.parent
        if scope.unplaced:
            scope.draft["unplaced_segments"] = scope.unplaced
        scope.draft["segment_index"] = scope.opened_at
        scope.draft["raw_segments"] = tuple(self._raw)
        if "position" in _fields(scope.node.loop.into):
            scope.draft["position"] = scope.opened_at - self._start + 1
        self._raw = self._around if self._keeps_around else []
        scope.value = self._made(scope)
        return Emitted(scope.value, scope, scope.opened_at, self._index)

    def _made(self, scope: Scope) -> Any:
        make, draft = scope.node.make, scope.draft
        assert make is not None
        is_bearable = scope is self._root and self._bears_faults
        if scope.fault is not None and not is_bearable:
            return Broken(scope.draft, scope.fault)
        if scope is self._root and self._keeps_around:
            scope.draft["unplaced_segments"] = scope.unplaced
            scope.draft["raw_segments"] = self._around
            scope.draft["segment_index"] = self._start
        if is_bearable and scope.fault is not None:
            scope.draft["unreadable_elements"] = [scope.fault]
        if scope.node.loop.context:
            draft = _copied(draft)
        try:
            return finished(make, draft, scope.node.parts)
        except TypeError:
            return Broken(scope.draft, scope.fault or self._incomplete(scope))

    def _incomplete(self, scope: Scope) -> Finding:
        """Which required element is missing, so that no value can be made."""
        loop = scope.node.loop
        absent = next((n for n in _required(loop.into) if n not in scope.draft), "")
        node, element = _home(scope.node, absent)
        code = node.segment.code if node else scope.node.head.segment.code
        message = f"{element or code} is missing in loop {loop.id}."
        return Finding(
            "file.incomplete", Severity.ERROR, Level.STRUCTURE, scope.opened_at, code,
            element or code, loop.id, message, syntax="3",
        )  # fmt: skip

    def _unreadable(self, node: SegmentNode, element: str, index: int) -> Finding:
        return Finding(
            "element.unreadable", Severity.ERROR, Level.SYNTAX, index, node.segment.code, element,
            node.parent.loop.id, f"{element} cannot be read.", syntax="6",
        )  # fmt: skip

    def _fail(self, scope: Scope, finding: Finding) -> None:
        if self.inspector is not None:
            self.inspector.unreadable(finding)
        scope.fault = scope.fault or finding

    def _lose(self, written: str, elements: list[str], index: int) -> None:
        self._scope.unplaced.append(written)
        self._raw.append(written)
        if self.inspector is not None:
            near = self.structure.near(self._node, elements[0])
            self.inspector.lost(self._scope, near, index, elements)


def _copied(draft: Draft) -> Draft:
    """What stays open may yet be added to: `finished` must not use up its draft."""
    return {name: dict(one) if type(one) is dict else one for name, one in draft.items()}


def _owner(scope: Scope) -> Scope:
    """The scope whose draft a merged loop fills."""
    while scope.node.make is None and scope.parent is not None:
        scope = scope.parent
    return scope


@lru_cache(maxsize=128)
def _fields(into: type | None) -> frozenset[str]:
    assert into is not None
    return frozenset(one.name for one in fields(into))


@lru_cache(maxsize=128)
def _required(into: type | None) -> tuple[str, ...]:
    assert into is not None
    return tuple(
        one.name
        for one in fields(into)
        if one.default is MISSING and one.default_factory is MISSING
    )


def _home(node: LoopNode, name: str) -> tuple[SegmentNode | None, str]:
    """The segment and element that should have filled a field."""
    for child in node.children:
        if isinstance(child, SegmentNode):
            for place, path, _ in places(child.segment):
                if path == name:
                    return child, str(place)
        elif child.loop.name == name:
            return child.head, child.head.segment.code
        elif child.loop.into is None:
            found = _home(child, name)
            if found[0] is not None:
                return found
    return None, ""
