"""Create encounters, signatures and what they record.

Revision ID: 0907_encounters
Revises: 0906_services
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = "0907_encounters"
down_revision = "0906_services"


def upgrade() -> None:
    begin()
    op.create_table(
        "encounters",
        *tenant_columns(),
        sa.Column("store_id", sa.Uuid, nullable=False),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("service_id", sa.Uuid, nullable=False),
        sa.Column("template_id", sa.Uuid, nullable=False),
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("status", sa.Text, nullable=False, server_default=sa.text("'draft'")),
        sa.Column("served_on", sa.Date, nullable=False),
        sa.Column("answers", JSONB, nullable=False, server_default=sa.text("'{}'")),
        sa.Column("revision", sa.BigInteger, nullable=False, server_default=sa.text("1")),
        sa.Column("amends_id", sa.Uuid),
        sa.Column("amendment_reason", sa.Text),
        sa.Column("void_reason", sa.Text),
        sa.Column("completed_at", sa.DateTime(timezone=True)),
        sa.Column("signed_at", sa.DateTime(timezone=True)),
        belongs_to("amends_id", "encounters"),
        belongs_to("patient_id", "patients"),
        belongs_to("provider_id", "providers"),
        belongs_to("service_id", "services"),
        belongs_to("store_id", "stores"),
        belongs_to("template_id", "service_templates"),
    )
    op.create_index("ix_encounters_patient", "encounters", ["tenant_id", "patient_id"])
    op.create_index(
        "ix_encounters_served_on",
        "encounters",
        ["tenant_id", sa.text("served_on desc"), sa.text("id desc")],
    )
    op.create_index(
        "ix_encounters_status",
        "encounters",
        ["tenant_id", "status", sa.text("served_on desc"), sa.text("id desc")],
    )
    protect("encounters", stores=True)
    op.create_table(
        "immunizations",
        *tenant_columns(),
        sa.Column("encounter_id", sa.Uuid, nullable=False),
        sa.Column("cvx_code", sa.Text, nullable=False),
        sa.Column("ndc", sa.Text, nullable=False),
        sa.Column("lot_number", sa.Text, nullable=False),
        sa.Column("expires_on", sa.Date, nullable=False),
        sa.Column("site_code", sa.Text, nullable=False),
        sa.Column("route_code", sa.Text, nullable=False),
        sa.Column("dose_quantity", sa.Numeric, nullable=False),
        sa.Column("dose_unit_code", sa.Text, nullable=False),
        sa.Column("funding_source", sa.Text, nullable=False),
        belongs_to("encounter_id", "encounters"),
    )
    op.create_index("ix_immunizations_encounter", "immunizations", ["tenant_id", "encounter_id"])
    protect("immunizations")
    op.create_table(
        "interventions",
        *tenant_columns(),
        sa.Column("encounter_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("detail", sa.Text),
        sa.Column("minutes", sa.BigInteger),
        belongs_to("encounter_id", "encounters"),
    )
    op.create_index("ix_interventions_encounter", "interventions", ["tenant_id", "encounter_id"])
    protect("interventions")
    op.create_table(
        "observations",
        *tenant_columns(),
        sa.Column("encounter_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("unit_code", sa.Text),
        sa.Column("device", sa.Text),
        sa.Column("lot_number", sa.Text),
        belongs_to("encounter_id", "encounters"),
    )
    op.create_index("ix_observations_encounter", "observations", ["tenant_id", "encounter_id"])
    protect("observations")
    op.create_table(
        "signatures",
        *tenant_columns(),
        sa.Column("encounter_id", sa.Uuid, nullable=False),
        sa.Column("signed_by", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        belongs_to("encounter_id", "encounters"),
        unique("encounter_id"),
    )
    protect("signatures", may="select, insert")


def downgrade() -> None:
    begin()
    op.drop_table("signatures")
    op.drop_table("observations")
    op.drop_table("interventions")
    op.drop_table("immunizations")
    op.drop_table("encounters")
