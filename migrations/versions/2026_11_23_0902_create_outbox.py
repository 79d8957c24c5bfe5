"""Create the outbox and the receipts of jobs done.

Revision ID: 0902_outbox
Revises: 0901_tenants
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import BOUND_TENANT, SIGNED_TENANT, begin, protect, tenant_columns, unique

revision = "0902_outbox"
down_revision = "0901_tenants"


def upgrade() -> None:
    begin()
    op.create_table(
        "job_receipts",
        *tenant_columns(),
        sa.Column("message_id", sa.Uuid, nullable=False),
        sa.Column("job", sa.Text, nullable=False),
        unique("message_id", "job"),
    )
    protect("job_receipts", may="select, insert")
    op.create_table(
        "outbox",
        *tenant_columns(),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("payload", JSONB, nullable=False),
        sa.Column("trace", JSONB, nullable=False, server_default=sa.text("'{}'")),
        sa.Column(
            "available_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
    )
    op.create_index("ix_outbox_available_at", "outbox", ["tenant_id", "available_at"])
    # A tenant announces and never looks back; the relay, as the platform, carries away.
    op.execute("alter table outbox enable row level security")
    op.execute("alter table outbox force row level security")
    op.execute(
        f"create policy tenant_isolation on outbox for all to mortar_app using (tenant_id = {BOUND_TENANT}) with check (tenant_id = {BOUND_TENANT})"
    )
    op.execute(
        f"create policy signed_context on outbox as restrictive for all to mortar_app using (tenant_id = {SIGNED_TENANT}) with check (tenant_id = {SIGNED_TENANT})"
    )
    op.execute("create policy relay on outbox for all to mortar_platform using (true)")
    op.execute("grant insert, select on outbox to mortar_app")
    op.execute("grant select, update, delete on outbox to mortar_platform")
    op.execute("create index ix_outbox_due on outbox (available_at, id)")


def downgrade() -> None:
    begin()
    op.drop_table("outbox")
    op.drop_table("job_receipts")
