"""People of a tenant's provider prove anew who they are: there, or by a second factor of ours."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from api.app import create_app
from tenants import identity_providers
from tenants.models import Role, Tenant, User, UserSession
from tenants.passwords import hashed
from tenants.permissions import EVERYTHING
from tests.api.people import Person
from tests.api.providers import (
    DOMAIN,
    Liar,
    Visitor,
    add_provider,
    answers,
    asked_in,
    certified_provider,
    lies,
    lying_provider,
    signed_in_there,
)
from tests.api.test_second_factors import a_while_passes, enrol_app
from tests.builders import a_role, an_organization

CREATE = """
    mutation { done: createRole(name: "Desk", permissions: ["claims:read"]) {
        __typename ... on Refusal { code } } }
"""
AT_THE_PROVIDER = {
    "way": "provider",
    "name": "Work",
    "at": "/auth/prove/provider?provider=Work",
}
BY_FACTOR = {"way": "second_factor", "at": "/auth/prove/second-factor"}
BY_PASSWORD = {"way": "password", "at": "/auth/prove"}
_addresses = count(1)


@pytest.fixture(scope="module")
def liar() -> Iterator[Liar]:
    with lying_provider() as liar:
        yield liar


@pytest.fixture(scope="module")
def application(settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture
def new_browser(application):
    return lambda: TestClient(application.app, client=(f"10.1.0.{next(_addresses)}", 50_000))


@pytest.fixture
def pharmacy(tenant, settings, liar):
    """Its provider makes everybody who has the value `admins` an admin."""
    provider = add_provider(tenant, settings, liar.issuer)
    admits(tenant, provider)
    return tenant


@pytest.fixture
def ada(pharmacy, liar, new_browser) -> Visitor:
    """Signed in through the provider, a long time ago."""
    visitor = a_visitor(pharmacy, new_browser())
    comes_in(liar, visitor)
    long_ago(pharmacy)
    return visitor


def admits(tenant, provider):
    with tenant.transaction() as session:
        role = a_role(session, permissions=sorted(EVERYTHING))
        unit = an_organization(session, name="All of it")
        identity_providers.grant_by_claim(session, provider.id, "admins", role.id, unit.id)


def a_visitor(tenant, http) -> Visitor:
    with tenant.transaction() as session:
        slug = session.get_one(Tenant, tenant.actor.tenant_id).slug
    return Visitor(http, slug)


def comes_in(liar, visitor):
    back = lies(liar, visitor, lambda liar: liar.token(groups=["admins"]))
    assert back.status_code == 303, back.text


def long_ago(tenant):
    with tenant.transaction() as session:
        past = datetime.now(UTC) - timedelta(minutes=16)
        session.execute(update(UserSession).values(proved_at=past))


def page_token(visitor) -> dict[str, str]:
    return {"x-csrf-token": visitor.http.get("/auth/me").json()["csrfToken"]}


def creates_a_role(visitor):
    return visitor.http.post("/graphql", json={"query": CREATE}, headers=page_token(visitor))


def ways_told(answer):
    error = answer.json()["errors"][0]["extensions"]
    assert (answer.status_code, error["code"]) == (403, "reauthentication_required")
    return error["ways"]


def sent_to_prove(visitor, **parameters) -> str:
    answer = visitor.http.get("/auth/prove/provider", params=parameters, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def proves(liar, visitor, **changes):
    claims = {"groups": ["admins"], "auth_time": int(time.time())} | changes
    return answers(liar, visitor, sent_to_prove(visitor), lambda liar: liar.token(**claims))


def roles_named_desk(tenant) -> int:
    with tenant.transaction() as session:
        return len(session.scalars(select(Role.id).where(Role.name == "Desk")).all())


def test_who_signed_in_there_is_told_the_way_and_proves_it_there(liar, pharmacy, ada):
    before = ada.http.cookies["mortar"]
    refused = creates_a_role(ada)

    url = sent_to_prove(ada, provider="Work", target="/people")
    back = answers(
        liar, ada, url, lambda liar: liar.token(groups=["admins"], auth_time=int(time.time()))
    )

    assert ways_told(refused) == [AT_THE_PROVIDER]
    assert (asked_in(url)["prompt"], asked_in(url)["max_age"]) == ("login", "0")
    assert (back.status_code, back.headers["location"]) == (303, "/people")
    assert ada.http.cookies["mortar"] != before
    assert creates_a_role(ada).json()["data"]["done"]["__typename"] == "Role"
    with pharmacy.transaction() as session:
        assert len(session.scalars(select(UserSession.id)).all()) == 1


NOT_PROVED = {
    "no time of signing in": {"auth_time": None},
    "an hour ago": {"auth_time": int(time.time()) - 3_600},
    "in an hour": {"auth_time": int(time.time()) + 3_600},
    "in words": {"auth_time": "just now"},
    "a truth": {"auth_time": True},
    "somebody unknown": {"sub": "mallory"},
    "another nonce": {"nonce": "another"},
}


@pytest.mark.parametrize("changes", NOT_PROVED.values(), ids=NOT_PROVED)
def test_the_provider_proves_nothing_with(liar, pharmacy, ada, changes):
    back = proves(liar, ada, **changes)

    assert back.status_code == 401
    assert ways_told(creates_a_role(ada)) == [AT_THE_PROVIDER]
    assert roles_named_desk(pharmacy) == 0


def test_a_colleague_who_signs_in_there_proves_nothing_for_them(liar, pharmacy, ada, new_browser):
    bob = {"sub": "bob", "email": f"bob@{DOMAIN}"}
    colleague = a_visitor(pharmacy, new_browser())
    lies(liar, colleague, lambda liar: liar.token(groups=["admins"], **bob))

    back = proves(liar, ada, **bob)

    assert back.status_code == 401
    assert creates_a_role(ada).status_code == 403
    assert colleague.http.get("/auth/me").json()["email"] == f"bob@{DOMAIN}"


def test_a_proof_begun_in_one_session_counts_in_no_other(liar, pharmacy, ada, new_browser):
    url = sent_to_prove(ada)
    begun = ada.http.cookies["mortar-oidc"]
    elsewhere = a_visitor(pharmacy, new_browser())
    comes_in(liar, elsewhere)
    long_ago(pharmacy)
    elsewhere.http.cookies.set("mortar-oidc", begun)

    back = answers(liar, elsewhere, url, lambda liar: liar.token(auth_time=int(time.time())))

    assert back.status_code == 401
    assert [creates_a_role(one).status_code for one in (ada, elsewhere)] == [403, 403]


def test_nobody_is_sent_to_a_provider_that_does_not_know_them(ada, new_browser):
    unknown = ada.http.get("/auth/prove/provider", params={"provider": "Other"})
    nobody = new_browser().get("/auth/prove/provider")

    assert (unknown.status_code, nobody.status_code) == (401, 401)
    assert "No such identity provider knows you." in unknown.text


def test_what_their_claims_no_longer_give_is_gone_once_they_prove_anew(liar, pharmacy, ada):
    back = proves(liar, ada, groups=[])

    assert back.status_code == 303
    assert creates_a_role(ada).json()["data"]["done"]["code"] == "forbidden"


def test_a_second_factor_enrolled_here_is_proof_by_itself(liar, pharmacy, ada):
    proves(liar, ada)
    browser = Person(ada.http, pharmacy)
    browser.cookie, browser.csrf_token = ada.http.cookies["mortar"], page_token(ada)["x-csrf-token"]
    app = enrol_app(browser)
    a_while_passes(pharmacy)
    long_ago(pharmacy)
    refused = browser.post("/graphql", query=CREATE)

    begun = browser.post("/auth/prove/second-factor").json()
    wrong = browser.post("/auth/second-factor", state=begun["state"], code="000000")
    still = browser.post("/graphql", query=CREATE)
    right = browser.post("/auth/second-factor", state=begun["state"], code=app.now())

    assert ways_told(refused) == [AT_THE_PROVIDER, BY_FACTOR]
    assert (begun["next"], begun["methods"]) == ("second_factor", ["app", "recovery_code"])
    assert (wrong.status_code, still.status_code, right.status_code) == (401, 403, 200)
    assert browser.post("/graphql", query=CREATE).json()["data"]["done"]["__typename"] == "Role"


def test_without_a_second_factor_there_is_none_to_prove_with(ada):
    answer = ada.http.post("/auth/prove/second-factor", json={}, headers=page_token(ada))

    assert (answer.status_code, answer.json()["code"]) == (400, "wrong_state")


def test_the_page_shows_the_ways_that_one_has(ada):
    page = ada.http.get("/auth/prove").text

    assert "/auth/prove/provider?provider=Work" in page
    assert 'type="password"' not in page
    assert "second-factor" not in page


def test_a_password_is_no_way_where_the_provider_alone_speaks(liar, pharmacy, settings, ada):
    with pharmacy.transaction() as session:
        known = hashed("correct horse battery staple")
        session.execute(update(User).values(password_hash=known))
    with_password = ways_told(creates_a_role(ada))
    add_provider(pharmacy, settings, "https://sole.example", name="Sole", allows_passwords=False)

    answer = ada.http.post(
        "/auth/prove",
        json={"password": "correct horse battery staple"},
        headers=page_token(ada),
    )

    assert with_password == [BY_PASSWORD, AT_THE_PROVIDER]
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_proof")
    assert ways_told(creates_a_role(ada)) == [AT_THE_PROVIDER]


def test_a_certified_provider_says_when_its_people_signed_in(
    tmp_path, tenant, settings, new_browser
):
    person = {"email": f"ada@{DOMAIN}", "email_verified": True, "groups": ["admins"]}
    with certified_provider(tmp_path, {"ada": person}) as issuer:
        admits(tenant, add_provider(tenant, settings, issuer))
        visitor = a_visitor(tenant, new_browser())
        visitor.returns(signed_in_there(visitor.begins(), "ada"))
        long_ago(tenant)
        refused = creates_a_role(visitor)

        back = visitor.returns(signed_in_there(sent_to_prove(visitor), "ada"))

    assert (refused.status_code, back.status_code) == (403, 303)
    assert creates_a_role(visitor).json()["data"]["done"]["__typename"] == "Role"
