"""A credential that was taken back is refused at once, at every address that takes one."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from tenants import clients
from tenants.clients import ClientNumber
from tenants.database import TenantDatabase
from tenants.identifiers import new_id
from tenants.permissions import Permission
from tests.api.conftest import Browser
from tests.api.partners import Partner
from tests.api.people import Person

OPEN = {
    "/", "/health/live", "/health/ready", "/.well-known/jwks.json",
    "/.well-known/oauth-authorization-server", "/oauth/token", "/oauth/revoke", "/graphiql/start.js",
    "/auth/sign-in", "/auth/invitation", "/auth/password-reset", "/auth/security-key.js",
    "/auth/second-factor", "/auth/second-factor/key", "/auth/second-factor/key/options",
    "/auth/oidc/callback", "/auth/oidc/{slug}", "/auth/oidc/{slug}/sign-out",
    "/assets/{name}", "/{address:path}",
}  # fmt: skip
"""Addresses that ask for no credential: each is a way in, or says nothing of any tenant."""
SIGNED_OUT = {("POST", "/auth/sign-out"): 204}
"""What is no refusal although it is nobody who asks."""
PROGRAMS_TOO = {"/graphql", "/patients/import", "/disclosures/accountings/{id:uuid}", "/auth/me"}
DIRECTORY = "/scim/v2{path:path}"


@dataclass(frozen=True)
class Holder:
    """Somebody with a credential, and how it is taken back."""

    headers: dict[str, str]
    take_back: Callable[[], object]
    paths: frozenset[str] | None = None
    """Where such a credential is taken; None: wherever any is."""


def asked(http: TestClient) -> list[tuple[str, str, str]]:
    """Each method and address that wants a credential, and its route's path."""
    return [
        (method, filled(route.path), route.path)
        for route in http.app.routes  # type: ignore[attr-defined]
        if isinstance(route, Route) and route.path not in OPEN
        for method in sorted((route.methods or set()) - {"HEAD"})
        if (method, route.path) != ("GET", "/graphql")
    ]


def filled(path: str) -> str:
    return path.replace("{id:uuid}", str(new_id())).replace("{path:path}", "/Users")


def statuses(http: TestClient, holder: Holder) -> dict[tuple[str, str], int]:
    found = {}
    for method, path, route in asked(http):
        if holder.paths is None or route in holder.paths:
            body = {"query": "{ me { id } }"} if route == "/graphql" else {"password": "wrong"}
            if (method, route) not in SIGNED_OUT:
                answer = http.request(method, path, json=body, headers=holder.headers)
                found[method, route] = answer.status_code
    http.cookies.clear()
    return found


def signed_out(http: TestClient, pharmacy: TenantDatabase, _: Browser) -> Holder:
    ada = Person(http, pharmacy)
    ada.sign_in()
    headers = {"cookie": f"mortar={ada.cookie}", "x-csrf-token": ada.csrf_token}
    return Holder(headers, lambda: ada.post("/auth/sign-out"))


def ended_elsewhere(http: TestClient, pharmacy: TenantDatabase, _: Browser) -> Holder:
    ada, other = Person(http, pharmacy), Person(http, pharmacy)
    ada.sign_in()
    headers = {"cookie": f"mortar={ada.cookie}", "x-csrf-token": ada.csrf_token}
    return Holder(headers, lambda: (other.sign_in(), other.post("/auth/sessions/end")))


def proved_anew(http: TestClient, pharmacy: TenantDatabase, _: Browser) -> Holder:
    ada = Person(http, pharmacy)
    ada.sign_in()
    headers = {"cookie": f"mortar={ada.cookie}", "x-csrf-token": ada.csrf_token}
    return Holder(headers, lambda: ada.post("/auth/prove", password=ada.credentials["password"]))


def personal_token(http: TestClient, pharmacy: TenantDatabase, admin: Browser) -> Holder:
    made = admin.ask(
        'mutation { made: createMyToken(name: "Laptop", scopes: ["claims:read"]) {'
        " ... on MyNewToken { secret token { id } } } }"
    )["made"]
    headers = {"authorization": f"Bearer {made['secret']}"}
    revoke = "mutation ($id: ID!) { revokeMyToken(tokenId: $id) { __typename } }"
    return Holder(
        headers, lambda: admin.ask(revoke, id=made["token"]["id"]), frozenset(PROGRAMS_TOO)
    )


def access_token(http: TestClient, pharmacy: TenantDatabase, _: Browser) -> Holder:
    with pharmacy.transaction() as session:
        made, secret = clients.create_client(
            session, f"Directory {new_id()}", [Permission.PROVISION_USERS]
        )
    partner = Partner(http, ClientNumber(pharmacy.actor.tenant_id, made.id), secret)
    token = partner.token()
    return Holder(
        {"authorization": f"Bearer {token}"},
        lambda: http.post(
            "/oauth/revoke", data={"token": token}, auth=(str(partner.number), secret)
        ),
        frozenset(PROGRAMS_TOO | {DIRECTORY}),
    )


WAYS = [signed_out, ended_elsewhere, proved_anew, personal_token, access_token]


@pytest.mark.parametrize("hold", WAYS)
def test_what_was_taken_back_is_refused_everywhere_at_once(http, pharmacy, signed_in, hold):
    admin = signed_in(of=pharmacy)
    admin.client = http
    holder = hold(http, pharmacy, admin)
    before = statuses(http, holder)

    holder.take_back()

    after = statuses(http, holder)
    known = {where for where, status in before.items() if status != 401}
    assert {where[1] for where in known} >= PROGRAMS_TOO
    assert {where: status for where, status in after.items() if status != 401} == {}


def test_every_address_asks_for_a_credential_or_is_open_on_purpose(http):
    nobody = Holder({}, lambda: None)

    found = statuses(http, nobody)

    assert {where: status for where, status in found.items() if status != 401} == {}
    assert {route for _, _, route in asked(http)} >= PROGRAMS_TOO | {DIRECTORY}


def test_no_token_outlives_another_as_its_refresh(http, pharmacy):
    with pharmacy.transaction() as session:
        made, secret = clients.create_client(session, "Sync", [Permission.READ_CLAIMS])
    partner = Partner(http, ClientNumber(pharmacy.actor.tenant_id, made.id), secret)

    answer = partner.asks_for_token().json()
    refreshed = partner.asks_for_token(grant_type="refresh_token", refresh_token="any")

    assert "refresh_token" not in answer
    assert refreshed.json()["error"] == "unsupported_grant_type"
