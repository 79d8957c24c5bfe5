"""Create prior adjudications: what a secondary claim must tell of the primary payer.

Revision ID: 0914_prior_adjudications
Revises: 0913_reports
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = "0914_prior_adjudications"
down_revision = "0913_reports"


def upgrade() -> None:
    begin()
    op.create_table(
        "prior_adjudications",
        *tenant_columns(),
        sa.Column("claim_id", sa.Uuid, nullable=False),
        sa.Column("service_line_id", sa.Uuid, nullable=False),
        sa.Column("coverage_id", sa.Uuid, nullable=False),
        sa.Column("adjudicated_on", sa.Date, nullable=False),
        sa.Column("payer_claim_control_number", sa.Text),
        sa.Column("paid_cents", sa.BigInteger, nullable=False),
        sa.Column("remaining_cents", sa.BigInteger, nullable=False),
        sa.Column("adjustments", JSONB, nullable=False),
        belongs_to("claim_id", "claims"),
        belongs_to("service_line_id", "service_lines"),
        belongs_to("coverage_id", "coverages"),
        unique("service_line_id", "coverage_id"),
    )
    op.create_index(
        "ix_prior_adjudications_claim", "prior_adjudications", ["tenant_id", "claim_id"]
    )
    protect("prior_adjudications", may="select, insert, delete")


def downgrade() -> None:
    begin()
    op.drop_table("prior_adjudications")
