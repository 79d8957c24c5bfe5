"""The whole API in this process, and browsers that are signed in to it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from infra.settings import Settings
from tenants.database import TenantDatabase
from tenants.permissions import EVERYTHING, Permission
from tenants.sessions import open_session
from tests.api.people import Person, a_pharmacy
from tests.builders import a_member
from tests.conftest import CONTEXT_KEY, MASTER_KEY, SEAL_KEY, TestDatabase
from tests.tenants.victims import (
    application,
    neighbour,
    superuser,
    victim,
    with_everything,
)

__all__ = ["application", "neighbour", "superuser", "victim", "with_everything"]


class Browser:
    """One signed-in user of one tenant."""

    def __init__(self, client: TestClient, cookie: str, csrf_token: str) -> None:
        self.client = client
        self.headers = {"cookie": f"mortar={cookie}", "x-csrf-token": csrf_token}

    def post(self, query: str, variables: dict[str, Any] | None = None, **headers: str) -> Any:
        """The HTTP response to one operation."""
        return self.client.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers=self.headers | headers,
        )

    def ask(self, query: str, **variables: Any) -> Any:
        """The data of an operation that must succeed."""
        answer = self.post(query, variables).json()
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def codes(self, query: str, **variables: Any) -> list[str]:
        """The codes of the errors of an operation that must fail."""
        return [
            error["extensions"]["code"] for error in self.post(query, variables).json()["errors"]
        ]


@pytest.fixture(scope="package")
def settings(database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    directory: Path = tmp_path_factory.mktemp("api")
    (directory / "context.key").write_bytes(CONTEXT_KEY)
    (directory / "seal.key").write_text(SEAL_KEY)
    (directory / "master.key").write_text(MASTER_KEY)
    return Settings.from_environment(
        {"DATABASE_URL": database.urls.application, "DATA_DIR": str(directory)}
    )


@pytest.fixture(scope="package")
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture(scope="package")
def second_process(settings: Settings) -> Iterator[TestClient]:
    """The API once more on the same database: it shares no memory with the first."""
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture
def signed_in(client: TestClient, tenant: TenantDatabase) -> Callable[..., Browser]:
    """Sign a new user in: with every permission, unless some are named."""

    def enter(*permissions: Permission, of: TenantDatabase = tenant, **place: Any) -> Browser:
        with of.transaction() as session:
            member = a_member(session, permissions=permissions or EVERYTHING, **place)
            opened = open_session(session, member.id)
        return Browser(client, f"{of.actor.tenant_id}.{opened.token}", opened.csrf_token)

    return enter


@pytest.fixture
def http(settings: Settings) -> Iterator[TestClient]:
    """An API of its own, so that no other test's attempts are counted there."""
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture
def pharmacy(database: TestDatabase) -> TenantDatabase:
    return a_pharmacy(database)


@pytest.fixture
def ada(http: TestClient, pharmacy: TenantDatabase) -> Person:
    """The pharmacy's admin, signed in with her password."""
    person = Person(http, pharmacy)
    person.sign_in()
    return person
