"""What may be asked about encounters; nothing here changes anything."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.codes.codebook import Codebook
from domain.codes.in_memory import codebook
from domain.encounters.models import Encounter, Signature
from domain.encounters.signing import content_hash, signed_content
from domain.errors import Finding, NotFound
from domain.patients.models import Coverage, Patient
from domain.patients.queries import coverages_in_force
from domain.payers.models import Payer
from domain.providers.models import Store
from domain.services.evidence import what_is_missing
from domain.services.facts import Circumstances, Documentation
from domain.services.models import ServiceTemplate
from domain.services.templates import template_from
from tenants.database import find, find_every


def documentation_of(session: Session, encounter: Encounter) -> Documentation:
    """An encounter as its template's rules see it."""
    return documentations_of(session, [encounter])[encounter.id]


def documentations_of(
    session: Session, encounters: Sequence[Encounter]
) -> dict[UUID, Documentation]:
    """Many encounters as their templates' rules see them; five statements at most.

    Raises:
        NotFound: the patient of one of them is hidden.
    """
    rows = find_every(session, ServiceTemplate, (each.template_id for each in encounters))
    templates = {id_: template_from(row.definition) for id_, row in rows.items()}
    patients = find_every(session, Patient, (each.patient_id for each in encounters))
    stores = find_every(session, Store, (each.store_id for each in encounters))
    first = first_coverages(session, encounters)
    payers = find_every(session, Payer, (each.payer_id for each in first.values()))
    found = {}
    for each in encounters:
        payer = payers[first[each.id].payer_id] if each.id in first else None
        circumstances = _circumstances(
            each, patients[each.patient_id], stores[each.store_id], payer
        )
        found[each.id] = Documentation(templates[each.template_id], each.answers, circumstances)
    return found


def first_coverages(session: Session, encounters: Sequence[Encounter]) -> dict[UUID, Coverage]:
    """Who is asked first on the day of service, by encounter; one statement."""
    in_force = coverages_in_force(
        session, ((each.patient_id, each.served_on) for each in encounters)
    )
    days = {each.id: in_force[each.patient_id, each.served_on] for each in encounters}
    return {id_: coverages[0] for id_, coverages in days.items() if coverages}


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


def _circumstances(
    encounter: Encounter, patient: Patient, store: Store, payer: Payer | None
) -> Circumstances:
    return Circumstances(
        served_on=encounter.served_on,
        birth_on=patient.birth_on,
        store_state=store.state,
        clia_number=store.clia_number,
        claim_filing_indicator_code=payer.claim_filing_indicator_code if payer else None,
        payer_number=payer.payer_number if payer else None,
        payer_id=payer.id if payer else None,
        store_id=store.id,
    )
