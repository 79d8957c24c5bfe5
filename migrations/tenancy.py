"""Tenancy in SQL, said once: the columns, the two layers of row-level security, the grants."""

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

BOUND_TENANT = "(select current_setting('app.tenant_id', true)::uuid)"
"""Layer one. External provers know this exact shape; unset, it selects nothing or raises."""

SIGNED_TENANT = "(select security.tenant_id())"
"""Layer two. Null unless the context's signature, connection and expiry hold."""

SIGNED_STORES = "(select security.store_ids())::uuid[]"
"""The stores of the context; null means all of the tenant's, and no context means none.

Nothing here proves that the context is true: layer two does, on every table that has this one.
"""


def begin() -> None:
    """Never wait long behind a running transaction: fail and be run again."""
    op.execute("set local lock_timeout = '5s'")


def tenant_columns() -> list[sa.Column[object]]:
    """The columns every tenant-owned table starts with."""
    return [
        sa.Column(
            "tenant_id",
            sa.Uuid,
            sa.ForeignKey("tenants.id"),
            primary_key=True,
            server_default=sa.text("current_setting('app.tenant_id')::uuid"),
        ),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.func.now(),
            nullable=False,
        ),
    ]


def belongs_to(column: str, table: str) -> sa.ForeignKeyConstraint:
    """A reference within the tenant; foreign keys ignore row-level security."""
    return sa.ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"])


def unique(*columns: str) -> sa.UniqueConstraint:
    """Unique within the tenant."""
    return sa.UniqueConstraint("tenant_id", *columns)


class HoldsRows(RuntimeError):
    """A migration wants a table empty; the message says which, and what to do."""


def seal(table: str, *columns: str) -> None:
    """Make columns hold ciphertext. What stands in the clear would need keys to be kept.

    Raises:
        HoldsRows: something does.
    """
    _demand_empty(table)
    for column in columns:
        op.execute(f"alter table {table} alter {column} drop default")
        op.execute(f"alter table {table} alter {column} type bytea using null")


def unseal(table: str, columns: Mapping[str, str], defaults: Mapping[str, str] = {}) -> None:
    """Make columns hold values in the clear again, of these types.

    Raises:
        HoldsRows: something is sealed there.
    """
    _demand_empty(table)
    for column, kind in columns.items():
        op.execute(f"alter table {table} alter {column} type {kind} using null")
    for column, default in defaults.items():
        op.execute(f"alter table {table} alter {column} set default {default}")


def _demand_empty(table: str) -> None:
    op.execute(f"alter table {table} no force row level security")
    found = op.get_bind().scalar(sa.text(f"select exists (select from {table})"))  # noqa: S608
    op.execute(f"alter table {table} force row level security")
    if found:
        raise HoldsRows(
            f"The table {table} holds rows that this step cannot seal or open. It is for a database"
            " without patients: `./run reset` empties one of a developer's."
        )


def protect(table: str, *, stores: bool = False, may: str = "select, insert, update") -> None:
    """Hide other tenants' rows, from the table's owner too, and let the application use the rest.

    Args:
        table: its name.
        stores: whether its `store_id` also hides rows from members of other stores.
        may: what the application may do with its tenant's rows.
    """
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    _policy(table, "tenant_isolation", "permissive", f"tenant_id = {BOUND_TENANT}")
    _policy(table, "signed_context", "restrictive", f"tenant_id = {SIGNED_TENANT}")
    if stores:
        scope_by_store(table)
    op.execute(f"grant {may} on {table} to mortar_app")


def scope_by_store(table: str) -> None:
    """Hide rows of other stores, by the table's `store_id`, from who sees only some."""
    rule = f"coalesce(store_id = any({SIGNED_STORES}), true)"
    _policy(table, "store_scope", "restrictive", rule)


def _policy(table: str, name: str, kind: str, rule: str) -> None:
    op.execute(
        f"create policy {name} on {table} as {kind} for all to public"
        f" using ({rule}) with check ({rule})"
    )
