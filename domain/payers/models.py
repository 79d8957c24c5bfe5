"""Payers, the partners that carry claims to them, and what they have agreed to pay."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.records import Record, TenantOwned, belongs_to, index, unique


class TradingPartner(TenantOwned, Record):
    """Whoever receives our interchanges: a clearinghouse, a payer, or the payer simulator."""

    __tablename__ = "trading_partners"
    __table_args__ = (
        unique("name"),
        CheckConstraint("last_control_number between 0 and 999999999", name="isa13_range"),
    )

    name: Mapped[str]
    gateway: Mapped[str]
    """How bytes travel: `directory` or `simulator`."""
    settings: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    submitter_id: Mapped[str]
    """ISA06, GS02 and 1000A NM109: who we are to them."""
    submitter_name: Mapped[str]
    contact_name: Mapped[str]
    contact_phone: Mapped[str]
    receiver_id: Mapped[str]
    """ISA08, GS03 and 1000B NM109."""
    receiver_name: Mapped[str]
    is_production: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """ISA15: P or T."""
    last_control_number: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """The ISA13 used last; taken under a row lock, never reused."""


class Payer(TenantOwned, Record):
    """Who pays for a service."""

    __tablename__ = "payers"
    __table_args__ = (
        belongs_to("trading_partner_id", "trading_partners"),
        unique("payer_number"),
        index("ix_payers_name", "name"),
    )

    name: Mapped[str]
    payer_number: Mapped[str]
    """2010BB NM109: the id by which the trading partner lists the payer."""
    claim_filing_indicator_code: Mapped[str]
    """SBR09: MB Medicare Part B, MC Medicaid, CI commercial, BL Blue Cross, HM, 16 ..."""
    trading_partner_id: Mapped[UUID | None]
    state: Mapped[str | None]
    timely_filing_days: Mapped[int] = mapped_column(default=365, server_default=text("365"))
    requires_taxonomy: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    accepts_secondary_claims: Mapped[bool] = mapped_column(
        default=True, server_default=text("true")
    )
    requires_enrollment: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Whether it pays only what an enrolled provider served."""
    expects_answer_within_days: Mapped[int] = mapped_column(default=30, server_default=text("30"))
    is_active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))


class ContractRate(TenantOwned, Record):
    """What a payer has agreed to pay for a procedure, from a day on: the yardstick of `expected`."""

    __tablename__ = "contract_rates"
    __table_args__ = (
        belongs_to("payer_id", "payers"),
        unique("payer_id", "procedure_code", "modifiers", "effective_from_on"),
    )

    payer_id: Mapped[UUID]
    procedure_code: Mapped[str]
    modifiers: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    allowed_cents: Mapped[int]
    """Per unit."""
    effective_from_on: Mapped[date]
    effective_to_on: Mapped[date | None]
    """The last day it holds; null while it does."""
