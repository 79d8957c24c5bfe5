"""A required second factor for people of a provider, and the time that everybody has to enrol one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from api.app import create_app
from tenants.identity_providers import ProviderSettings, change_provider
from tenants.models import Tenant, User, UserSession
from tenants.provider_models import IdentityProvider
from tenants.refusals import Invalid
from tenants.sign_in_policy import Policy, SecondFactor, set_policy
from tests.api.people import Person, a_pharmacy, user_of
from tests.api.providers import (
    Liar,
    Visitor,
    add_provider,
    answers,
    asked_in,
    lies,
    lying_provider,
)
from tests.api.test_second_factors import a_while_passes, enrol_app

TRUST = {"trusted_acr": ("urn:strong",), "trusted_amr": ("hwk", "otp")}
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
def http(application) -> TestClient:
    return TestClient(application.app, client=(f"10.2.0.{next(_addresses)}", 50_000))


@pytest.fixture
def visitor(http, tenant) -> Visitor:
    with tenant.transaction() as session:
        slug = session.get_one(Tenant, tenant.actor.tenant_id).slug
    return Visitor(http, slug)


def requires(tenant, grace_days=0):
    with tenant.transaction() as session:
        set_policy(session, Policy(second_factor=SecondFactor.EVERYONE, grace_days=grace_days))


def comes_in(liar, visitor, **claims):
    return lies(liar, visitor, lambda liar: liar.token(**claims))


def is_in(visitor) -> bool:
    return visitor.http.get("/auth/me").status_code == 200


@pytest.mark.parametrize(
    "claims",
    [{"acr": "urn:strong"}, {"amr": ["pwd", "otp"]}],
    ids=["the acr", "one of several"],
)
def test_a_second_factor_there_counts_where_it_is_named_here(
    liar, tenant, settings, visitor, claims
):
    add_provider(tenant, settings, liar.issuer, **TRUST)
    requires(tenant)

    url = visitor.begins(target="/claims")
    back = answers(liar, visitor, url, lambda liar: liar.token(**claims))

    assert asked_in(url)["acr_values"] == "urn:strong"
    assert (back.status_code, back.headers["location"]) == (303, "/claims")
    assert is_in(visitor)


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"acr": "otp", "amr": ["urn:strong"]},
        {"acr": ["urn:strong"], "amr": [["otp"], {"otp": True}]},
        {"acr": "urn:strong ", "amr": ["OTP", "mfa", 7]},
    ],
    ids=["nothing", "each the other's", "other types", "nearly"],
)
def test_else_ours_is_asked_for(liar, tenant, settings, visitor, claims):
    add_provider(tenant, settings, liar.issuer, **TRUST)
    requires(tenant)

    back = comes_in(liar, visitor, **claims)

    assert back.status_code == 200
    assert "Add a second factor" in back.text
    assert not is_in(visitor)


def test_without_a_policy_the_provider_alone_suffices(liar, tenant, settings, visitor):
    add_provider(tenant, settings, liar.issuer)

    back = comes_in(liar, visitor)

    assert back.status_code == 303
    assert is_in(visitor)


def test_who_enrolled_on_the_way_gives_it_the_next_time_and_arrives(
    liar, tenant, settings, visitor
):
    add_provider(tenant, settings, liar.issuer)
    requires(tenant)
    person = Person(visitor.http, tenant)
    app = enrol_app(person, state=state_in(comes_in(liar, visitor)))
    a_while_passes(tenant)
    visitor.http.cookies.clear()

    url = visitor.begins(target="/claims")
    page = answers(liar, visitor, url, lambda liar: liar.token())
    outside = is_in(visitor)
    back = visitor.http.post(
        "/auth/second-factor",
        data={"state": state_in(page), "code": app.now()},
        follow_redirects=False,
    )

    assert "One more proof" in page.text
    assert not outside
    assert (back.status_code, back.headers["location"]) == (303, "/claims")
    assert is_in(visitor)


def state_in(page) -> str:
    return page.text.partition('name="state" value="')[2].partition('"')[0]


def test_trusted_values_are_words(liar, tenant, settings):
    provider = add_provider(tenant, settings, liar.issuer)
    wanted = ProviderSettings("Work", liar.issuer, "mortar", trusted_amr=("one two",))

    with tenant.transaction() as session, pytest.raises(Invalid) as refused:
        change_provider(session, provider.id, wanted)

    assert refused.value.path == "trusted_amr"
    with tenant.transaction() as session:
        assert session.scalars(select(IdentityProvider.trusted_amr)).one() == []


def test_within_the_grace_one_comes_in_and_is_told_until_when(database, http):
    pharmacy = a_pharmacy(database)
    requires(pharmacy, grace_days=14)
    ada = Person(http, pharmacy)

    first = ada.sign_in().json()
    told = ada.get("/auth/me").json()["secondFactorDueAt"]
    again = Person(http, pharmacy).sign_in().json()

    due_at = datetime.fromisoformat(first["secondFactorDueAt"])
    assert timedelta(days=13) < due_at - datetime.now(UTC) <= timedelta(days=14)
    assert {told, again["secondFactorDueAt"]} == {first["secondFactorDueAt"]}
    assert user_of(pharmacy).second_factor_due_at == due_at


def test_the_form_tells_it_on_a_page(database, http):
    pharmacy = a_pharmacy(database)
    requires(pharmacy, grace_days=14)

    page = http.post("/auth/sign-in", data=Person(http, pharmacy).credentials)

    assert (page.status_code, page.cookies.get("mortar") is not None) == (200, True)
    assert "you may\nsign in without one" in page.text


def test_after_the_grace_one_enrols_first_and_gets_no_second_one(database, http):
    pharmacy = a_pharmacy(database)
    requires(pharmacy, grace_days=14)
    ada = Person(http, pharmacy)
    ada.sign_in()
    with pharmacy.transaction() as session:
        past = datetime.now(UTC) - timedelta(seconds=1)
        session.execute(update(User).values(second_factor_due_at=past))
    requires(pharmacy, grace_days=90)

    asked = Person(http, pharmacy).sign_in().json()

    assert asked["next"] == "enrolment"
    with pharmacy.transaction() as session:
        assert len(session.scalars(select(UserSession.id)).all()) == 1


def test_the_grace_has_bounds(tenant):
    with tenant.transaction() as session, pytest.raises(Invalid) as refused:
        set_policy(session, Policy(grace_days=91))

    assert refused.value.path == "grace_days"
