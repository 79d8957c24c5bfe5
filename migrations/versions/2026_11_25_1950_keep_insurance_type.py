"""Keep the insurance type of a coverage: the reason why Medicare pays after another payer (SBR05).

Revision ID: 1950_insurance_type
Revises: 1940_read_stores
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin

revision = "1950_insurance_type"
down_revision = "1940_read_stores"


def upgrade() -> None:
    begin()
    op.add_column("coverages", sa.Column("insurance_type_code", sa.Text))


def downgrade() -> None:
    begin()
    op.drop_column("coverages", "insurance_type_code")
