"""Create the rollups of reports.

Revision ID: 0913_reports
Revises: 0912_ledger
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = "0913_reports"
down_revision = "0912_ledger"


def upgrade() -> None:
    begin()
    op.create_table(
        "payer_months",
        *tenant_columns(),
        sa.Column("month_on", sa.Date, nullable=False),
        sa.Column("payer_id", sa.Uuid, nullable=False),
        sa.Column("adjudicated_count", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("denied_count", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("days_to_pay_total", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("paid_cents", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("expected_cents", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        belongs_to("payer_id", "payers"),
        unique("month_on", "payer_id"),
    )
    protect("payer_months")
    op.create_table(
        "revenue_days",
        *tenant_columns(),
        sa.Column("served_on", sa.Date, nullable=False),
        sa.Column("service_id", sa.Uuid, nullable=False),
        sa.Column("payer_id", sa.Uuid, nullable=False),
        sa.Column("store_id", sa.Uuid, nullable=False),
        sa.Column("claim_count", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("charge_cents", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("expected_cents", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("paid_cents", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("adjusted_cents", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("patient_cents", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        belongs_to("payer_id", "payers"),
        belongs_to("service_id", "services"),
        belongs_to("store_id", "stores"),
        unique("served_on", "service_id", "payer_id", "store_id"),
    )
    protect("revenue_days")


def downgrade() -> None:
    begin()
    op.drop_table("revenue_days")
    op.drop_table("payer_months")
