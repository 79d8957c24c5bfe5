"""Remittances: what payers paid and why, balanced and matched, or kept in quarantine."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.records import (
    Record,
    StoreOwned,
    TenantOwned,
    belongs_to,
    index,
    no_store_without,
    of_its_store,
    unique,
)
from tenants.sealed_fields import sealed


class Remittance(TenantOwned, Record):
    """One 835 transaction set: one payment and its explanation."""

    __tablename__ = "remittances"
    __table_args__ = (
        belongs_to("raw_file_id", "raw_files"),
        belongs_to("payer_id", "payers"),
        unique("payer_identifier", "trace_number", "paid_cents", "paid_on"),
        index("ix_remittances_paid_on", text("paid_on desc"), text("id desc")),
        index("ix_remittances_status", "status"),
    )

    raw_file_id: Mapped[UUID]
    transaction_control_number: Mapped[str]
    """ST02."""
    payer_id: Mapped[UUID | None]
    payer_identifier: Mapped[str]
    """TRN03: the payer as the bank knows it."""
    payer_name: Mapped[str]
    trace_number: Mapped[str]
    """TRN02: the cheque or EFT number; with TRN03 it finds the bank deposit."""
    payment_method_code: Mapped[str]
    """BPR04: ACH, CHK, NON ..."""
    paid_cents: Mapped[int]
    """BPR02, negative when BPR03 says debit."""
    provider_adjustment_cents: Mapped[int]
    """The sum of the PLB amounts: positive reduces the payment."""
    claim_paid_cents: Mapped[int]
    """The sum of CLP04."""
    paid_on: Mapped[date]
    claim_count: Mapped[int]
    status: Mapped[str]
    """`balanced`, `posted`, `partially_posted` or `quarantined`."""
    reason: Mapped[str | None] = sealed()
    posted_at: Mapped[datetime | None]


class ClaimPayment(StoreOwned, Record):
    """How the payer decided one claim (loop 2100)."""

    __tablename__ = "claim_payments"
    __table_args__ = (
        belongs_to("remittance_id", "remittances"),
        of_its_store("claim_id", "claims"),
        belongs_to("reverses_id", "claim_payments"),
        unique("id", "store_id"),
        unique("remittance_id", "position"),
        index("ix_claim_payments_claim", "claim_id"),
        index("ix_claim_payments_status", "status"),
        no_store_without("claim_id"),
    )

    remittance_id: Mapped[UUID]
    position: Mapped[int]
    """Its place among the CLP segments, from 1."""
    claim_id: Mapped[UUID | None]
    reverses_id: Mapped[UUID | None]
    """For CLP02 22: the payment that it takes back."""
    patient_control_number: Mapped[str]
    """CLP01."""
    payer_claim_control_number: Mapped[str | None]
    """CLP07."""
    claim_status_code: Mapped[str]
    """CLP02."""
    charge_cents: Mapped[int]
    paid_cents: Mapped[int]
    patient_responsibility_cents: Mapped[int]
    crossover_payer_name: Mapped[str | None]
    """NM1*TT: forwarded, so do not bill the next payer."""
    remark_codes: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    status: Mapped[str]
    """`matched`, `posted` or `quarantined`."""
    matched_by: Mapped[str | None]
    """`line_control_number`, `patient_control_number` or `payer_claim_control_number`."""
    reason: Mapped[str | None] = sealed()
    segments: Mapped[str] = sealed()
    """The raw segments of the loop."""


class ServicePayment(StoreOwned, Record):
    """How the payer decided one line (loop 2110)."""

    __tablename__ = "service_payments"
    __table_args__ = (
        of_its_store("claim_payment_id", "claim_payments"),
        belongs_to("service_line_id", "service_lines"),
        unique("claim_payment_id", "position"),
        index("ix_service_payments_line", "service_line_id"),
    )

    claim_payment_id: Mapped[UUID]
    position: Mapped[int]
    service_line_id: Mapped[UUID | None]
    line_control_number: Mapped[str | None]
    procedure_code: Mapped[str]
    modifiers: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    units: Mapped[Decimal]
    charge_cents: Mapped[int]
    paid_cents: Mapped[int]
    allowed_cents: Mapped[int | None]
    """AMT*B6."""
    remark_codes: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))


class Adjustment(StoreOwned, Record):
    """One reason why the payer paid another amount (CAS): of a claim, or of one of its lines."""

    __tablename__ = "adjustments"
    __table_args__ = (
        of_its_store("claim_payment_id", "claim_payments"),
        belongs_to("service_payment_id", "service_payments"),
        index("ix_adjustments_claim_payment", "claim_payment_id"),
        index("ix_adjustments_service_payment", "service_payment_id"),
    )

    claim_payment_id: Mapped[UUID]
    service_payment_id: Mapped[UUID | None]
    group_code: Mapped[str]
    """CO, PR, OA or PI; CR from old payers."""
    reason_code: Mapped[str]
    """CARC."""
    amount_cents: Mapped[int]
    quantity: Mapped[Decimal | None]


class ProviderAdjustment(StoreOwned, Record):
    """Money moved between payer and provider for no one claim (PLB). Positive reduces the payment."""

    __tablename__ = "provider_adjustments"
    __table_args__ = (
        belongs_to("remittance_id", "remittances"),
        of_its_store("claim_id", "claims"),
        index("ix_provider_adjustments_remittance", "remittance_id"),
        no_store_without("claim_id"),
    )

    remittance_id: Mapped[UUID]
    claim_id: Mapped[UUID | None]
    """When the reference names one of our claims (WO, CS)."""
    reason_code: Mapped[str]
    """WO, FB, L6, 72 ..."""
    reference: Mapped[str | None]
    amount_cents: Mapped[int]
    fiscal_period_on: Mapped[date | None]
    details: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
