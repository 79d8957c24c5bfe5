"""Keep narrowed lists of claims under a name; find claims by decision and by charge.

Revision ID: 0110_claim_views
Revises: 0100_day_wide_counts
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin, protect, tenant_columns

revision = "0110_claim_views"
down_revision = "0100_day_wide_counts"


def upgrade() -> None:
    begin()
    op.create_table(
        "claim_views",
        *tenant_columns(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("search", sa.Text, nullable=False),
        sa.Column("is_shared", sa.Boolean, nullable=False),
        sa.UniqueConstraint("tenant_id", "owner", "name"),
    )
    protect("claim_views", may="select, insert, update, delete")
    op.create_index("ix_claims_adjudicated", "claims", ["tenant_id", "adjudicated_at"])
    op.create_index(
        "ix_claims_charge",
        "claims",
        ["tenant_id", sa.text("charge_cents desc"), sa.text("id desc")],
    )


def downgrade() -> None:
    begin()
    op.drop_index("ix_claims_charge", "claims")
    op.drop_index("ix_claims_adjudicated", "claims")
    op.drop_table("claim_views")
