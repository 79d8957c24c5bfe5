"""What may be done about patients and their coverage."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import AlreadyExists, Invalid, Refused, WrongState, refuse_if_any
from domain.patients.coverage import CoverageDetails, coverage_findings, next_priority, overlap
from domain.patients.demographics import (
    Identifier,
    PatientDetails,
    identifier_findings,
    patient_findings,
    tidied,
)
from domain.patients.matching import Candidate
from domain.patients.models import Coverage, Patient, PatientIdentifier
from domain.patients.name_search import keep_name
from domain.patients.queries import candidates_for, coverage_on, coverages_of
from domain.payers.models import Payer
from tenants.database import find, insert, lock
from tenants.sealed_fields import blind


class PossibleDuplicate(Refused):
    """The person may be here already; whoever adds them looks at the candidates first."""

    code = "possible_duplicate"

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        reasons = dict.fromkeys(reason for each in candidates for reason in each.reasons)
        super().__init__(
            f"Possibly here already ({len(candidates)}): {', '.join(reasons)}.", "not_same_as"
        )
        self.candidates = tuple(candidates)


def add_patient(
    session: Session,
    details: PatientDetails,
    identifiers: Sequence[Identifier] = (),
    coverages: Sequence[CoverageDetails] = (),
    *,
    not_same_as: Collection[UUID] = (),
) -> Patient:
    """Register a person, with identifiers and with coverages in their order.

    Args:
        session: the transaction.
        details: who it is.
        identifiers: numbers by which other systems know the person.
        coverages: what pays, the first to be billed first.
        not_same_as: candidates of an earlier refusal that somebody looked at and told apart.

    Raises:
        Invalid: `path` names the field, `coverages.0.member_id`.
        PossibleDuplicate: there are candidates that nobody has told apart.
        AlreadyExists: another patient has one of the identifiers.
        NotFound: there is no such payer.
    """
    details = tidied(details)
    refuse_if_any(patient_findings(details, today=datetime.now(UTC).date()))
    for position, identifier in enumerate(identifiers):
        refuse_if_any(identifier_findings(identifier), f"identifiers.{position}.")
    for position, coverage in enumerate(coverages):
        refuse_if_any(coverage_findings(coverage), f"coverages.{position}.")
    candidates = candidates_for(session, details, identifiers, coverages)
    unseen = [each for each in candidates if each.patient_id not in set(not_same_as)]
    if unseen:
        raise PossibleDuplicate(unseen)
    patient = Patient(**asdict(details))
    session.add(patient)
    session.flush()
    keep_name(session, patient)
    for identifier in identifiers:
        add_identifier(session, patient.id, identifier)
    for coverage in coverages:
        add_coverage(session, patient.id, coverage)
    return patient


def change_patient(session: Session, patient_id: UUID, details: PatientDetails) -> Patient:
    """Replace what is known of a patient. What was signed or billed before stays as it was.

    Raises:
        NotFound: this tenant has no such patient.
        Invalid: `path` names the field.
    """
    patient = lock(session, Patient, patient_id)
    details = tidied(details)
    refuse_if_any(patient_findings(details, today=datetime.now(UTC).date()))
    for name, value in asdict(details).items():
        setattr(patient, name, value)
    session.flush()
    keep_name(session, patient)
    return patient


def deactivate_patient(session: Session, patient_id: UUID) -> Patient:
    """Take no new encounters for a patient; the record stays.

    Raises:
        NotFound: this tenant has no such patient.
    """
    patient = lock(session, Patient, patient_id)
    patient.is_active = False
    session.flush()
    return patient


def reactivate_patient(session: Session, patient_id: UUID) -> Patient:
    """Take encounters for a patient again.

    Raises:
        NotFound: this tenant has no such patient.
    """
    patient = lock(session, Patient, patient_id)
    patient.is_active = True
    session.flush()
    return patient


def add_identifier(session: Session, patient_id: UUID, identifier: Identifier) -> PatientIdentifier:
    """Record a number by which another system knows a patient.

    Raises:
        NotFound: this tenant has no such patient.
        Invalid: `path` names the field.
        AlreadyExists: a patient has that number already.
    """
    patient = find(session, Patient, patient_id)
    refuse_if_any(identifier_findings(identifier))
    holder = select(PatientIdentifier.id).where(
        PatientIdentifier.system == identifier.system,
        PatientIdentifier.value_index == blind(session, PatientIdentifier.value, identifier.value),
    )
    if session.scalar(holder) is not None:
        raise AlreadyExists("A patient already has this number.", "value")
    record = PatientIdentifier(patient_id=patient.id, **asdict(identifier))
    return insert(session, record, "A patient already has this number.")


def remove_identifier(session: Session, identifier_id: UUID) -> Patient:
    """Forget a number that was recorded by mistake.

    Raises:
        NotFound: this tenant has no such identifier.
    """
    identifier = find(session, PatientIdentifier, identifier_id)
    session.delete(identifier)
    session.flush()
    return find(session, Patient, identifier.patient_id)


def add_coverage(session: Session, patient_id: UUID, details: CoverageDetails) -> Coverage:
    """Record a plan that pays for a patient, after those in force unless it names its place.

    Raises:
        NotFound: this tenant has no such patient or payer.
        Invalid: `path` names the field.
        WrongState: the payer is inactive.
        AlreadyExists: another coverage has that place on some of these days.
    """
    patient = lock(session, Patient, patient_id)
    refuse_if_any(coverage_findings(details))
    _refuse_inactive(session, details)
    details = _placed(details, coverages_of(session, patient.id))
    coverage = Coverage(patient_id=patient.id, **asdict(details))
    session.add(coverage)
    session.flush()
    return coverage


def correct_coverage(session: Session, coverage_id: UUID, details: CoverageDetails) -> Coverage:
    """Put right what was recorded wrongly; for a new card, replace the coverage instead.

    Raises:
        NotFound: this tenant has no such coverage or payer.
        Invalid: `path` names the field.
        WrongState: the payer is inactive.
        AlreadyExists: another coverage has that place on some of these days.
    """
    coverage = _locked(session, coverage_id)
    refuse_if_any(coverage_findings(details))
    if details.payer_id != coverage.payer_id:
        _refuse_inactive(session, details)
    others = [each for each in coverages_of(session, coverage.patient_id) if each is not coverage]
    if details.priority is None:
        details = replace(details, priority=coverage.priority)
    for name, value in asdict(_placed(details, others)).items():
        setattr(coverage, name, value)
    session.flush()
    return coverage


def replace_coverage(session: Session, coverage_id: UUID, details: CoverageDetails) -> Coverage:
    """End a coverage on the day before the new one starts, which takes its place in the order.

    Raises:
        NotFound: this tenant has no such coverage or payer.
        Invalid: `path` names the field; the new one must start after the old one.
        WrongState: the payer is inactive.
        AlreadyExists: another coverage has that place on some of these days.
    """
    old = _locked(session, coverage_id)
    end_coverage(session, old.id, details.effective_from_on - timedelta(days=1))
    if details.priority is None:
        details = replace(details, priority=old.priority)
    return add_coverage(session, old.patient_id, details)


def end_coverage(session: Session, coverage_id: UUID, last_day: date) -> Coverage:
    """Name the last day on which a coverage holds.

    Raises:
        NotFound: this tenant has no such coverage.
        Invalid: the last day is before the first.
    """
    coverage = _locked(session, coverage_id)
    if last_day < coverage.effective_from_on:
        raise Invalid("The coverage cannot end before it starts.", "effective_from_on")
    coverage.effective_to_on = last_day
    session.flush()
    return coverage


def order_coverages(
    session: Session, patient_id: UUID, on: date, coverage_ids: Sequence[UUID]
) -> Sequence[Coverage]:
    """Say in which order the coverages in force on a day are billed.

    Raises:
        NotFound: this tenant has no such patient.
        Invalid: the ids are not exactly those in force that day.
    """
    patient = lock(session, Patient, patient_id)
    in_force = {coverage.id: coverage for coverage in coverage_on(session, patient.id, on)}
    if len(coverage_ids) != len(in_force) or set(coverage_ids) != set(in_force):
        raise Invalid("Name every coverage in force that day, each once.", "coverage_ids")
    for priority, coverage_id in enumerate(coverage_ids, start=1):
        in_force[coverage_id].priority = priority
    session.flush()
    return [in_force[coverage_id] for coverage_id in coverage_ids]


def _locked(session: Session, coverage_id: UUID) -> Coverage:
    """The coverage, with its patient locked: the order of coverages belongs to the patient."""
    coverage = find(session, Coverage, coverage_id)
    lock(session, Patient, coverage.patient_id)
    return lock(session, Coverage, coverage_id)


def _refuse_inactive(session: Session, details: CoverageDetails) -> None:
    if not find(session, Payer, details.payer_id).is_active:
        raise WrongState("This payer is inactive.", "payer_id")


def _placed(details: CoverageDetails, others: Iterable[Coverage]) -> CoverageDetails:
    others = list(others)
    if details.priority is None:
        return replace(details, priority=next_priority(details, others))
    for other in others:
        if other.priority == details.priority and overlap(details, other):
            raise AlreadyExists(
                f"Another coverage is number {details.priority} on some of these days.", "priority"
            )
    return details
