"""One piece of an act on many claims: done as whoever asked, if they still may."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.claims.bulk import NEEDS, Act, Change, Outcome, change_claims
from domain.claims.bulk_acts import UNDER_WAY
from domain.claims.models import BulkAct, BulkActPiece, BulkActRefusal, BulkState, StopReason
from domain.codes.codebook import Codebook
from domain.errors import Refused
from tenants.access import covers
from tenants.actor import Actor
from tenants.asking import Asker
from tenants.database import find, lock


@dataclass(frozen=True, slots=True)
class Turn:
    """Who acts on which piece."""

    actor: Actor
    piece: BulkActPiece


class OutOfReach(Exception):
    """A claim of the piece is no longer where whoever asked may act; none of it is done."""


def take_up(session: Session, bulk_act_id: UUID) -> Turn | None:
    """The next piece, and who acts on it, looked up anew; None: the act has ended, if only now."""
    act = lock(session, BulkAct, bulk_act_id)
    if act.state not in UNDER_WAY:
        return None
    actor = _asker_now(session, act)
    if isinstance(actor, StopReason):
        stop(act, actor)
        return None
    if act.state == BulkState.WAITING:
        act.state, act.started_at = BulkState.RUNNING, datetime.now(UTC)
    return Turn(actor, _next_piece(session, act))


def _asker_now(session: Session, act: BulkAct) -> Actor | StopReason:
    access = Asker(act.asked_by, act.token_id).access(session)
    if access is None:
        return StopReason.ACCESS_ENDED
    needed = NEEDS[Act(act.act)]
    actor = access.actor(frozenset({needed}))
    if needed in actor.switched_off:
        return StopReason.MODULE_OFF
    if not actor.may(needed):
        return StopReason.PERMISSION_LOST
    is_covered = covers(actor.store_ids, frozenset(act.store_ids))
    return actor if is_covered else StopReason.STORE_LOST


def stop(act: BulkAct, reason: StopReason) -> None:
    act.state, act.stopped_because = BulkState.STOPPED, reason
    act.ended_at = datetime.now(UTC)


def stop_out_of_reach(session: Session, bulk_act_id: UUID) -> None:
    act = lock(session, BulkAct, bulk_act_id)
    if act.state in UNDER_WAY:
        stop(act, StopReason.STORE_LOST)


def do_piece(session: Session, bulk_act_id: UUID, piece_id: UUID, codes: Codebook) -> None:
    """Act on its claims and count what came of it; after the last piece the act is done.

    Raises:
        OutOfReach
    """
    act, piece = lock(session, BulkAct, bulk_act_id), find(session, BulkActPiece, piece_id)
    if act.state != BulkState.RUNNING or piece.is_done:
        return
    change = Change(Act(act.act), piece.claim_ids, act.reason, act.finding_code)
    _count(session, act, change_claims(session, change, codes))
    piece.is_done = True
    end_if_all_reached(act)


def end_if_all_reached(act: BulkAct) -> None:
    if act.done_count + act.refused_count == act.selected_count:
        act.state, act.ended_at = BulkState.DONE, datetime.now(UTC)


def refuse_claim(session: Session, act: BulkAct, claim_id: UUID, refusal: Refused) -> None:
    session.add(
        BulkActRefusal(
            bulk_act_id=act.id, claim_id=claim_id, code=refusal.code, message=refusal.message
        )
    )
    act.refused_count += 1


def _next_piece(session: Session, act: BulkAct) -> BulkActPiece:
    """The smallest first: what is left of one at which we failed is searched before we go on."""
    left = select(BulkActPiece).where(
        BulkActPiece.bulk_act_id == act.id, BulkActPiece.is_done.is_(False)
    )
    smallest = func.cardinality(BulkActPiece.claim_ids)
    return session.scalars(left.order_by(smallest, BulkActPiece.position).limit(1)).one()


def _count(session: Session, act: BulkAct, outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.refusal is None:
            act.done_count += 1
        elif outcome.claim is None:
            raise OutOfReach
        else:
            refuse_claim(session, act, outcome.claim.id, outcome.refusal)
