"""The tenant's catalogue of services, and the versioned templates that say how each is documented."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.records import Record, TenantOwned, belongs_to, unique


class Service(TenantOwned, Record):
    """Something a store offers: a flu shot, a strep test, a medication review."""

    __tablename__ = "services"
    __table_args__ = (unique("name"),)

    name: Mapped[str]
    kind: Mapped[str]
    """Which shipped template it began from: `immunization`, `point_of_care_test` ..."""
    is_active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))


class ServiceTemplate(TenantOwned, Record):
    """One version of a service's template: questions, evidence, coding rules. Published, it never changes."""

    __tablename__ = "service_templates"
    __table_args__ = (belongs_to("service_id", "services"), unique("service_id", "version"))

    service_id: Mapped[UUID]
    version: Mapped[int]
    definition: Mapped[dict[str, Any]]
    effective_from_on: Mapped[date | None]
    """Null while it is a draft; the newest version effective on the day of service is used."""
    revision: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    """Counts the changes of a draft: each names the one that it began from."""
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    changed_by: Mapped[str | None]
    """Kind and id of the last actor who changed the draft; null where none did since it was noted."""


class ServicePrice(TenantOwned, Record):
    """What the tenant charges for a procedure, from a day on; the most specific price applies."""

    __tablename__ = "service_prices"
    __table_args__ = (
        belongs_to("payer_id", "payers"),
        belongs_to("store_id", "stores"),
        unique(
            "procedure_code",
            "payer_id",
            "store_id",
            "effective_from_on",
            name="uq_service_prices_for",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("effective_to_on >= effective_from_on", name="days"),
    )

    procedure_code: Mapped[str]
    payer_id: Mapped[UUID | None]
    """Null: whoever pays."""
    store_id: Mapped[UUID | None]
    """Null: at every store."""
    label: Mapped[str]
    """The tenant's own words for it."""
    price_cents: Mapped[int]
    """Per unit."""
    effective_from_on: Mapped[date]
    effective_to_on: Mapped[date | None]
    """Its last day, also where the next of the same kind begins later; null: until that begins."""
