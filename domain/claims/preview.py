"""What the claims of an encounter would look like, while it is still being documented."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.charges.coding import Coding
from domain.charges.commands import charge_of
from domain.charges.queries import charged_that_day, preview_coding
from domain.claims.assembly import Basis, assemble
from domain.claims.commands import first_coverage
from domain.claims.content import ClaimContent
from domain.claims.edits.catalogue import findings
from domain.codes.codebook import Codebook
from domain.encounters.models import Encounter
from domain.errors import Finding
from domain.patients.models import Patient
from domain.payers.models import ContractRate, Payer
from domain.providers.models import Provider, Store
from domain.providers.queries import credentials_of, enrollments_of
from tenants.database import find
from tenants.setting_values import value_at
from tenants.settings import CREDENTIALS_RECORDED, FILING_WARNING_DAYS


@dataclass(frozen=True)
class PreviewedClaim:
    """A claim that does not exist yet, and what would keep it from leaving."""

    content: ClaimContent
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Preview:
    """The lines that documentation comes to, and the claims that they would make."""

    coding: Coding
    claims: tuple[PreviewedClaim, ...]
    """None where nobody but the patient pays."""


def preview_claims(session: Session, encounter_id: UUID, codes: Codebook) -> Preview:
    """Code, assemble and check an encounter as it stands; nothing is kept.

    Raises:
        NotFound: this tenant has no such encounter.
    """
    encounter = find(session, Encounter, encounter_id)
    coding = preview_coding(session, encounter.id)
    coverage = first_coverage(session, encounter)
    if coverage is None:
        return Preview(coding, ())
    payer = find(session, Payer, coverage.payer_id)
    store = find(session, Store, encounter.store_id)
    provider = find(session, Provider, encounter.provider_id)
    demanding = {payer.id} if payer.requires_enrollment else set()
    rates = session.scalars(select(ContractRate).where(ContractRate.payer_id == payer.id)).all()
    charges = [
        charge_of(encounter, position, line) for position, line in enumerate(coding.lines, start=1)
    ]
    beside = frozenset(charge.procedure_code for charge in charged_that_day(session, encounter))
    contents = [
        ClaimContent(
            claim=assembled.claim,
            service_lines=assembled.service_lines,
            patient=find(session, Patient, encounter.patient_id),
            coverage=coverage,
            payer=payer,
            store=store,
            provider=provider,
            credentials=credentials_of(session, {provider.id}).get(provider.id, ()),
            enrollments=enrollments_of(session, {provider.id}, demanding),
            credentials_are_recorded=value_at(session, CREDENTIALS_RECORDED, store.id),
            filing_warning_days=value_at(session, FILING_WARNING_DAYS, store.id),
            billed_beside=beside,
        )
        for assembled in assemble(Basis(encounter, coverage, store, rates), charges)
    ]
    return Preview(
        coding,
        tuple(PreviewedClaim(content, tuple(findings(content, codes))) for content in contents),
    )
