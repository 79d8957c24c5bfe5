"""The journal: the only way into the ledger. Entries balance or cannot exist; nothing changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from domain.claims.history import acting
from domain.ledger import models
from domain.ledger.models import Account
from tenants.audit import touch
from tenants.database import actor_of
from tenants.identifiers import new_id
from tenants.sealed_fields import sealed_row


@dataclass(frozen=True, slots=True)
class Leg:
    """A signed amount on one account: debits positive, credits negative."""

    account: Account
    amount_cents: int
    claim_id: UUID | None = None
    service_line_id: UUID | None = None
    payer_id: UUID | None = None
    store_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One balanced movement of money, with the row that caused it."""

    kind: str
    source_kind: str
    source_id: UUID
    effective_on: date
    memo: str
    legs: tuple[Leg, ...]
    reverses_id: UUID | None = None

    def __post_init__(self) -> None:
        assert sum(leg.amount_cents for leg in self.legs) == 0, "out of balance"


# Arrays, so that however many rows there are it is one statement, which the trigger on the
# legs checks as a whole.
INSERT_ENTRIES = text(
    "insert into entries (tenant_id, id, kind, source_kind, source_id, effective_on, memo,"
    " reverses_id, posted_by)"
    " select :tenant_id, x.id, x.kind, x.source_kind, x.source_id, x.effective_on, x.memo,"
    " x.reverses_id, :posted_by"
    " from unnest(cast(:ids as uuid[]), cast(:kinds as text[]), cast(:source_kinds as text[]),"
    " cast(:source_ids as uuid[]), cast(:effective_on as date[]), cast(:memos as bytea[]),"
    " cast(:reverses_ids as uuid[]))"
    " as x (id, kind, source_kind, source_id, effective_on, memo, reverses_id)"
    " on conflict (tenant_id, source_kind, source_id, kind) do nothing returning id"
)
INSERT_LEGS = text(
    "insert into legs (tenant_id, id, entry_id, account, amount_cents, claim_id,"
    " service_line_id, payer_id, store_id)"
    " select :tenant_id, x.* from unnest(cast(:ids as uuid[]), cast(:entry_ids as uuid[]),"
    " cast(:accounts as text[]), cast(:amounts as bigint[]), cast(:claim_ids as uuid[]),"
    " cast(:service_line_ids as uuid[]), cast(:payer_ids as uuid[]), cast(:store_ids as uuid[]))"
    " as x (id, entry_id, account, amount_cents, claim_id, service_line_id, payer_id, store_id)"
)


def post(session: Session, entries: Iterable[Entry]) -> int:
    """Append the entries whose cause has not been posted before. Returns how many were new.

    Each entry's source and kind together are unique, so posting twice is posting once.
    """
    wanted = {new_id(): entry for entry in entries if _moves_money(entry)}
    if not wanted:
        return 0
    posted = set(session.scalars(INSERT_ENTRIES, _entry_columns(session, wanted)))
    legs = [
        (entry_id, leg)
        for entry_id, entry in wanted.items()
        if entry_id in posted
        for leg in entry.legs
        if leg.amount_cents
    ]
    if legs:
        session.execute(INSERT_LEGS, _leg_columns(session, legs))
    touch(session, "entries", posted)
    touch(session, "claims", {leg.claim_id for _, leg in legs if leg.claim_id is not None})
    return len(posted)


def _moves_money(entry: Entry) -> bool:
    return any(leg.amount_cents for leg in entry.legs)


def _entry_columns(session: Session, entries: dict[UUID, Entry]) -> dict[str, object]:
    values = list(entries.values())
    return {
        "tenant_id": actor_of(session).tenant_id,
        "posted_by": acting(session),
        "ids": list(entries),
        "kinds": [entry.kind for entry in values],
        "source_kinds": [entry.source_kind for entry in values],
        "source_ids": [entry.source_id for entry in values],
        "effective_on": [entry.effective_on for entry in values],
        "memos": [
            sealed_row(session, models.Entry, {"id": id_, "memo": entry.memo})["memo"]
            for id_, entry in entries.items()
        ],
        "reverses_ids": [entry.reverses_id for entry in values],
    }


def _leg_columns(session: Session, legs: Sequence[tuple[UUID, Leg]]) -> dict[str, object]:
    return {
        "tenant_id": actor_of(session).tenant_id,
        "ids": [new_id() for _ in legs],
        "entry_ids": [entry_id for entry_id, _ in legs],
        "accounts": [str(leg.account) for _, leg in legs],
        "amounts": [leg.amount_cents for _, leg in legs],
        "claim_ids": [leg.claim_id for _, leg in legs],
        "service_line_ids": [leg.service_line_id for _, leg in legs],
        "payer_ids": [leg.payer_id for _, leg in legs],
        "store_ids": [leg.store_id for _, leg in legs],
    }
