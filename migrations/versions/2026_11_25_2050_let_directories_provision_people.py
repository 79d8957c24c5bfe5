"""Let a tenant's directory keep its people and groups here (SCIM).

Revision ID: 2050_provisioning
Revises: 2040_seal_patients
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = "2050_provisioning"
down_revision = "2040_seal_patients"

EVERYTHING = "select, insert, update, delete"


def upgrade() -> None:
    begin()
    op.create_table(
        "provisioned_users",
        *tenant_columns(),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("user_name", sa.Text, nullable=False),
        sa.Column("external_id", sa.Text),
        sa.Column("document", JSONB, nullable=False),
        *_versioned(),
        belongs_to("user_id", "users"),
        unique("user_id"),
        unique("user_name"),
    )
    op.create_table(
        "provisioned_groups",
        *tenant_columns(),
        sa.Column("display_name", sa.Text, nullable=False),
        sa.Column("external_id", sa.Text),
        *_versioned(),
    )
    for table in ("provisioned_users", "provisioned_groups"):
        op.create_index(f"ix_{table}_external_id", table, ["tenant_id", "external_id"])
        protect(table, may=EVERYTHING)
    op.create_table(
        "group_members",
        *tenant_columns(),
        sa.Column("group_id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        belongs_to("group_id", "provisioned_groups"),
        belongs_to("user_id", "users"),
        unique("group_id", "user_id"),
    )
    op.create_index("ix_group_members_user", "group_members", ["tenant_id", "user_id"])
    protect("group_members", may="select, insert, delete")
    op.create_table(
        "group_grants",
        *tenant_columns(),
        sa.Column("group_id", sa.Uuid, nullable=False),
        sa.Column("role_id", sa.Uuid, nullable=False),
        sa.Column("unit_id", sa.Uuid, nullable=False),
        belongs_to("group_id", "provisioned_groups"),
        belongs_to("role_id", "roles"),
        belongs_to("unit_id", "organization_units"),
        unique("group_id", "role_id", "unit_id"),
    )
    protect("group_grants", may="select, insert, delete")
    op.add_column("memberships", sa.Column("group_id", sa.Uuid))
    op.create_foreign_key(
        None, "memberships", "provisioned_groups", ["tenant_id", "group_id"], ["tenant_id", "id"]
    )


def _versioned() -> list[sa.Column[object]]:
    return [
        sa.Column("version", sa.BigInteger, nullable=False, server_default=sa.text("1")),
        sa.Column(
            "changed_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
    ]


def downgrade() -> None:
    begin()
    op.drop_column("memberships", "group_id")
    for table in ("group_grants", "group_members", "provisioned_groups", "provisioned_users"):
        op.drop_table(table)
