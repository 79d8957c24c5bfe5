"""Keep how far the resealing of a tenant's rows with a new key has come.

Revision ID: 0000_rotate_keys
Revises: 2060_seal_texts
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = "0000_rotate_keys"
down_revision = "2060_seal_texts"


def upgrade() -> None:
    begin()
    op.create_table(
        "key_rotations",
        *tenant_columns(),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger),
        sa.Column("used_from_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("state in ('running', 'cancelled', 'done')", name="state"),
    )
    op.create_index(
        "uq_key_rotations_running",
        "key_rotations",
        ["tenant_id"],
        unique=True,
        postgresql_where=sa.text("state = 'running'"),
    )
    protect("key_rotations")
    op.create_table(
        "resealed_tables",
        *tenant_columns(),
        sa.Column("rotation_id", sa.Uuid, nullable=False),
        sa.Column("table_name", sa.Text, nullable=False),
        sa.Column("row_count", sa.BigInteger, nullable=False),
        sa.Column("resealed_count", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("unopened_count", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("after_id", sa.Uuid),
        sa.Column("is_done", sa.Boolean, nullable=False, server_default=sa.false()),
        belongs_to("rotation_id", "key_rotations"),
        unique("rotation_id", "table_name"),
    )
    protect("resealed_tables")


def downgrade() -> None:
    begin()
    op.drop_table("resealed_tables")
    op.drop_table("key_rotations")
