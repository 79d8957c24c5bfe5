"""What may be asked about stores and providers; nothing here changes anything."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    Uuid,
    cast,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from domain.providers.models import (
    Credential,
    Enrollment,
    EnrollmentStage,
    Provider,
    Store,
)

Conditions = Callable[[Any], list[ColumnElement[bool]]]


def credentials_of(session: Session, provider_ids: set[UUID]) -> dict[UUID, tuple[Credential, ...]]:
    """All that these providers were ever given, by provider."""
    found: dict[UUID, tuple[Credential, ...]] = {}
    for each in session.scalars(
        select(Credential).where(Credential.provider_id.in_(provider_ids)).order_by(Credential.id)
    ):
        found[each.provider_id] = (*found.get(each.provider_id, ()), each)
    return found


def enrollments_of(
    session: Session, provider_ids: set[UUID], payer_ids: set[UUID]
) -> tuple[Enrollment, ...]:
    """Of these providers with these payers, whatever the store and the days."""
    if not payer_ids:
        return ()
    return tuple(
        session.scalars(
            select(Enrollment).where(
                Enrollment.provider_id.in_(provider_ids), Enrollment.payer_id.in_(payer_ids)
            )
        )
    )


def expirations(conditions: Conditions) -> Select[Any]:
    """Whatever has a last day: credentials, certificates of laboratories, enrolments.

    `days_left` is negative of what has expired.
    """
    none = cast(literal_column("null"), Uuid)
    credentials = select(
        Credential.id.label("subject_id"),
        Credential.kind.label("kind"),
        Credential.number.label("number"),
        Credential.provider_id.label("provider_id"),
        none.label("store_id"),
        none.label("payer_id"),
        Credential.effective_to_on.label("effective_to_on"),
    ).join(Provider, Provider.id == Credential.provider_id)
    certificates = select(
        Store.id, _text("clia"), Store.clia_number, none, Store.id, none, Store.clia_effective_to_on
    ).where(Store.closed_on.is_(None), Store.clia_number.is_not(None))
    enrollments = (
        select(
            Enrollment.id,
            _text("enrollment"),
            Enrollment.number,
            Enrollment.provider_id,
            Enrollment.store_id,
            Enrollment.payer_id,
            Enrollment.effective_to_on,
        )
        .join(Provider, Provider.id == Enrollment.provider_id)
        .where(Enrollment.stage == EnrollmentStage.EFFECTIVE)
    )
    every = union_all(
        credentials.where(Provider.is_active), certificates, enrollments.where(Provider.is_active)
    ).subquery()
    days_left = cast(every.c.effective_to_on - func.current_date(), Integer).label("days_left")
    found = select(every, days_left).where(every.c.effective_to_on.is_not(None)).subquery()
    return select(found).where(*conditions(found.c))


def _text(word: str) -> ColumnElement[str]:
    return literal_column(f"'{word}'", Text)
