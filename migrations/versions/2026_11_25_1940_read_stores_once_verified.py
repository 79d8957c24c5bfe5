"""Read the stores of a context that the policy beside has verified, rather than verify it twice.

Every table with stores also asks `security.tenant_id()`, which verifies the context's signature: a
row passes both policies or is not seen. So its stores need no proof of their own, and the planner
puts this function's one expression in the place of its call.

Revision ID: 1940_read_stores
Revises: 1930_client_keys
"""

from alembic import op

from migrations.tenancy import begin

revision = "1940_read_stores"
down_revision = "1930_client_keys"

# Written as an expression, it is bound to the functions meant here, whatever the search path.
READ = """
create or replace function security.store_ids() returns uuid[]
language sql stable parallel safe
return string_to_array(
    nullif(split_part(coalesce(current_setting('app.context', true), ''), '|', 3), '*'), ','
)::uuid[]
"""

VERIFY_AGAIN = """
create or replace function security.store_ids() returns uuid[]
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
    op.execute(READ)


def downgrade() -> None:
    begin()
    op.execute(VERIFY_AGAIN)
