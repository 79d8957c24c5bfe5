"""People, what identifies them, and the coverage that pays for them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.records import Record, TenantOwned, belongs_to, index, unique


class Patient(TenantOwned, Record):
    """A person who receives services."""

    __tablename__ = "patients"
    __table_args__ = (
        index("ix_patients_name", "last_name", "first_name", "id"),
        index("ix_patients_birth_on", "birth_on", "last_name"),
        index("ix_patients_sort_name", "sort_name", "id"),
    )

    first_name: Mapped[str]
    middle_name: Mapped[str | None]
    last_name: Mapped[str]
    birth_on: Mapped[date]
    sex: Mapped[str]
    """DMG03: F, M or U."""
    address_line: Mapped[str]
    address_line_2: Mapped[str | None]
    city: Mapped[str]
    state: Mapped[str]
    zip_code: Mapped[str]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    sort_name: Mapped[str] = mapped_column(
        Text(collation="C"), Computed("lower(last_name || ' ' || first_name)", persisted=True)
    )
    """Family name, then given name, in small letters."""


class PatientIdentifier(TenantOwned, Record):
    """A number by which another system, or the law, knows the patient."""

    __tablename__ = "patient_identifiers"
    __table_args__ = (belongs_to("patient_id", "patients"), unique("system", "value"))

    patient_id: Mapped[UUID]
    system: Mapped[str]
    """Who assigned it: a dispensing system's name, `mrn`, `medicaid` ..."""
    value: Mapped[str]


class Coverage(TenantOwned, Record):
    """A plan that pays for a patient: the medical and the pharmacy side of one card."""

    __tablename__ = "coverages"
    __table_args__ = (
        belongs_to("patient_id", "patients"),
        belongs_to("payer_id", "payers"),
        index("ix_coverages_patient", "patient_id", "priority"),
        index("ix_coverages_member", "member_id"),
        CheckConstraint("priority between 1 and 11", name="priority"),
        CheckConstraint(
            "(relationship_code = '18') = (subscriber_last_name is null)", name="subscriber"
        ),
    )

    patient_id: Mapped[UUID]
    payer_id: Mapped[UUID]
    priority: Mapped[int]
    """1 is billed first (SBR01 P), 2 next (S), 3 (T)."""
    member_id: Mapped[str]
    """2010BA NM109."""
    group_number: Mapped[str | None]
    """SBR03."""
    plan_name: Mapped[str | None]
    relationship_code: Mapped[str] = mapped_column(default="18", server_default=text("'18'"))
    """The patient to the subscriber: 18 self, 01 spouse, 19 child, G8 other (PAT01)."""
    subscriber_first_name: Mapped[str | None]
    subscriber_last_name: Mapped[str | None]
    subscriber_birth_on: Mapped[date | None]
    subscriber_sex: Mapped[str | None]
    insurance_type_code: Mapped[str | None]
    """Why Medicare is billed after another payer (SBR05): 12 working aged, 13 ESRD, 43 disabled."""
    bin_number: Mapped[str | None]
    """Pharmacy benefit: NCPDP 101-A1."""
    processor_control_number: Mapped[str | None]
    """NCPDP 104-A4."""
    pharmacy_group_number: Mapped[str | None]
    """NCPDP 301-C1."""
    effective_from_on: Mapped[date]
    effective_to_on: Mapped[date | None]
    """The last day it holds; null while it does."""


class PatientRestriction(TenantOwned, Record):
    """That a patient is hidden from everyone who does not break the glass."""

    __tablename__ = "patient_restrictions"
    __table_args__ = (
        belongs_to("patient_id", "patients"),
        index(
            "uq_patient_restrictions_open",
            "patient_id",
            unique=True,
            postgresql_where=text("lifted_at is null"),
        ),
    )

    patient_id: Mapped[UUID]
    reason: Mapped[str]
    restricted_by: Mapped[str]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None]


class GlassBreak(TenantOwned, Record):
    """That somebody sees a restricted patient for a while; `security.hidden_patients()` reads it."""

    __tablename__ = "glass_breaks"
    __table_args__ = (
        belongs_to("patient_id", "patients"),
        index("ix_glass_breaks_patient", "patient_id", "broken_by"),
        index("ix_glass_breaks_reviewed", "is_reviewed", "id"),
    )

    patient_id: Mapped[UUID]
    reason: Mapped[str]
    broken_by: Mapped[str]
    """As the signed context names the actor: `user:0193…`."""
    expires_at: Mapped[datetime]
    is_reviewed: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    is_justified: Mapped[bool | None]
    reviewed_by: Mapped[str | None]
    reviewed_at: Mapped[datetime | None]
    note: Mapped[str | None]


class PatientImport(TenantOwned, Record):
    """A file of patients with coverage, loaded whole or not at all."""

    __tablename__ = "patient_imports"
    __table_args__ = (unique("checksum"),)

    file_name: Mapped[str]
    checksum: Mapped[str]
    status: Mapped[str]
    """`loaded` or `refused`."""
    patient_count: Mapped[int]
    coverage_count: Mapped[int]
    known_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Patients who were here already by their identifier, and were left as they are."""
    problems: Mapped[list[dict[str, Any]]] = mapped_column(server_default=text("'[]'"))
    """Row, column and what is wrong with it; values are not repeated."""
