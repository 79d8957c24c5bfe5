"""Create tenants, their tree of units, people, roles and programs.

Revision ID: 0901_tenants
Revises: 0900_security
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from migrations.tenancy import (
    BOUND_TENANT,
    SIGNED_TENANT,
    begin,
    belongs_to,
    protect,
    tenant_columns,
    unique,
)

revision = "0901_tenants"
down_revision = "0900_security"

TENANT_BY_SLUG = """
create function security.tenant_by_slug(wanted text) returns uuid
language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
    select id from public.tenants where slug = wanted
$$
"""


def upgrade() -> None:
    begin()
    op.create_table(
        "signing_keys",
        sa.Column("key_id", sa.Text, primary_key=True),
        sa.Column("private_key", sa.Text, nullable=False),
        sa.Column("public_key", sa.Text, nullable=False),
        sa.Column("not_before_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "tenants",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("slug", sa.Text, nullable=False, unique=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
    )
    op.create_table(
        "client_applications",
        *tenant_columns(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("scopes", ARRAY(sa.Text), nullable=False),
        sa.Column("unit_id", sa.Uuid),
        sa.Column("disabled_at", sa.DateTime(timezone=True)),
        sa.Column("last_used_at", sa.DateTime(timezone=True)),
        unique("name"),
    )
    protect("client_applications")
    op.create_table(
        "idempotency_keys",
        *tenant_columns(),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("request_hash", sa.Text, nullable=False),
        sa.Column("response", sa.Text),
        unique("actor", "key"),
    )
    op.create_index(
        "ix_idempotency_keys_created_at", "idempotency_keys", ["tenant_id", "created_at"]
    )
    protect("idempotency_keys", may="select, insert, update, delete")
    op.create_table(
        "organization_units",
        *tenant_columns(),
        sa.Column("parent_id", sa.Uuid),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("path", ARRAY(sa.Uuid), nullable=False),
        sa.CheckConstraint(
            "(parent_id is null) = (kind = 'organization')", name="root_is_organization"
        ),
        belongs_to("parent_id", "organization_units"),
        unique("parent_id", "name"),
    )
    protect("organization_units")
    op.create_table(
        "revoked_tokens",
        *tenant_columns(),
        sa.Column("token_number", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        unique("token_number"),
    )
    protect("revoked_tokens")
    op.create_table(
        "roles",
        *tenant_columns(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("permissions", ARRAY(sa.Text), nullable=False),
        sa.Column("is_built_in", sa.Boolean, nullable=False, server_default=sa.text("false")),
        unique("name"),
    )
    protect("roles", may="select, insert, update, delete")
    op.create_table(
        "users",
        *tenant_columns(),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text),
        sa.Column("is_active", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column(
            "failed_sign_in_count", sa.BigInteger, nullable=False, server_default=sa.text("0")
        ),
        sa.Column("locked_until_at", sa.DateTime(timezone=True)),
        unique("email"),
    )
    protect("users")
    op.create_table(
        "client_secrets",
        *tenant_columns(),
        sa.Column("client_id", sa.Uuid, nullable=False),
        sa.Column("secret_hash", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        belongs_to("client_id", "client_applications"),
    )
    protect("client_secrets")
    op.create_table(
        "memberships",
        *tenant_columns(),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("role_id", sa.Uuid, nullable=False),
        sa.Column("unit_id", sa.Uuid, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        belongs_to("role_id", "roles"),
        belongs_to("unit_id", "organization_units"),
        belongs_to("user_id", "users"),
        unique("user_id", "role_id", "unit_id"),
    )
    protect("memberships", may="select, insert, update, delete")
    op.create_table(
        "user_sessions",
        *tenant_columns(),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.Column("csrf_token", sa.Text, nullable=False),
        sa.Column(
            "last_seen_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        belongs_to("user_id", "users"),
        unique("token_hash"),
    )
    protect("user_sessions")
    # Tenants are provisioned by the platform; a tenant sees itself.
    op.execute("alter table tenants enable row level security")
    op.execute("alter table tenants force row level security")
    op.execute(
        f"create policy own_tenant on tenants for select to mortar_app using (id = {BOUND_TENANT})"
    )
    op.execute(
        f"create policy signed_context on tenants as restrictive for select to mortar_app using (id = {SIGNED_TENANT})"
    )
    op.execute(
        "create policy provisioning on tenants for all to mortar_platform using (true) with check (true)"
    )
    op.execute("grant select on tenants to mortar_app")
    op.execute("grant select, insert, update on tenants to mortar_platform")
    # Before anyone is signed in, only this tells a tenant's id from what a person typed.
    op.execute("create policy directory on tenants for select to current_user using (true)")
    op.execute(TENANT_BY_SLUG)
    op.execute("revoke all on function security.tenant_by_slug(text) from public")
    op.execute("grant execute on function security.tenant_by_slug(text) to mortar_app")
    op.execute("grant select, insert, update on signing_keys to mortar_app, mortar_platform")


def downgrade() -> None:
    begin()
    op.execute("drop function security.tenant_by_slug(text)")
    op.drop_table("user_sessions")
    op.drop_table("memberships")
    op.drop_table("client_secrets")
    op.drop_table("users")
    op.drop_table("roles")
    op.drop_table("revoked_tokens")
    op.drop_table("organization_units")
    op.drop_table("idempotency_keys")
    op.drop_table("client_applications")
    op.drop_table("tenants")
    op.drop_table("signing_keys")
