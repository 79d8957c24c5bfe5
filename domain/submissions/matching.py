"""Which of our interchanges an answer is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from domain.claims.models import Claim
from domain.providers.models import Store
from domain.submissions.models import ClaimSubmission, Interchange, RawFile


@dataclass(frozen=True, slots=True)
class Member:
    """One claim of an interchange, and where it stands there."""

    claim: Claim
    submission: ClaimSubmission
    billing_npi: str

    def holds(self, position: int) -> bool:
        """Whether the segment at that place, ST being 1, belongs to the claim."""
        return self.submission.first_segment <= position <= self.submission.last_segment


@dataclass(frozen=True, slots=True)
class Batch:
    """An interchange of ours with its claims, locked, by patient control number."""

    interchange: Interchange
    members: Mapping[str, Member]


def batch_by_number(session: Session, raw_file: RawFile, control_number: int) -> Batch | None:
    """By ISA13, which is GS06 too."""
    return _batch(session, raw_file, Interchange.control_number == control_number)


def batch_by_reference(session: Session, raw_file: RawFile, batch_number: str) -> Batch | None:
    """By BHT03, which a 277CA returns as the receiver's trace."""
    return _batch(session, raw_file, Interchange.batch_number == batch_number)


def latest_interchanges(session: Session, batch: Batch) -> dict[UUID, UUID]:
    """Claim → the interchange in which it left last."""
    claim_ids = [member.claim.id for member in batch.members.values()]
    rows = session.execute(
        select(ClaimSubmission.claim_id, ClaimSubmission.interchange_id)
        .where(ClaimSubmission.claim_id.in_(claim_ids))
        .order_by(ClaimSubmission.id)
    )
    return {row.claim_id: row.interchange_id for row in rows}


def _batch(session: Session, raw_file: RawFile, condition: ColumnElement[bool]) -> Batch | None:
    wanted = (
        select(Interchange)
        .where(
            Interchange.trading_partner_id == raw_file.trading_partner_id,
            condition,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    interchange = session.scalars(wanted).first()
    if interchange is None:
        return None
    rows = session.execute(
        select(Claim, ClaimSubmission, Store.npi)
        .join(ClaimSubmission, ClaimSubmission.claim_id == Claim.id)
        .join(Store, Store.id == Claim.store_id)
        .where(ClaimSubmission.interchange_id == interchange.id)
        .order_by(Claim.id)
        .with_for_update(of=Claim)
        .execution_options(populate_existing=True)
    )
    members = (Member(claim, submission, npi) for claim, submission, npi in rows)
    return Batch(interchange, {member.claim.patient_control_number: member for member in members})
