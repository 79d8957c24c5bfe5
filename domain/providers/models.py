"""Stores as billing providers, and the pharmacists and technicians who render services there."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.records import Record, TenantOwned, belongs_to, index, unique


class CliaKind(StrEnum):
    """What a laboratory's certificate allows. Source: 42 CFR 493.43 to 493.63."""

    WAIVER = "waiver"
    PROVIDER_PERFORMED_MICROSCOPY = "provider_performed_microscopy"
    REGISTRATION = "registration"
    COMPLIANCE = "compliance"
    ACCREDITATION = "accreditation"


class Store(TenantOwned, Record):
    """A pharmacy as payers know it (loops 2000A and 2010AA). Its id is its place in the tree."""

    __tablename__ = "stores"
    __table_args__ = (belongs_to("id", "organization_units"), unique("npi"))

    name: Mapped[str]
    legal_name: Mapped[str]
    """2010AA NM103."""
    npi: Mapped[str]
    ncpdp_number: Mapped[str | None]
    tax_id: Mapped[str]
    """2010AA REF*EI, nine digits."""
    taxonomy_code: Mapped[str]
    """2000A PRV03; community pharmacy 3336C0003X."""
    clia_number: Mapped[str | None]
    """REF*X4: NNDNNNNNNN."""
    clia_kind: Mapped[str | None]
    clia_effective_from_on: Mapped[date | None]
    clia_effective_to_on: Mapped[date | None]
    """The last day of the certificate, which is good for two years at most."""
    address_line: Mapped[str]
    address_line_2: Mapped[str | None]
    city: Mapped[str]
    state: Mapped[str]
    zip_code: Mapped[str]
    """Nine digits: payers refuse a billing address without ZIP+4."""
    phone: Mapped[str]
    time_zone: Mapped[str]
    place_of_service_code: Mapped[str] = mapped_column(default="01", server_default=text("'01'"))
    closed_on: Mapped[date | None]
    """The last day of service; what was served until then is billed and paid all the same."""


class Provider(TenantOwned, Record):
    """A person who renders services (loop 2310B)."""

    __tablename__ = "providers"
    __table_args__ = (belongs_to("user_id", "users"), unique("npi"))

    user_id: Mapped[UUID | None]
    first_name: Mapped[str]
    last_name: Mapped[str]
    kind: Mapped[str]
    """`pharmacist` or `technician`."""
    npi: Mapped[str]
    taxonomy_code: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))


class CredentialKind(StrEnum):
    """What lets a person render a service."""

    LICENSE = "license"
    IMMUNIZATION_CERTIFICATE = "immunization_certificate"
    PROTOCOL = "protocol"
    COLLABORATIVE_AGREEMENT = "collaborative_agreement"


class Credential(TenantOwned, Record):
    """A licence, certificate, protocol or agreement of a provider in one state, for some time."""

    __tablename__ = "credentials"
    __table_args__ = (
        belongs_to("provider_id", "providers"),
        unique("provider_id", "kind", "state", "number", "effective_from_on"),
        index("ix_credentials_effective_to_on", "effective_to_on"),
        index("ix_credentials_effective_from_on", "effective_from_on", "id"),
        CheckConstraint("effective_to_on >= effective_from_on", name="days"),
    )

    provider_id: Mapped[UUID]
    kind: Mapped[str]
    number: Mapped[str]
    state: Mapped[str]
    issued_by: Mapped[str | None]
    """The board, the health department or the prescriber who signed it."""
    procedure_codes: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    """The procedures that a protocol or agreement allows; none named: whatever is served."""
    effective_from_on: Mapped[date]
    effective_to_on: Mapped[date | None]
    """The last day it holds; null where it has none."""


class EnrollmentStage(StrEnum):
    """How far a payer has taken a provider in."""

    IN_PROGRESS = "in_progress"
    PENDING = "pending"
    EFFECTIVE = "effective"


class Enrollment(TenantOwned, Record):
    """A provider taken in by a payer, for services at one store, for some time.

    Two effective ones of the same three share no day: an exclusion constraint holds that.
    """

    __tablename__ = "enrollments"
    __table_args__ = (
        belongs_to("provider_id", "providers"),
        belongs_to("store_id", "stores"),
        belongs_to("payer_id", "payers"),
        index(
            "uq_enrollments_open",
            "provider_id",
            "store_id",
            "payer_id",
            unique=True,
            postgresql_where=text("stage <> 'effective'"),
        ),
        index("ix_enrollments_effective_to_on", "effective_to_on"),
        CheckConstraint("effective_to_on >= effective_from_on", name="days"),
        CheckConstraint("(stage = 'effective') = (effective_from_on is not null)", name="span"),
    )

    provider_id: Mapped[UUID]
    store_id: Mapped[UUID]
    payer_id: Mapped[UUID]
    stage: Mapped[str]
    """`in_progress` while we gather, `pending` while the payer decides, `effective`."""
    number: Mapped[str | None]
    """What the payer calls the provider there, where it gives a number of its own."""
    submitted_on: Mapped[date | None]
    effective_from_on: Mapped[date | None]
    effective_to_on: Mapped[date | None]
    """The last day it holds; null while none is known."""
