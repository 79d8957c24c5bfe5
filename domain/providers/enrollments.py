"""What may be done about payers' taking in of providers: provider, store, payer, and the days."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from domain.errors import AlreadyExists, Finding, WrongState, refuse_if_any
from domain.payers.models import Payer
from domain.providers.models import Enrollment, EnrollmentStage, Provider, Store
from tenants.database import find, lock, unlike_others

TWIN = "An application of this provider to this payer is open for the store already."

NEXT = {
    EnrollmentStage.IN_PROGRESS: frozenset(EnrollmentStage),
    EnrollmentStage.PENDING: frozenset(EnrollmentStage),
    EnrollmentStage.EFFECTIVE: frozenset({EnrollmentStage.EFFECTIVE}),
}
"""A payer may send an application back; what was effective on some days stays so."""


@dataclass(frozen=True)
class EnrollmentDetails:
    """How far it has come; the fields are those of the model."""

    stage: EnrollmentStage
    number: str | None = None
    submitted_on: date | None = None
    effective_from_on: date | None = None
    effective_to_on: date | None = None


def begin_enrollment(
    session: Session, provider_id: UUID, store_id: UUID, payer_id: UUID, details: EnrollmentDetails
) -> Enrollment:
    """Record a provider's enrolment with a payer for one store, or the next span of one.

    Raises:
        NotFound: there is no such provider, store or payer.
        Invalid: `path` names the field.
        AlreadyExists: an application is open, or another span has some of the days.
    """
    find(session, Store, store_id)
    find(session, Payer, payer_id)
    enrollment = Enrollment(provider_id=provider_id, store_id=store_id, payer_id=payer_id)
    return _written(session, enrollment, details)


def change_enrollment(
    session: Session, enrollment_id: UUID, details: EnrollmentDetails
) -> Enrollment:
    """Say how far an enrolment has come, or put its days right.

    Raises:
        NotFound: there is no such enrolment.
        Invalid: `path` names the field.
        WrongState: it was effective already.
        AlreadyExists: an application is open, or another span has some of the days.
    """
    enrollment = lock(session, Enrollment, enrollment_id)
    if details.stage not in NEXT[EnrollmentStage(enrollment.stage)]:
        raise WrongState("It was effective: give it a last day, and begin another.", "stage")
    return _written(session, enrollment, details)


def _written(session: Session, enrollment: Enrollment, details: EnrollmentDetails) -> Enrollment:
    """The provider is locked, so that nobody writes another span of theirs meanwhile."""
    refuse_if_any(_findings(details))
    lock(session, Provider, enrollment.provider_id)
    if details.stage is EnrollmentStage.EFFECTIVE and _has_twin(session, enrollment, details):
        raise AlreadyExists("Another span has some of these days.", "effective_from_on")
    with unlike_others(session, TWIN):
        for name, value in asdict(details).items():
            setattr(enrollment, name, value)
        session.add(enrollment)
    return enrollment


def _has_twin(session: Session, enrollment: Enrollment, details: EnrollmentDetails) -> bool:
    other = Enrollment
    found = session.scalar(
        select(other.id).where(
            other.provider_id == enrollment.provider_id,
            other.store_id == enrollment.store_id,
            other.payer_id == enrollment.payer_id,
            other.stage == EnrollmentStage.EFFECTIVE,
            other.id.is_distinct_from(enrollment.id),
            or_(
                other.effective_to_on.is_(None), other.effective_to_on >= details.effective_from_on
            ),
            other.effective_from_on <= (details.effective_to_on or date.max),
        )
    )
    return found is not None


def _findings(details: EnrollmentDetails) -> Iterator[Finding]:
    first, last = details.effective_from_on, details.effective_to_on
    is_effective = details.stage is EnrollmentStage.EFFECTIVE
    if is_effective != (first is not None):
        message = "What is effective has a first day; nothing else has."
        yield Finding("enrollment.days", "effective_from_on", message)
    if last is not None and (first is None or last < first):
        yield Finding("enrollment.days", "effective_to_on", "The last day is before the first.")
    if details.stage is EnrollmentStage.PENDING and details.submitted_on is None:
        message = "Say on which day the application went to the payer."
        yield Finding("enrollment.submitted", "submitted_on", message)
