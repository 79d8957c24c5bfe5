"""Keep what was handed out to choose a password with: invitations and resets, each used once.

Revision ID: 1012_account_links
Revises: 1011_sessions_apart
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = "1012_account_links"
down_revision = "1011_sessions_apart"


def upgrade() -> None:
    begin()
    op.create_table(
        "account_links",
        *tenant_columns(),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        belongs_to("user_id", "users"),
        unique("token_hash"),
    )
    op.create_index("ix_account_links_user", "account_links", ["tenant_id", "user_id", "id"])
    protect("account_links")


def downgrade() -> None:
    begin()
    op.drop_table("account_links")
