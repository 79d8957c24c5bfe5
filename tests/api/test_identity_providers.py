"""Signing in through a tenant's own identity provider: a real one, and one that lies."""

import json
import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import select
from starlette.testclient import TestClient

from api.app import create_app
from api.identity.openid import own_target
from tenants import identity_providers
from tenants.models import Membership, Tenant, User
from tenants.passwords import hashed
from tenants.permissions import EVERYTHING, Permission
from tenants.provider_models import IdentityProvider
from tests.api.partners import LEADS, compact
from tests.api.providers import (
    CLIENT_SECRET,
    DOMAIN,
    Liar,
    Visitor,
    add_provider,
    asked_in,
    certified_provider,
    lies,
    lying_provider,
    signed_in_there,
)
from tests.builders import a_role, a_user, an_organization

PEOPLE = {
    "ada": {
        "email": f"ada@{DOMAIN}",
        "email_verified": True,
        "name": "Ada Invented",
        "groups": ["pharmacists", "unknown"],
    },
    "eve": {"email": "eve@elsewhere.example", "email_verified": True, "name": "Eve Invented"},
}
_addresses = count(1)


@pytest.fixture(scope="module")
def certified(tmp_path_factory) -> Iterator[str]:
    with certified_provider(tmp_path_factory.mktemp("provider"), PEOPLE) as issuer:
        yield issuer


@pytest.fixture(scope="module")
def liar() -> Iterator[Liar]:
    with lying_provider() as liar:
        yield liar


