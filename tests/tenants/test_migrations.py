"""The migrations: up, down and up again, to exactly what the models say."""

import importlib
import json
from pathlib import Path
from pkgutil import walk_packages

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

import domain
import tenants
from infra.database_roles import prepare_database
from infra.migrate import downgrade, newest_revision, upgrade
from tenants.identifiers import new_id
from tenants.records import NO_STORE, Record
from tests.tenants.catalogue import tables_within_a_store
from tests.tenants.rows import a_row_everywhere

SHAPE = text(
    """
    select 'column', table_schema || '.' || table_name, column_name,
        data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '')
    from information_schema.columns where table_schema in ('public', 'security')
    union all
    select 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    from pg_constraint where connamespace::regnamespace::text in ('public', 'security')
    union all
    select 'index', tablename, indexname, indexdef from pg_indexes where schemaname = 'public'
    union all
    select 'policy', tablename, policyname, permissive || cmd || coalesce(qual, '')
    from pg_policies
    union all
    select 'function', pronamespace::regnamespace::text, proname, prosrc || coalesce(proacl::text, '')
    from pg_proc where pronamespace::regnamespace::text in ('public', 'security')
    union all
    select 'grant', table_name, grantee, string_agg(privilege_type, ' ' order by privilege_type)
    from information_schema.role_table_grants where table_schema = 'public' group by 2, 3
    order by 1, 2, 3, 4
    """
)


OF_NO_CLAIM = {
    "acknowledgements", "adjustments", "claim_payments", "provider_adjustments", "service_payments",
}  # fmt: skip
"""Where the rows of this module's database hang on no claim."""


@pytest.fixture(scope="module")
def owner_url(postgres, database) -> str:
    """A database of this module's own, empty, beside the one of the other tests."""
    assert database is not None, "the roles are made with the first database"
    return prepare_database(postgres, "migrated").owner


def shape(url):
    engine = create_engine(url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(SHAPE)]
    engine.dispose()
    return found


def test_up_down_and_up_again_is_as_up_once(owner_url):
    upgrade(owner_url)
    once = shape(owner_url)

    downgrade(owner_url, "base")
    nothing = [
        row
        for row in shape(owner_url)
        if row[1] not in {"alembic_version", "public.alembic_version"}
    ]
    upgrade(owner_url)

    assert nothing == []
    assert shape(owner_url) == once
    assert len(once) > 500
    assert newest_revision()


def test_the_models_are_what_the_migrations_make(owner_url):
    for path in Path(domain.__file__).parent.glob("*/models.py"):
        importlib.import_module(f"domain.{path.parent.name}.models")
    for module in walk_packages(tenants.__path__, "tenants."):
        importlib.import_module(module.name)
    upgrade(owner_url)
    engine = create_engine(owner_url)

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_object": lambda thing, name, kind, *_: is_ours(kind, name),
            },
        )
        differences = compare_metadata(context, Record.metadata)
    engine.dispose()

    assert differences == []


def counting(span: str, kind: str = "immunization") -> str:
    """As much of a template's definition as the migration reads."""
    definition = {"kind": kind, "when": {"fact": f"{span}.injection_first", "is": 0}}
    return json.dumps(definition, sort_keys=True)


VERSIONS = {
    "in force": [(1, counting("lines"), "2025-01-01"), (2, counting("lines"), "2026-01-01")],
    "and to follow": [
        (1, counting("lines"), "2026-01-01"),
        (2, counting("day"), "2999-01-01"),
        (3, counting("lines"), None),
    ],
    "day-wide": [(1, counting("lines"), "2025-01-01"), (2, counting("day"), "2026-01-01")],
    "another kind": [(1, counting("lines", "point_of_care_test"), "2026-01-01")],
}


def test_what_counted_injections_within_an_encounter_is_issued_anew(postgres, owner_url):
    upgrade(owner_url)
    downgrade(owner_url, "0055_find_failed_jobs")
    tenant_id = new_id()
    with psycopg.connect(postgres.url("migrated")) as superuser:
        add = "insert into tenants (id, name, slug) values (%s, 'Counting Pharmacy', 'counting')"
        superuser.execute(add, (tenant_id,))
        for name, versions in VERSIONS.items():
            a_service_with(superuser, tenant_id, name, versions)

    upgrade(owner_url)

    with psycopg.connect(postgres.url("migrated")) as superuser:
        today = superuser.execute("select current_date::text").fetchone()[0]
        found = {name: versions_of(superuser, name) for name in VERSIONS}
        superuser.execute("delete from service_templates")
        superuser.execute("delete from services")
        superuser.execute("delete from tenants where id = %s", (tenant_id,))
    assert found == {
        **VERSIONS,
        "in force": [*VERSIONS["in force"], (3, counting("day"), today)],
        "and to follow": [
            *VERSIONS["and to follow"][:2],
            (4, counting("day"), today),
            (5, counting("day"), "2999-01-01"),
            (6, counting("day"), None),
        ],
    }


def a_service_with(superuser, tenant_id, name, versions):
    service_id = new_id()
    superuser.execute(
        "insert into services (tenant_id, id, name, kind) values (%s, %s, %s, 'immunization')",
        (tenant_id, service_id, name),
    )
    for version, definition, effective_from_on in versions:
        superuser.execute(
            "insert into service_templates"
            " (tenant_id, id, service_id, version, definition, effective_from_on)"
            " values (%s, %s, %s, %s, %s, %s)",
            (tenant_id, new_id(), service_id, version, definition, effective_from_on),
        )


def versions_of(superuser, name):
    rows = superuser.execute(
        "select version, definition, effective_from_on::text from service_templates as template"
        " join services on services.id = service_id where services.name = %s order by version",
        (name,),
    )
    return [
        (version, json.dumps(definition, sort_keys=True), on) for version, definition, on in rows
    ]


def test_rows_that_were_there_get_the_store_of_what_they_hang_on(postgres, owner_url):
    upgrade(owner_url)
    downgrade(owner_url, "1910_modules")
    tenant_id = new_id()
    with psycopg.connect(postgres.url("migrated")) as superuser:
        superuser.execute(
            "insert into tenants (id, name, slug) values (%s, 'Test Pharmacy', 'before')",
            (tenant_id,),
        )
        rows = a_row_everywhere(superuser, superuser, superuser, tenant_id)

    upgrade(owner_url, "1920_scope_children")

    with psycopg.connect(postgres.url("migrated")) as superuser:
        stores = {
            table: superuser.execute(f"select store_id from {table}").fetchone()[0]
            for table in tables_within_a_store(superuser)
        }
    assert {table for table, store in stores.items() if store == NO_STORE} == OF_NO_CLAIM
    assert {*stores.values()} == {rows["stores"], NO_STORE}


def is_ours(kind, name):
    """Tables without a model are written and read in SQL alone; each is named here."""
    without_model = {"alembic_version", "audit_retirements", "schedules"}
    is_month = name is not None and name.startswith("audit_events_")
    return kind != "table" or not (is_month or name in without_model)
