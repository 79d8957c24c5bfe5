"""Look on while a transaction is read and note what is not as its guide wants it."""

from collections.abc import Iterable, Iterator
from typing import Any

from domain.x12.explanations import explain
from domain.x12.findings import Finding, Level, Severity
from domain.x12.locating import Location, locate, scopes_of
from domain.x12.meeting import NUMBERED, Met
from domain.x12.rules.faults import CodeSets, Fault, Rulebook, warning
from domain.x12.schema import Element, Segment
from domain.x12.structure import LoopNode, SegmentNode, Structure
from domain.x12.transaction_reading import Broken, Emitted, Scope

MOST_REMEMBERED = 100_000
UNKNOWN, UNEXPECTED, MISSING, LOOP_TOO_OFTEN, TOO_OFTEN = "1", "2", "3", "4", "5"


class TransactionInspector:
    """Collects the findings of one transaction in `findings`, for its owner to take away."""

    def __init__(self, structure: Structure, start: int, rules: Rulebook, codes: CodeSets) -> None:
        self.findings: list[Finding] = []
        self._structure = structure
        self._start = start
        self._rules = rules
        self._codes = codes
        self._tally = 0
        self._seen: set[str] = set()
        self._said: set[tuple[str, int, str]] = set()
        self._levels: list[tuple[str, Scope]] = []
        self._level_count = 0
        self._explained_at = -1
        self._is_sound = True

    def arrived(self, scope: Scope, met: Met, index: int, written: str) -> None:
        """A segment with something to look at: its syntax, place, count or number."""
        node = met.node
        if not met.is_sound:
            self._explain(node, written, index)
        if not met.in_order:
            self._note_order(node, index)
        self._count(scope.counts, node, index)
        if node.segment.code in NUMBERED:
            self._number(scope, node, written, index)

    def _number(self, scope: Scope, node: SegmentNode, written: str, index: int) -> None:
        if node.segment.code == "HL":
            self._level(scope, self._elements(written), index)
        else:
            self._counter(scope, self._elements(written), index)

    def opened(self, scope: Scope) -> None:
        """Loops of one family in another order than the guide shows are worth a look."""
        node, parent = scope.node, scope.parent
        if parent is None:
            return
        self._count(parent.counts, node, scope.opened_at)
        if not node.later or parent.counts.keys().isdisjoint(node.later):
            return
        code, loop = node.head.segment.code, node.loop.id
        message = f"Loop {loop} stands behind a later loop."
        self._add(
            "loop.order",
            Level.STRUCTURE,
            Location(scope.opened_at, code, code, loop),
            message,
            severity=Severity.WARNING,
        )

    def _elements(self, written: str) -> list[str]:
        return written.split(self._structure.delimiters.element)

    def closed(self, scope: Scope) -> None:
        """What was required and never came."""
        counts, loop = scope.counts, scope.node.loop
        for wanted in scope.node.required:
            if wanted not in counts:
                self._note_missing(scope, wanted)
        if scope.node.is_level:
            self._check_children(scope)
        if loop.into is not None and not loop.emits and scope.fault is not None:
            self._is_sound = False

    def lost(
        self, scope: Scope, near: SegmentNode | None, placed_at: int, fields: list[str]
    ) -> None:
        """A segment without a place: its qualifier is wrong, or it is wrong altogether."""
        code = fields[0]
        loop = scope.node.loop.id
        if code not in self._structure.known_codes:
            message = f"{code} is no segment of this transaction."
            self._add(
                "segment.unknown",
                Level.STRUCTURE,
                Location(placed_at, code, code, loop),
                message,
                syntax=UNKNOWN,
            )
            return
        if near is None:
            message = f"{code} has no place in loop {loop}."
            self._add(
                "segment.unexpected",
                Level.STRUCTURE,
                Location(placed_at, code, code, loop),
                message,
                syntax=UNEXPECTED,
            )
            return
        position = self._structure.key_positions.get(code, 0)
        element = f"{code}{position:02d}" if position else code
        if code in self._structure.declared.composite_keys:
            element += "-1"
        message = f"{element} names nothing that may stand here."
        near_loop = near.parent.loop.id
        self._add(
            "segment.qualifier",
            Level.STRUCTURE,
            Location(placed_at, code, element, near_loop),
            message,
            syntax=UNEXPECTED,
        )

    def unreadable(self, finding: Finding) -> None:
        """The pattern has usually said it already; a date like 31 February only shows here."""
        self._is_sound = False
        if finding.segment_index != self._explained_at:
            code = "element.date" if finding.segment in {"DTP", "DTM", "DMG"} else finding.code
            message, index = finding.message, finding.segment_index
            self._add(
                code,
                Level.SYNTAX,
                Location(index, finding.segment, finding.element, finding.loop),
                message,
                syntax="8",
            )

    def emitted(self, event: Emitted) -> None:
        """Hold a complete value to the rules of its set."""
        if isinstance(event.value, Broken):
            self._note_broken(event.value)
            return
        value, scope = event.value, event.scope
        self._tally += self._rules.tally(value)
        faults = self._faults_of(value)
        if faults:
            self._note_faults(faults, value, scope)

    def _faults_of(self, value: Any) -> list[tuple[Level, Fault]]:
        faults: list[tuple[Level, Fault]] = []
        for level, rules in self._rules.each:
            for rule in rules:
                for fault in rule(value):
                    faults.append((level, fault))  # noqa: PERF401 - a list a rule costs more
        for code_rule in self._rules.codes:
            for fault in code_rule(value, self._codes):
                faults.append((Level.CODE_SETS, fault))  # noqa: PERF401
        for fault in self._repeated(value):
            faults.append((Level.SITUATION, fault))  # noqa: PERF401
        return faults

    def _repeated(self, value: Any) -> Iterator[Fault]:
        """A payer may take the second claim of one number for a duplicate of the first."""
        field = self._rules.identity
        if not field:
            return
        name = getattr(value, field)
        if name in self._seen:
            yield warning("claim.duplicate", value, field, "Another claim has the same number.")
        elif len(self._seen) < MOST_REMEMBERED:
            self._seen.add(name)

    def finished(self, value: Any, root: Scope) -> None:
        """Hold the whole transaction to its rules, once all of it could be read."""
        if value is None or isinstance(value, Broken):
            if root.fault is None and not self.findings:
                self._is_sound = False
            return
        faults = [
            (level, fault)
            for level, rules in self._rules.whole
            for rule in rules
            for fault in rule(value)
        ]
        if self._rules.balances is not None and self._is_sound:
            faults += [(Level.BALANCING, one) for one in self._rules.balances(value, self._tally)]
        self._note_faults(faults, value, root)

    def _note_faults(self, faults: Iterable[tuple[Level, Fault]], value: Any, scope: Scope) -> None:
        """What is wrong with a provider or subscriber is said once, not with each claim."""
        faults = list(faults)
        if not faults:
            return
        scopes = scopes_of(value, scope)
        for level, fault in faults:
            origin = scopes.get(id(fault.subject), scope)
            where = locate(origin, fault.path, self._structure.delimiters)
            said = (fault.code, where.segment_index, where.element)
            if said not in self._said:
                if len(self._said) < MOST_REMEMBERED:
                    self._said.add(said)
                self._add(fault.code, level, where, fault.message, severity=fault.severity)

    def _note_broken(self, broken: Broken) -> None:
        """A value that could not be made has been explained, unless a required field is why."""
        self._is_sound = False
        at = broken.finding.segment_index
        if broken.finding.code == "file.incomplete" and not any(
            one.segment_index >= at for one in self.findings
        ):
            self.findings.append(broken.finding)

    def _explain(self, node: SegmentNode, written: str, index: int) -> None:
        self._explained_at = index
        for one in explain(node.segment, self._elements(written), self._structure.delimiters):
            level = Level.STRUCTURE if one.syntax in {"7", "I10"} else Level.SYNTAX
            self._add(
                one.code,
                level,
                Location(index, node.segment.code, one.element, node.parent.loop.id),
                one.message,
                syntax=one.syntax,
            )

    def _note_order(self, node: SegmentNode, index: int) -> None:
        code, loop = node.segment.code, node.parent.loop.id
        message = f"{code} should have come earlier in the transaction."
        self._add(
            "segment.order",
            Level.STRUCTURE,
            Location(index, code, code, loop),
            message,
            syntax=UNEXPECTED,
        )

    def _count(self, counts: dict[Any, int], what: SegmentNode | LoopNode, index: int) -> None:
        count = counts[what] = counts.get(what, 0) + 1
        if count > what.most:
            self._note_too_often(what, index)

    def _note_too_often(self, what: SegmentNode | LoopNode, index: int) -> None:
        is_loop = isinstance(what, LoopNode)
        head = what.head if isinstance(what, LoopNode) else what
        code, loop = head.segment.code, head.parent.loop.id
        name = "loop.too_often" if is_loop else "segment.too_often"
        syntax = LOOP_TOO_OFTEN if is_loop else TOO_OFTEN
        message = f"{f'Loop {loop}' if is_loop else code} comes more often than {what.most} times."
        self._add(name, Level.STRUCTURE, Location(index, code, code, loop), message, syntax=syntax)

    def _note_missing(self, scope: Scope, wanted: SegmentNode | LoopNode) -> None:
        index = _last_before(scope, wanted)
        if isinstance(wanted, LoopNode):
            if _has_substitute(scope, wanted):
                return
            code, loop = wanted.head.segment.code, wanted.loop.id
            name, message = "loop.missing", f"Loop {loop} is missing."
        else:
            code, loop = wanted.segment.code, scope.node.loop.id
            name, message = (
                "segment.missing",
                f"{_described(wanted.segment)} is missing in loop {loop}.",
            )
        self._add(name, Level.STRUCTURE, Location(index, code, code, loop), message, syntax=MISSING)

    def _level(self, scope: Scope, fields: list[str], index: int) -> None:
        """HL01 counts from 1, HL02 names the level above."""
        self._level_count += 1
        loop = scope.node.loop.id
        padded = [*fields, "", "", "", ""]
        if padded[1] != str(self._level_count):
            message = f"HL01 should be {self._level_count}."
            self._add("hl.number", Level.STRUCTURE, Location(index, "HL", "HL01", loop), message)
        above = _level_above(scope)
        expected = self._elements(above.placed[0][2])[1] if above is not None else ""
        if padded[2] != expected:
            message = f"HL02 should be {expected or 'empty'}."
            self._add("hl.parent", Level.STRUCTURE, Location(index, "HL", "HL02", loop), message)

    def _check_children(self, scope: Scope) -> None:
        """HL04 says whether levels follow below."""
        if not scope.placed:
            return
        index, _, written = scope.placed[0]
        fields = self._elements(written)
        told = fields[4] if len(fields) > 4 else ""
        has_children = any(one in scope.counts for one in scope.node.levels)
        loop = scope.node.loop.id
        if told and told != ("1" if has_children else "0"):
            message = "HL04 does not say whether levels follow below."
            self._add("hl.children", Level.STRUCTURE, Location(index, "HL", "HL04", loop), message)
        claims = scope.node.claims
        if not has_children and claims is not None and claims not in scope.counts:
            message = f"Loop {loop} holds neither a claim nor a patient."
            self._add(
                "loop.empty",
                Level.STRUCTURE,
                Location(index, "HL", "HL", loop),
                message,
                syntax=MISSING,
            )

    def _counter(self, scope: Scope, fields: list[str], index: int) -> None:
        """LX01 counts the lines of a claim from 1."""
        if not scope.node.is_counted or scope.parent is None:
            return
        expected = str(scope.parent.counts.get(scope.node, 1))
        if self._structure.declared.code == "837" and fields[1:2] != [expected]:
            message = f"LX01 should be {expected}."
            self._add(
                "lx.number",
                Level.STRUCTURE,
                Location(index, "LX", "LX01", scope.node.loop.id),
                message,
            )

    def _add(
        self,
        code: str,
        level: Level,
        where: Location,
        message: str,
        *,
        syntax: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        position = where.segment_index - self._start + 1
        self.findings.append(
            Finding(
                code, severity, level, where.segment_index, where.segment, where.element,
                where.loop, message, position, syntax,
            )
        )  # fmt: skip


def _last_before(scope: Scope, wanted: SegmentNode | LoopNode) -> int:
    """The segment behind which something that is missing should have come."""
    last = scope.opened_at
    for index, node, _ in scope.placed:
        child: SegmentNode | LoopNode = node
        while child.parent is not None and child.parent is not scope.node:
            child = child.parent
        if index >= scope.opened_at and child.parent is scope.node and child.index < wanted.index:
            last = max(last, index)
    for inner in scope.inner:
        if inner.node.parent is scope.node and inner.node.index < wanted.index:
            last = max(last, *(index for index, _, _ in inner.placed))
    return last


def _level_above(scope: Scope) -> Scope | None:
    above = scope.parent
    while above is not None and not above.node.is_level:
        above = above.parent
    return above


def _has_substitute(scope: Scope, wanted: LoopNode) -> bool:
    """A loop whose opening segment is there but could not be placed has been noted already."""
    return any(written.startswith(wanted.head.segment.code + "*") for written in scope.unplaced)


def _described(segment: Segment) -> str:
    """`REF*EI` says more than `REF`."""
    keys = next((p.codes for p in segment.parts if isinstance(p, Element) and p.key), ())
    return f"{segment.code}*{keys[0]}" if keys else segment.code