@pytest.fixture(scope="module")
def application(settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture
def new_browser(application) -> Callable[[], TestClient]:
    """Each from an address of its own, so that no other test's attempts are counted."""
    return lambda: TestClient(application.app, client=(f"10.0.0.{next(_addresses)}", 50_000))


@pytest.fixture
def visitor(new_browser, tenant) -> Visitor:
    with tenant.transaction() as session:
        slug = session.get_one(Tenant, tenant.actor.tenant_id).slug
    return Visitor(new_browser(), slug)


def grant(tenant, provider: IdentityProvider, value: str):
    """A role on a branch, by that value of the claim."""
    with tenant.transaction() as session:
        role, unit = a_role(session), an_organization(session, name=f"Chain of {value}")
        identity_providers.grant_by_claim(session, provider.id, value, role.id, unit.id)
        return role.id, unit.id


def users_of(tenant) -> list[str]:
    with tenant.transaction() as session:
        return list(session.scalars(select(User.email).order_by(User.email)))


def memberships_of(tenant) -> set[tuple[Any, Any, Any]]:
    with tenant.transaction() as session:
        rows = session.scalars(select(Membership)).all()
        return {(row.role_id, row.unit_id, row.provider_id) for row in rows}


def test_a_person_comes_in_through_a_certified_provider(certified, tenant, settings, visitor):
    provider = add_provider(tenant, settings, certified)
    role_id, unit_id = grant(tenant, provider, "pharmacists")

    url = visitor.begins(target="/encounters?day=today")
    back = visitor.returns(signed_in_there(url, "ada"))

    asked = asked_in(url)
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://127.0.0.1:8000/auth/oidc/callback"
    assert (back.status_code, back.headers["location"]) == (303, "/encounters?day=today")
    me = visitor.http.get("/auth/me").json()
    assert (me["email"], me["tenantId"]) == (f"ada@{DOMAIN}", str(tenant.actor.tenant_id))
    assert memberships_of(tenant) == {(role_id, unit_id, provider.id)}


def test_the_same_person_comes_again_and_a_strangers_domain_does_not(
    certified, tenant, settings, visitor, new_browser
):
    add_provider(tenant, settings, certified)
    first = visitor.returns(signed_in_there(visitor.begins(), "ada"))
    again, stranger = (Visitor(new_browser(), visitor.slug) for _ in range(2))

    second = again.returns(signed_in_there(again.begins(), "ada"))
    third = stranger.returns(signed_in_there(stranger.begins(), "eve"))

    assert [one.status_code for one in (first, second, third)] == [303, 303, 401]
    assert users_of(tenant) == [f"ada@{DOMAIN}"]


def test_the_way_out_leads_to_the_provider_where_it_offers_one(
    certified, tenant, settings, visitor
):
    add_provider(tenant, settings, certified)

    answer = visitor.http.get(f"/auth/oidc/{visitor.slug}/sign-out", follow_redirects=False)

    assert answer.headers["location"].startswith(f"{certified}/session/end?client_id=mortar")


def test_claims_give_and_take_and_leave_alone_what_people_gave(liar, tenant, settings, visitor):
    provider = add_provider(tenant, settings, liar.issuer)
    pharmacists = grant(tenant, provider, "pharmacists")
    billers = grant(tenant, provider, "billers")
    lies(liar, visitor, lambda liar: liar.token(groups=["pharmacists"]))
    with tenant.transaction() as session:
        user = session.scalars(select(User)).one()
        role, unit = a_role(session), an_organization(session, name="By hand")
        session.add(Membership(user_id=user.id, role_id=role.id, unit_id=unit.id))
    by_hand = (role.id, unit.id, None)
    before = memberships_of(tenant)

    lies(liar, visitor, lambda liar: liar.token(groups=["billers"]))
    changed = memberships_of(tenant)
    lies(liar, visitor, lambda liar: liar.token(groups=None))

    assert before == {(*pharmacists, provider.id), by_hand}
    assert changed == {(*billers, provider.id), by_hand}
    assert memberships_of(tenant) == {by_hand}


LINKS = {
    "an address that is not verified": {"email_verified": False},
    "an address verified in words": {"email_verified": "true"},
    "no address": {"email": None},
    "an address of another domain": {"email": "ada@evil.example"},
    "an address beneath the domain": {"email": f"ada@evil.{DOMAIN}"},
    "an address with two": {"email": f"ada@evil.example@{DOMAIN}"},
    "an address that is a list": {"email": [f"ada@{DOMAIN}"]},
}


@pytest.mark.parametrize("changes", LINKS.values(), ids=LINKS)
def test_an_account_is_not_linked_by(liar, tenant, settings, visitor, changes):
    add_provider(tenant, settings, liar.issuer)
    with tenant.transaction() as session:
        a_user(session, email=f"ada@{DOMAIN}")

    answer = lies(liar, visitor, lambda liar: liar.token(**changes))

    assert answer.status_code == 401
    assert "mortar=" not in answer.headers.get("set-cookie", "").replace("mortar-oidc=", "")
    assert users_of(tenant) == [f"ada@{DOMAIN}"]


def test_a_linked_account_is_known_by_its_subject_not_its_address(liar, tenant, settings, visitor):
    add_provider(tenant, settings, liar.issuer)
    lies(liar, visitor, lambda liar: liar.token())

    renamed = lies(liar, visitor, lambda liar: liar.token(email="new@evil.example"))
    usurped = lies(liar, visitor, lambda liar: liar.token(sub="mallory"))

    assert (renamed.status_code, usurped.status_code) == (303, 401)
    assert users_of(tenant) == [f"ada@{DOMAIN}"]


def test_nobody_is_made_where_users_are_invited(liar, tenant, settings, visitor):
    add_provider(tenant, settings, liar.issuer, creates_users=False)

    answer = lies(liar, visitor, lambda liar: liar.token())

    assert answer.status_code == 401
    assert users_of(tenant) == []


def test_who_was_let_go_stays_out(liar, tenant, settings, visitor):
    add_provider(tenant, settings, liar.issuer)
    with tenant.transaction() as session:
        a_user(session, email=f"ada@{DOMAIN}", is_active=False)

    answer = lies(liar, visitor, lambda liar: liar.token())

    assert answer.status_code == 401


HOUR = 3_600
STRANGER = RSAKey.generate_key(2048, auto_kid=True)
OTHER = Liar("https://login.other.example")
"""A provider that another tenant trusts."""


def shared(liar: Liar, form: bytes | str) -> str:
    key = OctKey.import_key(form)
    return liar.signed(liar.claims(), {"alg": "HS256", "kid": liar.key.kid}, key)


def unsigned(liar: Liar, header: str) -> str:
    return f"{header}.{liar.token().split('.')[1]}."


ID_TOKENS: dict[str, Callable[[Liar], Any]] = {
    "of another issuer": lambda liar: liar.token(iss="https://evil.example"),
    "of an issuer with a slash more": lambda liar: liar.token(iss=f"{liar.issuer}/"),
    "of a list of issuers": lambda liar: liar.token(iss=[liar.issuer]),
    "of no issuer": lambda liar: liar.token(iss=None),
    "for another client": lambda liar: liar.token(aud="evil"),
    "for several without saying who asked": lambda liar: liar.token(aud=["mortar", "evil"]),
    "for several, asked by another": lambda liar: liar.token(aud=["mortar", "evil"], azp="evil"),
    "asked by another": lambda liar: liar.token(azp="evil"),
    "for no audience": lambda liar: liar.token(aud=None),
    "for an empty audience": lambda liar: liar.token(aud=[]),
    "for an object": lambda liar: liar.token(aud={"mortar": 1}),
    "expired": lambda liar: liar.token(exp=int(time.time()) - HOUR),
    "without an end": lambda liar: liar.token(exp=None),
    "ending in words": lambda liar: liar.token(exp="tomorrow"),
    "living for years": lambda liar: liar.token(exp=int(time.time()) + 1_000 * HOUR),
    "living for ever": lambda liar: liar.token(exp=1e300),
    "issued tomorrow": lambda liar: liar.token(iat=int(time.time()) + 24 * HOUR),
    "issued yesterday": lambda liar: liar.token(iat=int(time.time()) - 24 * HOUR),
    "issued at no time": lambda liar: liar.token(iat=None),
    "not valid yet": lambda liar: liar.token(nbf=int(time.time()) + HOUR),
    "with another nonce": lambda liar: liar.token(nonce="another"),
    "without a nonce": lambda liar: liar.token(nonce=None),
    "with a list as nonce": lambda liar: liar.token(nonce=[liar.nonce]),
    "about nobody": lambda liar: liar.token(sub=None),
    "about an empty name": lambda liar: liar.token(sub=""),
    "about a number": lambda liar: liar.token(sub=7),
    "about a list": lambda liar: liar.token(sub=["ada"]),
    "about a name with a zero byte": lambda liar: liar.token(sub="ada\0"),
    "with the hash of another access token": lambda liar: liar.token(
        at_hash="AAAAAAAAAAAAAAAAAAAAAA"
    ),
    "signed by a stranger": lambda liar: liar.signed(liar.claims(), key=STRANGER),
    "signed by a stranger in the provider's name": lambda liar: liar.signed(
        liar.claims(), {"kid": liar.key.kid}, STRANGER
    ),
    "signed by a key that it brings": lambda liar: liar.signed(
        liar.claims(), {"kid": liar.key.kid, "jwk": STRANGER.as_dict(private=False)}, STRANGER
    ),
    **{
        f"leading to a key of its own by {name}": lambda liar, name=name, value=value: liar.signed(
            liar.claims(), {"kid": STRANGER.kid, name: value}, STRANGER
        )
        for name, value in LEADS.items()
    },
    "with an extension that is critical": lambda liar: compact(
        {"alg": "RS256", "kid": liar.key.kid, "crit": ["evil"], "evil": 1}, liar.claims(), liar.key
    ),
    "signed by another tenant's provider": lambda liar: liar.signed(
        liar.claims(), {"kid": OTHER.key.kid}, OTHER.key
    ),
    "another tenant's provider's": lambda _: OTHER.token(),
    "with the public key in PEM as shared secret": lambda liar: compact(
        {"alg": "HS256", "kid": liar.key.kid},
        liar.claims(),
        liar.key.as_pem(private=False),
    ),
    "naming a key of another kind": lambda liar: liar.signed(
        liar.claims(), {"kid": liar.elliptic.kid}
    ),
    "naming no key of several": lambda liar: liar.signed(liar.claims(), {"kid": "nowhere"}),
    "with the public key as shared secret": lambda liar: shared(
        liar, json.dumps(liar.key.as_dict(private=False))
    ),
    "with our secret as shared secret": lambda liar: shared(liar, CLIENT_SECRET),
    "with no algorithm": lambda liar: unsigned(liar, "eyJhbGciOiJub25lIn0"),
    "with no algorithm in capitals": lambda liar: unsigned(liar, "eyJhbGciOiJOT05FIn0"),
    "without a signature": lambda liar: liar.token().rpartition(".")[0] + ".",
    "with a changed signature": lambda liar: liar.token()[:-6] + "AAAAAA",
    "with changed claims": lambda liar: ".".join(
        (
            liar.token().split(".")[0],
            liar.token(sub="eve").split(".")[1],
            liar.token().split(".")[2],
        )
    ),
    "of two parts": lambda liar: liar.token().rpartition(".")[0],
    "of no JSON": lambda _: "e30.e30x.e30",
    "of other letters": lambda _: "ключ.ключ.ключ",
    "a list": lambda _: ["token"],
    "nothing": lambda _: None,
    "a mountain": lambda _: "a" * 60_000,
}


@pytest.mark.parametrize("make", ID_TOKENS.values(), ids=ID_TOKENS)
def test_an_id_token_is_refused_that_is(liar, tenant, settings, visitor, make):
    add_provider(tenant, settings, liar.issuer)

    answer = lies(liar, visitor, make)

    assert answer.status_code == 401
    assert "mortar=" not in answer.headers["set-cookie"].replace("mortar-oidc=", "")
    assert users_of(tenant) == []


GOOD: dict[str, Callable[[Liar], Any]] = {
    "plain": lambda liar: liar.token(),
    "signed on a curve": lambda liar: liar.signed(liar.claims(), {"alg": "ES256"}, liar.elliptic),
    "for several, asked by us": lambda liar: liar.token(aud=["mortar", "other"], azp="mortar"),
}


@pytest.mark.parametrize("make", GOOD.values(), ids=GOOD)
def test_an_id_token_is_accepted_that_is(liar, tenant, settings, visitor, make):
    """Otherwise the refusals above would prove nothing."""
    add_provider(tenant, settings, liar.issuer)

    answer = lies(liar, visitor, make)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def token(liar: Liar) -> str:
    return liar.token()


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "another"},
        {"state": ""},
        {"iss": "https://evil.example"},
        {"code": ""},
        {"error": "access_denied"},
    ],
    ids=["another state", "no state", "another provider's answer", "no code", "an error"],
)
def test_an_answer_is_refused_with(liar, tenant, settings, visitor, changes):
    add_provider(tenant, settings, liar.issuer)
    spent = len(liar.codes)

    answer = lies(liar, visitor, token, **changes)

    assert answer.status_code == 401
    assert len(liar.codes) == spent


