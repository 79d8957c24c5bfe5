"""How much is under way at stores whose settings would change."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.claims.models import Claim, Readiness
from domain.encounters.models import Encounter, EncounterStatus

UNDER_WAY = (Readiness.BLOCKED, Readiness.READY)


@dataclass(frozen=True, slots=True)
class UnderWay:
    """Drafts not yet signed, and claims not yet released."""

    draft_count: int
    claim_count: int


def under_way(session: Session, store_ids: Iterable[UUID]) -> UnderWay:
    wanted = set(store_ids)
    drafts = select(func.count(Encounter.id)).where(
        Encounter.store_id.in_(wanted), Encounter.status == EncounterStatus.DRAFT
    )
    claims = select(func.count(Claim.id)).where(
        Claim.store_id.in_(wanted), Claim.readiness.in_(UNDER_WAY)
    )
    return UnderWay(session.scalar(drafts) or 0, session.scalar(claims) or 0)
