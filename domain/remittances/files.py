"""Whose data a raw file holds, as far as its claims are known."""

from typing import Any

from sqlalchemy import ColumnElement, Select, select

from domain.claims.models import Claim
from domain.remittances.models import ClaimPayment, Remittance
from domain.submissions.models import Acknowledgement, ClaimSubmission, Interchange


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
