"""Stores as billing providers, and the pharmacists and technicians who render services there."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.records import Record, TenantOwned, belongs_to, unique


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
    address_line: Mapped[str]
    address_line_2: Mapped[str | None]
    city: Mapped[str]
    state: Mapped[str]
    zip_code: Mapped[str]
    """Nine digits: payers refuse a billing address without ZIP+4."""
    phone: Mapped[str]
    time_zone: Mapped[str]
    place_of_service_code: Mapped[str] = mapped_column(default="01", server_default=text("'01'"))


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
