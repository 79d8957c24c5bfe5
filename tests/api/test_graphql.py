"""The GraphQL endpoint: what it answers, to whom, and what it refuses before doing any work."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from tenants.permissions import Permission

ME = "{ me { kind permissions storeIds organization { id } } }"


def test_a_signed_in_user_learns_who_they_are(signed_in, tenant):
    browser = signed_in(Permission.READ_CLAIMS)

    me = browser.ask(ME)["me"]

    assert me == {
        "kind": "USER",
        "permissions": ["account:read", "claims:read"],
        "storeIds": None,
        "organization": {"id": str(tenant.actor.tenant_id)},
    }


def test_an_answer_says_what_it_cost(signed_in):
    answer = signed_in().post("{ me { id } }").json()

    assert answer["extensions"] == {"cost": {"requested": 2, "maximum": 50_000}}


def test_a_stranger_may_ask_about_the_schema_only(client):
    known = client.post("/graphql", json={"query": "{ __typename }"})
    unknown = client.post("/graphql", json={"query": ME})

    assert known.json() == {"data": {"__typename": "Query"}}
    assert unknown.status_code == 401
    assert unknown.json()["errors"][0]["extensions"] == {"code": "unauthenticated"}


def test_a_cookie_without_the_pages_token_is_refused(signed_in):
    browser = signed_in()
    del browser.headers["x-csrf-token"]

    answer = browser.post(ME)

    assert answer.status_code == 403


def test_a_session_is_known_in_its_own_tenant_only(signed_in, other_tenant):
    browser = signed_in()
    token = browser.headers["cookie"].partition(".")[2]
    browser.headers["cookie"] = f"mortar={other_tenant.actor.tenant_id}.{token}"

    answer = browser.post(ME)

    assert answer.status_code == 401


def test_a_query_by_get_is_refused_for_its_url(signed_in, client):
    answer = client.get("/graphql", params={"query": ME}, headers=signed_in().headers)

    assert answer.status_code == 405


def test_a_body_that_is_too_long_is_not_read(client):
    body = b'{"query": "' + b"a" * 262_144 + b'"}'

    answer = client.post("/graphql", content=body, headers={"content-type": "application/json"})

    assert answer.status_code == 413


def bomb(size: int) -> str:
    """Fragments that double one another: 2^size fields in a few hundred bytes."""
    doubling = (f"fragment f{i} on Query {{ ...f{i + 1} ...f{i + 1} }}" for i in range(size))
    return f"{{ ...f0 }} {' '.join(doubling)} fragment f{size} on Query {{ me {{ id }} }}"


@pytest.mark.parametrize(
    ("query", "limit"),
    [
        (bomb(25), "cost"),
        (bomb(90), "nesting"),
        (f"{{ {' '.join(f'a{i}: __typename' for i in range(31))} }}", "aliases"),
        (f"{{ me {{ {'organization { ' * 16} id {'}' * 16} }} }}", "depth"),
        (f"{{ {'me { id } ' * 41} }}", "repeats"),
    ],
)
def test_a_document_beyond_the_limits_is_refused_before_validation(client, query, limit):
    answer = client.post("/graphql", json={"query": query})

    assert [error["extensions"]["limit"] for error in answer.json()["errors"]] == [limit]


def test_while_the_database_is_away_the_same_may_be_sent_again(settings, signed_in):
    browser = signed_in()
    gone = replace(settings, database_url="postgresql://nobody:none@127.0.0.1:1/none")

    with TestClient(create_app(gone)) as browser.client:
        answer = browser.post(ME)

    assert answer.status_code == 503
    assert answer.json()["errors"][0]["extensions"] == {"code": "unavailable"}
