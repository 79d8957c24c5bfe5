"""Create the catalogue of services, its templates and prices.

Revision ID: 0906_services
Revises: 0905_patients
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = "0906_services"
down_revision = "0905_patients"


def upgrade() -> None:
    begin()
    op.create_table(
        "service_prices",
        *tenant_columns(),
        sa.Column("procedure_code", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("price_cents", sa.BigInteger, nullable=False),
        sa.Column("effective_from_on", sa.Date, nullable=False),
        unique("procedure_code", "effective_from_on"),
    )
    protect("service_prices")
    op.create_table(
        "services",
        *tenant_columns(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False, server_default=sa.text("true")),
        unique("name"),
    )
    protect("services")
    op.create_table(
        "service_templates",
        *tenant_columns(),
        sa.Column("service_id", sa.Uuid, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("definition", JSONB, nullable=False),
        sa.Column("effective_from_on", sa.Date),
        belongs_to("service_id", "services"),
        unique("service_id", "version"),
    )
    protect("service_templates")


def downgrade() -> None:
    begin()
    op.drop_table("service_templates")
    op.drop_table("services")
    op.drop_table("service_prices")
