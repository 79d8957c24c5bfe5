"""Number the changes of a template's draft, with who made the last and when: nobody's is overwritten.

Revision ID: 0210_draft_revisions
Revises: 0200_bulk_acts
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin

revision = "0210_draft_revisions"
down_revision = "0200_bulk_acts"


def upgrade() -> None:
    begin()
    op.add_column(
        "service_templates",
        sa.Column("revision", sa.BigInteger, nullable=False, server_default=sa.text("1")),
    )
    op.add_column(
        "service_templates",
        sa.Column(
            "changed_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
    )
    op.add_column("service_templates", sa.Column("changed_by", sa.Text))


def downgrade() -> None:
    begin()
    for column in ("changed_by", "changed_at", "revision"):
        op.drop_column("service_templates", column)
