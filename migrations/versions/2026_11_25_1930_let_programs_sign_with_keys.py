"""Let partners' programs sign with keys of their own, and give each its limits.

Revision ID: 1930_client_keys
Revises: 1920_scope_children
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = "1930_client_keys"
down_revision = "1920_scope_children"

LET_GO = {
    "client_assertions": "expires_at < now() - interval '1 hour'",
    "personal_tokens": "expires_at < now() - interval '90 days'",
}
"""When a row may be deleted, whatever is asked."""


def upgrade() -> None:
    begin()
    _extend_clients()
    op.create_table(
        "client_keys",
        *tenant_columns(),
        sa.Column("client_id", sa.Uuid, nullable=False),
        sa.Column("key_id", sa.Text, nullable=False),
        sa.Column("public_key", JSONB, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("last_used_at", sa.DateTime(timezone=True)),
        belongs_to("client_id", "client_applications"),
        unique("client_id", "key_id"),
    )
    protect("client_keys")
    op.create_table(
        "client_assertions",
        *tenant_columns(),
        sa.Column("client_id", sa.Uuid, nullable=False),
        sa.Column("assertion_number", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        belongs_to("client_id", "client_applications"),
        unique("client_id", "assertion_number"),
    )
    protect("client_assertions", may="select, insert, delete")
    op.create_table(
        "personal_tokens",
        *tenant_columns(),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.Column("scopes", ARRAY(sa.Text), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("last_used_at", sa.DateTime(timezone=True)),
        belongs_to("user_id", "users"),
        unique("token_hash"),
    )
    protect("personal_tokens", may="select, insert, update, delete")
    op.create_table(
        "allowances",
        *tenant_columns(),
        sa.Column("caller_id", sa.Uuid, nullable=False),
        sa.Column("minute_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_count", sa.BigInteger, nullable=False),
        sa.Column("cost", sa.BigInteger, nullable=False),
        unique("caller_id"),
    )
    protect("allowances")
    for table, old in LET_GO.items():
        op.execute(
            f"create policy only_old on {table} as restrictive for delete to mortar_app using ({old})"
        )


def _extend_clients() -> None:
    op.add_column(
        "client_applications",
        sa.Column("uses_keys", sa.Boolean, nullable=False, server_default=sa.text("false")),
    )
    for name, usual in (("requests_per_minute", "600"), ("cost_per_minute", "500000")):
        op.add_column(
            "client_applications",
            sa.Column(name, sa.BigInteger, nullable=False, server_default=sa.text(usual)),
        )
    op.add_column("client_secrets", sa.Column("last_used_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    begin()
    for table in ("allowances", "personal_tokens", "client_assertions", "client_keys"):
        op.drop_table(table)
    op.drop_column("client_secrets", "last_used_at")
    for name in ("cost_per_minute", "requests_per_minute", "uses_keys"):
        op.drop_column("client_applications", name)
