"""Whose data a raw file holds, as far as its claims are known, and who may read all of it."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from domain.claims.models import Claim
from domain.remittances.models import ClaimPayment, ProviderAdjustment, Remittance
from domain.submissions.models import Acknowledgement, ClaimSubmission, Interchange, RawFile


def patients_of_file(raw_file_id: ColumnElement[Any]) -> Select[Any]:
    """The patients of the claims that a file carries, acknowledges or pays."""
    sent = (
        select(ClaimSubmission.claim_id)
        .join(Interchange, Interchange.id == ClaimSubmission.interchange_id)
        .where(Interchange.raw_file_id == raw_file_id)
        .correlate_except(ClaimSubmission, Interchange)
    )
    acknowledged = (
        select(Acknowledgement.claim_id)
        .where(Acknowledgement.raw_file_id == raw_file_id)
        .correlate_except(Acknowledgement)
    )
    paid = (
        select(ClaimPayment.claim_id)
        .join(Remittance, Remittance.id == ClaimPayment.remittance_id)
        .where(Remittance.raw_file_id == raw_file_id)
        .correlate_except(ClaimPayment, Remittance)
    )
    return select(Claim.patient_id).where(Claim.id.in_(sent.union_all(acknowledged, paid)))


def is_seen_whole(raw_file_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the reader sees every store, or every claim that the file carries or pays.

    Row-level security hides what is of other stores, so what is visible is counted and compared
    with what the file says of itself. What nobody could read is nobody's but who sees every store.
    """
    sees_all = select(func.security.store_ids().is_(None)).scalar_subquery()
    return or_(sees_all, _is_sent_whole(raw_file_id), _is_paid_whole(raw_file_id))


def _is_sent_whole(raw_file_id: ColumnElement[Any]) -> ColumnElement[bool]:
    visible = (
        select(func.count())
        .select_from(ClaimSubmission)
        .where(ClaimSubmission.interchange_id == Interchange.id)
        .correlate(Interchange)
        .scalar_subquery()
    )
    return (
        select(Interchange.id)
        .where(Interchange.raw_file_id == raw_file_id, Interchange.claim_count == visible)
        .correlate_except(Interchange)
        .exists()
    )


def _is_paid_whole(raw_file_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """All of its payments were kept, and all of what is in each is seen."""
    is_read = (
        select(RawFile.id)
        .where(RawFile.id == raw_file_id, RawFile.status == "processed", RawFile.reason.is_(None))
        .correlate_except(RawFile)
        .exists()
    )
    payments = (
        select(func.count())
        .select_from(ClaimPayment)
        .where(ClaimPayment.remittance_id == Remittance.id)
        .correlate(Remittance)
        .scalar_subquery()
    )
    adjusted = (
        select(func.coalesce(func.sum(ProviderAdjustment.amount_cents), 0))
        .where(ProviderAdjustment.remittance_id == Remittance.id)
        .correlate(Remittance)
        .scalar_subquery()
    )
    is_whole = and_(
        Remittance.claim_count == payments, Remittance.provider_adjustment_cents == adjusted
    )
    of_file = Remittance.raw_file_id == raw_file_id
    has_any = select(Remittance.id).where(of_file).correlate_except(Remittance).exists()
    has_partial = (
        select(Remittance.id).where(of_file, ~is_whole).correlate_except(Remittance).exists()
    )
    return and_(is_read, has_any, ~has_partial)
