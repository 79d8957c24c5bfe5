"""Spans and logs: enough to follow a request through to its SQL, and nothing about a patient."""

import logging

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DataError
from starlette.testclient import TestClient

from api.app import create_app
from infra.database import make_engine
from infra.settings import Settings
from infra.telemetry import trace_statements
from tenants.sessions import open_session
from tests.api.conftest import Browser
from tests.builders import a_member, a_patient

CANARY = "QWVTRACED"
CAUSE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def exported(telemetry):
    return telemetry.spans


@pytest.fixture
def browser(exported, settings, tenant):
    traced = Settings.from_environment(
        {
            "DATABASE_URL": settings.database_url,
            "DATA_DIR": str(settings.data_dir),
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9",
        }
    )
    with tenant.transaction() as session:
        member = a_member(session, name=CANARY)
        a_patient(session, last_name=CANARY)
        opened = open_session(session, member.id)
    with TestClient(create_app(traced), raise_server_exceptions=False) as client:
        exported.clear()
        yield Browser(client, f"{tenant.actor.tenant_id}.{opened.token}", opened.csrf_token)


def test_a_request_is_followed_to_its_sql(browser, exported):
    browser.post("query WhoAmI { me { id } }", traceparent=CAUSE)

    spans = {span.name: span for span in exported.get_finished_spans()}
    request, operation = spans["POST /graphql"], spans["graphql query"]
    statements = [span for name, span in spans.items() if name.startswith("sql")]
    assert f"{request.context.trace_id:032x}" == CAUSE.split("-")[1]
    assert operation.parent.span_id == request.context.span_id
    assert operation.attributes["graphql.operation.name"] == "WhoAmI"
    assert len(operation.attributes["graphql.document.hash"]) == 64
    assert statements
    assert {span.context.trace_id for span in statements} == {request.context.trace_id}


def test_no_patient_data_is_in_any_span_or_log(browser, exported, caplog):
    caplog.set_level(logging.DEBUG)

    browser.post(f'query {{ me {{ id }} patients(search: "{CANARY}") {{ id }} }}')
    browser.post("query Q($x: Int!) { me { id } }", {"x": CANARY})
    browser.client.get("/graphql", params={"query": f'{{ patient(name: "{CANARY}") }}'})
    browser.client.get(f"/patients/{CANARY}?name={CANARY}")
    browser.client.post("/auth/sign-in", json={"email": CANARY, "organization": CANARY})
    browser.client.post("/graphql", content=f'{{"query": "{CANARY}')
    browser.client.get("/auth/me", headers={"authorization": f"Bearer {CANARY}"})

    spans = [span.to_json() for span in exported.get_finished_spans()]
    assert len(spans) >= 7
    assert CANARY not in "".join(spans)
    ours = [record.getMessage() for record in caplog.records if record.name != "httpx2"]
    assert CANARY not in "".join(ours)


def test_a_failing_statement_tells_its_code_only(exported, database):
    engine = make_engine(database.urls.application, pool_size=1)
    trace_statements(engine)
    exported.clear()

    with engine.connect() as connection, pytest.raises(DataError) as failure:
        connection.execute(text("select cast(:name as integer)"), {"name": CANARY})
    engine.dispose()

    (span,) = [span for span in exported.get_finished_spans() if not span.status.is_ok]
    assert span.status.description == "22P02"
    assert CANARY not in span.to_json()
    assert CANARY in str(failure.value.orig), "or this proves nothing"