def test_an_answer_comes_back_once_and_to_its_own_browser(
    liar, tenant, settings, visitor, new_browser
):
    add_provider(tenant, settings, liar.issuer)
    asked = asked_in(visitor.begins())
    liar.nonce = asked["nonce"]
    liar.answer = {"id_token": liar.token()}
    cookie = visitor.http.cookies["mortar-oidc"]
    back = {"code": "a code", "state": asked["state"]}

    elsewhere = Visitor(new_browser(), visitor.slug).returns("", **back)
    here = visitor.returns("", **back)
    visitor.http.cookies.set("mortar-oidc", cookie)
    again = visitor.returns("", **back)

    assert [one.status_code for one in (elsewhere, here, again)] == [401, 303, 401]


def test_a_provider_that_names_another_issuer_is_not_used(liar, tenant, settings, visitor):
    add_provider(tenant, settings, f"{liar.issuer}/")

    answer = visitor.http.get(f"/auth/oidc/{visitor.slug}", follow_redirects=False)

    assert answer.status_code == 401


def test_a_disabled_provider_opens_nothing_and_takes_what_it_gave(liar, tenant, settings, visitor):
    provider = add_provider(tenant, settings, liar.issuer)
    grant(tenant, provider, "pharmacists")
    lies(liar, visitor, lambda liar: liar.token(groups="pharmacists"))
    given = memberships_of(tenant)
    with tenant.transaction() as session:
        identity_providers.disable_provider(session, provider.id)

    answer = visitor.http.get(f"/auth/oidc/{visitor.slug}", follow_redirects=False)

    assert len(given) == 1
    assert answer.status_code == 401
    assert memberships_of(tenant) == set()


