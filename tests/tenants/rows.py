"""Makes a row in any tenant's table from what the catalogue says of its columns."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from tenants.identifiers import new_id
from tenants.records import Record
from tenants.sealed_fields import SealedColumn
from tenants.sealing import TenantKeys
from tests.tenants.catalogue import tenant_tables

BY_TYPE: dict[str, Any] = {
    "bigint": 1,
    "boolean": False,
    "bytea": b"x",
    "character varying": "x",
    "date": "2026-01-02",
    "integer": 1,
    "jsonb": "{}",
    "numeric": 1,
    "smallint": 1,
    "text": "x",
    "text[]": "{}",
    "integer[]": "{}",
    "timestamp with time zone": "2026-01-02T03:04:05Z",
    "uuid[]": "{}",
}

PLAIN = {str: b'"x"', date: b'"2026-01-02"', dict: b"{}", list: b"[]", bytes: b"x"}
"""Under seal, by the type of the value."""

DEMANDED: dict[tuple[str, str], Any] = {
    ("organization_units", "kind"): "organization",
    ("claims", "claim_frequency_code"): "1",
    ("claims", "display_status"): "ready",
    ("claims", "readiness"): "ready",
    ("claims", "transport"): "not_sent",
    ("claims", "adjudication"): "pending",
    ("claims", "money"): "unbilled",
    ("claims", "work"): "none",
    ("claim_views", "is_shared"): True,
    ("bulk_acts", "act"): "hold",
    ("bulk_acts", "state"): "done",
    ("claim_findings", "severity"): "error",
    ("encounters", "status"): "draft",
    ("coverages", "relationship_code"): "18",
    ("anomalies", "kind"): "vip",
    ("approvals", "kind"): "write_off",
    ("disclosures", "kind"): "public_health",
    ("approvals", "status"): "pending",
    ("credentials", "kind"): "license",
    ("enrollments", "stage"): "pending",
    ("sign_in_policies", "idle_minutes"): 30,
    ("sign_in_policies", "longest_hours"): 24,
    ("sign_in_policies", "recent_minutes"): 60,
    ("sign_in_policies", "second_factor"): "optional",
    ("legs", "account"): "insurance_receivable",
    ("key_rotations", "state"): "done",
    ("chain_checks", "state"): "sound",
    ("tenant_keys", "purpose"): "data",
    ("tenant_keys", "version"): 1_000,
    ("legs", "amount_cents"): 0,
}
"""What a check, a trigger or the API wants of a column that its type does not tell."""

BY_PLATFORM = frozenset({"audit_blocks"})
"""Tables whose rows a tenant sees but does not make."""

BESIDES: dict[str, dict[str, Any]] = {
    "patient_restrictions": {"lifted_at": "2026-01-02T03:04:05Z"},
    "service_templates": {"effective_from_on": "2026-01-02"},
}
"""What a row may do without, but not with others beside it: a lasting restriction hides them, and no
encounter is written with a draft."""

TOGETHER = {"legs": 2}
"""How many rows make one where one alone is refused: an entry balances or cannot exist."""

COLUMNS = """
    select attname, format_type(atttypid, null), (
        select confrelid::regclass::text from pg_constraint
        where conrelid = attrelid and contype = 'f' and conkey[2] = attnum
    )
    from pg_attribute
    where attrelid = %s::regclass and attnum > 0 and not attisdropped
    and attname <> 'tenant_id' and (
        attname in ('id', 'store_id') or attnotnull and not atthasdef or attnum = any (
            select conkey[2] from pg_constraint
            where conrelid = attrelid and contype = 'f' and cardinality(conkey) = 3
        )
    )
    order by attnum
"""
"""Each column that a row cannot do without, or that says which store's it is, with its reference."""

Rows = dict[str, UUID]
"""The id of one row in each table."""

Column = tuple[str, str, str | None]
"""Name, type and the table referred to."""


def a_row_everywhere(
    superuser: psycopg.Connection,
    connection: psycopg.Connection,
    platform: psycopg.Connection,
    tenant_id: UUID,
    keys: TenantKeys | None = None,
    chosen: Callable[[str], UUID | None] = lambda _table: None,
) -> Rows:
    """One row in every table with a tenant; `connection` is bound to that tenant.

    With its keys, what is kept sealed is sealed with them. Tables may be given their row's id.
    """
    rows: Rows = {}
    for table in tenant_tables(superuser):
        maker = platform if table in BY_PLATFORM else connection
        columns = columns_of(superuser, table)
        rows[table] = a_row(maker, table, columns, tenant_id, rows, keys, chosen(table))
    return rows


def columns_of(connection: psycopg.Connection, table: str) -> list[Column]:
    """The columns of a row that has what it needs, all of it of one store."""
    return connection.execute(COLUMNS, (f"public.{table}",)).fetchall()


def a_row(
    connection: psycopg.Connection,
    table: str,
    columns: list[Column],
    tenant_id: UUID,
    rows: Rows,
    keys: TenantKeys | None = None,
    chosen: UUID | None = None,
) -> UUID:
    """Insert one row, perhaps with this id, referring to those already made.

    Raises:
        AssertionError: this module must be taught what a new table wants.
    """
    made = [_values(table, columns, tenant_id, rows) for _ in range(TOGETHER.get(table, 1))]
    if chosen is not None:
        made[0]["id"] = chosen
    if keys is not None:
        made = [row | _sealed(table, row, keys) for row in made]
    one = sql.SQL("({})").format(sql.SQL(", ").join(sql.Placeholder() * len(made[0])))
    statement = sql.SQL("insert into {} ({}) values {}").format(
        sql.Identifier("public", table),
        sql.SQL(", ").join(map(sql.Identifier, made[0])),
        sql.SQL(", ").join([one] * len(made)),
    )
    try:
        connection.execute(statement, [value for row in made for value in row.values()])
    except psycopg.Error as error:
        raise AssertionError(f"rows.py cannot make a row of {table}: {error}") from error
    id_: UUID = made[0]["id"]
    return id_


def _sealed(table: str, row: dict[str, Any], keys: TenantKeys) -> dict[str, bytes]:
    columns = Record.metadata.tables[table].c if table in Record.metadata.tables else ()
    return {
        column.name: keys.sealed(column.type.place, row["id"], PLAIN[column.type.kind])
        for column in columns
        if isinstance(column.type, SealedColumn) and column.name in row
    }


def _values(table: str, columns: list[Column], tenant_id: UUID, rows: Rows) -> dict[str, Any]:
    values: dict[str, Any] = {"tenant_id": tenant_id, **BESIDES.get(table, {})}
    for name, kind, refers_to in columns:
        if refers_to is not None:
            values[name] = rows[refers_to]
        elif name == "store_id":
            values[name] = rows["stores"]
        elif (table, name) in DEMANDED:
            values[name] = DEMANDED[table, name]
        else:
            assert kind == "uuid" or kind in BY_TYPE, f"rows.py knows no {kind} for {table}.{name}"
            values[name] = BY_TYPE.get(kind) if kind != "uuid" else new_id()
    return values
