"""Create raw files, interchanges and acknowledgements.

Revision ID: 0910_submissions
Revises: 0909_claims
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = "0910_submissions"
down_revision = "0909_claims"


def upgrade() -> None:
    begin()
    op.create_table(
        "raw_files",
        *tenant_columns(),
        sa.Column("trading_partner_id", sa.Uuid),
        sa.Column("direction", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("checksum", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("kind", sa.Text),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        belongs_to("trading_partner_id", "trading_partners"),
        unique("direction", "checksum"),
    )
    op.create_index(
        "ix_raw_files_created_at",
        "raw_files",
        ["tenant_id", sa.text("created_at desc"), sa.text("id desc")],
    )
    protect("raw_files")
    op.create_table(
        "interchanges",
        *tenant_columns(),
        sa.Column("trading_partner_id", sa.Uuid, nullable=False),
        sa.Column("raw_file_id", sa.Uuid, nullable=False),
        sa.Column("control_number", sa.BigInteger, nullable=False),
        sa.Column("batch_number", sa.Text, nullable=False),
        sa.Column("claim_count", sa.BigInteger, nullable=False),
        sa.Column("charge_cents", sa.BigInteger, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("attempt_count", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("last_error", sa.Text),
        sa.CheckConstraint("control_number between 1 and 999999999", name="isa13_range"),
        belongs_to("raw_file_id", "raw_files"),
        belongs_to("trading_partner_id", "trading_partners"),
        unique("trading_partner_id", "control_number"),
    )
    op.create_index("ix_interchanges_status", "interchanges", ["tenant_id", "status"])
    protect("interchanges")
    op.create_table(
        "acknowledgements",
        *tenant_columns(),
        sa.Column("raw_file_id", sa.Uuid, nullable=False),
        sa.Column("interchange_id", sa.Uuid),
        sa.Column("claim_id", sa.Uuid),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("is_accepted", sa.Boolean, nullable=False),
        sa.Column("codes", JSONB, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("segments", sa.Text, nullable=False),
        belongs_to("claim_id", "claims"),
        belongs_to("interchange_id", "interchanges"),
        belongs_to("raw_file_id", "raw_files"),
    )
    op.create_index("ix_acknowledgements_claim", "acknowledgements", ["tenant_id", "claim_id"])
    op.create_index(
        "ix_acknowledgements_interchange", "acknowledgements", ["tenant_id", "interchange_id"]
    )
    protect("acknowledgements", may="select, insert")
    op.create_table(
        "claim_submissions",
        *tenant_columns(),
        sa.Column("interchange_id", sa.Uuid, nullable=False),
        sa.Column("claim_id", sa.Uuid, nullable=False),
        sa.Column("transaction_control_number", sa.Text, nullable=False),
        sa.Column("first_segment", sa.BigInteger, nullable=False),
        sa.Column("last_segment", sa.BigInteger, nullable=False),
        belongs_to("claim_id", "claims"),
        belongs_to("interchange_id", "interchanges"),
        unique("interchange_id", "claim_id"),
    )
    op.create_index("ix_claim_submissions_claim", "claim_submissions", ["tenant_id", "claim_id"])
    protect("claim_submissions")


def downgrade() -> None:
    begin()
    op.drop_table("claim_submissions")
    op.drop_table("acknowledgements")
    op.drop_table("interchanges")
    op.drop_table("raw_files")
