"""Create the ledger: entries and legs, only ever appended.

Revision ID: 0912_ledger
Revises: 0911_remittances
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = "0912_ledger"
down_revision = "0911_remittances"


def upgrade() -> None:
    begin()
    op.create_table(
        "entries",
        *tenant_columns(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("source_kind", sa.Text, nullable=False),
        sa.Column("source_id", sa.Uuid, nullable=False),
        sa.Column("effective_on", sa.Date, nullable=False),
        sa.Column(
            "posted_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
        sa.Column("posted_by", sa.Text, nullable=False),
        sa.Column("memo", sa.Text, nullable=False),
        sa.Column("reverses_id", sa.Uuid),
        belongs_to("reverses_id", "entries"),
        unique("reverses_id"),
        unique("source_kind", "source_id", "kind"),
    )
    op.create_index(
        "ix_entries_posted_at",
        "entries",
        ["tenant_id", sa.text("posted_at desc"), sa.text("id desc")],
    )
    protect("entries", may="select, insert")
    op.create_table(
        "legs",
        *tenant_columns(),
        sa.Column("entry_id", sa.Uuid, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("amount_cents", sa.BigInteger, nullable=False),
        sa.Column("claim_id", sa.Uuid),
        sa.Column("service_line_id", sa.Uuid),
        sa.Column("payer_id", sa.Uuid),
        sa.Column("store_id", sa.Uuid),
        belongs_to("claim_id", "claims"),
        belongs_to("entry_id", "entries"),
        belongs_to("payer_id", "payers"),
        belongs_to("service_line_id", "service_lines"),
        belongs_to("store_id", "stores"),
    )
    op.create_index("ix_legs_claim", "legs", ["tenant_id", "claim_id", "account"])
    op.create_index("ix_legs_entry", "legs", ["tenant_id", "entry_id"])
    protect("legs", may="select, insert")


def downgrade() -> None:
    begin()
    op.drop_table("legs")
    op.drop_table("entries")
