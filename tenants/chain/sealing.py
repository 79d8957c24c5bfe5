"""Seals what is committed: takes events in an order without gaps and adds a block to each chain."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby

from sqlalchemy import Engine, insert, text
from sqlalchemy.orm import Session

from tenants.chain.blocks import FORM, AuditBlock, Block, Sealable, genesis, read_events
from tenants.database import platform_transaction
from tenants.identifiers import new_id

MOST_EVENTS = 20_000
"""Of one round."""

# One sealer at a time, of however many run: the number means nothing else.
TRY_LOCK = text("select pg_try_advisory_xact_lock(7041780)")
# What began before this moment and has not ended may still commit events with a lower number.
BOUNDS = text(
    "select (select coalesce(max(until_transaction), 0) from audit_blocks),"
    " pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
)
CROWDED = text(
    "select transaction_id from audit_events where transaction_id >= :since"
    " and transaction_id < :until order by transaction_id offset :most limit 1"
)
LAST = text(
    "select tenant.id, last.number, last.hash, last.created_at from unnest(:tenant_ids) as tenant (id)"
    " cross join lateral (select number, hash, created_at from audit_blocks"
    " where audit_blocks.tenant_id = tenant.id order by number desc limit 1) as last"
)


class Rewound(RuntimeError):
    """The server counts its transactions anew, as after a restore of a dump: see operations."""


def seal(platform: Engine, most: int = MOST_EVENTS) -> int:
    """Seal one batch; how many events it had.

    Raises:
        Rewound: the server's transactions have lower numbers than those already sealed.
    """
    with platform_transaction(platform) as session:
        if not session.scalar(TRY_LOCK):
            return 0
        since, until = session.execute(BOUNDS).one()
        if until < since:
            raise Rewound
        until = _at_most(session, since, until, most)
        events = list(
            read_events(session, "transaction_id >= %s and transaction_id < %s", (since, until))
        )
        if events:
            session.execute(
                insert(AuditBlock), [_row(each) for each in _next(session, events, until)]
            )
    return len(events)


def _at_most(session: Session, since: int, until: int, most: int) -> int:
    """Where a batch ends: between transactions, and after one at least."""
    crowded = session.scalar(CROWDED, {"since": since, "until": until, "most": most})
    return until if crowded is None else max(crowded, since + 1)


def _next(session: Session, events: Iterable[Sealable], until: int) -> list[Block]:
    """The block that follows in each tenant's chain."""
    by_tenant = {
        tenant_id: list(group)
        for tenant_id, group in groupby(events, key=lambda event: event.tenant_id)
    }
    last = {row.id: row for row in session.execute(LAST, {"tenant_ids": list(by_tenant)})}
    now = datetime.now(UTC)
    blocks = []
    for tenant_id, sealed in by_tenant.items():
        before = last.get(tenant_id)
        blocks.append(
            Block(
                tenant_id,
                before.number + 1 if before else 1,
                max(now, before.created_at) if before else now,
                until,
                tuple(event.id for event in sealed),
                b"".join(event.digest for event in sealed),
                bytes(before.hash) if before else genesis(tenant_id),
            )
        )
    return blocks


def _row(block: Block) -> dict[str, object]:
    return {
        "tenant_id": block.tenant_id,
        "id": new_id(),
        "created_at": block.sealed_at,
        "number": block.number,
        "form": FORM,
        "until_transaction": block.until_transaction,
        "event_ids": list(block.event_ids),
        "event_digests": block.event_digests,
        "previous_hash": block.previous_hash,
        "hash": block.hash,
    }
