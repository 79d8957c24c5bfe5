"""Mark VIPs, and keep what is unusual in the audit log with what is usual for whom.

Revision ID: 0020_anomalies
Revises: 0010_disclosures
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = "0020_anomalies"
down_revision = "0010_disclosures"


def upgrade() -> None:
    begin()
    op.add_column(
        "patients", sa.Column("is_vip", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.create_index(
        "ix_patients_vip", "patients", ["tenant_id", "id"], postgresql_where=sa.text("is_vip")
    )
    op.create_table(
        "anomalies",
        *tenant_columns(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("occasion", sa.Text, nullable=False),
        sa.Column("patient_id", sa.Uuid),
        sa.Column("explanation", sa.LargeBinary, nullable=False),
        sa.Column("happened_from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("happened_to_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_count", sa.BigInteger, nullable=False),
        sa.Column("event_ids", ARRAY(sa.Uuid), nullable=False),
        sa.Column("is_reviewed", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("reviewed_by", sa.Text),
        sa.Column("reviewed_at", sa.DateTime(timezone=True)),
        sa.Column("note", sa.LargeBinary),
        belongs_to("patient_id", "patients"),
        unique("kind", "actor", "occasion"),
        sa.CheckConstraint("event_count >= 1", name="has_events"),
    )
    op.create_index("ix_anomalies_reviewed", "anomalies", ["tenant_id", "is_reviewed", "id"])
    op.create_index("ix_anomalies_actor", "anomalies", ["tenant_id", "actor", "id"])
    op.create_index("ix_anomalies_patient", "anomalies", ["tenant_id", "patient_id"])
    protect("anomalies")
    op.create_table(
        "anomaly_scans",
        *tenant_columns(),
        sa.Column("scanned_until_at", sa.DateTime(timezone=True), nullable=False),
        unique(),
    )
    protect("anomaly_scans")
    op.create_table(
        "access_days",
        *tenant_columns(),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("accessed_on", sa.Date, nullable=False),
        sa.Column("patient_count", sa.BigInteger, nullable=False),
        sa.Column("busiest_hour_count", sa.BigInteger, nullable=False),
        unique("actor", "accessed_on"),
    )
    protect("access_days")


def downgrade() -> None:
    begin()
    op.drop_table("access_days")
    op.drop_table("anomaly_scans")
    op.drop_table("anomalies")
    op.drop_index("ix_patients_vip", "patients")
    op.drop_column("patients", "is_vip")
