"""The account of disclosures that a patient may ask for (45 CFR 164.528): nothing here changes anything."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.disclosures.models import Disclosure, DisclosureKind, DisclosureSuspension, folded
from domain.errors import Invalid
from domain.patients.models import Patient
from tenants.database import find
from tenants.setting_values import today

YEARS_BACK = 6
"""164.528(a)(1)."""
DUE_AFTER = timedelta(days=60)
"""164.528(c)(1)(i)."""
MOST_DISCLOSURES = 10_000
"""Of one patient in one account: what is more asks for a shorter period."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days that an account covers, both included, and when the patient asked for it."""

    from_on: date
    to_on: date
    requested_on: date


@dataclass(frozen=True, slots=True)
class AccountedDisclosure:
    """One disclosure, or several to one recipient for one purpose ((b)(2) and (3))."""

    kind: DisclosureKind
    first_on: date
    last_on: date
    disclosure_count: int
    frequency: str | None
    recipient_name: str
    recipient_address: str | None
    description: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Accounting:
    """What a patient is told."""

    patient: Patient
    entries: tuple[AccountedDisclosure, ...]


def period_of(
    from_on: date | None = None, to_on: date | None = None, requested_on: date | None = None
) -> Period:
    """The period that was asked for: without a word, all that the law gives.

    Raises:
        Invalid: it goes back too far, ends in the future, or ends before it begins.
    """
    requested = requested_on or today()
    if requested > today() + timedelta(days=1):  # Tomorrow west of here.
        raise Invalid("Nobody can have asked for it yet.", "requested_on")
    last = to_on or today()
    earliest = _years_before(requested)
    first = from_on or earliest
    if first < earliest:
        message = f"An account goes back {YEARS_BACK} years from the request, to {earliest}."
        raise Invalid(message, "from_on")
    if last > today() + timedelta(days=1):
        raise Invalid("An account tells of what has been.", "to_on")
    if last < first:
        raise Invalid("The period ends before it begins.", "to_on")
    return Period(first, last, requested)


def account_for(session: Session, patient_id: UUID, period: Period) -> Accounting:
    """All that is to be told of a period; what an agency had suspended today is not.

    Raises:
        NotFound: this tenant has no such patient.
        Invalid: there is too much for one account.
    """
    patient = find(session, Patient, patient_id)
    found = _disclosures(session, patient_id, period)
    if len(found) > MOST_DISCLOSURES:
        raise Invalid(f"There are more than {MOST_DISCLOSURES:,}. Ask for less time.", "from_on")
    suspended = _suspended(session, patient_id)
    told = [each for each in found if each.recipient_name_index not in suspended]
    return Accounting(patient, tuple(grouped(told)))


def grouped(disclosures: Iterable[Disclosure]) -> list[AccountedDisclosure]:
    """What went to one recipient for one purpose as one, by the first day."""
    alike: dict[tuple[str | None, ...], list[Disclosure]] = defaultdict(list)
    for each in disclosures:
        recipient = folded(each.recipient_name), folded(each.recipient_address or "")
        alike[(each.kind, *recipient, each.description, each.purpose)].append(each)
    entries = [_entry(group) for group in alike.values()]
    return sorted(entries, key=lambda entry: (entry.first_on, entry.recipient_name))


def _entry(group: Sequence[Disclosure]) -> AccountedDisclosure:
    first = min(group, key=lambda each: (each.disclosed_on, each.id))
    said = (each.frequency for each in group if each.frequency)
    return AccountedDisclosure(
        kind=DisclosureKind(first.kind),
        first_on=first.disclosed_on,
        last_on=max(each.last_disclosed_on or each.disclosed_on for each in group),
        disclosure_count=sum(each.disclosure_count for each in group),
        frequency="; ".join(dict.fromkeys(said)) or None,
        recipient_name=first.recipient_name,
        recipient_address=first.recipient_address,
        description=first.description,
        purpose=first.purpose,
    )


def _disclosures(session: Session, patient_id: UUID, period: Period) -> Sequence[Disclosure]:
    last = func.coalesce(Disclosure.last_disclosed_on, Disclosure.disclosed_on)
    return session.scalars(
        select(Disclosure)
        .where(
            Disclosure.patient_id == patient_id,
            Disclosure.withdrawn_at.is_(None),
            Disclosure.disclosed_on <= period.to_on,
            last >= period.from_on,
        )
        .order_by(Disclosure.disclosed_on, Disclosure.id)
        .limit(MOST_DISCLOSURES + 1)
    ).all()


def _suspended(session: Session, patient_id: UUID) -> set[bytes]:
    """What stands for the recipients whose disclosures are kept back today."""
    return set(
        session.scalars(
            select(Disclosure.recipient_name_index)
            .join(DisclosureSuspension, DisclosureSuspension.disclosure_id == Disclosure.id)
            .where(
                DisclosureSuspension.patient_id == patient_id,
                DisclosureSuspension.ends_on >= still_today(),
                DisclosureSuspension.lifted_at.is_(None),
            )
        )
    )


def still_today() -> date:
    """The earliest day that is not over everywhere: west of here it may still be yesterday."""
    return today() - timedelta(days=1)


def _years_before(day: date) -> date:
    year = day.year - YEARS_BACK
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=year)
