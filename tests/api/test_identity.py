"""Signing in and out over HTTP, and what keeps others out."""

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text, update
from starlette.testclient import TestClient

from api.app import create_app
from api.rate_limits import RateLimit
from tenants.models import Tenant, User, UserSession
from tenants.passwords import hashed
from tenants.provisioning import create_admin, provision_tenant

PASSWORD = "correct horse battery staple"
PASSWORD_HASH = hashed(PASSWORD)
EMAIL = "ada@example.com"


@pytest.fixture
def admin(database):
    """The tenant database of a provisioned tenant with one admin."""
    slug = f"prairie-{datetime.now(UTC).timestamp()}".replace(".", "-")
    new = provision_tenant(
        database.platform, database.application, database.signer, "Prairie Pharmacies", slug
    )
    with new.transaction() as session:
        create_admin(session, EMAIL, "Ada Invented", PASSWORD_HASH)
    return new


def slug_of(tenant):
    with tenant.transaction() as session:
        return session.get_one(Tenant, tenant.actor.tenant_id).slug


def credentials(tenant, **changes):
    return {"organization": slug_of(tenant), "email": EMAIL, "password": PASSWORD} | changes


def test_a_user_signs_in_with_json_and_is_known_by_the_cookie(http, admin):
    answer = http.post("/auth/sign-in", json=credentials(admin))

    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    me = http.get("/auth/me").json()
    assert me["tenantId"] == str(admin.actor.tenant_id)
    assert me["organization"]["slug"] == credentials(admin)["organization"]
    assert me["csrfToken"] == answer.json()["csrfToken"]
    assert "users:manage" in me["permissions"]


def test_a_user_signs_in_with_the_form(http, admin):
    page = http.get("/auth/sign-in")

    answer = http.post("/auth/sign-in", data=credentials(admin), follow_redirects=False)

    assert 'name="password"' in page.text
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert http.get("/auth/me").status_code == 200


def test_the_cookie_is_for_tls_only_where_there_is_tls(settings, admin):
    secured = settings.__class__.from_environment(
        {
            "DATABASE_URL": settings.database_url,
            "DATA_DIR": str(settings.data_dir),
            "PUBLIC_URL": "https://mortar.example",
        }
    )
    with TestClient(create_app(secured), base_url="https://mortar.example") as http:
        answer = http.post("/auth/sign-in", json=credentials(admin))

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-mortar=")
    assert "Secure" in cookie


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "incorrect horse battery"},
        {"email": "nobody@example.com"},
        {"organization": "no-such-tenant"},
        {"password": ""},
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(http, admin, wrong):
    answer = http.post("/auth/sign-in", json=credentials(admin, **wrong))

    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")
    assert "set-cookie" not in answer.headers


def test_another_tenants_password_opens_nothing(http, admin, tenant):
    answer = http.post("/auth/sign-in", json=credentials(admin, organization=slug_of(tenant)))

    assert answer.status_code == 401


def locked_until(tenant, at):
    with tenant.transaction() as session:
        session.execute(update(User).values(locked_until_at=at))


def test_after_five_failures_even_the_right_password_waits(http, admin):
    locks = []
    for _ in range(5):
        http.post("/auth/sign-in", json=credentials(admin, password="wrong"))
        with admin.transaction() as session:
            locks.append(session.scalars(text("select locked_until_at from users")).one())
    locked_until(admin, datetime.now(UTC) + timedelta(minutes=1))

    answer = http.post("/auth/sign-in", json=credentials(admin))

    assert answer.status_code == 401
    assert [lock is not None for lock in locks] == [False] * 4 + [True]
    locked_until(admin, datetime.now(UTC))
    assert http.post("/auth/sign-in", json=credentials(admin)).status_code == 200
    with admin.transaction() as session:
        assert session.scalars(text("select failed_sign_in_count from users")).all() == [0]


def test_one_account_cannot_be_tried_for_ever(http, admin):
    wrong = credentials(admin, email="x@y.zz")

    tries = (http.post("/auth/sign-in", json=wrong).status_code for _ in range(30))

    assert 429 in tries


def test_a_bucket_refills_with_time():
    limit = RateLimit(burst=2, per_minute=6)

    waits = [limit.seconds_to_wait("one", now) for now in (0, 0, 0, 9, 10)]

    assert waits == [0, 0, 10, 1, 0]
    assert limit.seconds_to_wait("other", 0) == 0


def test_another_site_cannot_sign_a_visitor_in(http, admin):
    answer = http.post(
        "/auth/sign-in", data=credentials(admin), headers={"origin": "https://evil.example"}
    )

    assert answer.status_code == 403


def test_each_sign_in_has_a_fresh_cookie(http, admin):
    http.cookies.set("mortar", f"{admin.actor.tenant_id}.planted")

    answer = http.post("/auth/sign-in", json=credentials(admin))

    assert "planted" not in answer.headers["set-cookie"]


def test_signing_out_ends_the_session_itself(http, admin):
    token = http.post("/auth/sign-in", json=credentials(admin)).json()["csrfToken"]
    cookie = http.cookies["mortar"]

    forged = http.post("/auth/sign-out")
    ended = http.post("/auth/sign-out", headers={"x-csrf-token": token})

    assert (forged.status_code, ended.status_code) == (403, 204)
    http.cookies.set("mortar", cookie)
    assert http.get("/auth/me").status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"last_seen_at": datetime.now(UTC) - timedelta(minutes=16)},
        {"expires_at": datetime.now(UTC) - timedelta(seconds=1)},
        {"ended_at": datetime.now(UTC)},
    ],
    ids=["idle", "too long", "ended"],
)
def test_a_session_ends(http, admin, change):
    http.post("/auth/sign-in", json=credentials(admin))
    with admin.transaction() as session:
        session.execute(update(UserSession).values(change))

    answer = http.get("/auth/me")

    assert answer.status_code == 401


def test_a_deactivated_user_is_out_at_once(http, admin):
    http.post("/auth/sign-in", json=credentials(admin))
    with admin.transaction() as session:
        session.execute(update(User).values(is_active=False))

    answers = (http.get("/auth/me"), http.post("/auth/sign-in", json=credentials(admin)))

    assert [answer.status_code for answer in answers] == [401, 401]


def test_a_hash_of_weaker_parameters_is_made_again(http, admin):
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with admin.transaction() as session:
        session.execute(update(User).values(password_hash=weak))

    http.post("/auth/sign-in", json=credentials(admin))

    with admin.transaction() as session:
        kept = session.scalars(text("select password_hash from users")).one()
    assert kept != weak
    assert kept.startswith("$argon2id$")


def test_provisioning_again_changes_nothing(database, admin):
    counts = text("select (select count(*) from roles), (select count(*) from organization_units)")
    with admin.transaction() as session:
        before = session.execute(counts).one()

    again = provision_tenant(
        database.platform, database.application, database.signer, "Other", slug_of(admin)
    )

    assert again.actor.tenant_id == admin.actor.tenant_id
    with admin.transaction() as session:
        assert session.execute(counts).one() == before == (5, 1)
