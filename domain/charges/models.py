"""Charges: a signed encounter as coded, priced lines, each with the rule that made it."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.records import Record, TenantOwned, belongs_to, of_its_store, unique
from tenants.sealed_fields import sealed


class Charge(TenantOwned, Record):
    """One billable line of an encounter."""

    __tablename__ = "charges"
    __table_args__ = (
        of_its_store("encounter_id", "encounters"),
        belongs_to("store_id", "stores"),
        unique("encounter_id", "position"),
        CheckConstraint("units > 0", name="units"),
        CheckConstraint("charge_cents >= 0", name="charge"),
    )

    encounter_id: Mapped[UUID]
    store_id: Mapped[UUID]
    position: Mapped[int]
    served_on: Mapped[date]
    procedure_code: Mapped[str]
    modifiers: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    units: Mapped[Decimal]
    unit_price_cents: Mapped[int]
    charge_cents: Mapped[int]
    diagnosis_codes: Mapped[list[str]]
    """Without the point, the one it is for first."""
    ndc: Mapped[str | None]
    ndc_quantity: Mapped[Decimal | None]
    ndc_unit_code: Mapped[str | None]
    """CTP05-1: F2, GR, ME, ML or UN."""
    lot_number: Mapped[str | None]
    clia_number: Mapped[str | None]
    rule: Mapped[str]
    """The id and version of the coding rule, `immunization@1/administration`."""
    explanation: Mapped[str] = sealed()
    """Why this line is here, in words."""
