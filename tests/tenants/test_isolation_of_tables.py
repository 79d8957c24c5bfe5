"""Every table, found in the catalogue, attacked from every direction; planted holes are found too."""

from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import ForeignKeyViolation

from tenants.actor import Actor
from tenants.identifiers import new_id
from tests.tenants.attacks import Guise, guises, guises_of_a_neighbour, leaks, leaks_between_stores
from tests.tenants.catalogue import holes, tables_of_a_store, tables_within_a_store
from tests.tenants.rows import Column, Rows, a_row, a_row_everywhere, columns_of
from tests.tenants.victims import bind, content, digest, rows_of_its_store


def refusal_of(
    application: psycopg.Connection,
    table: str,
    columns: list[Column],
    owner: Actor,
    rows: Rows,
) -> str:
    """Why such a row cannot be made; nothing if it can."""
    try:
        with application.transaction():
            a_row(application, table, columns, owner.tenant_id, rows)
    except AssertionError as error:
        return str(error)
    return ""


def index_condition(application: psycopg.Connection, table: str, row_id: UUID) -> str:
    """By what the row of this id is looked for in an index; nothing if it is not."""
    query = sql.SQL("explain select from {} where id = %s").format(sql.Identifier(table))
    plan = application.execute(query, (row_id,)).fetchall()
    return next((line for (line,) in plan if line.strip().startswith("Index Cond")), "")


def test_the_catalogue_holds_every_invariant(superuser):
    assert holes(superuser) == []


def test_no_row_of_any_table_is_reached_from_outside(
    database, superuser, application, victim, other_tenant
):
    before = digest(superuser, victim)
    victim_id = victim.actor.tenant_id
    pid = application.info.backend_pid

    found = [
        leak
        for guise in guises(database.signer, other_tenant.actor, victim_id, pid)
        for table, row_id in victim.rows.items()
        for leak in leaks(application, guise, table, victim_id, row_id)
    ]

    assert found == []
    assert digest(superuser, victim) == before
    assert len(before) >= 45
    assert all(row for _, row in before), "the victim has a row in every table"


def test_no_row_of_a_store_is_reached_from_the_next(
    database, superuser, application, victim, neighbour
):
    rows = rows_of_its_store(superuser, victim)
    before = content(superuser, victim)
    pid, store_id = application.info.backend_pid, victim.rows["stores"]

    found = [
        leak
        for guise in guises_of_a_neighbour(database.signer, neighbour.actor, store_id, pid)
        for table, row_id in rows.items()
        for leak in leaks_between_stores(application, guise, table, row_id)
    ]

    assert found == []
    assert content(superuser, victim) == before
    assert len(before) >= len(rows) >= 20


def test_a_member_of_the_store_is_let_in(
    database, superuser, application, victim, tenant_at_stores
):
    """Otherwise the silence above would prove nothing."""
    rows = rows_of_its_store(superuser, victim)
    member = tenant_at_stores(victim.rows["stores"]).actor
    context = database.signer.sign(member, application.info.backend_pid)
    guise = Guise("from the store", str(member.tenant_id), context)

    found = {
        leak
        for table, row_id in rows.items()
        for leak in leaks_between_stores(application, guise, table, row_id)
    }

    assert {f"{table} was read by one who came from the store" for table in rows} <= found


def test_a_row_of_another_store_cannot_be_written(
    database, superuser, application, victim, neighbour
):
    refusals = []
    for table in tables_of_a_store(superuser):
        with application.transaction(force_rollback=True):
            bind(application, database, neighbour.actor)
            columns = columns_of(superuser, table)
            refusal = refusal_of(application, table, columns, victim.actor, victim.rows)
        refusals.append((table, "row-level security" in refusal))

    assert [table for table, is_refused in refusals if not is_refused] == []


def test_a_row_cannot_say_another_store_than_the_row_it_hangs_on(superuser, victim, neighbour):
    children = tables_within_a_store(superuser)
    move = sql.SQL("update {} set store_id = %s where id = %s")

    for table in children:
        with pytest.raises(ForeignKeyViolation), superuser.transaction():
            superuser.execute(
                move.format(sql.Identifier(table)), (neighbour.store.id, victim.rows[table])
            )

    assert len(children) >= 17


