"""Keep what came of verifying a tenant's audit log.

Revision ID: 0120_chain_checks
Revises: 0110_claim_views
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin, protect, tenant_columns

revision = "0120_chain_checks"
down_revision = "0110_claim_views"


def upgrade() -> None:
    begin()
    op.create_table(
        "chain_checks",
        *tenant_columns(),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("block_count", sa.BigInteger, nullable=False),
        sa.Column("checked_count", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("event_count", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("checked_until_at", sa.DateTime(timezone=True)),
        sa.Column("exported_number", sa.BigInteger),
        sa.Column("exported_at", sa.DateTime(timezone=True)),
        sa.Column("break_count", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("first_break_kind", sa.Text),
        sa.Column("first_break_block", sa.BigInteger),
        sa.Column("first_break_event_id", sa.Uuid),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("state in ('running', 'sound', 'broken', 'given_up')", name="state"),
    )
    op.create_index(
        "uq_chain_checks_running",
        "chain_checks",
        ["tenant_id"],
        unique=True,
        postgresql_where=sa.text("state = 'running'"),
    )
    protect("chain_checks")


def downgrade() -> None:
    begin()
    op.drop_table("chain_checks")
