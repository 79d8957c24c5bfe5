"""Keep acts on many claims: which claims, how far a job has come, and what was refused.

Revision ID: 0200_bulk_acts
Revises: 0140_private_lists
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = "0200_bulk_acts"
down_revision = "0140_private_lists"


def upgrade() -> None:
    begin()
    op.create_table(
        "bulk_acts",
        *tenant_columns(),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("reason", sa.LargeBinary),
        sa.Column("finding_code", sa.Text),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("token_id", sa.Uuid),
        sa.Column("store_ids", sa.ARRAY(sa.Uuid), nullable=False),
        sa.Column("retries_id", sa.Uuid),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("stopped_because", sa.Text),
        sa.Column("selected_count", sa.BigInteger, nullable=False),
        sa.Column("done_count", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("refused_count", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        belongs_to("retries_id", "bulk_acts"),
        unique("retries_id"),
        sa.CheckConstraint(
            "state in ('waiting', 'running', 'done', 'cancelled', 'stopped')", name="state"
        ),
        sa.CheckConstraint("(state = 'stopped') = (stopped_because is not null)", name="stopped"),
        sa.CheckConstraint(
            "done_count >= 0 and refused_count >= 0"
            " and done_count + refused_count <= selected_count",
            name="counts",
        ),
    )
    op.create_index("ix_bulk_acts_asked_by", "bulk_acts", ["tenant_id", "asked_by", "id"])
    op.create_index("ix_bulk_acts_selected", "bulk_acts", ["tenant_id", "selected_count", "id"])
    op.create_index("ix_bulk_acts_refused", "bulk_acts", ["tenant_id", "refused_count", "id"])
    protect("bulk_acts")
    op.create_table(
        "bulk_act_pieces",
        *tenant_columns(),
        sa.Column("bulk_act_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("claim_ids", sa.ARRAY(sa.Uuid), nullable=False),
        sa.Column("is_done", sa.Boolean, nullable=False, server_default=sa.false()),
        belongs_to("bulk_act_id", "bulk_acts"),
        unique("bulk_act_id", "position"),
    )
    protect("bulk_act_pieces")
    op.create_table(
        "bulk_act_refusals",
        *tenant_columns(),
        sa.Column("bulk_act_id", sa.Uuid, nullable=False),
        sa.Column("claim_id", sa.Uuid, nullable=False),
        sa.Column("store_id", sa.Uuid, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("message", sa.LargeBinary, nullable=False),
        belongs_to("bulk_act_id", "bulk_acts"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id", "store_id"],
            ["claims.tenant_id", "claims.id", "claims.store_id"],
            onupdate="CASCADE",
        ),
        unique("bulk_act_id", "claim_id"),
    )
    op.create_index(
        "ix_bulk_act_refusals_act", "bulk_act_refusals", ["tenant_id", "bulk_act_id", "id"]
    )
    protect("bulk_act_refusals", stores=True)


def downgrade() -> None:
    begin()
    op.drop_table("bulk_act_refusals")
    op.drop_table("bulk_act_pieces")
    op.drop_table("bulk_acts")