def test_a_row_follows_the_row_it_hangs_on_to_another_store(database, superuser, victim, neighbour):
    bind(superuser, database, victim.actor)
    superuser.execute(
        "update encounters set store_id = %s where id = %s",
        (neighbour.store.id, victim.rows["encounters"]),
    )

    followed = {
        table: superuser.execute(
            sql.SQL("select store_id from {} where id = %s").format(sql.Identifier(table)),
            (victim.rows[table],),
        ).fetchone()[0]
        for table in tables_within_a_store(superuser)
    }

    assert set(followed.values()) == {neighbour.store.id}


def test_the_victim_itself_is_let_in(database, application, superuser, victim):
    with application.transaction():
        bind(application, database, victim.actor)
        counts = {
            table: application.execute(
                sql.SQL("select count(*) from {} where id = %s").format(sql.Identifier(table)),
                (row_id,),
            ).fetchone()[0]
            for table, row_id in victim.rows.items()
        }

    assert set(counts.values()) == {1}


def test_a_row_for_another_tenant_cannot_be_written(
    database, superuser, application, victim, other_tenant
):
    refusals = []
    for table in victim.rows:
        with application.transaction(force_rollback=True):
            bind(application, database, other_tenant.actor)
            columns = columns_of(superuser, table)
            refusal = refusal_of(application, table, columns, victim.actor, victim.rows)
        is_refused = "row-level security" in refusal or "permission denied" in refusal
        refusals.append((table, is_refused))

    assert [table for table, is_refused in refusals if not is_refused] == []


def test_another_tenants_row_cannot_be_referred_to(
    database, superuser, application, victim, other_tenant
):
    """Constraints do not see row-level security: the reference must carry the tenant."""
    refusals = []
    for table in victim.rows:
        columns = columns_of(superuser, table)
        if not any(refers_to for *_, refers_to in columns):
            continue
        with application.transaction(force_rollback=True):
            bind(application, database, other_tenant.actor)
            refusal = refusal_of(application, table, columns, other_tenant.actor, victim.rows)
        refusals.append((table, "foreign key" in refusal))

    assert [table for table, is_refused in refusals if not is_refused] == []


def test_no_value_is_taken_because_another_tenant_has_it(
    database, superuser, application, tenant, other_tenant
):
    """The same ids, and the same of whatever a row cannot do without."""
    shared = new_id()

    with (
        psycopg.connect(database.urls.platform) as platform,
        application.transaction(force_rollback=True),
    ):
        for actor in (tenant.actor, other_tenant.actor):
            bind(application, database, actor)
            rows = a_row_everywhere(
                superuser, application, platform, actor.tenant_id, chosen=lambda _: shared
            )
            assert {*rows.values()} == {shared}
        platform.rollback()


def test_a_row_is_looked_up_among_the_tenants_own(database, application, victim, other_tenant):
    """Whether an id is another tenant's or nobody's, the same index is read to the same depth."""
    with application.transaction(force_rollback=True):
        bind(application, database, other_tenant.actor)
        application.execute("set local enable_seqscan = off; set local enable_bitmapscan = off")
        astray = [
            table
            for table, row_id in victim.rows.items()
            if "(tenant_id = " not in index_condition(application, table, row_id)
        ]

    assert astray == []


def test_working_roles_cannot_change_what_protects_them(application):
    attempts = [
        "alter table patients disable row level security",
        "alter table patients no force row level security",
        "drop policy signed_context on patients",
        "create policy open on patients using (true)",
        "create table mine (id int)",
        "create temporary table mine (id int)",
        "create function f() returns int language sql as 'select 1'",
        "select * from security.context_keys",
        "select security.verified_context()",
        "set role mortar_owner",
        "set session authorization postgres",
        "set row_security = off; select * from patients",
        "truncate patients",
        "copy patients to program 'true'",
        "select pg_read_file('postgresql.conf')",
    ]

    refused = []
    for attempt in attempts:
        with pytest.raises(psycopg.Error) as error, application.transaction():
            application.execute(attempt)
        refused.append(error.value.sqlstate)

    assert set(refused) <= {"42501", "0A000"}


