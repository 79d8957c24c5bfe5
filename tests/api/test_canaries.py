"""What a patient's record or any argument says stays out of logs, spans, events and errors."""

import logging
from typing import Any

import psycopg
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    is_leaf_type,
)
from opentelemetry import trace
from psycopg import sql
from starlette.testclient import TestClient

from api.app import create_app
from api.documents import Documents, Rejected
from api.schema import core
from infra.settings import Settings
from tenants.identifiers import new_id
from tenants.permissions import EVERYTHING
from tenants.sessions import open_session
from tests.api.conftest import Browser
from tests.api.probes import LEAVES, probe, root_fields
from tests.api.test_isolation_of_fields import kinds_for
from tests.builders import a_member
from tests.canaries import STEM, Written, canaries, is_told, plant, tables_telling
from tests.tenants.catalogue import tenant_tables

SCHEMA = core()
FIELDS = list(root_fields(SCHEMA))
TOLD_OF = ("audit_events", "outbox", "failed_jobs", "idempotency_keys", "dramatiq.queue")
"""Where something is said of what was done."""
ODD = f"{STEM} \U0001f489' -- %s"
DEEPEST = 4
KEPT_TO_OURSELVES = {
    ("approvals", "arguments"): "what is done when it is decided",
    ("idempotency_keys", "response"): "given again to a repeated request alone",
    ("patient_imports", "file_name"): "kept to know the file again",
    ("patient_imports", "problems"): "told once, to whom sent the file",
}
"""Sealed columns that no type of the schema shows, each with the reason."""


@pytest.fixture(scope="module")
def listener(telemetry, postgres, database):
    assert database is not None, "the server's log is there once it has begun"
    with Written(telemetry.spans, telemetry.metrics, postgres.log_path).listening() as written:
        yield written


