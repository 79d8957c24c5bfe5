"""Acts on more claims than one answer can wait for: asked for here, done by a job piece by piece."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from domain.claims.bulk import Act, Change, must_say_enough
from domain.claims.bulk_selection import (
    MOST_SELECTED,
    among,
    must_be_sound,
    selecting,
    stores_to_act_in,
)
from domain.claims.events import BulkActDue
from domain.claims.history import acting, asking
from domain.claims.models import BulkAct, BulkActPiece, BulkActRefusal, BulkState, Claim
from domain.claims.totals import Narrowing
from domain.errors import NotFound, WrongState
from domain.outbox.commands import announce
from domain.outbox.models import FailedJob
from tenants.access import Stores
from tenants.asking import Asker, asker_of
from tenants.database import actor_of, insert, lock
from tenants.permissions import Permission

MOST_UNDER_WAY = 10
"""Of one person or program."""
PIECE = 150
"""Claims of one transaction: few enough for its event in the audit log to name every one."""
UNDER_WAY = frozenset({BulkState.WAITING, BulkState.RUNNING})


def begin(
    session: Session,
    change: Change,
    narrow: Narrowing | None = None,
    *,
    retries_id: UUID | None = None,
) -> BulkAct:
    """Have an act done to the claims that are named or, without names, to all that a list has now.

    What comes to the list later is not acted on.

    Raises:
        Forbidden, ModuleOff: who asks may not do it to a single claim.
        Invalid: no claim, too many, or no reason where one is needed.
        NotFound: one of those named is not there.
        WrongState: too many acts of theirs are under way.
    """
    asker = asker_of(session)
    must_say_enough(change)
    stores = stores_to_act_in(session, asker, change.act)
    _must_wait_for_others(session, asker)
    selected = _selected(session, change, narrow, stores)
    asked = BulkAct(
        act=change.act,
        reason=change.reason,
        finding_code=change.finding_code,
        asked_by=asker.name,
        token_id=asker.token_id,
        store_ids=sorted({store_id for _, store_id in selected}),
        retries_id=retries_id,
        state=BulkState.WAITING,
        selected_count=len(selected),
    )
    act = insert(session, asked, "This act has been tried again already.")
    ids = [claim_id for claim_id, _ in selected]
    session.add_all(
        BulkActPiece(bulk_act_id=act.id, position=at // PIECE, claim_ids=ids[at : at + PIECE])
        for at in range(0, len(ids), PIECE)
    )
    session.flush()
    announce(session, BulkActDue(act.id))
    return act


def cancel_bulk_act(session: Session, bulk_act_id: UUID) -> BulkAct:
    """Act on no more claims; what is done stays done.

    Raises:
        NotFound: there is none, or it is somebody else's.
        Forbidden: it is somebody else's, and the canceller may not do it.
        WrongState: it has ended.
    """
    act = see_act(session, bulk_act_id)
    if act.asked_by != acting(session):
        stores_to_act_in(session, asker_of(session), Act(act.act))
    if act.state not in UNDER_WAY:
        raise WrongState("This act has ended.")
    act.state, act.ended_at = BulkState.CANCELLED, datetime.now(UTC)
    session.flush()
    return act


def retry_bulk_act(session: Session, bulk_act_id: UUID) -> BulkAct:
    """Try an act again, as a new one: with the claims that were refused, or not reached.

    Raises:
        NotFound: there is none, or it is somebody else's.
        WrongState: it goes on, or nothing is left of it.
        AlreadyExists: that was done before.
        Forbidden, ModuleOff: as `begin`.
    """
    act = see_act(session, bulk_act_id)
    if act.state in UNDER_WAY:
        raise WrongState("This act goes on; cancel it first.")
    left = _left(session, act)
    if not left:
        raise WrongState("Every claim of this act is done.")
    change = Change(Act(act.act), (), act.reason, act.finding_code)
    return begin(session, change, among(left), retries_id=act.id)


def is_mine(row: Any) -> ColumnElement[bool]:
    """Whether an act is of who asks."""
    mine: ColumnElement[bool] = row.asked_by == asking()
    return mine


def is_of_mine(row: Any) -> ColumnElement[bool]:
    """As `is_mine`, of what names the act that it belongs to."""
    acts = BulkAct.__table__.alias()
    of_mine: ColumnElement[bool] = row.bulk_act_id.in_(select(acts.c.id).where(is_mine(acts.c)))
    return of_mine


def is_broken_down(row: Any) -> ColumnElement[bool]:
    """Whether its job was given up: nothing moves until somebody cancels it or resumes the job."""
    jobs = FailedJob.__table__.alias()
    given_up = select(jobs.c.id).where(jobs.c.subject_id == row.id, jobs.c.is_open)
    return and_(row.state.in_(UNDER_WAY), given_up.correlate_except(jobs).exists())


def see_act(session: Session, bulk_act_id: UUID) -> BulkAct:
    """One's own, or anybody's for who sees what others did; locked.

    Raises:
        NotFound
    """
    act = lock(session, BulkAct, bulk_act_id)
    if act.asked_by != acting(session) and not actor_of(session).may(Permission.READ_AUDIT):
        raise NotFound("There is no such act of yours.", path="id")
    return act


def _must_wait_for_others(session: Session, asker: Asker) -> None:
    """Raises: WrongState."""
    going_on = select(func.count()).where(
        BulkAct.asked_by == asker.name, BulkAct.state.in_(UNDER_WAY)
    )
    if session.scalars(going_on).one() >= MOST_UNDER_WAY:
        raise WrongState(f"{MOST_UNDER_WAY} acts of yours are under way; wait for one to end.")


def _selected(
    session: Session, change: Change, narrow: Narrowing | None, stores: Stores
) -> list[tuple[UUID, UUID]]:
    """The claims and their stores, as they are now.

    Raises:
        Invalid, NotFound
    """
    claims = Claim.__table__.alias()
    chosen = selecting(claims.c, change, narrow, stores)
    found = select(claims.c.id, claims.c.store_id).where(*chosen).order_by(claims.c.id)
    rows = [(row.id, row.store_id) for row in session.execute(found.limit(MOST_SELECTED + 1))]
    must_be_sound(change, len(rows))
    return rows


def _left(session: Session, act: BulkAct) -> list[UUID]:
    """What was refused, as far as who asks sees it, and what was not reached."""
    refused = select(BulkActRefusal.claim_id).where(BulkActRefusal.bulk_act_id == act.id)
    unreached = select(BulkActPiece.claim_ids).where(
        BulkActPiece.bulk_act_id == act.id, BulkActPiece.is_done.is_(False)
    )
    pieces = session.scalars(unreached.order_by(BulkActPiece.position))
    return [*session.scalars(refused), *(claim_id for piece in pieces for claim_id in piece)]
