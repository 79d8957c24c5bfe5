"""What may be done about disclosures: record them, withdraw what was wrong, suspend, give account."""

from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from domain.disclosures.accounting import Accounting, Period, still_today
from domain.disclosures.models import (
    Disclosure,
    DisclosureAccounting,
    DisclosureKind,
    DisclosureSuspension,
)
from domain.disclosures.wording import optional_words, words
from domain.errors import Invalid, WrongState
from domain.patients.models import Patient
from tenants.database import actor_of, find, lock
from tenants.setting_values import today

MOST_TIMES = 100_000
ORAL_DAYS = 30
"""164.528(a)(2)(ii)(C)."""
LONGEST_SUSPENSION = timedelta(days=6 * 366)
"""No account goes back further."""
SUSPENDABLE = frozenset({DisclosureKind.HEALTH_OVERSIGHT, DisclosureKind.LAW_ENFORCEMENT})
"""164.528(a)(2)(i): disclosures under 164.512(d) and (f)."""


@dataclass(frozen=True, slots=True)
class DisclosureDetails:
    """What is to be accounted for: once, or several times to one recipient for one purpose."""

    kind: DisclosureKind
    disclosed_on: date
    recipient_name: str
    description: str
    purpose: str
    recipient_address: str | None = None
    last_disclosed_on: date | None = None
    disclosure_count: int = 1
    frequency: str | None = None


def record_disclosure(session: Session, patient_id: UUID, details: DisclosureDetails) -> Disclosure:
    """Keep what somebody tells of a disclosure.

    Raises:
        NotFound: this tenant has no such patient.
        Invalid: `path` names the field.
    """
    if details.kind is DisclosureKind.PAYMENT:
        message = (
            "What is disclosed for payment is exempt. The setting disclosures.payers_included has"
            " claims sent to payers recorded all the same."
        )
        raise Invalid(message, "kind")
    _refuse_days(details)
    patient = find(session, Patient, patient_id)
    disclosure = keep_disclosure(session, patient.id, _tidied(details))
    session.flush()
    return disclosure


def keep_disclosure(
    session: Session, patient_id: UUID, details: DisclosureDetails, source_id: UUID | None = None
) -> Disclosure:
    """As `record_disclosure`, for what discloses by itself, perhaps many, and knows what it says."""
    disclosure = Disclosure(
        patient_id=patient_id,
        **asdict(details),
        recorded_by=acting(session),
        source_id=source_id,
    )
    session.add(disclosure)
    return disclosure


def withdraw_disclosure(session: Session, disclosure_id: UUID, reason: str) -> Disclosure:
    """Say that it was recorded wrongly: it stays in the list, and no account tells of it any more.

    Raises:
        NotFound: there is no such disclosure.
        WrongState: it was withdrawn before.
        Invalid: the reason is missing or too long.
    """
    disclosure = lock(session, Disclosure, disclosure_id)
    if disclosure.withdrawn_at is not None:
        raise WrongState("This was withdrawn.")
    disclosure.withdrawal_reason = words(reason, "reason", 500, shortest=10)
    disclosure.withdrawn_at, disclosure.withdrawn_by = datetime.now(UTC), acting(session)
    session.flush()
    return disclosure


@dataclass(frozen=True, slots=True)
class Statement:
    """What an agency's official stated."""

    official: str
    statement: str
    is_written: bool
    ends_on: date


def suspend_disclosures(
    session: Session, disclosure_id: UUID, stated: Statement
) -> DisclosureSuspension:
    """Keep this and every other disclosure of the patient to the same recipient from accounts.

    Raises:
        NotFound: there is no such disclosure.
        WrongState: it is none to health oversight or law enforcement, or was withdrawn.
        Invalid: the last day is over or too far, or something is not said.
    """
    disclosure = lock(session, Disclosure, disclosure_id)
    if disclosure.kind not in SUSPENDABLE:
        message = "Only disclosures to health oversight or law enforcement can be suspended."
        raise WrongState(message, "disclosure_id")
    if disclosure.withdrawn_at is not None:
        raise WrongState("This was withdrawn.", "disclosure_id")
    _refuse_end(stated)
    suspension = DisclosureSuspension(
        patient_id=disclosure.patient_id,
        disclosure_id=disclosure.id,
        official=words(stated.official, "official", 200),
        statement=words(stated.statement, "statement", 2_000, shortest=10),
        is_written=stated.is_written,
        ends_on=stated.ends_on,
        suspended_by=acting(session),
    )
    session.add(suspension)
    session.flush()
    return suspension


def lift_suspension(session: Session, suspension_id: UUID) -> DisclosureSuspension:
    """Let accounts tell again what it kept back.

    Raises:
        NotFound: there is no such suspension.
        WrongState: it is over.
    """
    suspension = lock(session, DisclosureSuspension, suspension_id)
    if suspension.lifted_at is not None or suspension.ends_on < still_today():
        raise WrongState("This suspension is over.")
    suspension.lifted_at, suspension.lifted_by = datetime.now(UTC), acting(session)
    session.flush()
    return suspension


def keep_accounting(
    session: Session, accounting: Accounting, period: Period, document: bytes
) -> DisclosureAccounting:
    """Keep an account as it is given, which the law wants kept ((d)(2))."""
    kept = DisclosureAccounting(
        patient_id=accounting.patient.id,
        from_on=period.from_on,
        to_on=period.to_on,
        requested_on=period.requested_on,
        entry_count=len(accounting.entries),
        document=document,
        made_by=acting(session),
    )
    session.add(kept)
    session.flush()
    return kept


def acting(session: Session) -> str:
    actor = actor_of(session)
    return f"{actor.kind}:{actor.name}"


def _tidied(details: DisclosureDetails) -> DisclosureDetails:
    return replace(
        details,
        recipient_name=words(details.recipient_name, "recipient_name", 200),
        recipient_address=optional_words(details.recipient_address, "recipient_address", 500),
        description=words(details.description, "description", 1_000),
        purpose=words(details.purpose, "purpose", 1_000),
        frequency=optional_words(details.frequency, "frequency", 100),
    )


def _refuse_days(details: DisclosureDetails) -> None:
    last = details.last_disclosed_on or details.disclosed_on
    if max(details.disclosed_on, last) > today() + timedelta(days=1):  # Tomorrow west of here.
        raise Invalid("What is disclosed tomorrow is recorded tomorrow.", "disclosed_on")
    if not 1 <= details.disclosure_count <= MOST_TIMES:
        raise Invalid(f"Between 1 and {MOST_TIMES:,} times.", "disclosure_count")
    if (details.disclosure_count == 1) != (details.last_disclosed_on is None):
        message = "Name the last day where it was more than once, and only there."
        raise Invalid(message, "last_disclosed_on")
    if last < details.disclosed_on:
        raise Invalid("The last day is before the first.", "last_disclosed_on")


def _refuse_end(stated: Statement) -> None:
    if stated.ends_on < still_today():
        raise Invalid("This day is over.", "ends_on")
    if not stated.is_written and stated.ends_on > today() + timedelta(days=ORAL_DAYS):
        message = f"Without a written statement it ends within {ORAL_DAYS} days."
        raise Invalid(message, "ends_on")
    if stated.ends_on > today() + LONGEST_SUSPENSION:
        raise Invalid("A suspension ends within six years.", "ends_on")
