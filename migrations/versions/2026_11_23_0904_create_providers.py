"""Create stores and the people who render services.

Revision ID: 0904_providers
Revises: 0903_payers
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = "0904_providers"
down_revision = "0903_payers"


def upgrade() -> None:
    begin()
    op.create_table(
        "providers",
        *tenant_columns(),
        sa.Column("user_id", sa.Uuid),
        sa.Column("first_name", sa.Text, nullable=False),
        sa.Column("last_name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("npi", sa.Text, nullable=False),
        sa.Column("taxonomy_code", sa.Text, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False, server_default=sa.text("true")),
        belongs_to("user_id", "users"),
        unique("npi"),
    )
    protect("providers")
    op.create_table(
        "stores",
        *tenant_columns(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("legal_name", sa.Text, nullable=False),
        sa.Column("npi", sa.Text, nullable=False),
        sa.Column("ncpdp_number", sa.Text),
        sa.Column("tax_id", sa.Text, nullable=False),
        sa.Column("taxonomy_code", sa.Text, nullable=False),
        sa.Column("clia_number", sa.Text),
        sa.Column("address_line", sa.Text, nullable=False),
        sa.Column("address_line_2", sa.Text),
        sa.Column("city", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("zip_code", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("time_zone", sa.Text, nullable=False),
        sa.Column("place_of_service_code", sa.Text, nullable=False, server_default=sa.text("'01'")),
        belongs_to("id", "organization_units"),
        unique("npi"),
    )
    protect("stores")


def downgrade() -> None:
    begin()
    op.drop_table("stores")
    op.drop_table("providers")
