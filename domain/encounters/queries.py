"""What may be asked about encounters; nothing here changes anything."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.codes.codebook import Codebook
from domain.codes.in_memory import codebook
from domain.encounters.models import Encounter, Signature
from domain.encounters.signing import content_hash, signed_content
from domain.errors import Finding, NotFound
from domain.patients.models import Patient
from domain.patients.queries import coverage_on
from domain.payers.models import Payer
from domain.providers.models import Store
from domain.services.evidence import what_is_missing
from domain.services.facts import Circumstances, Documentation
from domain.services.models import ServiceTemplate
from domain.services.templates import template_from
from tenants.database import find


def documentation_of(session: Session, encounter: Encounter) -> Documentation:
    """An encounter as its template's rules see it."""
    template = find(session, ServiceTemplate, encounter.template_id)
    return Documentation(
        template_from(template.definition), encounter.answers, _circumstances(session, encounter)
    )


def missing_of(
    session: Session, encounter_id: UUID, codes: Codebook | None = None
) -> list[Finding]:
    """What is missing before an encounter may be signed; the path is the question.

    Raises:
        NotFound: this tenant has no such encounter.
    """
    documentation = documentation_of(session, find(session, Encounter, encounter_id))
    return list(what_is_missing(documentation, codes or codebook(session)))


def signature_holds(session: Session, encounter_id: UUID) -> bool:
    """Whether the content is still, to the letter, what was signed.

    Raises:
        NotFound: this tenant has no such encounter, or nobody signed it.
    """
    encounter = find(session, Encounter, encounter_id)
    template = find(session, ServiceTemplate, encounter.template_id)
    signature = session.scalars(
        select(Signature).where(Signature.encounter_id == encounter.id)
    ).one_or_none()
    if signature is None:
        raise NotFound("Nobody has signed this encounter.", "encounter_id")
    content = signed_content(encounter, template, signature.signed_by, signature.signed_at)
    return content_hash(content) == signature.content_hash


def _circumstances(session: Session, encounter: Encounter) -> Circumstances:
    patient = find(session, Patient, encounter.patient_id)
    store = find(session, Store, encounter.store_id)
    first = next(iter(coverage_on(session, patient.id, encounter.served_on)), None)
    payer = find(session, Payer, first.payer_id) if first else None
    return Circumstances(
        served_on=encounter.served_on,
        birth_on=patient.birth_on,
        store_state=store.state,
        clia_number=store.clia_number,
        claim_filing_indicator_code=payer.claim_filing_indicator_code if payer else None,
        payer_number=payer.payer_number if payer else None,
    )
