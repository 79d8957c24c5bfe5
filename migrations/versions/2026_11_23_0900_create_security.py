"""Create the security schema: what verifies who is asking.

Every function here reads the signed context `tenant|actor|stores|backend pid|expiry|mac`
(tenants/context.py). HMAC-SHA256 is built from the core `sha256()`, so no extension is needed.

Revision ID: 0900_security
Revises:
"""

from alembic import op

from migrations.tenancy import begin

revision = "0900_security"
down_revision = None

# The pads are HMAC's key blocks (RFC 2104). More than one key may live, so that it can be rotated.
KEYS = """
create table security.context_keys (
    id smallint primary key,
    inner_pad bytea not null check (length(inner_pad) = 64),
    outer_pad bytea not null check (length(outer_pad) = 64)
)
"""

VERIFIED = """
create function security.verified_context() returns text[]
language plpgsql stable parallel restricted security definer
set search_path = pg_catalog, pg_temp as $$
declare
    signed text := current_setting('app.context', true);
    body text;
    parts text[];
begin
    if signed is null or length(signed) < 66 then
        return null;
    end if;
    body := left(signed, -65);
    parts := string_to_array(body, '|');
    if parts[4] is distinct from pg_backend_pid()::text
       or parts[5]::bigint < extract(epoch from clock_timestamp()) then
        return null;
    end if;
    if not exists (
        select from security.context_keys
        where encode(sha256(outer_pad || sha256(inner_pad || convert_to(body, 'UTF8'))), 'hex')
              = right(signed, 64)
    ) then
        return null;
    end if;
    return parts;
end
$$
"""

TENANT_ID = """
create function security.tenant_id() returns uuid
language plpgsql stable parallel restricted security definer
set search_path = pg_catalog, pg_temp as $$
begin
    return (security.verified_context())[1]::uuid;
end
$$
"""

STORE_IDS = """
create function security.store_ids() returns uuid[]
language plpgsql stable parallel restricted security definer
set search_path = pg_catalog, pg_temp as $$
declare
    stores text := (security.verified_context())[3];
begin
    if stores = '*' then
        return null;
    end if;
    return coalesce(string_to_array(nullif(stores, ''), ',')::uuid[], '{}');
end
$$
"""


def upgrade() -> None:
    begin()
    op.execute("revoke all on schema public from public")
    op.execute("grant usage on schema public to mortar_app, mortar_platform")
    op.execute("create schema security")
    op.execute("grant usage on schema security to mortar_app, mortar_platform")
    op.execute(KEYS)
    for function in (VERIFIED, TENANT_ID, STORE_IDS):
        op.execute(function)
    op.execute("revoke all on all functions in schema security from public")
    op.execute(
        "grant execute on function security.tenant_id(), security.store_ids()"
        " to mortar_app, mortar_platform"
    )


def downgrade() -> None:
    begin()
    op.execute("drop schema security cascade")