def test_a_password_opens_nothing_where_the_provider_alone_speaks(liar, tenant, settings, visitor):
    with tenant.transaction() as session:
        for email in (f"ada@{DOMAIN}", "bob@elsewhere.example"):
            a_user(session, email=email, password_hash=hashed("correct horse battery staple"))
    add_provider(tenant, settings, liar.issuer, allows_passwords=False)

    answers = [
        visitor.http.post(
            "/auth/sign-in",
            json={
                "organization": visitor.slug,
                "email": email,
                "password": "correct horse battery staple",
            },
        ).status_code
        for email in (f"ada@{DOMAIN}", "bob@elsewhere.example")
    ]

    assert answers == [401, 200]


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "evil.example",
        "/a\r\nset-cookie: x=y",
        "/%0d%0a\tx",
        "javascript:alert(1)",
        " //evil.example",
        "/" + "a" * 2_000,
        "/ключ",
        "https:evil.example",
        "https:/evil.example",
        "///evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        "/\n/evil.example",
        "/\u2028/evil.example",
        "data:text/html,evil",
        "",
        None,
    ],
)
def test_no_target_leads_elsewhere(target):
    assert own_target(target) == "/"


def test_a_target_of_ours_is_kept():
    assert own_target("/claims?status=denied") == "/claims?status=denied"


