"""Keep second factors: authenticator apps, security keys, and codes for when both are lost.

Revision ID: 2000_second_factors
Revises: 1980_identity_providers
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = "2000_second_factors"
down_revision = "1980_identity_providers"

MAY = "select, insert, update, delete"


def upgrade() -> None:
    begin()
    op.create_table(
        "authenticator_apps",
        *tenant_columns(),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("sealed_secret", sa.Text, nullable=False),
        sa.Column("last_step", sa.BigInteger, nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True)),
        belongs_to("user_id", "users"),
        unique("user_id"),
    )
    protect("authenticator_apps", may=MAY)
    op.create_table(
        "security_keys",
        *tenant_columns(),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("credential_id", sa.LargeBinary, nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("use_count", sa.BigInteger, nullable=False),
        sa.Column("challenged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True)),
        belongs_to("user_id", "users"),
        unique("credential_id"),
        unique("user_id", "name"),
    )
    protect("security_keys", may=MAY)
    op.create_table(
        "recovery_codes",
        *tenant_columns(),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("code_hash", sa.Text, nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        belongs_to("user_id", "users"),
        unique("user_id", "code_hash"),
    )
    protect("recovery_codes", may=MAY)


def downgrade() -> None:
    begin()
    for table in ("recovery_codes", "security_keys", "authenticator_apps"):
        op.drop_table(table)
