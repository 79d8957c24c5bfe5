"""Before a provider is added, an admin sees whether it answers as it should."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from tenants.audit import AuditEvent
from tenants.database import TenantDatabase
from tenants.permissions import Permission
from tests.api.conftest import Browser
from tests.api.providers import Liar, lying_provider

NEEDED = Permission.MANAGE_IDENTITY_PROVIDERS


@pytest.fixture(scope="module")
def liar() -> Iterator[Liar]:
    with lying_provider() as liar:
        yield liar


def asked(browser: Browser, issuer: str):
    return browser.client.post("/auth/discovery", json={"issuer": issuer}, headers=browser.headers)


def test_what_a_provider_says_of_itself_is_shown(
    signed_in: Callable[..., Browser], liar: Liar, tenant: TenantDatabase
) -> None:
    liar.metadata = {"scopes_supported": ["openid", "email"]}

    answer = asked(signed_in(NEEDED), liar.issuer)

    assert answer.json() == {
        "issuer": liar.issuer,
        "authorizationEndpoint": f"{liar.issuer}/authorize",
        "tokenEndpoint": f"{liar.issuer}/token",
        "keyCount": 2,
        "scopes": ["openid", "email"],
    }
    with tenant.transaction() as session:
        done = select(AuditEvent.outcome).where(AuditEvent.action == "discoverProvider")
        assert session.scalars(done).all() == ["done"]


@pytest.mark.parametrize(
    ("metadata", "path", "said"),
    [
        ({"issuer": "https://other.example"}, "", "names another issuer"),
        ({"authorization_endpoint": None}, "", "names no authorization_endpoint"),
        ({}, "/nowhere", "cannot be used"),
    ],
)
def test_a_provider_that_cannot_be_used_is_refused_at_its_issuer(
    signed_in: Callable[..., Browser],
    liar: Liar,
    metadata: dict[str, object],
    path: str,
    said: str,
) -> None:
    liar.metadata = metadata

    answer = asked(signed_in(NEEDED), liar.issuer + path)

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert said in answer.json()["message"]


def test_nobody_else_has_addresses_asked(
    signed_in: Callable[..., Browser], liar: Liar, tenant: TenantDatabase
) -> None:
    clerk = signed_in(Permission.READ_USERS)

    answer = asked(clerk, liar.issuer)

    assert answer.json()["code"] == "forbidden"
    with tenant.transaction() as session:
        done = select(AuditEvent.outcome).where(AuditEvent.action == "discoverProvider")
        assert session.scalars(done).all() == ["refused"]
