"""Limits of programs: exact over all processes, told in standard headers, set by the admin."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from tenants import clients
from tenants.clients import ClientNumber, Limits
from tenants.permissions import Permission
from tests.api.partners import Partner

LIMIT = """
mutation ($id: ID!, $requests: Int!, $cost: Int!) {
  limitClient(clientId: $id, requestsPerMinute: $requests, costPerMinute: $cost) {
    ... on ClientApplication { requestsPerMinute costPerMinute }
    ... on Refusal { code path }
  }
}
"""
CLAIMS = "{ claims(first: %d) { nodes { id } } }"


@pytest.fixture
def client(settings) -> Iterator[TestClient]:
    """An API of its own, so that no other test's attempts are counted here."""
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture
def partner(client, tenant) -> Partner:
    with tenant.transaction() as session:
        made, secret = clients.create_client(session, "Analytics", [Permission.READ_CLAIMS])
    return Partner(client, ClientNumber(tenant.actor.tenant_id, made.id), secret)


def limited(tenant, partner, requests=600, cost=500_000):
    with tenant.transaction() as session:
        clients.limit_client(session, partner.number.id, Limits(requests, cost))
    return partner.token()


def asks(http, token, query="{ me { id } }"):
    return http.post(
        "/graphql", json={"query": query}, headers={"authorization": f"Bearer {token}"}
    )


def statuses(answers):
    return [answer.status_code for answer in answers]


def within_one_minute(attempt):
    """What was answered between two turns of the minute: a count over two of them says nothing."""
    for _ in range(3):
        answers = attempt()
        resets = [int(re.findall(r"t=(\d+)", one.headers["ratelimit"])[0]) for one in answers]
        if resets == sorted(resets, reverse=True):
            return answers
    raise AssertionError("the minute turned three times")


def test_every_answer_tells_what_is_left(tenant, partner):
    token = limited(tenant, partner, requests=100, cost=10_000)

    first, second = within_one_minute(lambda: [asks(partner.http, token) for _ in range(2)])

    assert first.headers["ratelimit-policy"] == '"requests";q=100;w=60, "cost";q=10000;w=60'
    left = [
        [int(number) for number in re.findall(r"r=(\d+)", answer.headers["ratelimit"])]
        for answer in (first, second)
    ]
    cost = first.json()["extensions"]["cost"]["requested"]
    assert left[0][0] - left[1][0] == 1
    assert left[0][1] - left[1][1] == cost


def test_requests_beyond_the_limit_wait(tenant, partner):
    token = limited(tenant, partner, requests=5)

    answers = within_one_minute(lambda: [asks(partner.http, token) for _ in range(8)])

    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(answers) - len(refused) <= 5
    assert refused[0].json()["errors"][0]["extensions"]["code"] == "rate_limited"
    assert 1 <= int(refused[0].headers["retry-after"]) <= 60


def test_the_limit_holds_over_all_processes(tenant, partner, second_process):
    token = limited(tenant, partner, requests=20)

    answers = within_one_minute(
        lambda: [asks(http, token) for _ in range(20) for http in (partner.http, second_process)]
    )

    allowed = statuses(answers).count(200)
    assert 10 <= allowed <= 20
    assert allowed + statuses(answers).count(429) == 40


def test_cost_beyond_the_limit_waits_while_small_requests_pass(tenant, partner):
    token = limited(tenant, partner, cost=1_000)

    answers = within_one_minute(
        lambda: [
            *(asks(partner.http, token, CLAIMS % 100) for _ in range(8)),
            asks(partner.http, token),
        ]
    )

    assert statuses(answers)[:2] == [200, 200]
    assert 429 in statuses(answers)[2:8]
    assert answers[-1].status_code == 200


def test_what_can_never_fit_is_told_so_without_a_time_to_come_back(tenant, partner):
    token = limited(tenant, partner, cost=1_000)
    dear = (CLAIMS % 100).replace("id", " ".join(f"number{n}: id" for n in range(12)))

    answer = asks(partner.http, token, dear)

    assert answer.status_code == 429
    assert "retry-after" not in answer.headers


def test_another_program_is_not_held_up(client, tenant, partner):
    token = limited(tenant, partner, requests=1)
    with tenant.transaction() as session:
        made, secret = clients.create_client(session, "Scheduling", [Permission.READ_CLAIMS])
    other = Partner(client, ClientNumber(tenant.actor.tenant_id, made.id), secret)
    for _ in range(3):
        asks(client, token)

    answer = asks(client, other.token())

    assert answer.status_code == 200


def test_a_person_in_a_browser_is_not_counted(signed_in):
    answer = signed_in().post("{ me { id } }")

    assert "ratelimit" not in answer.headers


def test_files_are_requests_too(tenant, client):
    with tenant.transaction() as session:
        made, secret = clients.create_client(session, "Loader", [Permission.IMPORT_PATIENTS])
    loader = Partner(client, ClientNumber(tenant.actor.tenant_id, made.id), secret)
    token = limited(tenant, loader, requests=1)

    answers = within_one_minute(
        lambda: [
            client.post(
                "/patients/import?dryRun=true",
                content=b"",
                headers={"authorization": f"Bearer {token}"},
            )
            for _ in range(3)
        ]
    )

    assert 429 in statuses(answers)


@pytest.mark.parametrize(
    ("given", "answered"),
    [
        ((1, 1_000), {"requestsPerMinute": 1, "costPerMinute": 1_000}),
        ((0, 1_000), {"code": "invalid", "path": "requestsPerMinute"}),
        ((60_001, 1_000), {"code": "invalid", "path": "requestsPerMinute"}),
        ((10, 999), {"code": "invalid", "path": "costPerMinute"}),
        ((10, 2_000_000_000), {"code": "invalid", "path": "costPerMinute"}),
    ],
)
def test_an_admin_sets_limits_within_bounds(signed_in, partner, given, answered):
    made = signed_in().ask(
        LIMIT, id=f"ClientApplication_{partner.number.id}", requests=given[0], cost=given[1]
    )

    assert made["limitClient"] == answered
