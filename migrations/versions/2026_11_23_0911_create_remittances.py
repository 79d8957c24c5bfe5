"""Create remittances, payments and adjustments.

Revision ID: 0911_remittances
Revises: 0910_submissions
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = "0911_remittances"
down_revision = "0910_submissions"


def upgrade() -> None:
    begin()
    op.create_table(
        "remittances",
        *tenant_columns(),
        sa.Column("raw_file_id", sa.Uuid, nullable=False),
        sa.Column("transaction_control_number", sa.Text, nullable=False),
        sa.Column("payer_id", sa.Uuid),
        sa.Column("payer_identifier", sa.Text, nullable=False),
        sa.Column("payer_name", sa.Text, nullable=False),
        sa.Column("trace_number", sa.Text, nullable=False),
        sa.Column("payment_method_code", sa.Text, nullable=False),
        sa.Column("paid_cents", sa.BigInteger, nullable=False),
        sa.Column("provider_adjustment_cents", sa.BigInteger, nullable=False),
        sa.Column("claim_paid_cents", sa.BigInteger, nullable=False),
        sa.Column("paid_on", sa.Date, nullable=False),
        sa.Column("claim_count", sa.BigInteger, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("posted_at", sa.DateTime(timezone=True)),
        belongs_to("payer_id", "payers"),
        belongs_to("raw_file_id", "raw_files"),
        unique("payer_identifier", "trace_number", "paid_cents", "paid_on"),
    )
    op.create_index(
        "ix_remittances_paid_on",
        "remittances",
        ["tenant_id", sa.text("paid_on desc"), sa.text("id desc")],
    )
    op.create_index("ix_remittances_status", "remittances", ["tenant_id", "status"])
    protect("remittances")
    op.create_table(
        "claim_payments",
        *tenant_columns(),
        sa.Column("remittance_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("claim_id", sa.Uuid),
        sa.Column("reverses_id", sa.Uuid),
        sa.Column("patient_control_number", sa.Text, nullable=False),
        sa.Column("payer_claim_control_number", sa.Text),
        sa.Column("claim_status_code", sa.Text, nullable=False),
        sa.Column("charge_cents", sa.BigInteger, nullable=False),
        sa.Column("paid_cents", sa.BigInteger, nullable=False),
        sa.Column("patient_responsibility_cents", sa.BigInteger, nullable=False),
        sa.Column("crossover_payer_name", sa.Text),
        sa.Column("remark_codes", ARRAY(sa.Text), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("matched_by", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("segments", sa.Text, nullable=False),
        belongs_to("claim_id", "claims"),
        belongs_to("remittance_id", "remittances"),
        belongs_to("reverses_id", "claim_payments"),
        unique("remittance_id", "position"),
    )
    op.create_index("ix_claim_payments_claim", "claim_payments", ["tenant_id", "claim_id"])
    op.create_index("ix_claim_payments_status", "claim_payments", ["tenant_id", "status"])
    protect("claim_payments")
    op.create_table(
        "provider_adjustments",
        *tenant_columns(),
        sa.Column("remittance_id", sa.Uuid, nullable=False),
        sa.Column("claim_id", sa.Uuid),
        sa.Column("reason_code", sa.Text, nullable=False),
        sa.Column("reference", sa.Text),
        sa.Column("amount_cents", sa.BigInteger, nullable=False),
        sa.Column("fiscal_period_on", sa.Date),
        sa.Column("details", JSONB, nullable=False, server_default=sa.text("'{}'")),
        belongs_to("claim_id", "claims"),
        belongs_to("remittance_id", "remittances"),
    )
    op.create_index(
        "ix_provider_adjustments_remittance", "provider_adjustments", ["tenant_id", "remittance_id"]
    )
    protect("provider_adjustments", may="select, insert")
    op.create_table(
        "service_payments",
        *tenant_columns(),
        sa.Column("claim_payment_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("service_line_id", sa.Uuid),
        sa.Column("line_control_number", sa.Text),
        sa.Column("procedure_code", sa.Text, nullable=False),
        sa.Column("modifiers", ARRAY(sa.Text), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("units", sa.Numeric, nullable=False),
        sa.Column("charge_cents", sa.BigInteger, nullable=False),
        sa.Column("paid_cents", sa.BigInteger, nullable=False),
        sa.Column("allowed_cents", sa.BigInteger),
        sa.Column("remark_codes", ARRAY(sa.Text), nullable=False, server_default=sa.text("'{}'")),
        belongs_to("claim_payment_id", "claim_payments"),
        belongs_to("service_line_id", "service_lines"),
        unique("claim_payment_id", "position"),
    )
    op.create_index(
        "ix_service_payments_line", "service_payments", ["tenant_id", "service_line_id"]
    )
    protect("service_payments", may="select, insert")
    op.create_table(
        "adjustments",
        *tenant_columns(),
        sa.Column("claim_payment_id", sa.Uuid, nullable=False),
        sa.Column("service_payment_id", sa.Uuid),
        sa.Column("group_code", sa.Text, nullable=False),
        sa.Column("reason_code", sa.Text, nullable=False),
        sa.Column("amount_cents", sa.BigInteger, nullable=False),
        sa.Column("quantity", sa.Numeric),
        belongs_to("claim_payment_id", "claim_payments"),
        belongs_to("service_payment_id", "service_payments"),
    )
    op.create_index(
        "ix_adjustments_claim_payment", "adjustments", ["tenant_id", "claim_payment_id"]
    )
    op.create_index(
        "ix_adjustments_service_payment", "adjustments", ["tenant_id", "service_payment_id"]
    )
    protect("adjustments", may="select, insert")


def downgrade() -> None:
    begin()
    op.drop_table("adjustments")
    op.drop_table("service_payments")
    op.drop_table("provider_adjustments")
    op.drop_table("claim_payments")
    op.drop_table("remittances")
