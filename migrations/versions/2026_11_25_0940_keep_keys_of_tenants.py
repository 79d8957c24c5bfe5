"""Keep each tenant's keys, wrapped, where only the tenant's own transactions find them.

Revision ID: 0940_tenant_keys
Revises: 0926_store_lists
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin, protect, tenant_columns, unique

revision = "0940_tenant_keys"
down_revision = "0926_store_lists"


def upgrade() -> None:
    begin()
    op.create_table(
        "tenant_keys",
        *tenant_columns(),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("wrapped", sa.LargeBinary),
        sa.Column("wrapped_with", sa.Text, nullable=False),
        sa.Column(
            "used_from_at",
            sa.DateTime(timezone=True),
            server_default=sa.func.now(),
            nullable=False,
        ),
        sa.Column("shredded_at", sa.DateTime(timezone=True)),
        unique("purpose", "version"),
        sa.CheckConstraint("purpose in ('data', 'index')", name="purpose"),
    )
    protect("tenant_keys")


def downgrade() -> None:
    begin()
    op.drop_table("tenant_keys")