ADD = """
mutation ($provider: IdentityProviderInput!) {
  addIdentityProvider(provider: $provider) {
    ... on IdentityProvider { name issuer hasSecret scopes groupsClaim emailDomains allowsPasswords }
    ... on Refusal { code path }
  }
}
"""
WANTED = {
    "name": "Entra",
    "issuer": "https://login.example/tenant/v2.0",
    "clientId": "mortar",
    "clientSecret": CLIENT_SECRET,
    "emailDomains": ["Prairie.example"],
}


def test_an_admin_adds_a_provider_whose_secret_is_not_shown(signed_in, tenant):
    made = signed_in().ask(ADD, provider=WANTED)["addIdentityProvider"]

    assert made == {
        "name": "Entra",
        "issuer": "https://login.example/tenant/v2.0",
        "hasSecret": True,
        "scopes": ["email", "openid", "profile"],
        "groupsClaim": "groups",
        "emailDomains": ["prairie.example"],
        "allowsPasswords": True,
    }
    with tenant.transaction() as session:
        kept = session.scalars(select(IdentityProvider.sealed_secret)).one()
    assert CLIENT_SECRET not in kept


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"issuer": "ftp://login.example"}, "issuer"),
        ({"issuer": "https://login.example?x=1"}, "issuer"),
        ({"issuer": "https://user@login.example"}, "issuer"),
        ({"scopes": ["email"]}, "scopes"),
        ({"emailDomains": ["ada@prairie.example"]}, "emailDomains"),
        ({"emailDomains": ["com"]}, "emailDomains"),
        ({"clientId": " "}, "clientId"),
        ({"name": ""}, "name"),
    ],
)
def test_a_provider_is_not_added_with(signed_in, changes, path):
    made = signed_in().ask(ADD, provider=WANTED | changes)["addIdentityProvider"]

    assert made == {"code": "invalid", "path": path}


def test_who_lacks_anything_sets_up_no_provider_and_gives_no_more_than_they_have(
    signed_in, tenant, settings
):
    provider = add_provider(tenant, settings, "https://login.example")
    with tenant.transaction() as session:
        role = a_role(session, permissions=sorted(EVERYTHING))
        unit = an_organization(session, name="Everything")
    clerk = signed_in(Permission.MANAGE_IDENTITY_PROVIDERS)

    added = clerk.ask(ADD, provider=WANTED)["addIdentityProvider"]
    given = clerk.ask(
        """mutation ($provider: ID!, $role: ID!, $unit: ID!) {
          grantByClaim(providerId: $provider, claimValue: "all", roleId: $role, unitId: $unit) {
            ... on Refusal { code }
          }
        }""",
        provider=f"IdentityProvider_{provider.id}",
        role=f"Role_{role.id}",
        unit=f"OrganizationUnit_{unit.id}",
    )["grantByClaim"]

    assert (added["code"], given["code"]) == ("forbidden", "forbidden")
