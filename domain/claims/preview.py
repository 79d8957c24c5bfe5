"""What the claims of an encounter would look like, while it is still being documented."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.charges.coding import Coding
from domain.charges.commands import charge_of
from domain.charges.queries import charged_that_day, coding_of
from domain.claims.assembly import Basis, assemble
from domain.claims.commands import first_coverage
from domain.claims.content import ClaimContent
from domain.claims.edits.catalogue import findings
from domain.codes.codebook import Codebook
from domain.codes.in_memory import codebook
from domain.encounters.models import Encounter
from domain.encounters.queries import missing_of
from domain.errors import Finding
from domain.patients.models import Patient
from domain.payers.models import ContractRate, Payer
from domain.providers.models import Provider, Store
from domain.providers.queries import credentials_of, enrollments_of
from domain.services.prices import PriceList
from domain.services.queries import price_list
from tenants.database import find, find_all
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


@dataclass(frozen=True)
class Outlook:
    """What keeps an encounter from being signed, and what it would come to."""

    encounter_id: UUID
    missing: tuple[Finding, ...]
    preview: Preview


def outlooks(session: Session, encounter_ids: Sequence[UUID]) -> list[Outlook]:
    """Of each in turn; what they share, codes and prices first of all, is read once.

    Raises:
        NotFound: this tenant has no such encounter.
    """
    codes, prices = codebook(session), price_list(session)
    # Held here, so that none of them is read again for each.
    encounters = find_all(session, Encounter, encounter_ids)
    patient_ids = [each.patient_id for each in encounters.values()]
    held = (encounters, find_all(session, Patient, patient_ids))
    found = [
        Outlook(
            id_,
            tuple(missing_of(session, id_, codes)),
            preview_claims(session, id_, codes, prices),
        )
        for id_ in encounter_ids
    ]
    del held
    return found


def preview_claims(
    session: Session, encounter_id: UUID, codes: Codebook, prices: PriceList | None = None
) -> Preview:
    """Code, assemble and check an encounter as it stands; nothing is kept.

    Raises:
        NotFound: this tenant has no such encounter.
    """
    encounter = find(session, Encounter, encounter_id)
    coding = coding_of(session, encounter, prices or price_list(session), codes)
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
