"""What may be asked about patients; nothing here changes anything."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import Session

from domain.patients.coverage import SELF, CoverageDetails
from domain.patients.demographics import Identifier, PatientDetails
from domain.patients.matching import Candidate, same_person_by_name
from domain.patients.models import Coverage, Patient, PatientIdentifier
from tenants.sealed_fields import blind

MOST_CANDIDATES = 20


def coverages_of(session: Session, patient_id: UUID) -> Sequence[Coverage]:
    """All there ever were, in the order of billing."""
    return session.scalars(
        select(Coverage)
        .where(Coverage.patient_id == patient_id)
        .order_by(Coverage.priority, Coverage.effective_from_on, Coverage.id)
    ).all()


def coverage_on(session: Session, patient_id: UUID, on: date) -> Sequence[Coverage]:
    """Those in force on a day, in the order of billing."""
    return session.scalars(
        select(Coverage)
        .where(
            Coverage.patient_id == patient_id,
            Coverage.effective_from_on <= on,
            or_(Coverage.effective_to_on.is_(None), Coverage.effective_to_on >= on),
        )
        .order_by(Coverage.priority, Coverage.id)
    ).all()


def coverages_in_force(
    session: Session, days: Iterable[tuple[UUID, date]]
) -> dict[tuple[UUID, date], list[Coverage]]:
    """As `coverage_on`, of many patients, each on a day: one statement."""
    wanted = set(days)
    of_patients = select(Coverage).where(Coverage.patient_id.in_({id_ for id_, _ in wanted}))
    by_patient: dict[UUID, list[Coverage]] = defaultdict(list)
    for each in session.scalars(of_patients.order_by(Coverage.priority, Coverage.id)):
        by_patient[each.patient_id].append(each)
    return {(id_, on): [each for each in by_patient[id_] if _holds(each, on)] for id_, on in wanted}


def _holds(coverage: Coverage, on: date) -> bool:
    until = coverage.effective_to_on
    return coverage.effective_from_on <= on and (until is None or until >= on)


def candidates_for(
    session: Session,
    details: PatientDetails,
    identifiers: Iterable[Identifier] = (),
    coverages: Iterable[CoverageDetails] = (),
) -> list[Candidate]:
    """Patients who may be this person already: by identifier, birth date and name, or member id."""
    reasons: dict[UUID, list[str]] = defaultdict(list)
    for id_ in _identified(session, identifiers):
        reasons[id_].append("same identifier")
    for id_ in _born_and_named(session, details):
        reasons[id_].append("same birth date and a similar name")
    for coverage in coverages:
        for id_ in _with_member_id(session, details, coverage):
            reasons[id_].append("same member id")
    found = [Candidate(id_, tuple(dict.fromkeys(why))) for id_, why in reasons.items()]
    return found[:MOST_CANDIDATES]


def _identified(session: Session, identifiers: Iterable[Identifier]) -> Sequence[UUID]:
    pairs = [
        (identifier.system, blind(session, PatientIdentifier.value, identifier.value))
        for identifier in identifiers
    ]
    if not pairs:
        return []
    columns = tuple_(PatientIdentifier.system, PatientIdentifier.value_index)
    return session.scalars(select(PatientIdentifier.patient_id).where(columns.in_(pairs))).all()


def _born_and_named(session: Session, details: PatientDetails) -> list[UUID]:
    born = session.scalars(
        select(Patient)
        .where(Patient.birth_on_index == blind(session, Patient.birth_on, details.birth_on))
        .order_by(Patient.id)
    )
    name = (details.first_name, details.last_name)
    return [
        other.id for other in born if same_person_by_name(name, (other.first_name, other.last_name))
    ]


def _with_member_id(
    session: Session, details: PatientDetails, coverage: CoverageDetails
) -> list[UUID]:
    """Two subscribers never share a member id; a family may, so its members need a second sign."""
    rows = session.execute(
        select(Patient, Coverage.relationship_code)
        .join(Coverage, Coverage.patient_id == Patient.id)
        .where(
            Coverage.payer_id == coverage.payer_id,
            Coverage.member_id_index == blind(session, Coverage.member_id, coverage.member_id),
        )
        .order_by(Patient.id)
    )
    return [
        patient.id
        for patient, relationship_code in rows
        if relationship_code == coverage.relationship_code == SELF
        or patient.birth_on == details.birth_on
        or same_person_by_name(
            (details.first_name, details.last_name), (patient.first_name, patient.last_name)
        )
    ]
