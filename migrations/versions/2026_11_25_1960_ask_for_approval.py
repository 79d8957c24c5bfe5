"""Keep what waits for a second person.

Revision ID: 1960_approvals
Revises: 1955_settings
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import begin, belongs_to, protect, tenant_columns

revision = "1960_approvals"
down_revision = "1955_settings"


def upgrade() -> None:
    begin()
    op.create_table(
        "approvals",
        *tenant_columns(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("store_id", sa.Uuid),
        sa.Column("amount_cents", sa.BigInteger, nullable=False),
        sa.Column("limit_cents", sa.BigInteger, nullable=False),
        sa.Column("arguments", JSONB, nullable=False),
        sa.Column("state", JSONB, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("note", sa.Text),
        sa.Column("result_id", sa.Uuid),
        belongs_to("store_id", "stores"),
    )
    op.create_index("ix_approvals_status", "approvals", ["tenant_id", "status", "id"])
    protect("approvals", stores=True)


def downgrade() -> None:
    begin()
    op.drop_table("approvals")
