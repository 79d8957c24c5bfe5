"""People, what identifies them, and the coverage that pays for them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.records import Record, TenantOwned, belongs_to, index, unique
from tenants.sealed_fields import sealed


class Patient(TenantOwned, Record):
    """A person who receives services."""

    __tablename__ = "patients"
    __table_args__ = (
        index("ix_patients_birth_on_index", "birth_on_index"),
        index("ix_patients_phone_index", "phone_index"),
        index("ix_patients_email_index", "email_index"),
        index("ix_patients_vip", "id", postgresql_where=text("is_vip")),
    )

    first_name: Mapped[str] = sealed()
    middle_name: Mapped[str | None] = sealed()
    last_name: Mapped[str] = sealed()
    birth_on: Mapped[date] = sealed(index=True)
    birth_on_index: Mapped[bytes]
    sex: Mapped[str]
    """DMG03: F, M or U."""
    address_line: Mapped[str] = sealed()
    address_line_2: Mapped[str | None] = sealed()
    city: Mapped[str] = sealed()
    state: Mapped[str]
    zip_code: Mapped[str] = sealed()
    phone: Mapped[str | None] = sealed(index=True)
    phone_index: Mapped[bytes | None]
    email: Mapped[str | None] = sealed(index=True, fold=str.casefold)
    email_index: Mapped[bytes | None]
    is_active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    is_vip: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Whoever looks at them is asked why, afterwards."""


class NamePrefix(TenantOwned, Record):
    """What stands for the beginning of a word of a patient's name, so that search finds it."""

    __tablename__ = "name_prefixes"
    __table_args__ = (
        belongs_to("patient_id", "patients"),
        unique("patient_id", "prefix"),
        index("ix_name_prefixes_prefix", "prefix", "patient_id"),
    )

    patient_id: Mapped[UUID]
    prefix: Mapped[int]


class PatientIdentifier(TenantOwned, Record):
    """A number by which another system, or the law, knows the patient."""

    __tablename__ = "patient_identifiers"
    __table_args__ = (belongs_to("patient_id", "patients"), unique("system", "value_index"))

    patient_id: Mapped[UUID]
    system: Mapped[str]
    """Who assigned it: a dispensing system's name, `mrn`, `medicaid` ..."""
    value: Mapped[str] = sealed(index=True)
    value_index: Mapped[bytes]


class Coverage(TenantOwned, Record):
    """A plan that pays for a patient: the medical and the pharmacy side of one card."""

    __tablename__ = "coverages"
    __table_args__ = (
        belongs_to("patient_id", "patients"),
        belongs_to("payer_id", "payers"),
        index("ix_coverages_patient", "patient_id", "priority"),
        index("ix_coverages_member_id_index", "member_id_index"),
        CheckConstraint("priority between 1 and 11", name="priority"),
        CheckConstraint(
            "(relationship_code = '18') = (subscriber_last_name is null)", name="subscriber"
        ),
    )

    patient_id: Mapped[UUID]
    payer_id: Mapped[UUID]
    priority: Mapped[int]
    """1 is billed first (SBR01 P), 2 next (S), 3 (T)."""
    member_id: Mapped[str] = sealed(index=True)
    """2010BA NM109."""
    member_id_index: Mapped[bytes]
    group_number: Mapped[str | None] = sealed()
    """SBR03."""
    plan_name: Mapped[str | None]
    relationship_code: Mapped[str] = mapped_column(default="18", server_default=text("'18'"))
    """The patient to the subscriber: 18 self, 01 spouse, 19 child, G8 other (PAT01)."""
    subscriber_first_name: Mapped[str | None] = sealed()
    subscriber_last_name: Mapped[str | None] = sealed()
    subscriber_birth_on: Mapped[date | None] = sealed()
    subscriber_sex: Mapped[str | None]
    insurance_type_code: Mapped[str | None]
    """Why Medicare is billed after another payer (SBR05): 12 working aged, 13 ESRD, 43 disabled."""
    bin_number: Mapped[str | None]
    """Pharmacy benefit: NCPDP 101-A1."""
    processor_control_number: Mapped[str | None]
    """NCPDP 104-A4."""
    pharmacy_group_number: Mapped[str | None] = sealed()
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
    reason: Mapped[str] = sealed()
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
    reason: Mapped[str] = sealed()
    broken_by: Mapped[str]
    """As the signed context names the actor: `user:0193…`."""
    expires_at: Mapped[datetime]
    is_reviewed: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    is_justified: Mapped[bool | None]
    reviewed_by: Mapped[str | None]
    reviewed_at: Mapped[datetime | None]
    note: Mapped[str | None] = sealed()


class PatientImport(TenantOwned, Record):
    """A file of patients with coverage, loaded whole or not at all."""

    __tablename__ = "patient_imports"
    __table_args__ = (unique("checksum"),)

    file_name: Mapped[str] = sealed()
    checksum: Mapped[str]
    status: Mapped[str]
    """`loaded` or `refused`."""
    patient_count: Mapped[int]
    coverage_count: Mapped[int]
    known_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Patients who were here already by their identifier, and were left as they are."""
    problems: Mapped[list[dict[str, Any]]] = sealed(default=list)
    """Row, column and what is wrong with it; values are not repeated."""
