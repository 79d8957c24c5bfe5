"""Create claims, their lines, findings, holds and history.

Revision ID: 0909_claims
Revises: 0908_charges
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = "0909_claims"
down_revision = "0908_charges"


def upgrade() -> None:
    begin()
    op.create_table(
        "claims",
        *tenant_columns(),
        sa.Column("encounter_id", sa.Uuid),
        sa.Column("store_id", sa.Uuid, nullable=False),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("coverage_id", sa.Uuid, nullable=False),
        sa.Column("payer_id", sa.Uuid, nullable=False),
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("patient_control_number", sa.Text, nullable=False),
        sa.Column("claim_frequency_code", sa.Text, nullable=False, server_default=sa.text("'1'")),
        sa.Column("payer_claim_control_number", sa.Text),
        sa.Column("replaces_id", sa.Uuid),
        sa.Column("previous_payer_claim_id", sa.Uuid),
        sa.Column("payer_sequence", sa.BigInteger, nullable=False, server_default=sa.text("1")),
        sa.Column("served_on", sa.Date, nullable=False),
        sa.Column("place_of_service_code", sa.Text, nullable=False),
        sa.Column("diagnosis_codes", ARRAY(sa.Text), nullable=False),
        sa.Column("charge_cents", sa.BigInteger, nullable=False),
        sa.Column("expected_cents", sa.BigInteger),
        sa.Column("paid_cents", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column(
            "patient_responsibility_cents",
            sa.BigInteger,
            nullable=False,
            server_default=sa.text("0"),
        ),
        sa.Column("prior_authorization_number", sa.Text),
        sa.Column("clia_number", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("readiness", sa.Text, nullable=False),
        sa.Column("transport", sa.Text, nullable=False),
        sa.Column("adjudication", sa.Text, nullable=False),
        sa.Column("money", sa.Text, nullable=False),
        sa.Column("work", sa.Text, nullable=False),
        sa.Column("display_status", sa.Text, nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True)),
        sa.Column("adjudicated_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("claim_frequency_code in ('1', '7', '8')", name="frequency"),
        belongs_to("coverage_id", "coverages"),
        belongs_to("encounter_id", "encounters"),
        belongs_to("patient_id", "patients"),
        belongs_to("payer_id", "payers"),
        belongs_to("previous_payer_claim_id", "claims"),
        belongs_to("provider_id", "providers"),
        belongs_to("replaces_id", "claims"),
        belongs_to("store_id", "stores"),
        unique("patient_control_number"),
    )
    op.create_index("ix_claims_encounter", "claims", ["tenant_id", "encounter_id"])
    op.create_index("ix_claims_patient", "claims", ["tenant_id", "patient_id"])
    op.create_index(
        "ix_claims_payer",
        "claims",
        ["tenant_id", "payer_id", sa.text("served_on desc"), sa.text("id desc")],
    )
    op.create_index(
        "ix_claims_served_on",
        "claims",
        ["tenant_id", sa.text("served_on desc"), sa.text("id desc")],
    )
    op.create_index(
        "ix_claims_status",
        "claims",
        ["tenant_id", "display_status", sa.text("served_on desc"), sa.text("id desc")],
    )
    op.create_index("ix_claims_transport", "claims", ["tenant_id", "transport", "payer_id"])
    protect("claims", stores=True)
    op.create_table(
        "claim_events",
        *tenant_columns(),
        sa.Column("claim_id", sa.Uuid, nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("changes", JSONB, nullable=False, server_default=sa.text("'{}'")),
        sa.Column("raw_file_id", sa.Uuid),
        sa.Column("raw_segments", sa.Text),
        belongs_to("claim_id", "claims"),
    )
    op.create_index(
        "ix_claim_events_claim", "claim_events", ["tenant_id", "claim_id", "happened_at", "id"]
    )
    protect("claim_events", may="select, insert")
    op.create_table(
        "claim_findings",
        *tenant_columns(),
        sa.Column("claim_id", sa.Uuid, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("fix", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("overridden_by", sa.Text),
        sa.Column("override_reason", sa.Text),
        belongs_to("claim_id", "claims"),
        unique("claim_id", "code", "path"),
    )
    protect("claim_findings", may="select, insert, update, delete")
    op.create_table(
        "claim_holds",
        *tenant_columns(),
        sa.Column("claim_id", sa.Uuid, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("held_by", sa.Text, nullable=False),
        sa.Column("released_by", sa.Text),
        sa.Column("released_at", sa.DateTime(timezone=True)),
        belongs_to("claim_id", "claims"),
    )
    op.create_index("ix_claim_holds_claim", "claim_holds", ["tenant_id", "claim_id"])
    protect("claim_holds")
    op.create_table(
        "service_lines",
        *tenant_columns(),
        sa.Column("claim_id", sa.Uuid, nullable=False),
        sa.Column("charge_id", sa.Uuid),
        sa.Column("line_number", sa.BigInteger, nullable=False),
        sa.Column("line_control_number", sa.Text, nullable=False),
        sa.Column("served_on", sa.Date, nullable=False),
        sa.Column("procedure_code", sa.Text, nullable=False),
        sa.Column("modifiers", ARRAY(sa.Text), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("units", sa.Numeric, nullable=False),
        sa.Column("charge_cents", sa.BigInteger, nullable=False),
        sa.Column("expected_cents", sa.BigInteger),
        sa.Column("diagnosis_pointers", ARRAY(sa.Integer), nullable=False),
        sa.Column("ndc", sa.Text),
        sa.Column("ndc_quantity", sa.Numeric),
        sa.Column("ndc_unit_code", sa.Text),
        sa.Column("lot_number", sa.Text),
        sa.Column("rule", sa.Text, nullable=False),
        sa.CheckConstraint("units > 0", name="units"),
        belongs_to("charge_id", "charges"),
        belongs_to("claim_id", "claims"),
        unique("claim_id", "line_number"),
        unique("line_control_number"),
    )
    protect("service_lines", may="select, insert, update, delete")


def downgrade() -> None:
    begin()
    op.drop_table("service_lines")
    op.drop_table("claim_holds")
    op.drop_table("claim_findings")
    op.drop_table("claim_events")
    op.drop_table("claims")
