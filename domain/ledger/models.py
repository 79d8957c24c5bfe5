"""The ledger: entries and their legs, only ever appended, each entry in balance."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.records import Record, TenantOwned, belongs_to, index, of_its_store, unique
from tenants.sealed_fields import sealed


class Account(StrEnum):
    """Where money stands. Debits are positive, credits negative."""

    INSURANCE_RECEIVABLE = "insurance_receivable"
    PATIENT_RECEIVABLE = "patient_receivable"
    CASH = "cash"
    UNAPPLIED_CASH = "unapplied_cash"
    """Paid by a remittance and not yet by any claim of ours: a credit until it is matched."""
    REVENUE = "revenue"
    CONTRACTUAL_ADJUSTMENTS = "contractual_adjustments"
    DENIALS = "denials"
    OTHER_ADJUSTMENTS = "other_adjustments"
    WRITE_OFFS = "write_offs"
    PROVIDER_ADJUSTMENTS = "provider_adjustments"
    INTEREST = "interest"


class Entry(TenantOwned, Record):
    """One balanced movement of money, with its cause."""

    __tablename__ = "entries"
    __table_args__ = (
        belongs_to("reverses_id", "entries"),
        unique("source_kind", "source_id", "kind"),
        unique("reverses_id"),
        index("ix_entries_posted_at", text("posted_at desc"), text("id desc")),
    )

    kind: Mapped[str]
    """`charge`, `payment`, `reversal`, `provider_adjustment`, `write_off` ..."""
    source_kind: Mapped[str]
    """The table of the row that caused it; with the id it makes posting twice impossible."""
    source_id: Mapped[UUID]
    effective_on: Mapped[date]
    posted_at: Mapped[datetime] = mapped_column(server_default=func.now())
    posted_by: Mapped[str]
    memo: Mapped[str] = sealed()
    reverses_id: Mapped[UUID | None]


class Leg(TenantOwned, Record):
    """A signed amount on one account: debits positive, credits negative."""

    __tablename__ = "legs"
    __table_args__ = (
        belongs_to("entry_id", "entries"),
        of_its_store("claim_id", "claims"),
        CheckConstraint("claim_id is null or store_id is not null", name="store_where_claim"),
        belongs_to("service_line_id", "service_lines"),
        belongs_to("payer_id", "payers"),
        belongs_to("store_id", "stores"),
        index("ix_legs_entry", "entry_id"),
        index("ix_legs_claim", "claim_id", "account"),
    )

    entry_id: Mapped[UUID]
    account: Mapped[str]
    amount_cents: Mapped[int]
    claim_id: Mapped[UUID | None]
    service_line_id: Mapped[UUID | None]
    payer_id: Mapped[UUID | None]
    store_id: Mapped[UUID | None]
    """That of its claim; null for what is of no claim."""
