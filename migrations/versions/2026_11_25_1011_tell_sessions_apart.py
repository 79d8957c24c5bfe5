"""Keep of each session where it was opened, from what, and when its user last proved themselves.

Revision ID: 1011_sessions_apart
Revises: 1010_sign_in_policies
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin

revision = "1011_sessions_apart"
down_revision = "1010_sign_in_policies"


def columns() -> list[sa.Column[object]]:
    now = sa.func.now()
    return [
        sa.Column("user_agent", sa.Text),
        sa.Column("address", sa.Text),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False, server_default=now),
        sa.Column(
            "failed_before_count", sa.BigInteger, nullable=False, server_default=sa.text("0")
        ),
    ]


def upgrade() -> None:
    begin()
    for column in columns():
        op.add_column("user_sessions", column)
    op.create_index("ix_user_sessions_user", "user_sessions", ["tenant_id", "user_id", "id"])


def downgrade() -> None:
    begin()
    op.drop_index("ix_user_sessions_user", "user_sessions")
    for column in columns():
        op.drop_column("user_sessions", column.name)
