"""What browsers are protected from: forged requests, planted cookies, redirects, weak headers."""

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from api.app import create_app
from infra.settings import Settings
from tests.api.people import Person

EVIL = "https://evil.example"
PAGES = ["/auth/sign-in", "/auth/invitation", "/auth/password-reset"]


def posts(http):
    routes = (route for route in http.app.routes if isinstance(route, Route))
    return [route.path for route in routes if "POST" in (route.methods or ())]


def test_every_post_from_another_site_is_refused_or_does_nothing(http, pharmacy):
    ada = Person(http, pharmacy)
    ada.sign_in()
    forged = {"cookie": f"mortar={ada.cookie}", "origin": EVIL}
    statuses = {}

    for path in posts(http):
        answer = http.post(path, data={"password": "x"}, headers=forged)
        statuses[path] = answer.status_code

    assert len(statuses) >= 15
    assert {path: status for path, status in statuses.items() if status < 400} == {}
    assert ada.get("/auth/me").status_code == 200


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
    secured = Settings.from_environment(
        {
            "DATABASE_URL": settings.database_url,
            "DATA_DIR": str(settings.data_dir),
            "PUBLIC_URL": "https://mortar.example",
        }
    )
    with TestClient(create_app(secured), base_url="https://mortar.example") as http:
        answer = http.post("/auth/sign-in", json=Person(http, pharmacy).credentials)

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-mortar=")
    for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/", "expires="):
        assert word in cookie
    assert "Domain" not in cookie
    assert answer.headers["strict-transport-security"].startswith("max-age=")
