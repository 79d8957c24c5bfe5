"""Keep disclosures of patients' information, suspensions of them, and accounts given.

Revision ID: 0010_disclosures
Revises: 0000_rotate_keys
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = "0010_disclosures"
down_revision = "0000_rotate_keys"

HIDDEN = "(select security.hidden_patients())::uuid[]"
TABLES = ("disclosures", "disclosure_suspensions", "disclosure_accountings")


def upgrade() -> None:
    begin()
    op.create_table(
        "disclosures",
        *tenant_columns(),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("disclosed_on", sa.Date, nullable=False),
        sa.Column("last_disclosed_on", sa.Date),
        sa.Column("disclosure_count", sa.BigInteger, nullable=False, server_default="1"),
        sa.Column("frequency", sa.LargeBinary),
        sa.Column("recipient_name", sa.LargeBinary, nullable=False),
        sa.Column("recipient_name_index", sa.LargeBinary, nullable=False),
        sa.Column("recipient_address", sa.LargeBinary),
        sa.Column("description", sa.LargeBinary, nullable=False),
        sa.Column("purpose", sa.LargeBinary, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("source_id", sa.Uuid),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_by", sa.Text),
        sa.Column("withdrawal_reason", sa.LargeBinary),
        belongs_to("patient_id", "patients"),
        unique("source_id"),
        sa.CheckConstraint("disclosure_count >= 1", name="at_least_one"),
        sa.CheckConstraint("(disclosure_count = 1) = (last_disclosed_on is null)", name="span"),
        sa.CheckConstraint("last_disclosed_on >= disclosed_on", name="days"),
    )
    op.create_index(
        "ix_disclosures_patient", "disclosures", ["tenant_id", "patient_id", "disclosed_on", "id"]
    )
    op.create_index(
        "ix_disclosures_disclosed_on", "disclosures", ["tenant_id", "disclosed_on", "id"]
    )
    op.create_table(
        "disclosure_suspensions",
        *tenant_columns(),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("disclosure_id", sa.Uuid, nullable=False),
        sa.Column("official", sa.LargeBinary, nullable=False),
        sa.Column("statement", sa.LargeBinary, nullable=False),
        sa.Column("is_written", sa.Boolean, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("suspended_by", sa.Text, nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True)),
        sa.Column("lifted_by", sa.Text),
        belongs_to("patient_id", "patients"),
        belongs_to("disclosure_id", "disclosures"),
    )
    op.create_index(
        "ix_disclosure_suspensions_patient",
        "disclosure_suspensions",
        ["tenant_id", "patient_id", "ends_on"],
    )
    op.create_table(
        "disclosure_accountings",
        *tenant_columns(),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("to_on", sa.Date, nullable=False),
        sa.Column("requested_on", sa.Date, nullable=False),
        sa.Column("entry_count", sa.BigInteger, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        belongs_to("patient_id", "patients"),
        sa.CheckConstraint("to_on >= from_on", name="days"),
    )
    op.create_index(
        "ix_disclosure_accountings_patient",
        "disclosure_accountings",
        ["tenant_id", "patient_id", "id"],
    )
    for table in TABLES:
        protect(table)
        rule = f"patient_id <> all ({HIDDEN})"
        op.execute(
            f"create policy restricted_patients on {table} as restrictive for all to mortar_app"
            f" using ({rule}) with check ({rule})"
        )


def downgrade() -> None:
    begin()
    for table in reversed(TABLES):
        op.drop_table(table)
