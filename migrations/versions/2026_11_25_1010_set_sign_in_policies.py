"""Let a tenant say how long sessions last and who needs a second factor.

Revision ID: 1010_sign_in_policies
Revises: 1000_credentials
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from migrations.tenancy import begin, protect, tenant_columns, unique

revision = "1010_sign_in_policies"
down_revision = "1000_credentials"


def upgrade() -> None:
    begin()
    op.create_table(
        "sign_in_policies",
        *tenant_columns(),
        sa.Column("idle_minutes", sa.BigInteger, nullable=False),
        sa.Column("longest_hours", sa.BigInteger, nullable=False),
        sa.Column("recent_minutes", sa.BigInteger, nullable=False),
        sa.Column("second_factor", sa.Text, nullable=False),
        sa.Column("second_factor_role_ids", ARRAY(sa.Uuid), nullable=False),
        unique(),
    )
    protect("sign_in_policies")


def downgrade() -> None:
    begin()
    op.drop_table("sign_in_policies")
