"""Proves that the audit log is what was sealed, and names what is not, the first break first."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from tenants.chain.blocks import AuditBlock, Block, Sealable, block_of, genesis, read_events
from tenants.chain.heads import Export, Head
from tenants.database import platform_transaction

BLOCKS_AT_ONCE = 200
KEPT = timedelta(days=6 * 365)
"""Nothing younger may be retired, whatever a row of retirements says (45 CFR 164.316(b)(2))."""
SEALED_UNTIL = text("select coalesce(max(until_transaction), 0) from audit_blocks")
CHAINS = text("select id from tenants union select distinct tenant_id from audit_blocks order by 1")
RETIRED = text("select until_id, retired_at from audit_retirements order by until_id desc")


class Kind(StrEnum):
    """What happened to an event or a block."""

    EVENT_EDITED = "was edited"
    EVENT_DELETED = "was deleted"
    EVENT_INSERTED = "was inserted among those already sealed"
    EVENTS_SWAPPED = "changed places with another"
    BLOCK_REMOVED = "was removed"
    BLOCK_EDITED = "was edited"
    BLOCK_REWRITTEN = "is not the one that the next block follows"
    CLOCK_TURNED_BACK = "is older than the block before it"
    TAIL_CUT_OFF = "was exported, but the chain ends before it"
    TAIL_REWRITTEN = "is not the one whose hash was exported"
    CHAIN_ABSENT = "was exported, but the whole chain is absent"


@dataclass(frozen=True, slots=True)
class Break:
    """One thing that is not as it was sealed."""

    tenant_id: UUID
    block: int
    kind: Kind
    event_id: UUID | None = None

    def __str__(self) -> str:
        what = f"event {self.event_id} in block" if self.event_id else "block"
        return f"tenant {self.tenant_id}: {what} {self.block} {self.kind}"


@dataclass
class Verdict:
    """What was looked at, and every break, those of one chain in its order."""

    chain_count: int = 0
    block_count: int = 0
    event_count: int = 0
    sealed_until_at: datetime | None = None
    """When the last block was sealed that was looked at."""
    breaks: list[Break] = field(default_factory=list)


Progress = Callable[[Verdict], None]
"""Is told, now and then, how far it has come."""


def verify(
    platform: Engine,
    exports: Iterable[Export] = (),
    tenant_id: UUID | None = None,
    progress: Progress = lambda _verdict: None,
) -> Verdict:
    """Look at every chain, or at one tenant's."""
    with platform_transaction(platform) as session:
        session.execute(text("set transaction isolation level repeatable read, read only"))
        session.execute(text("set local statement_timeout = 0"))
        return look(session, exports, tenant_id, progress)


def look(
    session: Session,
    exports: Iterable[Export] = (),
    tenant_id: UUID | None = None,
    progress: Progress = lambda _verdict: None,
) -> Verdict:
    """As `verify`, at what a transaction sees."""
    exported = _exported(exports)
    verdict = Verdict()
    known = list(session.scalars(CHAINS)) if tenant_id is None else [tenant_id]
    absent = [id_ for id_ in exported if tenant_id is None and id_ not in known]
    for id_ in [*known, *absent]:
        _Chain(session, id_, exported.get(id_, {}), verdict).look(progress)
    return verdict


def _exported(exports: Iterable[Export]) -> dict[UUID, dict[int, bytes]]:
    """Every hash that was ever said of a block."""
    found: dict[UUID, dict[int, bytes]] = {}
    for export in exports:
        for id_, head in export.heads.items():
            _add(found.setdefault(id_, {}), head)
    return found


def _add(heads: dict[int, bytes], head: Head) -> None:
    heads.setdefault(head.number, head.hash)


