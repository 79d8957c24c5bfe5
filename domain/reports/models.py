"""Rollups that keep a report's cost flat as claims grow; written in the transaction they describe."""

from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.records import Record, TenantOwned, belongs_to, index, unique


class RevenueDay(TenantOwned, Record):
    """What one service earned from one payer at one store, by day of service."""

    __tablename__ = "revenue_days"
    __table_args__ = (
        belongs_to("store_id", "stores"),
        belongs_to("service_id", "services"),
        belongs_to("payer_id", "payers"),
        unique("served_on", "service_id", "payer_id", "store_id"),
    )

    served_on: Mapped[date]
    service_id: Mapped[UUID]
    payer_id: Mapped[UUID]
    store_id: Mapped[UUID]
    claim_count: Mapped[int] = mapped_column(server_default=text("0"))
    charge_cents: Mapped[int] = mapped_column(server_default=text("0"))
    expected_cents: Mapped[int] = mapped_column(server_default=text("0"))
    paid_cents: Mapped[int] = mapped_column(server_default=text("0"))
    adjusted_cents: Mapped[int] = mapped_column(server_default=text("0"))
    patient_cents: Mapped[int] = mapped_column(server_default=text("0"))


class PayerMonth(TenantOwned, Record):
    """How one payer performed in one month of adjudication."""

    __tablename__ = "payer_months"
    __table_args__ = (belongs_to("payer_id", "payers"), unique("month_on", "payer_id"))

    month_on: Mapped[date]
    """The first of the month."""
    payer_id: Mapped[UUID]
    adjudicated_count: Mapped[int] = mapped_column(server_default=text("0"))
    denied_count: Mapped[int] = mapped_column(server_default=text("0"))
    days_to_pay_total: Mapped[int] = mapped_column(server_default=text("0"))
    """Summed over adjudicated claims, from submission to decision."""
    paid_cents: Mapped[int] = mapped_column(server_default=text("0"))
    expected_cents: Mapped[int] = mapped_column(server_default=text("0"))


class RowCount(TenantOwned, Record):
    """A change in how many rows a table has of one status at one store; their sum is the count.

    Triggers append these in the transaction that writes the rows, so that writers never wait for
    one another; a job folds them now and then.
    """

    __tablename__ = "row_counts"
    __table_args__ = (
        index(
            "ix_row_counts_table_name",
            "table_name",
            "status",
            postgresql_include=["store_id", "row_count"],
        ),
    )

    table_name: Mapped[str]
    status: Mapped[str]
    store_id: Mapped[UUID | None]
    row_count: Mapped[int]
    """Negative where rows left that status."""
