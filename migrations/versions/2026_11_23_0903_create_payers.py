"""Create payers, trading partners and contract rates.

Revision ID: 0903_payers
Revises: 0902_outbox
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = "0903_payers"
down_revision = "0902_outbox"


def upgrade() -> None:
    begin()
    op.create_table(
        "trading_partners",
        *tenant_columns(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("gateway", sa.Text, nullable=False),
        sa.Column("settings", JSONB, nullable=False, server_default=sa.text("'{}'")),
        sa.Column("submitter_id", sa.Text, nullable=False),
        sa.Column("submitter_name", sa.Text, nullable=False),
        sa.Column("contact_name", sa.Text, nullable=False),
        sa.Column("contact_phone", sa.Text, nullable=False),
        sa.Column("receiver_id", sa.Text, nullable=False),
        sa.Column("receiver_name", sa.Text, nullable=False),
        sa.Column("is_production", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column(
            "last_control_number", sa.BigInteger, nullable=False, server_default=sa.text("0")
        ),
        sa.CheckConstraint("last_control_number between 0 and 999999999", name="isa13_range"),
        unique("name"),
    )
    protect("trading_partners")
    op.create_table(
        "payers",
        *tenant_columns(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("payer_number", sa.Text, nullable=False),
        sa.Column("claim_filing_indicator_code", sa.Text, nullable=False),
        sa.Column("trading_partner_id", sa.Uuid),
        sa.Column("state", sa.Text),
        sa.Column(
            "timely_filing_days", sa.BigInteger, nullable=False, server_default=sa.text("365")
        ),
        sa.Column("requires_taxonomy", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column(
            "accepts_secondary_claims", sa.Boolean, nullable=False, server_default=sa.text("true")
        ),
        sa.Column(
            "expects_answer_within_days",
            sa.BigInteger,
            nullable=False,
            server_default=sa.text("30"),
        ),
        sa.Column("is_active", sa.Boolean, nullable=False, server_default=sa.text("true")),
        belongs_to("trading_partner_id", "trading_partners"),
        unique("payer_number"),
    )
    op.create_index("ix_payers_name", "payers", ["tenant_id", "name"])
    protect("payers")
    op.create_table(
        "contract_rates",
        *tenant_columns(),
        sa.Column("payer_id", sa.Uuid, nullable=False),
        sa.Column("procedure_code", sa.Text, nullable=False),
        sa.Column("modifiers", ARRAY(sa.Text), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("allowed_cents", sa.BigInteger, nullable=False),
        sa.Column("effective_from_on", sa.Date, nullable=False),
        sa.Column("effective_to_on", sa.Date),
        belongs_to("payer_id", "payers"),
        unique("payer_id", "procedure_code", "modifiers", "effective_from_on"),
    )
    protect("contract_rates")


def downgrade() -> None:
    begin()
    op.drop_table("contract_rates")
    op.drop_table("payers")
    op.drop_table("trading_partners")
