"""Let a tenant's own identity providers sign its people in.

Revision ID: 1980_identity_providers
Revises: 1970_break_glass
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = "1980_identity_providers"
down_revision = "1970_break_glass"


def upgrade() -> None:
    begin()
    _create_providers()
    op.create_table(
        "provider_grants",
        *tenant_columns(),
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("claim_value", sa.Text, nullable=False),
        sa.Column("role_id", sa.Uuid, nullable=False),
        sa.Column("unit_id", sa.Uuid, nullable=False),
        belongs_to("provider_id", "identity_providers"),
        belongs_to("role_id", "roles"),
        belongs_to("unit_id", "organization_units"),
        unique("provider_id", "claim_value", "role_id", "unit_id"),
    )
    protect("provider_grants", may="select, insert, delete")
    op.create_table(
        "provider_accounts",
        *tenant_columns(),
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True)),
        belongs_to("provider_id", "identity_providers"),
        belongs_to("user_id", "users"),
        unique("provider_id", "subject"),
        unique("provider_id", "user_id"),
    )
    protect("provider_accounts")
    op.create_table(
        "used_states",
        *tenant_columns(),
        sa.Column("state_hash", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        unique("state_hash"),
    )
    protect("used_states", may="select, insert, delete")
    op.execute(
        "create policy only_old on used_states as restrictive for delete to mortar_app"
        " using (expires_at < now() - interval '1 hour')"
    )
    op.add_column("memberships", sa.Column("provider_id", sa.Uuid))
    op.create_foreign_key(
        None,
        "memberships",
        "identity_providers",
        ["tenant_id", "provider_id"],
        ["tenant_id", "id"],
    )


def _create_providers() -> None:
    op.create_table(
        "identity_providers",
        *tenant_columns(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("sealed_secret", sa.Text),
        sa.Column("scopes", ARRAY(sa.Text), nullable=False),
        sa.Column("groups_claim", sa.Text, nullable=False),
        sa.Column("email_domains", ARRAY(sa.Text), nullable=False),
        sa.Column("vouches_for_email", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("creates_users", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("allows_passwords", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("disabled_at", sa.DateTime(timezone=True)),
        unique("name"),
        unique("issuer", "client_id"),
    )
    protect("identity_providers")


def downgrade() -> None:
    begin()
    op.drop_column("memberships", "provider_id")
    for table in ("used_states", "provider_accounts", "provider_grants", "identity_providers"):
        op.drop_table(table)
