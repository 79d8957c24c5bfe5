"""Let the application see which revision the schema has: its readiness depends on it.

Revision ID: 0921_show_version
Revises: 0920_freeze_signed
"""

from alembic import op

from migrations.tenancy import begin

revision = "0921_show_version"
down_revision = "0920_freeze_signed"


def upgrade() -> None:
    begin()
    op.execute("grant select on alembic_version to mortar_app")


def downgrade() -> None:
    begin()
    op.execute("revoke select on alembic_version from mortar_app")
