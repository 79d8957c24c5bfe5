"""What a pharmacist did for a patient, as documented, signed, amended."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.records import Record, StoreOwned, TenantOwned, belongs_to, index, of_its_store, unique
from tenants.sealed_fields import sealed


class EncounterStatus(StrEnum):
    DRAFT = "draft"
    COMPLETED = "completed"
    SIGNED = "signed"
    AMENDED = "amended"
    """Replaced by a signed amendment."""
    VOIDED = "voided"


class Encounter(TenantOwned, Record):
    """One service for one patient at one store."""

    __tablename__ = "encounters"
    __table_args__ = (
        belongs_to("store_id", "stores"),
        belongs_to("patient_id", "patients"),
        belongs_to("service_id", "services"),
        belongs_to("template_id", "service_templates"),
        belongs_to("provider_id", "providers"),
        belongs_to("amends_id", "encounters"),
        unique("id", "store_id"),
        index("ix_encounters_served_on", text("served_on desc"), text("id desc")),
        index("ix_encounters_patient", "patient_id"),
        index("ix_encounters_store", "store_id", text("served_on desc"), text("id desc")),
        index("ix_encounters_status", "status", text("served_on desc"), text("id desc")),
    )

    store_id: Mapped[UUID]
    patient_id: Mapped[UUID]
    service_id: Mapped[UUID]
    template_id: Mapped[UUID]
    provider_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(
        default=EncounterStatus.DRAFT, server_default=text("'draft'")
    )
    served_on: Mapped[date]
    answers: Mapped[dict[str, Any]] = sealed(default=dict, stays_once="signed_at")
    """Keyed by the template's question ids."""
    revision: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    """Grows with each edit; an editor names the one it saw."""
    amends_id: Mapped[UUID | None]
    amendment_reason: Mapped[str | None] = sealed(stays_once="signed_at")
    void_reason: Mapped[str | None] = sealed()
    completed_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]


class Signature(StoreOwned, Record):
    """Who vouches for which exact content."""

    __tablename__ = "signatures"
    __table_args__ = (of_its_store("encounter_id", "encounters"), unique("encounter_id"))

    encounter_id: Mapped[UUID]
    signed_by: Mapped[str]
    """The actor, `user:<id>`."""
    content_hash: Mapped[str]
    """SHA-256 over the canonical JSON of everything that was signed."""
    signed_at: Mapped[datetime]


class Immunization(StoreOwned, Record):
    """A vaccine given, as registries and payers want it."""

    __tablename__ = "immunizations"
    __table_args__ = (
        of_its_store("encounter_id", "encounters"),
        index("ix_immunizations_encounter", "encounter_id"),
    )

    encounter_id: Mapped[UUID]
    cvx_code: Mapped[str]
    ndc: Mapped[str]
    """Eleven digits."""
    lot_number: Mapped[str]
    expires_on: Mapped[date]
    site_code: Mapped[str]
    route_code: Mapped[str]
    dose_quantity: Mapped[Decimal]
    dose_unit_code: Mapped[str]
    funding_source: Mapped[str]


class Observation(StoreOwned, Record):
    """Something measured: a test result, a blood pressure, an A1c, a weight."""

    __tablename__ = "observations"
    __table_args__ = (
        of_its_store("encounter_id", "encounters"),
        index("ix_observations_encounter", "encounter_id"),
    )

    encounter_id: Mapped[UUID]
    name: Mapped[str]
    value: Mapped[str] = sealed()
    unit_code: Mapped[str | None]
    device: Mapped[str | None]
    lot_number: Mapped[str | None]


class Intervention(StoreOwned, Record):
    """Something done about a problem: a drug problem resolved, counselling given, minutes spent."""

    __tablename__ = "interventions"
    __table_args__ = (
        of_its_store("encounter_id", "encounters"),
        index("ix_interventions_encounter", "encounter_id"),
    )

    encounter_id: Mapped[UUID]
    kind: Mapped[str]
    detail: Mapped[str | None] = sealed()
    minutes: Mapped[int | None]
