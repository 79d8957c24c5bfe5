"""Sort and find patients by name, whatever the capitals.

Behind row-level security an index serves only comparisons that leak nothing, and `lower()` is not
one of them: so the lower-case name is a column.

Revision ID: 0924_patient_names
Revises: 0923_row_counts
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin

revision = "0924_patient_names"
down_revision = "0923_row_counts"


def upgrade() -> None:
    begin()
    name = sa.Computed("lower(last_name || ' ' || first_name)", persisted=True)
    op.add_column("patients", sa.Column("sort_name", sa.Text(collation="C"), name, nullable=False))
    op.create_index("ix_patients_sort_name", "patients", ["tenant_id", "sort_name", "id"])


def downgrade() -> None:
    begin()
    op.drop_index("ix_patients_sort_name", "patients")
    op.drop_column("patients", "sort_name")
