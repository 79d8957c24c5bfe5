"""Keep what units of the tree decide about settings, with the days.

Revision ID: 1955_settings
Revises: 1950_insurance_type
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = "1955_settings"
down_revision = "1950_insurance_type"


def upgrade() -> None:
    begin()
    op.create_table(
        "setting_values",
        *tenant_columns(),
        sa.Column("unit_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", JSONB),
        sa.Column("is_inherited", sa.Boolean, nullable=False),
        sa.Column("effective_from_on", sa.Date, nullable=False),
        sa.Column("set_by", sa.Text, nullable=False),
        belongs_to("unit_id", "organization_units"),
        unique("name", "unit_id", "effective_from_on"),
    )
    protect("setting_values")


def downgrade() -> None:
    begin()
    op.drop_table("setting_values")