class _Chain:
    """One tenant's chain, read window by window; what does not fit is put together at the end."""

    def __init__(
        self, session: Session, tenant_id: UUID, heads: Mapping[int, bytes], verdict: Verdict
    ) -> None:
        self.session, self.tenant_id, self.heads, self.verdict = session, tenant_id, heads, verdict
        self.breaks: list[Break] = []
        self.recorded: dict[UUID, tuple[int, bytes]] = {}
        """Events that are not as sealed: their block, and the digest that they had."""
        self.found: dict[UUID, tuple[int, bytes]] = {}
        """Events that no block has so: where they stand now, and the digest that they have."""
        self.hashes: dict[int, bytes] = {}

    def look(self, progress: Progress) -> None:
        last: Block | None = None
        since = 0
        for window in self._windows():
            for block, stored_hash in window:
                self._follow(last, block, stored_hash)
                last = block
            self._compare([block for block, _ in window], since)
            since = window[-1][0].until_transaction
            progress(self.verdict)
        self._look_behind(last, since)
        self._look_at_heads(last)
        self._explain()
        self.verdict.chain_count += last is not None
        self.verdict.breaks += sorted(
            self.breaks, key=lambda each: (each.block, str(each.event_id or ""))
        )

    def _windows(self) -> Iterator[list[tuple[Block, bytes]]]:
        after = -1
        while True:
            rows = self.session.execute(
                select(AuditBlock.__table__)
                .where(AuditBlock.tenant_id == self.tenant_id, AuditBlock.number > after)
                .order_by(AuditBlock.number)
                .limit(BLOCKS_AT_ONCE)
            ).all()
            if not rows:
                return
            yield [(block_of(row), bytes(row.hash)) for row in rows]
            after = rows[-1].number

    def _follow(self, last: Block | None, block: Block, stored_hash: bytes) -> None:
        """Whether a block says what its hash says, and comes right after the one before."""
        self.verdict.block_count += 1
        self.verdict.sealed_until_at = block.sealed_at
        expected = last.number + 1 if last else 1
        before = self.hashes[last.number] if last else genesis(self.tenant_id)
        self.hashes[block.number] = block.hash
        if block.number != expected:
            self._note(expected, Kind.BLOCK_REMOVED)
        elif block.hash != stored_hash:
            self._note(block.number, Kind.BLOCK_EDITED)
        elif block.previous_hash != before and not self._is_noted(expected - 1):
            self._note(expected - 1 or 1, Kind.BLOCK_REWRITTEN)
        if last and block.sealed_at < last.sealed_at:
            self._note(block.number, Kind.CLOCK_TURNED_BACK)

    def _compare(self, blocks: list[Block], since: int) -> None:
        """The events of some blocks with what stands in their place now."""
        sealed = {
            id_: (block.number, digest)
            for block in blocks
            for id_, digest in block.digests().items()
        }
        until = blocks[-1].until_transaction
        for event in self._events(since, until):
            self.verdict.event_count += 1
            if sealed.get(event.id, (0, b""))[1] == event.digest:
                del sealed[event.id]
            else:
                place = next(b.number for b in blocks if event.transaction_id < b.until_transaction)
                self.found[event.id] = (place, event.digest)
        self.recorded |= sealed

    def _look_behind(self, last: Block | None, since: int) -> None:
        """Events that no block has although all of their time are sealed."""
        sealed_until = self.session.scalar(SEALED_UNTIL) or 0
        for event in self._events(since, sealed_until):
            self.found[event.id] = (last.number + 1 if last else 1, event.digest)

    def _events(self, since: int, until: int) -> Iterator[Sealable]:
        condition = "tenant_id = %s and transaction_id >= %s and transaction_id < %s"
        return read_events(self.session, condition, (self.tenant_id, since, until))

    def _look_at_heads(self, last: Block | None) -> None:
        for number, exported in sorted(self.heads.items()):
            if last is None:
                self._note(number, Kind.CHAIN_ABSENT)
                return
            if number > last.number:
                self._note(last.number + 1, Kind.TAIL_CUT_OFF)
                return
            if self.hashes.get(number) != exported:
                if not any(each.block <= number for each in self.breaks):
                    self._note(number, Kind.TAIL_REWRITTEN)
                return

    def _explain(self) -> None:
        """What became of each event that is not as it was sealed."""
        self._forgive_retired()
        self._find_moved()
        was = {digest: id_ for id_, (_, digest) in self.recorded.items()}
        for id_, (block, digest) in self.recorded.items():
            _, now = self.found.get(id_, (0, b""))
            other = was.get(now)
            if not now:
                self._note(block, Kind.EVENT_DELETED, id_)
            elif other and self.found.get(other, (0, b""))[1] == digest:
                self._note(block, Kind.EVENTS_SWAPPED, id_)
            else:
                self._note(block, Kind.EVENT_EDITED, id_)
        for id_, (block, _) in self.found.items():
            if id_ not in self.recorded:
                self._note(block, Kind.EVENT_INSERTED, id_)

    def _forgive_retired(self) -> None:
        """Months that were dropped by policy left a tombstone; it counts only if they were old."""
        for until_id, retired_at in self.session.execute(RETIRED):
            bound = _made_at(until_id)
            if self.recorded and bound <= retired_at - KEPT and bound <= datetime.now(UTC) - KEPT:
                for id_ in [
                    id_ for id_ in self.recorded if id_ < until_id and id_ not in self.found
                ]:
                    del self.recorded[id_]

    def _find_moved(self) -> None:
        """Events that were given a transaction which is not sealed yet."""
        missing = [id_ for id_ in self.recorded if id_ not in self.found]
        if missing:
            condition = "tenant_id = %s and id = any(%s)"
            for event in read_events(self.session, condition, (self.tenant_id, missing)):
                self.found[event.id] = (self.recorded[event.id][0], event.digest)

    def _note(self, block: int, kind: Kind, event_id: UUID | None = None) -> None:
        self.breaks.append(Break(self.tenant_id, block, kind, event_id))

    def _is_noted(self, block: int) -> bool:
        return any(each.block == block for each in self.breaks)


def _made_at(id_: UUID) -> datetime:
    """When an id of version 7 was made."""
    return datetime.fromtimestamp((id_.int >> 80) / 1000, UTC)
