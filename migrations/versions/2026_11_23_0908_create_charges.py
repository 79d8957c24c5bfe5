"""Create charges: coded, priced lines.

Revision ID: 0908_charges
Revises: 0907_encounters
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = "0908_charges"
down_revision = "0907_encounters"


def upgrade() -> None:
    begin()
    op.create_table(
        "charges",
        *tenant_columns(),
        sa.Column("encounter_id", sa.Uuid, nullable=False),
        sa.Column("store_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("served_on", sa.Date, nullable=False),
        sa.Column("procedure_code", sa.Text, nullable=False),
        sa.Column("modifiers", ARRAY(sa.Text), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("units", sa.Numeric, nullable=False),
        sa.Column("unit_price_cents", sa.BigInteger, nullable=False),
        sa.Column("charge_cents", sa.BigInteger, nullable=False),
        sa.Column("diagnosis_codes", ARRAY(sa.Text), nullable=False),
        sa.Column("ndc", sa.Text),
        sa.Column("ndc_quantity", sa.Numeric),
        sa.Column("ndc_unit_code", sa.Text),
        sa.Column("lot_number", sa.Text),
        sa.Column("clia_number", sa.Text),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("explanation", sa.Text, nullable=False),
        sa.CheckConstraint("charge_cents >= 0", name="charge"),
        sa.CheckConstraint("units > 0", name="units"),
        belongs_to("encounter_id", "encounters"),
        belongs_to("store_id", "stores"),
        unique("encounter_id", "position"),
    )
    protect("charges", stores=True)


def downgrade() -> None:
    begin()
    op.drop_table("charges")
