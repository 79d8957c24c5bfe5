"""Create patients, their identifiers, coverage and imports.

Revision ID: 0905_patients
Revises: 0904_providers
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = "0905_patients"
down_revision = "0904_providers"


def upgrade() -> None:
    begin()
    op.create_table(
        "patient_imports",
        *tenant_columns(),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("checksum", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("patient_count", sa.BigInteger, nullable=False),
        sa.Column("coverage_count", sa.BigInteger, nullable=False),
        sa.Column("problems", JSONB, nullable=False, server_default=sa.text("'[]'")),
        unique("checksum"),
    )
    protect("patient_imports")
    op.create_table(
        "patients",
        *tenant_columns(),
        sa.Column("first_name", sa.Text, nullable=False),
        sa.Column("middle_name", sa.Text),
        sa.Column("last_name", sa.Text, nullable=False),
        sa.Column("birth_on", sa.Date, nullable=False),
        sa.Column("sex", sa.Text, nullable=False),
        sa.Column("address_line", sa.Text, nullable=False),
        sa.Column("address_line_2", sa.Text),
        sa.Column("city", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("zip_code", sa.Text, nullable=False),
        sa.Column("phone", sa.Text),
        sa.Column("email", sa.Text),
        sa.Column("is_active", sa.Boolean, nullable=False, server_default=sa.text("true")),
    )
    op.create_index("ix_patients_birth_on", "patients", ["tenant_id", "birth_on", "last_name"])
    op.create_index("ix_patients_name", "patients", ["tenant_id", "last_name", "first_name", "id"])
    protect("patients")
    op.create_table(
        "patient_identifiers",
        *tenant_columns(),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("system", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        belongs_to("patient_id", "patients"),
        unique("system", "value"),
    )
    protect("patient_identifiers", may="select, insert, update, delete")
    op.create_table(
        "coverages",
        *tenant_columns(),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("payer_id", sa.Uuid, nullable=False),
        sa.Column("priority", sa.BigInteger, nullable=False),
        sa.Column("member_id", sa.Text, nullable=False),
        sa.Column("group_number", sa.Text),
        sa.Column("plan_name", sa.Text),
        sa.Column("relationship_code", sa.Text, nullable=False, server_default=sa.text("'18'")),
        sa.Column("subscriber_first_name", sa.Text),
        sa.Column("subscriber_last_name", sa.Text),
        sa.Column("subscriber_birth_on", sa.Date),
        sa.Column("subscriber_sex", sa.Text),
        sa.Column("bin_number", sa.Text),
        sa.Column("processor_control_number", sa.Text),
        sa.Column("pharmacy_group_number", sa.Text),
        sa.Column("effective_from_on", sa.Date, nullable=False),
        sa.Column("effective_to_on", sa.Date),
        sa.CheckConstraint("priority between 1 and 11", name="priority"),
        sa.CheckConstraint(
            "(relationship_code = '18') = (subscriber_last_name is null)", name="subscriber"
        ),
        belongs_to("patient_id", "patients"),
        belongs_to("payer_id", "payers"),
    )
    op.create_index("ix_coverages_patient", "coverages", ["tenant_id", "patient_id", "priority"])
    protect("coverages", may="select, insert, update, delete")


def downgrade() -> None:
    begin()
    op.drop_table("coverages")
    op.drop_table("patient_identifiers")
    op.drop_table("patients")
    op.drop_table("patient_imports")
