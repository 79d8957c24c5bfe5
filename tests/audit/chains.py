"""Chains to tamper with: tenants whose events were sealed in several blocks, with exported heads."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from tenants.audit import Outcome, record, trail_of
from tenants.chain.blocks import Block, block_of, read_events
from tenants.chain.heads import Exporter
from tenants.chain.sealing import seal
from tenants.database import TenantDatabase
from tenants.identifiers import new_id
from tenants.models import User

ACTIONS = ("holdClaim", "claims", "patient", "post_charges", "sign-in")


class HeadsInMemory:
    """Keeps exports as long as the process lives."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def names(self, after: str = "") -> list[str]:
        return sorted(name for name in self.kept if name > after)

    def read(self, name: str) -> bytes:
        return self.kept[name]

    def write(self, name: str, content: bytes) -> None:
        assert name not in self.kept
        self.kept[name] = content


def happen(tenant: TenantDatabase, dice: random.Random, count: int = 1) -> None:
    """Some events, in one transaction."""
    with tenant.transaction() as session:
        for _ in range(count):
            trail = trail_of(session)
            for _ in range(dice.randrange(4)):
                trail.patients.add(new_id())
            trail.note(User.__tablename__, new_id())
            record(session, dice.choice(ACTIONS), dice.choice(list(Outcome)))


@dataclass
class Sealed:
    """What was sealed of some tenants, and what of it was exported."""

    tenants: list[UUID]
    exporter: Exporter
    exported: dict[UUID, list[int]] = field(default_factory=dict)


def sealed(
    platform: Engine, exporter: Exporter, tenants: list[TenantDatabase], dice: random.Random
) -> Sealed:
    """Ten blocks for each tenant; heads after every third and after the last."""
    done = Sealed([tenant.actor.tenant_id for tenant in tenants], exporter)
    for number in range(1, 11):
        for tenant in tenants:
            for _ in range(dice.randrange(1, 4)):
                happen(tenant, dice, dice.randrange(1, 4))
        while seal(platform):
            pass
        if number % 3 == 0 or number == 10:
            exporter.export()
            for id_ in done.tenants:
                done.exported.setdefault(id_, []).append(number)
    return done


@contextmanager
def as_superuser(engine: Engine) -> Iterator[Session]:
    """One transaction that nobody else ever sees: whatever is done in it is undone."""
    with engine.connect() as connection, connection.begin() as transaction:
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        transaction.rollback()


def events_of(session: Session, tenant_id: UUID) -> list[UUID]:
    found = text("select id from audit_events where tenant_id = :id order by transaction_id, id")
    return list(session.scalars(found, {"id": tenant_id}))


def blocks_of(session: Session, tenant_id: UUID) -> list[Block]:
    found = text("select * from audit_blocks where tenant_id = :id order by number")
    return [block_of(row) for row in session.execute(found, {"id": tenant_id})]


def block_with(session: Session, tenant_id: UUID, event_id: UUID) -> int:
    return next(
        block.number for block in blocks_of(session, tenant_id) if event_id in block.event_ids
    )


def rewrite_from(session: Session, tenant_id: UUID, number: int, **changes: Any) -> None:
    """Seal anew what stands there now, from this block on, as one who knows how it is done."""
    condition = "tenant_id = %s"
    digests = {event.id: event.digest for event in read_events(session, condition, (tenant_id,))}
    before: bytes | None = None
    for block in blocks_of(session, tenant_id):
        if block.number >= number:
            kept = tuple(id_ for id_ in block.event_ids if id_ in digests)
            values = {
                "sealed_at": block.sealed_at,
                "event_ids": kept,
                "event_digests": b"".join(digests[id_] for id_ in kept),
                "previous_hash": before or block.previous_hash,
            } | (changes if block.number == number else {})
            block = Block(
                tenant_id=tenant_id,
                number=block.number,
                until_transaction=block.until_transaction,
                **values,
            )
            session.execute(
                text(
                    "update audit_blocks set created_at = :sealed_at, event_ids = :event_ids,"
                    " event_digests = :event_digests, previous_hash = :previous_hash, hash = :hash"
                    " where tenant_id = :tenant_id and number = :number"
                ),
                values
                | {
                    "event_ids": list(kept),
                    "hash": block.hash,
                    "tenant_id": tenant_id,
                    "number": block.number,
                },
            )
        before = block.hash
