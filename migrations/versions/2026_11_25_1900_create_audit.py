"""Create the audit log: events by month, only ever added, and the blocks that chain them.

A month is a range of ids, which begin with the millisecond of their making (UUIDv7): so the key is
that of every other table, and pages of the newest events read the newest month alone. The columns
that place an event, `created_at` and `transaction_id`, are the database's own to fill.

Revision ID: 1900_audit
Revises: 1012_account_links
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from migrations.tenancy import BOUND_TENANT, SIGNED_TENANT, begin, tenant_columns, unique

revision = "1900_audit"
down_revision = "1012_account_links"

WRITTEN = (
    "tenant_id", "id", "actor", "store_ids", "through", "through_id", "request_id", "action",
    "patient_ids", "objects", "purpose", "outcome", "code",
)  # fmt: skip

# Called by whoever migrates, provisions or keeps the schedule; harmless when repeated.
MAKE_MONTHS = """
create function security.make_audit_months(ahead integer) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    month timestamptz := date_trunc('month', now(), 'UTC');
    name text;
    made integer := 0;
begin
    perform pg_advisory_xact_lock(7041779);
    for step in 0..ahead loop
        name := 'audit_events_' || to_char(month at time zone 'UTC', 'YYYY_MM');
        if to_regclass('public.' || name) is null then
            execute format(
                'create table public.%I partition of public.audit_events for values from (%L) to (%L)',
                name, security.first_id(month), security.first_id(month + interval '1 month'));
            execute format('alter table public.%I enable row level security', name);
            execute format('alter table public.%I force row level security', name);
            made := made + 1;
        end if;
        month := date_trunc('month', month + interval '1 month', 'UTC');
    end loop;
    return made;
