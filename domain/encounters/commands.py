"""What may be done about encounters: draft, complete, sign, amend, void."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.codes.codebook import Codebook
from domain.codes.in_memory import codebook
from domain.encounters.clinical_records import clinical_records
from domain.encounters.events import EncounterSigned, EncounterVoided
from domain.encounters.models import Encounter, EncounterStatus, Signature
from domain.encounters.queries import documentation_of
from domain.encounters.signing import content_hash, signed_content
from domain.errors import EditedMeanwhile, Finding, Invalid, Refused, WrongState
from domain.outbox.commands import announce
from domain.patients.models import Patient
from domain.providers.models import Provider, Store
from domain.services.answers import read_answers
from domain.services.evidence import what_is_missing
from domain.services.facts import Documentation
from domain.services.models import Service, ServiceTemplate
from domain.services.queries import template_on
from domain.services.templates import template_from
from tenants.database import actor_of, find, lock

TRANSITIONS: Mapping[EncounterStatus, frozenset[EncounterStatus]] = {
    EncounterStatus.DRAFT: frozenset({EncounterStatus.COMPLETED, EncounterStatus.VOIDED}),
    EncounterStatus.COMPLETED: frozenset(
        {EncounterStatus.DRAFT, EncounterStatus.SIGNED, EncounterStatus.VOIDED}
    ),
    EncounterStatus.SIGNED: frozenset({EncounterStatus.AMENDED, EncounterStatus.VOIDED}),
    EncounterStatus.AMENDED: frozenset(),
    EncounterStatus.VOIDED: frozenset(),
}
"""Everything that may become of an encounter; whatever is not here is refused."""

LONGEST_REASON = 500


class Incomplete(Refused):
    """Something is missing; the findings say what, all at once."""

    code = "incomplete"

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(
            " ".join(finding.message for finding in findings), f"answers.{findings[0].path}"
        )
        self.findings = tuple(findings)


def start_draft(  # noqa: PLR0913 where, for whom, what, by whom, when: each can be chosen
    session: Session,
    *,
    store_id: UUID,
    patient_id: UUID,
    service_id: UUID,
    provider_id: UUID,
    served_on: date,
    answers: Mapping[str, Any] | None = None,
) -> Encounter:
    """Begin to document a service.

    Raises:
        NotFound: there is no such store, patient, service or provider.
        WrongState: one of them is inactive or closed, or there is no template for that day.
        Invalid: the day lies ahead, or an answer is none; `path` names the question.
    """
    service = find(session, Service, service_id)
    patient = find(session, Patient, patient_id)
    _refuse_inactive(service.is_active, "This service is no longer offered.", "service_id")
    _refuse_inactive(patient.is_active, "This patient is inactive.", "patient_id")
    store = _open_store(session, store_id, served_on)
    template = _template_on(session, service.id, served_on)
    encounter = Encounter(
        store_id=store.id,
        patient_id=patient.id,
        service_id=service.id,
        template_id=template.id,
        provider_id=_active_provider(session, provider_id).id,
        served_on=served_on,
        answers=_read(template, answers or {}),
        status=EncounterStatus.DRAFT,
        revision=1,
    )
    session.add(encounter)
    session.flush()
    return encounter


def save_answers(
    session: Session, encounter_id: UUID, revision: int, answers: Mapping[str, Any]
) -> Encounter:
    """Keep some answers of a draft; a null takes one back, a group is given whole.

    Raises:
        NotFound: this tenant has no such encounter.
        EditedMeanwhile: the revision is no longer the newest.
        WrongState: it is not a draft.
        Invalid: an answer is none; `path` names the question.
    """
    encounter = _draft(session, encounter_id, revision)
    template = find(session, ServiceTemplate, encounter.template_id)
    encounter.answers = _read(template, encounter.answers | dict(answers))
    encounter.revision += 1
    session.flush()
    return encounter


def change_visit(
    session: Session, encounter_id: UUID, revision: int, served_on: date, provider_id: UUID
) -> Encounter:
    """Put right when a draft's service was rendered, and by whom; its template follows the day.

    Raises:
        NotFound: there is no such encounter or provider.
        EditedMeanwhile: the revision is no longer the newest.
        WrongState: it is not a draft, the provider is inactive, the store closed, or no template there.
        Invalid: the day lies ahead, or the template of that day does not take the answers.
    """
    encounter = _draft(session, encounter_id, revision)
    _open_store(session, encounter.store_id, served_on)
    template = _template_on(session, encounter.service_id, served_on)
    encounter.provider_id = _active_provider(session, provider_id).id
    encounter.served_on = served_on
    encounter.template_id = template.id
    encounter.answers = _read(template, encounter.answers)
    encounter.revision += 1
    session.flush()
    return encounter


def complete_encounter(session: Session, encounter_id: UUID) -> Encounter:
    """Say that a draft is ready to be signed.

    Raises:
        NotFound: this tenant has no such encounter.
        WrongState: it is not a draft.
        Incomplete: something is missing.
    """
    encounter = lock(session, Encounter, encounter_id)
    _move(encounter, EncounterStatus.COMPLETED)
    _refuse_incomplete(documentation_of(session, encounter), codebook(session))
    encounter.completed_at = datetime.now(UTC)
    session.flush()
    return encounter


def reopen_encounter(session: Session, encounter_id: UUID) -> Encounter:
    """Go back to editing what was completed but not signed.

    Raises:
        NotFound: this tenant has no such encounter.
        WrongState: it is not completed.
    """
    encounter = lock(session, Encounter, encounter_id)
    _move(encounter, EncounterStatus.DRAFT)
    encounter.completed_at = None
    encounter.revision += 1
    session.flush()
    return encounter


def sign_encounter(session: Session, encounter_id: UUID) -> Encounter:
    """Vouch for what is documented. It never changes again; an amendment replaces it.

    What was given, measured and done becomes records of their own. Signing an amendment takes the
    amended encounter out of force.

    Raises:
        NotFound: this tenant has no such encounter.
        WrongState: it is not completed, its provider is no active pharmacist, or what it amends is
            no longer in force.
        Incomplete: something is missing.
    """
    encounter = lock(session, Encounter, encounter_id)
    _move(encounter, EncounterStatus.SIGNED)
    provider = _active_provider(session, encounter.provider_id)
    if provider.kind != "pharmacist":
        raise WrongState("Only what a pharmacist rendered can be signed.", "provider_id")
    documentation, codes = documentation_of(session, encounter), codebook(session)
    _refuse_incomplete(documentation, codes)
    if encounter.amends_id is not None:
        _move(lock(session, Encounter, encounter.amends_id), EncounterStatus.AMENDED)
    _add_signature(session, encounter)
    session.add_all(clinical_records(encounter.id, documentation, codes))
    session.flush()
    announce(session, EncounterSigned(encounter.id))
    return encounter


def sign_draft(session: Session, encounter_id: UUID) -> Encounter:
    """Complete what is still a draft, and vouch for it at once.

    Raises:
        NotFound, WrongState, Incomplete: as of the two commands that it is.
    """
    if find(session, Encounter, encounter_id).status == EncounterStatus.DRAFT:
        complete_encounter(session, encounter_id)
    return sign_encounter(session, encounter_id)


def amend_encounter(session: Session, encounter_id: UUID, reason: str) -> Encounter:
    """Begin a draft that, once signed, replaces a signed encounter.

    Raises:
        NotFound: this tenant has no such encounter.
        WrongState: it is not signed, or an amendment of it is under way.
        Invalid: there is no reason.
    """
    old = lock(session, Encounter, encounter_id)
    if old.status != EncounterStatus.SIGNED:
        raise WrongState("Only a signed encounter is amended.", "encounter_id")
    under_way = select(Encounter.id).where(
        Encounter.amends_id == old.id,
        Encounter.status.in_([EncounterStatus.DRAFT, EncounterStatus.COMPLETED]),
    )
    if session.scalar(under_way) is not None:
        raise WrongState("An amendment is under way already.", "encounter_id")
    new = Encounter(
        store_id=old.store_id,
        patient_id=old.patient_id,
        service_id=old.service_id,
        template_id=old.template_id,
        provider_id=old.provider_id,
        served_on=old.served_on,
        answers=old.answers,
        amends_id=old.id,
        amendment_reason=_checked_reason(reason),
        status=EncounterStatus.DRAFT,
        revision=1,
    )
    session.add(new)
    session.flush()
    return new


def discard_draft(session: Session, encounter_id: UUID, reason: str) -> Encounter:
    """Take back what nobody has signed.

    Raises:
        NotFound: this tenant has no such encounter.
        WrongState: it was signed, or is void already.
        Invalid: there is no reason.
    """
    encounter = lock(session, Encounter, encounter_id)
    if encounter.signed_at is not None:
        raise WrongState("This was signed: it can only be voided.", "encounter_id")
    return void_encounter(session, encounter.id, reason)


def void_encounter(session: Session, encounter_id: UUID, reason: str) -> Encounter:
    """Take an encounter back for good; what a signed one led to must follow.

    Raises:
        NotFound: this tenant has no such encounter.
        WrongState: it was amended, or is void already.
        Invalid: there is no reason.
    """
    encounter = lock(session, Encounter, encounter_id)
    was_signed = encounter.status == EncounterStatus.SIGNED
    _move(encounter, EncounterStatus.VOIDED)
    encounter.void_reason = _checked_reason(reason)
    session.flush()
    if was_signed:
        announce(session, EncounterVoided(encounter.id))
    return encounter


def _move(encounter: Encounter, to: EncounterStatus) -> None:
    status = EncounterStatus(encounter.status)
    if to not in TRANSITIONS[status]:
        raise WrongState(f"What is {status} cannot become {to}.", "encounter_id")
    encounter.status = to


def _draft(session: Session, encounter_id: UUID, revision: int) -> Encounter:
    encounter = lock(session, Encounter, encounter_id)
    if encounter.status != EncounterStatus.DRAFT:
        raise WrongState(f"This is {encounter.status}: only a draft is edited.", "encounter_id")
    if encounter.revision != revision:
        raise EditedMeanwhile(
            f"Somebody saved meanwhile: this was revision {revision},"
            f" the newest is {encounter.revision}.",
            "revision",
        )
    return encounter


def _template_on(session: Session, service_id: UUID, served_on: date) -> ServiceTemplate:
    # A store west of UTC may still have yesterday, one east of it has tomorrow.
    if served_on > datetime.now(UTC).date() + timedelta(days=1):
        raise Invalid("The day of service lies ahead.", "served_on")
    template = template_on(session, service_id, served_on)
    if template is None:
        raise WrongState("The service has no template in force that day.", "served_on")
    return template


def _open_store(session: Session, store_id: UUID, served_on: date) -> Store:
    store = find(session, Store, store_id)
    if store.closed_on is not None and store.closed_on < served_on:
        raise WrongState(f"The store closed on {store.closed_on:%B %-d, %Y}.", "store_id")
    return store


def _active_provider(session: Session, provider_id: UUID) -> Provider:
    provider = find(session, Provider, provider_id)
    _refuse_inactive(provider.is_active, "This provider is inactive.", "provider_id")
    return provider


def _refuse_inactive(is_active: bool, message: str, path: str) -> None:
    if not is_active:
        raise WrongState(message, path)


def _read(template: ServiceTemplate, answers: Mapping[str, Any]) -> dict[str, Any]:
    return read_answers(template_from(template.definition), answers, beneath="answers.")


def _refuse_incomplete(documentation: Documentation, codes: Codebook) -> None:
    findings = list(what_is_missing(documentation, codes))
    if findings:
        raise Incomplete(findings)


def _add_signature(session: Session, encounter: Encounter) -> None:
    template = find(session, ServiceTemplate, encounter.template_id)
    actor = actor_of(session)
    signed_by, signed_at = f"{actor.kind}:{actor.name}", datetime.now(UTC)
    content = signed_content(encounter, template, signed_by, signed_at)
    encounter.signed_at = signed_at
    session.add(
        Signature(
            encounter_id=encounter.id,
            signed_by=signed_by,
            signed_at=signed_at,
            content_hash=content_hash(content),
        )
    )


def _checked_reason(reason: str) -> str:
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise Invalid(f"A reason has one to {LONGEST_REASON} characters.", "reason")
    return reason
