"""Let a price end, so that from the next day the more general one applies.

Revision ID: 0230_prices_end
Revises: 0220_prices_for
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin

revision = "0230_prices_end"
down_revision = "0220_prices_for"

DAYS = "ck_service_prices_days"


def upgrade() -> None:
    begin()
    op.add_column("service_prices", sa.Column("effective_to_on", sa.Date))
    op.create_check_constraint(op.f(DAYS), "service_prices", "effective_to_on >= effective_from_on")


def downgrade() -> None:
    begin()
    op.drop_constraint(op.f(DAYS), "service_prices", type_="check")
    op.drop_column("service_prices", "effective_to_on")