end
$$
"""

FIRST_ID = """
create function security.first_id(since timestamptz) returns uuid
language sql immutable set search_path = pg_catalog, pg_temp
return (lpad(to_hex((extract(epoch from since) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
"""

# Six years is the least that 45 CFR 164.316(b)(2) allows: nobody can ask for less.
RETIRE_MONTHS = """
create function security.retire_audit_months(years integer) returns text[]
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    bound uuid := security.first_id(date_trunc('month', now() - make_interval(years => years), 'UTC'));
    month record;
    retired text[] := '{}';
begin
    if years < 6 then
        raise exception 'audit events are kept for six years at least' using errcode = 'check_violation';
    end if;
    perform pg_advisory_xact_lock(7041779);
    for month in
        select c.relname, b.bounds[1]::uuid as since, b.bounds[2]::uuid as until
        from pg_inherits join pg_class c on c.oid = inhrelid,
            regexp_match(pg_get_expr(c.relpartbound, c.oid), '''(.*)''.*''(.*)''') as b (bounds)
        where inhparent = 'public.audit_events'::regclass and b.bounds[2]::uuid <= bound
        order by 1
    loop
        execute format('drop table public.%I', month.relname);
        insert into public.audit_retirements (name, from_id, until_id)
        values (month.relname, month.since, month.until);
        retired := retired || month.relname::text;
    end loop;
    return retired;
end
$$
"""

# Events of many tenants in one statement, for readers who wait together. What vouches for them is
# not a context but an HMAC over the whole batch with the same key; sent twice, it counts once.
RECORD_EVENTS = f"""
create function security.record_events(batch text, mac text) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    recorded integer;
begin
    if not exists (
        select from security.context_keys
        where encode(sha256(outer_pad || sha256(inner_pad || convert_to('events|' || batch, 'UTF8'))),
              'hex') = mac
    ) then
        raise exception 'nobody vouches for these events' using errcode = 'insufficient_privilege';
    end if;
    insert into public.audit_events ({", ".join(WRITTEN)})
    select {", ".join(WRITTEN)} from jsonb_to_recordset(batch::jsonb) as event (
        tenant_id uuid, id uuid, actor text, store_ids uuid[], through text, through_id text,
        request_id text, action text, patient_ids uuid[], objects text[], purpose text, outcome text,
        code text)
    on conflict do nothing;
    get diagnostics recorded = row_count;
    return recorded;
end
$$
"""


def upgrade() -> None:
    begin()
    _create_events()
    _create_blocks()
    op.create_table(
        "audit_retirements",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("from_id", sa.Uuid, nullable=False),
        sa.Column("until_id", sa.Uuid, nullable=False),
        sa.Column(
            "retired_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
    )
    op.execute("grant select on audit_retirements to mortar_platform")
    for function in (FIRST_ID, MAKE_MONTHS, RETIRE_MONTHS, RECORD_EVENTS):
        op.execute(function)
    op.execute(
        "revoke all on function security.first_id, security.make_audit_months,"
        " security.retire_audit_months, security.record_events from public"
    )
    op.execute(
        "grant execute on function security.make_audit_months, security.retire_audit_months"
        " to mortar_platform"
    )
    op.execute("grant execute on function security.record_events to mortar_app")
    op.execute("select security.make_audit_months(3)")


def _create_events() -> None:
    op.create_table(
        "audit_events",
        sa.Column(
            "tenant_id",
            sa.Uuid,
            primary_key=True,
            server_default=sa.text("current_setting('app.tenant_id')::uuid"),
        ),
        *tenant_columns()[1:],
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("store_ids", ARRAY(sa.Uuid)),
        sa.Column("through", sa.Text, nullable=False),
        sa.Column("through_id", sa.Text),
        sa.Column("request_id", sa.Text),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("patient_ids", ARRAY(sa.Uuid), nullable=False),
        sa.Column("objects", ARRAY(sa.Text), nullable=False),
        sa.Column("purpose", sa.Text),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("code", sa.Text),
        sa.Column(
            "transaction_id",
            sa.BigInteger,
            nullable=False,
            server_default=sa.text("(pg_current_xact_id()::text::bigint)"),
        ),
        postgresql_partition_by="RANGE (id)",
    )
    op.create_index("ix_audit_events_actor", "audit_events", ["tenant_id", "actor", "id"])
    op.create_index(
        "ix_audit_events_patient_ids", "audit_events", ["patient_ids"], postgresql_using="gin"
    )
    op.create_index("ix_audit_events_transaction_id", "audit_events", ["transaction_id"])
    _protect("audit_events")
    op.execute(f"grant select, insert ({', '.join(WRITTEN)}) on audit_events to mortar_app")
    op.execute("grant select on audit_events to mortar_platform")
    op.execute(
        "create policy recorded on audit_events for insert to current_user with check (true)"
    )


def _create_blocks() -> None:
    op.create_table(
        "audit_blocks",
        sa.Column("tenant_id", sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("form", sa.SmallInteger, nullable=False),
        sa.Column("until_transaction", sa.BigInteger, nullable=False),
        sa.Column("event_ids", ARRAY(sa.Uuid), nullable=False),
        sa.Column("event_digests", sa.LargeBinary, nullable=False),
        sa.Column("previous_hash", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        unique("number"),
    )
    op.create_index("ix_audit_blocks_until_transaction", "audit_blocks", ["until_transaction"])
    _protect("audit_blocks")
    op.execute("grant select on audit_blocks to mortar_app")
    op.execute("grant select, insert on audit_blocks to mortar_platform")
    op.execute(
        "create policy sealed on audit_blocks for insert to mortar_platform with check (true)"
    )


def _protect(table: str) -> None:
    """A tenant sees its own; the platform, which seals and verifies the chain, sees all."""
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    for name, kind, tenant in (
        ("tenant_isolation", "permissive", BOUND_TENANT),
        ("signed_context", "restrictive", SIGNED_TENANT),
    ):
        rule = f"tenant_id = {tenant}"
        op.execute(
            f"create policy {name} on {table} as {kind} for all to mortar_app"
            f" using ({rule}) with check ({rule})"
        )
    op.execute(f"create policy verified on {table} for select to mortar_platform using (true)")


def downgrade() -> None:
    begin()
    op.execute(
        "drop function security.record_events, security.retire_audit_months,"
        " security.make_audit_months, security.first_id"
    )
    op.drop_table("audit_retirements")
    op.drop_table("audit_blocks")
    op.drop_table("audit_events")
