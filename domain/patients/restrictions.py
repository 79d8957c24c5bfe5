"""Restricted patients: hidden from all, seen for a while by who breaks the glass, which is reviewed."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import AlreadyExists, Forbidden, Invalid, NotFound, WrongState
from domain.patients.models import GlassBreak, Patient, PatientRestriction
from tenants.actor import ActorKind
from tenants.database import actor_of, find, insert, lock
from tenants.setting_values import value_at
from tenants.settings import BREAK_GLASS_MINUTES

SHORTEST_REASON, LONGEST_REASON = 10, 500
TWIN = "The patient is restricted already."


def restrict_patient(session: Session, patient_id: UUID, reason: str) -> PatientRestriction:
    """Hide who a patient is and what was documented of them, from everyone who does not break in.

    Raises:
        NotFound: this tenant has no such patient.
        Invalid: the reason is too short or too long.
        AlreadyExists: the patient is restricted.
    """
    said = _checked(reason)
    if _restriction(session, patient_id) is not None:
        raise AlreadyExists(TWIN)
    patient = find(session, Patient, patient_id)
    restriction = PatientRestriction(
        patient_id=patient.id, reason=said, restricted_by=_acting(session)
    )
    return insert(session, restriction, TWIN)


def lift_restriction(session: Session, patient_id: UUID) -> PatientRestriction:
    """Let everyone see the patient again who may see patients.

    Raises:
        NotFound: the patient is not restricted.
    """
    restriction = _restriction(session, patient_id)
    if restriction is None:
        raise NotFound("No such patient is restricted.", "patient_id")
    restriction.lifted_at = datetime.now(UTC)
    restriction.lifted_by = _acting(session)
    session.flush()
    return restriction


def break_glass(session: Session, patient_id: UUID, reason: str) -> GlassBreak:
    """See a restricted patient for a while, from now on; somebody else will ask why.

    Raises:
        NotFound: the patient is not restricted.
        Invalid: the reason is too short or too long.
        Forbidden: only a person can answer for it.
    """
    if actor_of(session).kind is not ActorKind.USER:
        raise Forbidden("Only a person breaks the glass.")
    said = _checked(reason)
    if _restriction(session, patient_id) is None:
        raise NotFound("No such patient is restricted.", "patient_id")
    minutes: int = value_at(session, BREAK_GLASS_MINUTES)
    broken = GlassBreak(
        patient_id=patient_id,
        reason=said,
        broken_by=_acting(session),
        expires_at=datetime.now(UTC) + timedelta(minutes=minutes),
        is_reviewed=False,
    )
    session.add(broken)
    session.flush()
    return broken


def review_break_glass(
    session: Session, glass_break_id: UUID, *, is_justified: bool, note: str
) -> GlassBreak:
    """Say whether it was right; if it was not, what is left of its time ends.

    Raises:
        NotFound: there is no such breaking.
        WrongState: it was reviewed.
        Invalid: the note is too short or too long.
        Forbidden: it is the actor's own.
    """
    broken = lock(session, GlassBreak, glass_break_id)
    if broken.is_reviewed:
        raise WrongState("This was reviewed.")
    actor = actor_of(session)
    if actor.kind is not ActorKind.USER or broken.broken_by == _acting(session):
        raise Forbidden("Another person must review this.")
    broken.is_reviewed, broken.is_justified = True, is_justified
    broken.reviewed_by, broken.reviewed_at = _acting(session), datetime.now(UTC)
    broken.note = _checked(note, "note")
    if not is_justified:
        broken.expires_at = min(broken.expires_at, datetime.now(UTC))
    session.flush()
    return broken


def mark_vip(session: Session, patient_id: UUID, *, is_vip: bool) -> Patient:
    """Have every look at a patient told to whoever reviews anomalies, or no longer.

    Raises:
        NotFound: this tenant has no such patient.
    """
    patient = lock(session, Patient, patient_id)
    patient.is_vip = is_vip
    session.flush()
    return patient


def _restriction(session: Session, patient_id: UUID) -> PatientRestriction | None:
    return session.scalars(
        select(PatientRestriction)
        .where(PatientRestriction.patient_id == patient_id, PatientRestriction.lifted_at.is_(None))
        .with_for_update()
    ).first()


def _checked(said: str, path: str = "reason") -> str:
    said = said.strip()
    if not SHORTEST_REASON <= len(said) <= LONGEST_REASON:
        message = f"Say why in {SHORTEST_REASON} to {LONGEST_REASON} characters."
        raise Invalid(message, path)
    return said


def _acting(session: Session) -> str:
    actor = actor_of(session)
    return f"{actor.kind}:{actor.name}"
