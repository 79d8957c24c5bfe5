"""The screens as the API serves them: nothing but what was built, strictly, to browsers."""

from dataclasses import replace

import orjson
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from infra.settings import Settings
from tests.conftest import CONTEXT_KEY, TestDatabase

PAGE = '<script nonce="made-for-each-answer"></script><body data-session="perhaps">'
QUESTION = "query Mine { me { id } }"


@pytest.fixture
def http(database: TestDatabase, tmp_path):
    """An API with a small frontend of its own."""
    (tmp_path / "context.key").write_bytes(CONTEXT_KEY)
    assets = tmp_path / "dist" / "assets"
    assets.mkdir(parents=True)
    (tmp_path / "dist" / "index.html").write_text(PAGE)
    (tmp_path / "dist" / "documents.json").write_bytes(orjson.dumps({"a1": QUESTION}))
    (assets / "main-1.js").write_text("plain")
    (assets / "main-1.js.br").write_bytes(b"smaller")
    settings = replace(
        Settings.from_environment({"DATA_DIR": str(tmp_path)}),
        database_url=database.urls.application,
        platform_database_url=database.urls.platform,
        screens_dir=tmp_path / "dist",
    )
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.mark.parametrize("address", ["/", "/claims", "/claims/Claim_1"])
def test_every_address_of_the_frontend_is_its_one_page(http, address):
    answer = http.get(address, headers={"accept": "text/html"})

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    policy = answer.headers["content-security-policy"]
    nonce = answer.text.partition('nonce="')[2].partition('"')[0]
    assert f"style-src 'self' 'nonce-{nonce}'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_the_nonce_is_never_the_same(http):
    assert http.get("/").text != http.get("/").text


def test_the_page_knows_without_asking_where_nobody_is_signed_in(http):
    stranger = http.get("/")
    http.cookies.set("mortar", "whatever")
    somebody = http.get("/")

    assert 'data-session="none"' in stranger.text
    assert 'data-session="perhaps"' in somebody.text
    assert "link" not in stranger.headers
    assert "</auth/me>; rel=preload" in somebody.headers["link"]


def test_what_is_no_page_is_not_found(http):
    answer = http.get("/nothing", headers={"accept": "application/json"})

    assert answer.status_code == 404


def test_an_asset_is_kept_for_ever_and_sent_compressed(http):
    compressed = http.get("/assets/main-1.js", headers={"accept-encoding": "identity, br"})
    plain = http.get("/assets/main-1.js", headers={"accept-encoding": "identity"})

    assert compressed.headers["content-encoding"] == "br"
    assert compressed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert plain.text == "plain"
    assert "javascript" in plain.headers["content-type"]


@pytest.mark.parametrize("name", ["other.js", "..%2findex.html", "..%2f..%2fcontext.key"])
def test_nothing_else_of_the_machine_is_served(http, name):
    assert http.get(f"/assets/{name}").status_code == 404


def test_a_document_is_asked_for_by_its_hash(http):
    known = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "a1"}}}
    unknown = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "b2"}}}

    asked = http.post("/graphql", json=known).json()
    refused = http.post("/graphql", json=unknown).json()

    assert asked["errors"][0]["extensions"]["code"] == "unauthenticated"
    assert refused["errors"][0]["extensions"]["code"] == "unknown_document"
