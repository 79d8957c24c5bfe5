"""Create the releases of code sets, their codes and their changes.

Every tenant reads them, so they have no tenant and no policy. Only the platform writes them, and
not even the platform may change a code once it is kept.

Revision ID: 0915_codes
Revises: 0914_prior_adjudications
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from migrations.tenancy import begin

revision = "0915_codes"
down_revision = "0914_prior_adjudications"


def upgrade() -> None:
    begin()
    op.create_table(
        "code_releases",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("system", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("effective_from_on", sa.Date, nullable=False),
        sa.Column("stale_from_on", sa.Date),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("is_complete", sa.Boolean, nullable=False),
        sa.Column("is_embedded", sa.Boolean, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("code_count", sa.BigInteger, nullable=False),
        sa.Column("billable_count", sa.BigInteger, nullable=False),
        sa.Column("compared_with_id", sa.Uuid, sa.ForeignKey("code_releases.id")),
        sa.Column(
            "staged_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
        sa.Column("activated_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("system", "sha256"),
    )
    op.create_index(
        "ix_code_releases_system", "code_releases", ["system", "state", "effective_from_on"]
    )
    op.create_table(
        "code_versions",
        sa.Column("release_id", sa.Uuid, primary_key=True),
        sa.Column("code", sa.Text(collation="C"), primary_key=True),
        sa.Column("is_billable", sa.Boolean, nullable=False),
        sa.Column("short_text", sa.Text, nullable=False),
        sa.Column("long_text", sa.Text, nullable=False),
        sa.Column("valid_from_on", sa.Date, nullable=False),
        sa.Column("valid_to_on", sa.Date),
        sa.Column("attributes", JSONB, nullable=False, server_default=sa.text("'{}'")),
    )
    op.create_table(
        "code_changes",
        sa.Column("release_id", sa.Uuid, sa.ForeignKey("code_releases.id"), primary_key=True),
        sa.Column("code", sa.Text(collation="C"), primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("fields", ARRAY(sa.Text), nullable=False),
        sa.Column("was_billable", sa.Boolean),
        sa.Column("is_billable", sa.Boolean),
    )
    for table in ("code_releases", "code_versions", "code_changes"):
        op.execute(f"grant select on {table} to mortar_app, mortar_platform")
        op.execute(f"grant insert on {table} to mortar_platform")
    op.execute(
        "grant update (code_count, billable_count, compared_with_id, state, activated_at,"
        " withdrawn_at) on code_releases to mortar_platform"
    )
    op.execute("grant delete on code_changes to mortar_platform")


def downgrade() -> None:
    begin()
    op.drop_table("code_changes")
    op.drop_table("code_versions")
    op.drop_table("code_releases")
