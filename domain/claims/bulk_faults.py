"""The one claim of a piece at which we fail: found, and set apart, so that the act goes on."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.claims.bulk_acts import UNDER_WAY
from domain.claims.bulk_pieces import end_if_all_reached, refuse_claim
from domain.claims.models import BulkAct, BulkActPiece, BulkActRefusal
from domain.errors import Refused
from tenants.database import find, lock

MOST_IN_A_ROW = 5
MOST_OF_AN_ACT = 100
"""So many are no longer a matter of single claims."""


class Fault(Refused):
    """We failed at a claim; what failed is told to nobody but those who run the installation."""

    code = "fault"

    def __init__(self) -> None:
        super().__init__(
            "We failed at this claim, and nothing was done to it."
            " Those who run Mortar see why; try it again later."
        )


class Verdict(StrEnum):
    """What became of a piece at which we failed."""

    SEARCHED = "searched"
    """It was halved, or somebody else has reached it meanwhile."""
    SET_APART = "set_apart"
    TOO_MANY = "too_many"
    """It is left as it is: the act waits until somebody has mended what fails."""


def search(session: Session, bulk_act_id: UUID, tried: BulkActPiece, in_a_row: int) -> Verdict:
    """Halve the piece at which we failed; once it is a single claim, count it among the refused.

    Args:
        session: of another transaction than the one that failed.
        bulk_act_id: whose piece it is.
        tried: the piece as it was when we failed.
        in_a_row: claims that were set apart since the last that went well.
    """
    act, piece = lock(session, BulkAct, bulk_act_id), find(session, BulkActPiece, tried.id)
    if act.state not in UNDER_WAY or piece.is_done or piece.claim_ids != tried.claim_ids:
        return Verdict.SEARCHED
    if len(piece.claim_ids) > 1:
        _halve(session, piece)
        return Verdict.SEARCHED
    if in_a_row + 1 >= MOST_IN_A_ROW or _faults(session, act) >= MOST_OF_AN_ACT:
        return Verdict.TOO_MANY
    refuse_claim(session, act, piece.claim_ids[0], Fault())
    piece.is_done = True
    end_if_all_reached(act)
    return Verdict.SET_APART


def _halve(session: Session, piece: BulkActPiece) -> None:
    middle = len(piece.claim_ids) // 2
    pieces = select(func.count()).where(BulkActPiece.bulk_act_id == piece.bulk_act_id)
    other = BulkActPiece(
        bulk_act_id=piece.bulk_act_id,
        position=session.scalars(pieces).one(),
        claim_ids=piece.claim_ids[middle:],
    )
    session.add(other)
    piece.claim_ids = piece.claim_ids[:middle]


def _faults(session: Session, act: BulkAct) -> int:
    refused = select(func.count()).where(
        BulkActRefusal.bulk_act_id == act.id, BulkActRefusal.code == Fault.code
    )
    return session.scalars(refused).one()
