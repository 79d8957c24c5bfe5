"""What someone may do is remembered for a moment, and forgotten the moment that it changes."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, Table, Text, delete, event, insert, update
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.visitors import iterate

from api.reading.commands import Made
from api.reading.declarations import DEFINITION
from api.reading.parameters import Parameters, Slot
from api.schema import core
from domain.patients.models import Patient
from tenants import clients
from tenants.access import SHAPES_ACCESS, changes_access
from tenants.clients import ClientNumber
from tenants.identifiers import new_id
from tenants.permissions import Permission
from tenants.records import Record, TenantOwned
from tests.api.probes import probe, root_fields, takes_ids
from tests.api.test_isolation_of_fields import KINDS, ids_of
from tests.builders import a_member, a_patient

SCHEMA = core()
MUTATIONS = {
    name: definition
    for operation, name, definition in root_fields(SCHEMA)
    if operation == "mutation"
}
ACCESS_TABLES = {model.__tablename__ for model in SHAPES_ACCESS}
OWNED = {
    mapper.local_table.name
    for mapper in Record.registry.mappers
    if issubclass(mapper.class_, TenantOwned)
}
OF_EVERY_TRANSACTION = {"tenant_keys", "allowances"}
"""To open fields, and to count requests: they do not say who may see what."""
ME = "{ me { id } }"


@contextmanager
def tables_read() -> Iterator[set[str]]:
    """The tenants' tables that are asked meanwhile, by whichever engine."""
    found: set[str] = set()

    def note(*arguments) -> None:
        compiled = arguments[4].compiled
        statement = compiled.statement if compiled is not None else None
        if statement is not None and statement.is_select:
            found.update(each.name for each in iterate(statement) if isinstance(each, Table))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    found &= OWNED - OF_EVERY_TRANSACTION


def test_what_a_browsers_access_is_read_from_shapes_access(signed_in):
    browser = signed_in()

    with tables_read() as tables:
        browser.ask(ME)

    assert {"users", "user_sessions", "roles", "memberships"} <= tables <= ACCESS_TABLES


def test_what_a_programs_access_is_read_from_shapes_access(client, tenant):
    with tenant.transaction() as session:
        made, secret = clients.create_client(session, "Dispensing", [Permission.READ_CLAIMS])
    number = str(ClientNumber(tenant.actor.tenant_id, made.id))
    form = {"grant_type": "client_credentials"}
    token = client.post("/oauth/token", data=form, auth=(number, secret)).json()["access_token"]

    with tables_read() as tables:
        answer = client.post(
            "/graphql", json={"query": ME}, headers={"authorization": f"Bearer {token}"}
        )

    assert answer.status_code == 200
    assert {"client_applications", "revoked_tokens"} <= tables <= ACCESS_TABLES


def statements(model):
    return [
        insert(model).from_select(["id"], model.__table__.select().with_only_columns(model.id).where(model.id == new_id())),
        update(model).where(model.id == new_id()).values(created_at=model.created_at),
        delete(model).where(model.id == new_id()),
    ]  # fmt: skip


@pytest.mark.parametrize("model", SHAPES_ACCESS)
def test_every_kind_of_statement_on_it_is_noticed(tenant, model):
    noticed = []

    for statement in statements(model):
        with tenant.transaction() as session:
            before = changes_access(session)
            session.connection().exec_driver_sql("savepoint attempt")
            try:
                session.execute(statement)
            except Exception:  # What the role may not do has been noticed all the same.
                session.connection().exec_driver_sql("rollback to savepoint attempt")
            noticed.append((before, changes_access(session)))

    assert noticed == [(False, True)] * 3


def test_records_of_it_are_noticed_and_others_are_not(tenant):
    with tenant.transaction() as session:
        a_patient(session)
        other = changes_access(session)
    with tenant.transaction() as session:
        member = a_member(session)
        added = changes_access(session)
    with tenant.transaction() as session:
        kept = session.get_one(type(member), member.id)
        looked_at = changes_access(session)
        kept.is_active = False
        session.flush()
        changed = changes_access(session)
    with tenant.transaction() as session:
        session.execute(update(Patient).values(sex="F"))
        others = changes_access(session)

    assert (other, added, looked_at, changed, others) == (False, True, False, True, False)


def test_commands_of_one_statement_write_nothing_that_shapes_access():
    """They do not pass through a session."""
    swift = {
        name: definition.extensions[DEFINITION].metadata["swift"]
        for name, definition in MUTATIONS.items()
        if definition.extensions[DEFINITION].metadata["swift"]
    }

    for name, command in swift.items():
        parameters = Parameters()
        arguments = {
            argument.extensions[DEFINITION].python_name: parameters.bind(Slot(None), Text())
            for argument in MUTATIONS[name].args.values()
        }
        statement = command.statement(Made(parameters), **arguments)
        written = {each.table.name for each in iterate(statement) if isinstance(each, UpdateBase)}
        assert written
        assert not written & ACCESS_TABLES


def access_rows(superuser, tenant):
    """But for when somebody was last seen, which is no matter of access."""
    return {
        table: superuser.execute(
            f"select string_agg(row, '' order by row) from {table} t,"
            " cast(to_jsonb(t) - 'last_seen_at' as text) as row where tenant_id = %s",
            (tenant.actor.tenant_id,),
        ).fetchone()
        for table in ACCESS_TABLES
    }


def test_whatever_mutation_changes_access_all_are_looked_up_again_at_once(
    signed_in, superuser, victim, tenant
):
    owner, witness = signed_in(of=tenant), signed_in(of=tenant)
    ids = [id_ for kind, id_ in ids_of(victim).items() if KINDS[kind] in ACCESS_TABLES]
    changing, remembered = set(), []

    for name, definition in MUTATIONS.items():
        for id_ in ids if takes_ids(definition) else ids[:1]:
            query, variables = probe("mutation", name, definition, SCHEMA, id_)
            before = access_rows(superuser, tenant)
            witness.ask(ME)
            answer = owner.post(query, variables).json()
            if "errors" in answer or access_rows(superuser, tenant) == before:
                continue
            changing.add(name)
            with tables_read() as tables:
                witness.post(ME)
            if "user_sessions" not in tables:
                remembered.append(name)

    assert {"activateUser", "deactivateUser", "inviteUser"} <= changing
    assert remembered == []
