"""What browsers are protected from: forged requests, planted cookies, redirects, weak headers."""

import re
from itertools import product
from pathlib import Path

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from api.app import create_app
from api.wrapping import STRICT
from infra.settings import Settings
from tenants.identifiers import new_id
from tests.api.people import Person

API = Path(__file__).parents[2] / "api"
EVIL = "https://evil.example"
PAGES = ["/auth/sign-in", "/auth/invitation", "/auth/password-reset"]


SAFE = frozenset({"GET", "HEAD"})
FORGERIES: dict[str, dict[str, str]] = {
    "another site": {"origin": EVIL, "sec-fetch-site": "cross-site"},
    "another site, in an old browser": {"origin": EVIL},
    "another port": {"origin": "http://testserver:81", "sec-fetch-site": "same-site"},
    "a sibling": {"origin": "http://evil.testserver"},
    "a site named like ours": {"origin": "http://testserver.evil.example"},
    "a sandboxed frame": {"origin": "null", "sec-fetch-site": "cross-site"},
    "a page without an origin": {"origin": "null"},
    "an origin that is none": {"origin": "http://[testserver"},
    "a sibling that hides its origin": {"sec-fetch-site": "same-site"},
    "nobody knows whom": {},
}
"""What a browser says where another site made it send a request with our cookie."""
BODIES: dict[str, str] = {
    "application/x-www-form-urlencoded": "password=x&query={me{id}}",
    "text/plain": '{"password": "x", "query": "{ me { id } }"}',
}
"""Of the types that another site may send without asking us first."""
BY_TOKEN = "the page's token"
BY_SITE = "where it was sent from"
BY_BEARER = "a credential that no browser sends by itself"
OWN_FACTORS = (
    "/auth/factors/app/remove",
    "/auth/factors/key/remove",
    "/auth/factors/key/rename",
    "/auth/factors/recovery-codes",
    "/auth/enrolment/app",
    "/auth/enrolment/app/confirm",
    "/auth/enrolment/key",
    "/auth/enrolment/key/confirm",
)
WAYS_IN = (
    "/auth/sign-in",
    "/auth/invitation",
    "/auth/password-reset",
    "/auth/second-factor",
    "/auth/second-factor/key",
    "/auth/second-factor/key/options",
)
GUARDED = {
    "/graphql": BY_TOKEN,
    "/patients/import": BY_TOKEN,
    "/auth/sign-out": BY_TOKEN,
    "/auth/sessions/end": BY_TOKEN,
    "/auth/password": BY_TOKEN,
    "/auth/prove": BY_TOKEN,
    "/auth/discovery": BY_TOKEN,
    "/auth/prove/second-factor": BY_TOKEN,
    **dict.fromkeys(OWN_FACTORS, BY_TOKEN),
    **dict.fromkeys(WAYS_IN, BY_SITE),
    "/oauth/token": BY_BEARER,
    "/oauth/revoke": BY_BEARER,
    "/scim/v2{path:path}": BY_BEARER,
}
"""What keeps another site from using each address that changes anything."""


def routes(http):
    return [route for route in http.app.routes if isinstance(route, Route)]


def address(route):
    """The route's path with something in its places."""
    return re.sub(r"\{[^}]*uuid\}", str(new_id()), route.path).replace("{path:path}", "/Users")


def test_every_address_that_changes_something_says_what_guards_it(http):
    changing = {each.path for each in routes(http) if (each.methods or set()) - SAFE}

    assert changing == set(GUARDED)


