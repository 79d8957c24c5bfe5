"""Trust a provider's own second factor by name, and give time to enrol one here.

Revision ID: 0030_provider_factors
Revises: 0020_anomalies
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from migrations.tenancy import begin

revision = "0030_provider_factors"
down_revision = "0020_anomalies"


def upgrade() -> None:
    begin()
    none = sa.text("'{}'")
    for name in ("trusted_acr", "trusted_amr"):
        op.add_column(
            "identity_providers",
            sa.Column(name, ARRAY(sa.Text), nullable=False, server_default=none),
        )
    op.add_column("users", sa.Column("second_factor_due_at", sa.DateTime(timezone=True)))
    op.add_column(
        "sign_in_policies",
        sa.Column("grace_days", sa.BigInteger, nullable=False, server_default=sa.text("0")),
    )


def downgrade() -> None:
    begin()
    op.drop_column("sign_in_policies", "grace_days")
    op.drop_column("users", "second_factor_due_at")
    for name in ("trusted_amr", "trusted_acr"):
        op.drop_column("identity_providers", name)