@pytest.fixture(scope="module")
def traced(listener, settings):
    """The API in a process that logs and traces all that it can."""
    told = Settings.from_environment(
        {
            "DATABASE_URL": settings.database_url,
            "DATA_DIR": str(settings.data_dir),
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9",
        }
    )
    with TestClient(create_app(told), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def browser(traced, tenant):
    """Of somebody who may do everything."""
    with tenant.transaction() as session:
        opened = open_session(session, a_member(session, permissions=EVERYTHING).id)
    return Browser(traced, f"{tenant.actor.tenant_id}.{opened.token}", opened.csrf_token)


@pytest.fixture
def written(listener, browser):
    listener.forget()
    return listener


def answers(browser: Browser, asked: Any) -> dict[str, str]:
    """What every root field answers to the operation that `asked` makes for it."""
    return {
        name: browser.post(*asked(operation, name, definition), **key_of(operation, name)).text
        for operation, name, definition in FIELDS
    }


def key_of(operation: str, name: str) -> dict[str, str]:
    return {"idempotency-key": f"canary-{name}"} if operation == "mutation" else {}


def test_no_word_of_a_record_is_told_beside_the_answers(
    browser, written, with_everything, superuser, tenant
):
    """All rows share an id, so that it names something whatever a field looks for."""
    row_id, planted = new_id(), canaries()
    with_everything(tenant, chosen=lambda _: row_id)
    plant(superuser, planted, row_id, tenant.keys())

    told = answers(
        browser,
        lambda operation, name, definition: probe(
            operation, name, definition, SCHEMA, f"{kinds_for(definition)[0]}_{row_id}"
        ),
    )

    page = browser.client.get(f"/disclosures/accountings/{row_id}", headers=browser.headers)
    shown = "".join([*told.values(), page.text])
    silent = {(each.table, each.column) for each in planted if each.word not in shown}
    assert silent == set(KEPT_TO_OURSELVES)
    assert [name for name, text in told.items() if "internal_error" in text] == []
    assert written.telling() == set()
    assert tables_telling(superuser, tenant.actor.tenant_id) == set()
    assert len([*written.texts()]) > 1_000


def test_what_fails_is_answered_and_logged_without_what_it_is_about(
    browser, written, with_everything, superuser, tenant
):
    """What stands in another row than it was sealed for does not open, which nobody expects."""
    row_id, planted = new_id(), canaries()
    with_everything(tenant, chosen=lambda _: row_id)
    plant(superuser, planted, row_id, tenant.keys(), sealed_for=new_id())
    patient = "query ($id: ID!) { patient(id: $id) { lastName } }"

    told = [
        browser.post(patient, {"id": f"Patient_{row_id}"}),
        browser.client.get(f"/disclosures/accountings/{row_id}", headers=browser.headers),
    ]

    assert [answer.status_code for answer in told] == [500, 500]
    assert ["internal_error" in answer.text for answer in told] == [True, True]
    assert told[1].headers["x-content-type-options"] == "nosniff"
    assert [place for place, _ in written.lines].count("log mortar.api") == 2
    assert "DoesNotOpen" in "".join(line for _, line in written.lines)
    assert written.telling() == set()


def planted(kind: Any, depth: int = DEEPEST) -> Any:
    """A value of the type with the canary wherever words may be, optional or not."""
    inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if isinstance(inner, GraphQLList):
        return [planted(inner.of_type, depth)]
    if isinstance(inner, GraphQLEnumType):
        return next(iter(inner.values))
    if isinstance(inner, GraphQLInputObjectType):
        return {
            name: planted(field.type, depth - 1)
            for name, field in inner.fields.items()
            if depth or isinstance(field.type, GraphQLNonNull)
        }
    words = {"String": STEM, "JSON": {STEM: ODD}, "ID": f"Patient_{STEM}"}
    return words.get(inner.name, LEAVES.get(inner.name, STEM))


def asked(
    operation: str, name: str, definition: GraphQLField, given: Any = planted
) -> tuple[str, dict[str, Any]]:
    """The operation with all of its arguments."""
    arguments = {each: given(argument.type) for each, argument in definition.args.items()}
    declared = ", ".join(f"${each}: {definition.args[each].type}" for each in arguments)
    passed = ", ".join(f"{each}: ${each}" for each in arguments)
    shown = "" if is_leaf_type(get_named_type(definition.type)) else "{ __typename }"
    if operation == "mutation":
        shown = "{ __typename ... on Refusal { code message path } }"
    head = f"{operation} ({declared})" if declared else operation
    return f"{head} {{ {name}{f'({passed})' if passed else ''} {shown} }}", arguments


def test_no_word_of_an_argument_is_told_in_its_refusal_or_elsewhere(
    browser, written, superuser, tenant
):
    told = answers(browser, asked)

    assert {name: text for name, text in told.items() if is_told(text)} == {}
    assert [name for name, text in told.items() if "internal_error" in text] == []
    assert written.telling() == set()
    assert {table for table in TOLD_OF if stands_in(superuser, tenant, table)} == set()
    assert len(told) > 190


def stands_in(connection: psycopg.Connection, tenant: Any, table: str) -> bool:
    query = sql.SQL("select t::text from {} t").format(sql.Identifier(*table.split(".")))
    rows = connection.execute(query).fetchall()
    assert rows or table != "audit_events"
    assert "." in table or table in tenant_tables(connection)
    return any(is_told(text) for (text,) in rows)


def unfit(kind: Any) -> Any:
    """A value that the type does not take, with a canary in it."""
    inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if isinstance(inner, GraphQLList):
        return [unfit(inner.of_type)]
    if isinstance(inner, GraphQLInputObjectType):
        words = {name: STEM for name, field in inner.fields.items() if "String" in str(field.type)}
        return words | {"of": {STEM: STEM}}
    return {STEM: ODD} if get_named_type(inner).name in {"String", "ID"} else f"{STEM}: {ODD}"


def test_what_does_not_fit_its_type_is_refused_without_being_repeated():
    documents, refusals = Documents(SCHEMA, introspection=True), []

    for operation, name, definition in FIELDS:
        query, variables = asked(operation, name, definition, unfit)
        if variables and "JSON" not in query:
            with pytest.raises(Rejected) as refused:
                documents.operation(query, None).coerced(variables)
            refusals += [str(error.formatted) for error in refused.value.errors]

    assert [refusal for refusal in refusals if is_told(refusal)] == []
    assert len(refusals) > 200


@pytest.mark.parametrize(
    "document",
    [
        f'{{ patients(first: "{STEM}") {{ edges {{ node {{ id }} }} }} }}',
        f'{{ node(id: ["{STEM}"]) {{ id }} }}',
        f'{{ node(id: {{ a: "{STEM}" }}) {{ id }} }}',
        f'{{ node(id: "a" "{STEM}") {{ id }} }}',
        f'{{ node(id: "a" """{STEM}""") {{ id }} }}',
        f'{{ node(id: "{STEM}\\u0000") {{ id }} }}',
        f'{{ patients(filter: {{ name: {{ x: "{STEM}" }} }}) {{ edges {{ node {{ id }} }} }} }}',
    ],
)
def test_nor_is_what_stands_in_a_document_itself(document):
    with pytest.raises(Rejected) as refused:
        Documents(SCHEMA, introspection=True).operation(document, None)

    assert not is_told(str([error.formatted for error in refused.value.errors]))


@pytest.mark.parametrize("variables", [{"id": "a\0"}, {"id": [{"a\0": 1}]}])
def test_no_text_reaches_the_database_that_it_cannot_keep(browser, variables):
    answer = browser.post("query ($id: ID!) { node(id: $id) { id } }", variables)

    assert answer.json()["errors"][0]["extensions"]["code"] == "invalid"
    assert "U+0000" in answer.json()["errors"][0]["message"]


def log_a_line(_browser: Browser, _superuser: psycopg.Connection) -> None:
    logging.getLogger("mortar.anything").debug("for %s", {"name": STEM.lower()})


def log_an_error(_browser: Browser, _superuser: psycopg.Connection) -> None:
    try:
        int(STEM)
    except ValueError:
        logging.getLogger("workers.anything").exception("It fails.")


def say_it_in_a_span(_browser: Browser, _superuser: psycopg.Connection) -> None:
    with trace.get_tracer("any").start_as_current_span("any") as span:
        span.add_event("read", {"born": "1907-03-04"})


def ask_in_an_operations_name(browser: Browser, _superuser: psycopg.Connection) -> None:
    browser.post(f"query {STEM} {{ me {{ id }} }}")


def have_the_server_say_it(_browser: Browser, superuser: psycopg.Connection) -> None:
    superuser.execute(f"do $$ begin raise log 'for {STEM}'; end $$")


@pytest.mark.parametrize(
    ("leak", "place"),
    [
        (log_a_line, "log mortar.anything"),
        (log_an_error, "log workers.anything"),
        (say_it_in_a_span, "span any"),
        (ask_in_an_operations_name, "span graphql query"),
        (have_the_server_say_it, "log of PostgreSQL"),
    ],
)
def test_a_leak_is_found(browser, written, superuser, leak, place):
    assert written.telling() == set()

    leak(browser, superuser)

    assert written.telling() == {place}


def test_what_stands_in_the_clear_is_found(superuser, tenant):
    with tenant.transaction() as session:
        a_member(session, name=f"Nurse {STEM}")

    assert tables_telling(superuser, tenant.actor.tenant_id) == {"users"}