@pytest.mark.parametrize("said", FORGERIES.values(), ids=FORGERIES)
def test_no_other_site_changes_anything_with_a_visitors_cookie(http, pharmacy, said):
    ada = Person(http, pharmacy)
    ada.sign_in()
    forged = said | {"cookie": f"mortar={ada.cookie}"}
    outcomes, planted = {}, []

    for route, (kind, body) in product(routes(http), BODIES.items()):
        for method in sorted((route.methods or set()) - SAFE):
            sent = forged | {"content-type": kind}
            answer = http.request(method, address(route), content=body, headers=sent)
            outcomes[method, route.path, kind] = answer.status_code
            planted += answer.headers.get_list("set-cookie")

    let_in = {key: status for key, status in outcomes.items() if status < 400}
    expected = {BY_TOKEN: {403, 415}, BY_BEARER: {400, 401}, BY_SITE: {403} if said else {400, 401}}
    other = {
        key: status for key, status in outcomes.items() if status not in expected[GUARDED[key[1]]]
    }
    assert (let_in, planted, other) == ({}, [], {})
    assert ada.get("/auth/me").status_code == 200
    assert ada.post("/graphql", query="{ me { id } }").status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        {"origin": "null", "sec-fetch-site": "same-origin"},
        {"origin": "http://testserver", "sec-fetch-site": "same-origin"},
        {"origin": "http://testserver"},
        {},
    ],
    ids=["our page, which sends no referrer", "our page", "an old browser", "a program"],
)
def test_our_own_pages_and_programs_sign_in(http, pharmacy, said):
    """The first is what Chromium says of a form on a page with our referrer policy."""
    credentials = Person(http, pharmacy).credentials

    answer = http.post("/auth/sign-in", data=credentials, headers=said, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    http.cookies.clear()


def test_behind_tls_a_page_without_it_is_another_site(settings, pharmacy):
    with TestClient(create_app(secured(settings)), base_url="https://mortar.example") as http:
        statuses = [
            http.post(
                "/auth/sign-in", json=Person(http, pharmacy).credentials, headers={"origin": origin}
            ).status_code
            for origin in ("http://mortar.example", "https://mortar.example")
        ]

    assert statuses == [403, 200]


def secured(settings):
    return Settings.from_environment(
        {
            "DATABASE_URL": settings.database_url,
            "DATA_DIR": str(settings.data_dir),
            "PUBLIC_URL": "https://mortar.example",
        }
    )


def asked_of_every_route(http):
    """An answer of each kind: found, refused, not there, of a wrong method, too long."""
    for route in routes(http):
        for method in ("GET", "POST", "PATCH", "OPTIONS"):
            yield method, address(route), b"{}"
    yield "GET", "/nowhere", b""
    yield "POST", "/graphql", b"x" * 300_000


def test_every_answer_of_every_route_is_strict(http):
    weak, statuses = [], set()

    for method, path, body in asked_of_every_route(http):
        sent = {"content-type": "application/json"}
        answer = http.request(method, path, content=body, headers=sent, follow_redirects=False)
        statuses.add(answer.status_code)
        lax = [name for name in STRICT if name not in answer.headers]
        policy = answer.headers["content-security-policy"]
        if lax or "frame-ancestors 'none'" not in policy or "default-src 'none'" not in policy:
            weak.append((method, path, lax, policy))
        if "access-control-allow-origin" in answer.headers or "server" in answer.headers:
            weak.append((method, path))
    http.cookies.clear()

    assert weak == []
    assert {200, 400, 401, 404, 405, 413} <= statuses


REDIRECTS = {
    "app.py": 1,
    "identity/account_links.py": 1,
    "identity/gate.py": 2,
    "identity/openid.py": 2,
}
"""Where a browser is sent on: home, to `own_target`, or to a provider that an admin chose."""


def test_every_place_that_sends_a_browser_on_is_known():
    found = {
        str(path.relative_to(API)): count
        for path in API.rglob("*.py")
        if (count := path.read_text().count("RedirectResponse("))
    }

    assert found == REDIRECTS


@pytest.mark.parametrize("path", ["/auth/sign-in/", "/graphql/", "/.//evil.example/", "/auth/me//"])
def test_no_address_leads_to_the_host_that_a_request_names(http, path):
    answer = http.get(path, headers={"host": "evil.example"}, follow_redirects=False)

    assert answer.status_code == 404
    assert "location" not in answer.headers


def test_a_planted_cookie_is_never_signed_in(http, pharmacy):
    ada = Person(http, pharmacy)
    planted = f"{pharmacy.actor.tenant_id}.planted"
    ada.cookie = planted

    ada.sign_in()

    assert ada.cookie != planted
    known = http.get("/auth/me", headers={"cookie": f"mortar={planted}"})
    assert known.status_code == 401


def test_every_proof_changes_the_tokens(http, pharmacy):
    ada = Person(http, pharmacy)
    seen = []

    for _ in range(2):
        ada.sign_in()
        seen.append((ada.cookie, ada.csrf_token))
        ada.post("/auth/prove", password=ada.credentials["password"])
        seen.append((ada.cookie, ada.csrf_token))

    assert len({cookie for cookie, _ in seen}) == 4
    assert len({token for _, token in seen}) == 4
    living = [http.get("/auth/me", headers={"cookie": f"mortar={one}"}) for one, _ in seen]
    assert [answer.status_code for answer in living] == [401, 200, 401, 200]


@pytest.mark.parametrize("name", ["next", "return_to", "redirect_uri", "url"])
def test_nobody_is_sent_elsewhere_after_signing_in(http, pharmacy, name):
    ada = Person(http, pharmacy)

    answer = http.post(
        f"/auth/sign-in?{name}={EVIL}",
        data=ada.credentials | {name: EVIL},
        headers={"host": "testserver"},
        follow_redirects=False,
    )

    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_may_neither_be_framed_nor_load_anything(http, path):
    headers = http.get(path).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert "script-src" not in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


def test_the_cookie_outlives_no_session(settings, pharmacy):
    with TestClient(create_app(secured(settings)), base_url="https://mortar.example") as http:
        answer = http.post("/auth/sign-in", json=Person(http, pharmacy).credentials)

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-mortar=")
    for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/", "expires="):
        assert word in cookie
    assert "Domain" not in cookie
    assert answer.headers["strict-transport-security"].startswith("max-age=")
