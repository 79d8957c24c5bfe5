"""What every answer carries, and what the health endpoints say."""

import re

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from infra.settings import Settings


def test_every_answer_has_an_id_and_strict_headers(client):
    for path in ("/graphql", "/auth/sign-in", "/nowhere", "/health/live"):
        headers = client.get(path).headers

        assert len(headers["x-request-id"]) == 36
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cache-control"] == "no-store"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "access-control-allow-origin" not in headers
        assert "strict-transport-security" not in headers


@pytest.mark.parametrize(
    ("given", "is_kept"), [("partner-4711", True), ("a", False), ("x\tinjected: y", False)]
)
def test_a_callers_own_request_id_is_kept_if_it_is_one(client, given, is_kept):
    answer = client.get("/health/live", headers={"x-request-id": given})

    assert (answer.headers["x-request-id"] == given) is is_kept


def test_another_origin_is_told_nothing(client):
    answer = client.options(
        "/graphql",
        headers={"origin": "https://evil.example", "access-control-request-method": "POST"},
    )

    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_migrated_database_is_ready(client):
    live, ready = client.get("/health/live"), client.get("/health/ready")

    assert (live.status_code, live.json()) == (200, {"status": "live"})
    assert ready.status_code == 200
    assert ready.json() == {"status": "ready", "database": "ok", "broker": "ok"}


def test_without_a_broker_the_api_is_degraded_not_down(settings):
    lonely = Settings.from_environment(
        {
            "DATABASE_URL": settings.database_url,
            "DATA_DIR": str(settings.data_dir),
            "BROKER_URL": "amqp://127.0.0.1:1",
        }
    )
    with TestClient(create_app(lonely)) as client:
        ready = client.get("/health/ready")

    assert (ready.status_code, ready.json()["status"]) == (200, "degraded")


def test_without_a_database_the_api_is_alive_but_not_ready(settings):
    lost = Settings.from_environment(
        {
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
            "DATA_DIR": str(settings.data_dir),
        }
    )
    with TestClient(create_app(lost)) as client:
        live, ready = client.get("/health/live"), client.get("/health/ready")

    assert live.status_code == 200
    assert (ready.status_code, ready.json()["database"]) == (503, "unreachable")


def test_a_browser_gets_graphiql_from_ourselves_alone(client):
    page = client.get("/graphql", headers={"accept": "text/html,*/*"})

    assert page.status_code == 200
    assert "://" not in page.text
    sources = re.findall(r'(?:src|href)="(/[^"]+)"', page.text)
    assert len(sources) == 6
    assert [client.get(source).status_code for source in sources] == [200] * 6
    assert "script-src 'self';" in page.headers["content-security-policy"]


def test_without_the_editor_a_browser_gets_json(settings):
    closed = Settings.from_environment(
        {
            "DATABASE_URL": settings.database_url,
            "DATA_DIR": str(settings.data_dir),
            "ENVIRONMENT": "production",
        }
    )
    with TestClient(create_app(closed)) as client:
        answers = [
            client.get("/graphql", headers={"accept": "text/html,*/*"}),
            client.get("/graphiql/graphiql.min.js"),
            client.post("/graphql", json={"query": "{ __schema { types { name } } }"}),
            client.post("/graphql", json={"query": "{ mee { id } }"}),
        ]

    assert [answer.status_code for answer in answers] == [400, 404, 200, 200]
    assert "introspection" in answers[2].json()["errors"][0]["message"]
    assert "Did you mean" not in answers[3].text
