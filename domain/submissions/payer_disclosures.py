"""Tells the account of disclosures of claims that left, where a store wants payers in it."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.claims.models import Claim
from domain.disclosures.commands import DisclosureDetails, keep_disclosure
from domain.disclosures.models import DisclosureKind
from domain.payers.models import Payer
from domain.submissions.models import ClaimSubmission
from tenants.database import find_all
from tenants.setting_values import today, value_at
from tenants.settings import PAYERS_INCLUDED

DESCRIPTION = (
    "A claim for services: who the patient is, the coverage, diagnoses, services and charges."
)
PURPOSE = "Payment for the services."


def disclose_claims(session: Session, interchange_id: UUID, sent: Iterable[Claim]) -> None:
    """Payment is exempt (45 CFR 164.528(a)(1)(i)): nothing is kept unless the store's setting says so."""
    stores: dict[UUID, bool] = {}
    told = []
    for claim in sent:
        if claim.store_id not in stores:
            stores[claim.store_id] = value_at(session, PAYERS_INCLUDED, claim.store_id)
        if stores[claim.store_id]:
            told.append(claim)
    if not told:
        return
    payers = find_all(session, Payer, (claim.payer_id for claim in told))
    sent_in = select(ClaimSubmission.claim_id, ClaimSubmission.id).where(
        ClaimSubmission.interchange_id == interchange_id
    )
    submissions = {row.claim_id: row.id for row in session.execute(sent_in)}
    for claim in told:
        details = DisclosureDetails(
            DisclosureKind.PAYMENT,
            today(),
            payers[claim.payer_id].name,
            DESCRIPTION,
            PURPOSE,
        )
        keep_disclosure(session, claim.patient_id, details, submissions[claim.id])
