"""Count the patients of an import who were here already, and find coverages by member id.

Revision ID: 0916_known_patients
Revises: 0915_codes
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin

revision = "0916_known_patients"
down_revision = "0915_codes"


def upgrade() -> None:
    begin()
    op.add_column(
        "patient_imports",
        sa.Column("known_count", sa.BigInteger, nullable=False, server_default=sa.text("0")),
    )
    op.create_index("ix_coverages_member", "coverages", ["tenant_id", "member_id"])


def downgrade() -> None:
    begin()
    op.drop_index("ix_coverages_member", "coverages")
    op.drop_column("patient_imports", "known_count")
