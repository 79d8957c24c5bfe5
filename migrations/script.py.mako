"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    begin()
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    begin()
    ${downgrades if downgrades else "pass"}
