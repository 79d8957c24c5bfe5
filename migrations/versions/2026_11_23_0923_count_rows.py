"""Count rows by status and store as they are written, so that a total costs the same at any size.

A statement appends what it changed; nobody updates a shared counter, so nobody waits for one.
The sum is the count, and `domain.reports.commands.fold_row_counts` keeps it short.

Revision ID: 0923_row_counts
Revises: 0922_scope_money
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin, protect, tenant_columns

revision = "0923_row_counts"
down_revision = "0922_scope_money"

COUNTED = {
    "claims": ("display_status", "store_id"),
    "encounters": ("status", "store_id"),
    "entries": ("kind", "null::uuid"),
    "interchanges": ("status", "null::uuid"),
    "patients": ("is_active::text", "null::uuid"),
    "raw_files": ("status", "null::uuid"),
    "remittances": ("status", "null::uuid"),
}
"""Each table's status and store, as SQL."""

FUNCTION = """
create function count_{table}() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        {insert} (select *, 1 as change from added) as changed {group};
    elsif tg_op = 'DELETE' then
        {insert} (select *, -1 as change from removed) as changed {group};
    else
        {insert} (
            select *, 1 as change from added union all select *, -1 as change from removed
        ) as changed {group};
    end if;
    return null;
end
$$
"""
INSERT = """
insert into public.row_counts (tenant_id, table_name, status, store_id, row_count)
select tenant_id, '{table}', {status}, {store}, sum(change) from
"""
GROUP = "group by 1, 2, 3, 4 having sum(change) <> 0"
TRIGGERS = {
    "insert": "new table as added",
    "update": "old table as removed new table as added",
    "delete": "old table as removed",
}


def upgrade() -> None:
    begin()
    op.create_table(
        "row_counts",
        *tenant_columns(),
        sa.Column("table_name", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("store_id", sa.Uuid),
        sa.Column("row_count", sa.BigInteger, nullable=False),
    )
    op.execute("alter table row_counts alter column id set default gen_random_uuid()")
    op.create_index(
        "ix_row_counts_table_name",
        "row_counts",
        ["tenant_id", "table_name", "status"],
        postgresql_include=["store_id", "row_count"],
    )
    for table, (status, store) in COUNTED.items():
        insert = INSERT.format(table=table, status=status, store=store)
        op.execute(FUNCTION.format(table=table, insert=insert, group=GROUP))
        for event, rows in TRIGGERS.items():
            op.execute(
                f"create trigger count_{event} after {event} on {table} referencing {rows}"
                f" for each statement execute function count_{table}()"
            )
        _count_what_is_there(table, insert)
    protect("row_counts", stores=True, may="select, insert, delete")


def _count_what_is_there(table: str, insert: str) -> None:
    """The owner sees rows only while their security is not forced; the lock lets nobody else in."""
    op.execute(f"alter table {table} no force row level security")
    op.execute(f"{insert} (select *, 1 as change from {table}) as changed {GROUP}")
    op.execute(f"alter table {table} force row level security")


def downgrade() -> None:
    begin()
    for table in COUNTED:
        for event in TRIGGERS:
            op.execute(f"drop trigger count_{event} on {table}")
        op.execute(f"drop function count_{table}()")
    op.drop_table("row_counts")
