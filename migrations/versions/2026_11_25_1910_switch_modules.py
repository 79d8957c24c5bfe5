"""Remember which modules a tenant has switched off.

Revision ID: 1910_modules
Revises: 1900_audit
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin, protect, tenant_columns, unique

revision = "1910_modules"
down_revision = "1900_audit"


def upgrade() -> None:
    begin()
    op.create_table(
        "module_switches",
        *tenant_columns(),
        sa.Column("module", sa.Text, nullable=False),
        sa.Column("is_on", sa.Boolean, nullable=False),
        sa.Column("switched_by", sa.Text, nullable=False),
        sa.Column("switched_at", sa.DateTime(timezone=True), nullable=False),
        unique("module"),
    )
    protect("module_switches")


def downgrade() -> None:
    begin()
    op.drop_table("module_switches")
