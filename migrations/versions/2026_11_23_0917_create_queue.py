"""Create the queue in PostgreSQL, the schedules and the failed jobs; wake the relay on announcing.

The queue's own schema, `dramatiq`, belongs to the platform role alone: a message carries only ids,
but of every tenant.

Revision ID: 0917_queue
Revises: 0916_known_patients
"""

import sqlalchemy as sa
from alembic import op
from dramatiq_postgres.schema import generate_init_sql
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import begin, protect, tenant_columns, unique

revision = "0917_queue"
down_revision = "0916_known_patients"

WAKE_RELAY = """
create function wake_relay() returns trigger language plpgsql as $$
begin
    perform pg_notify('outbox', '');
    return null;
end
$$
"""
# What may be swept, and from when: nothing younger can be deleted, whatever is asked.
SWEPT = {
    "job_receipts": "created_at < now() - interval '30 days'",
    "idempotency_keys": "created_at < now() - interval '7 days'",
    "revoked_tokens": "expires_at < now() - interval '1 day'",
    "user_sessions": "expires_at < now() - interval '90 days'",
}


def upgrade() -> None:
    begin()
    op.create_table(
        "failed_jobs",
        *tenant_columns(),
        sa.Column("message_id", sa.Uuid, nullable=False),
        sa.Column("job", sa.Text, nullable=False),
        sa.Column("payload", JSONB, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("attempt_count", sa.BigInteger, nullable=False),
        sa.Column("resumed_at", sa.DateTime(timezone=True)),
        unique("message_id", "job"),
    )
    op.create_index(
        "ix_failed_jobs_created_at", "failed_jobs", ["tenant_id", sa.text("created_at desc")]
    )
    protect("failed_jobs")
    op.create_table(
        "schedules",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True)),
    )
    op.execute("grant select, insert, update on schedules to mortar_platform")
    op.execute("grant insert on outbox to mortar_platform")
    for table, old in SWEPT.items():
        op.execute(f"grant delete on {table} to mortar_app")
        op.execute(
            f"create policy only_old on {table} as restrictive for delete to mortar_app using ({old})"
        )
    op.execute(WAKE_RELAY)
    op.execute(
        "create trigger wake_relay after insert on outbox"
        " for each statement execute function wake_relay()"
    )
    op.get_bind().exec_driver_sql(generate_init_sql())
    op.execute("grant usage on schema dramatiq to mortar_platform")
    op.execute(
        "grant select, insert, update, delete on all tables in schema dramatiq to mortar_platform"
    )


def downgrade() -> None:
    begin()
    op.execute("drop schema dramatiq cascade")
    op.execute("drop trigger wake_relay on outbox")
    op.execute("drop function wake_relay()")
    for table in SWEPT:
        op.execute(f"drop policy only_old on {table}")
        op.execute(f"revoke delete on {table} from mortar_app")
    op.execute("revoke insert on outbox from mortar_platform")
    op.drop_table("schedules")
    op.drop_table("failed_jobs")
