"""Holding a claim as one statement: for the many times that nothing speaks against it."""

from collections.abc import Callable
from typing import Any, Protocol
from typing import cast as cast_type
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    Text,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from domain.claims.models import Claim, ClaimEvent, ClaimHold, Readiness, Transport, Work
from domain.claims.status import DisplayStatus
from tenants.records import Record

SHORTEST_REASON, LONGEST_REASON = 3, 1_000


class Made(Protocol):
    """Makes what the statement is given besides its arguments."""

    def new_id(self) -> ColumnElement[UUID]:
        """A fresh id."""

    def sealed(
        self,
        field: Any,
        row_id: ColumnElement[UUID],
        text: ColumnElement[str],
        said: Callable[[str], str],
    ) -> ColumnElement[bytes]:
        """What is said of an argument, sealed for a field of the row of a fresh id."""


def hold(
    made: Made,
    claim_id: ColumnElement[UUID],
    reason: ColumnElement[str],
) -> Select[Any]:
    """Does what `commands.hold_claim` does and selects the claim's id; else nothing, not even that.

    The claim's own row is checked again once it is locked, so of two at once one does nothing.
    """
    said = func.btrim(reason)
    home = _at_home(claim_id, said)
    claims = _table(Claim)
    held = (
        update(claims)
        .where(claims.c.id == home.c.id)
        .values(
            readiness=_readiness(home.c.readiness),
            work=Work.HELD,
            display_status=DisplayStatus.HELD,
        )
        .cte("held")
    )
    hold_id, event_id = made.new_id(), made.new_id()
    kept_reason = made.sealed(ClaimHold.reason, hold_id, reason, _trimmed)
    summary = made.sealed(ClaimEvent.summary, event_id, reason, _summary)
    kept = _kept(hold_id, kept_reason, home).cte("kept")
    noted = _noted(event_id, summary, home).cte("noted")
    return select(home.c.id).add_cte(held, kept, noted)


def _at_home(claim_id: ColumnElement[UUID], reason: ColumnElement[str]) -> Any:
    """The claim, locked, if it has not left, is not cancelled and nobody holds it."""
    claims, holds = _table(Claim), _table(ClaimHold)
    open_hold = exists().where(holds.c.claim_id == claim_id, holds.c.released_at.is_(None))
    return (
        select(claims.c.id, claims.c.store_id, claims.c.readiness, claims.c.work)
        .where(
            claims.c.id == claim_id,
            claims.c.readiness != Readiness.CANCELLED,
            claims.c.transport == Transport.NOT_SENT,
            claims.c.work != Work.HELD,
            ~open_hold,
            func.length(reason).between(SHORTEST_REASON, LONGEST_REASON),
        )
        .with_for_update()
        .cte("home")
    )


def _readiness(before: ColumnElement[str]) -> ColumnElement[str]:
    """A released claim is taken back to ready."""
    return case((before == Readiness.RELEASED, literal(Readiness.READY, Text)), else_=before)


def _trimmed(reason: str) -> str:
    return reason.strip(" ")


def _summary(reason: str) -> str:
    return f"Held: {_trimmed(reason)}"


def _kept(hold_id: ColumnElement[UUID], reason: ColumnElement[bytes], home: Any) -> Any:
    row = select(hold_id, home.c.id, home.c.store_id, reason, _acting())
    names = ["id", "claim_id", "store_id", "reason", "held_by"]
    return insert(_table(ClaimHold)).from_select(names, row)


def _noted(event_id: ColumnElement[UUID], summary: ColumnElement[bytes], home: Any) -> Any:
    changes = _moved("readiness", home.c.readiness, _readiness(home.c.readiness)).concat(
        _moved("work", home.c.work, literal(Work.HELD, Text))
    )
    row = select(
        event_id,
        home.c.id,
        home.c.store_id,
        func.clock_timestamp(),
        _acting(),
        literal("held", Text),
        summary,
        changes,
    )
    names = ["id", "claim_id", "store_id", "happened_at", "actor", "kind", "summary", "changes"]
    return insert(_table(ClaimEvent)).from_select(names, row)


def _moved(axis: str, before: ColumnElement[str], after: ColumnElement[str]) -> ColumnElement[Any]:
    """The axis with its states before and after, if they differ."""
    pair = func.jsonb_build_object(axis, func.jsonb_build_array(before, after), type_=JSONB)
    return case((before != after, pair), else_=cast(literal("{}", Text), JSONB))


def _table(model: type[Record]) -> Table:
    return cast_type("Table", model.__table__)


def _acting() -> ColumnElement[str]:
    """Who acts, as the signed context says: the policies have verified it."""
    return func.split_part(func.current_setting("app.context"), "|", 2)