PLANTED_HOLES = {
    "a table without row-level security": "create table planted (tenant_id uuid, id uuid)",
    "a table without a tenant": "create table planted (id uuid)",
    "unforced row-level security": "alter table patients no force row level security",
    "no first layer": "drop policy tenant_isolation on patients",
    "no second layer": "drop policy signed_context on patients",
    "a wider policy": "create policy wide on patients using (true)",
    "a store's table for all stores": "drop policy store_scope on claims",
    "a child for all stores": "drop policy store_scope on service_lines",
    "a grandchild for all stores": "create table planted (tenant_id uuid, id uuid, claim_payment_id uuid, foreign key (tenant_id, claim_payment_id) references claim_payments (tenant_id, id))",
    "a child that may lie": "alter table service_lines drop constraint fk_service_lines_tenant_id_claim_id_store_id",
    "a global unique key": "alter table patients add unique (id)",
    "a global unique index": "create unique index on patients (id, created_at)",
    "an index over all tenants": "create index on patients (created_at)",
    "an exclusion over all tenants": "alter table patients add exclude (id with =)",
    "a shared table that the application writes": "grant insert on schedules to mortar_app",
    "a reference without its tenant": "create table planted (tenant_id uuid references tenants, id uuid unique, patient_id uuid); alter table patients add unique (id); alter table planted add foreign key (patient_id) references patients (id)",
    "a view": "create view planted as select * from patients",
    "a materialized view": "create materialized view planted as select * from patients",
    "a function with its owner's rights": "create function planted() returns bigint language sql security definer as 'select count(*) from patients'",
    "an open search path": "create function security.planted() returns int language sql security definer as 'select 1'",
    "a function for everyone": "create function security.planted() returns int language sql security definer set search_path = pg_catalog, pg_temp as 'select 1'",
    "a privileged role": "alter role mortar_app bypassrls",
    "a role within a role": "grant mortar_owner to mortar_app",
    "a table that the application owns": "alter table patients owner to mortar_app",
    "a schema to create in": "grant create on schema public to mortar_app",
    "a table to empty": "grant truncate on patients to mortar_app",
    "a table for the platform": "grant select on patients to mortar_platform",
    "a table for everyone": "grant select on patients to public",
    "a child": "create table planted () inherits (patients)",
    "a partition without row-level security": "create table planted partition of audit_events for values from ('00000000-0000-0000-0000-000000000000') to ('00000000-0000-0000-0000-000000000001')",
    "a partition with a grant": "do $$ begin execute (select format('grant select on %s to mortar_app', min(inhrelid::regclass::text)) from pg_inherits where inhparent = 'audit_events'::regclass); end $$",
    "an audit log that can be changed": "grant delete on audit_events to mortar_app",
    "an audit log that can be read by everybody": "create policy wide on audit_events for select to mortar_owner using (true)",
}


@pytest.mark.parametrize("plant", PLANTED_HOLES.values(), ids=PLANTED_HOLES)
def test_a_planted_hole_is_found_in_the_catalogue(superuser, plant):
    superuser.execute(plant)

    assert holes(superuser) != []


PLANTED_LEAKS = {
    "policies gone": "alter table patients disable row level security",
    "a plain setting as credential": "drop policy signed_context on patients",
    "a policy for everyone": "drop policy signed_context on patients; create policy wide on patients using (true)",
}


@pytest.mark.parametrize("plant", PLANTED_LEAKS.values(), ids=PLANTED_LEAKS)
def test_a_planted_leak_is_found_by_the_attacks(superuser, database, victim, other_tenant, plant):
    """The same attacks as above, as the same role, with one wall torn down."""
    superuser.execute(plant)
    superuser.execute("set local role mortar_app")
    victim_id = victim.actor.tenant_id

    found = [
        leak
        for guise in guises(
            database.signer, other_tenant.actor, victim_id, superuser.info.backend_pid
        )
        for leak in leaks(superuser, guise, "patients", victim_id, victim.rows["patients"])
    ]

    assert any("patients was read" in leak for leak in found)
    assert any("patients was changed" in leak for leak in found)
