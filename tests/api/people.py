"""A tenant with an admin who signs in over HTTP, as the tests of signing in need one."""

from itertools import count
from typing import Any

from starlette.testclient import TestClient

from tenants.database import TenantDatabase
from tenants.models import Tenant, User
from tenants.passwords import hashed
from tenants.provisioning import create_admin, provision_tenant
from tests.conftest import TestDatabase

PASSWORD = "correct horse battery staple"
PASSWORD_HASH = hashed(PASSWORD)
EMAIL = "ada@example.com"

_numbers = count(1)


def a_pharmacy(database: TestDatabase) -> TenantDatabase:
    """A provisioned tenant with one admin, Ada."""
    slug = f"prairie-{next(_numbers)}"
    new = provision_tenant(
        database.platform, database.application, database.signer, "Prairie Pharmacies", slug
    )
    with new.transaction() as session:
        create_admin(session, EMAIL, "Ada Invented", PASSWORD_HASH)
    return new


class Person:
    """Somebody at a browser of their own."""

    def __init__(self, http: TestClient, tenant: TenantDatabase, **changes: str) -> None:
        with tenant.transaction() as session:
            slug = session.get_one(Tenant, tenant.actor.tenant_id).slug
        self.http = http
        self.credentials = {"organization": slug, "email": EMAIL, "password": PASSWORD} | changes
        self.cookie = ""
        self.csrf_token = ""

    def sign_in(self, **changes: str) -> Any:
        """The answer; a session that it opens is kept."""
        return self.post("/auth/sign-in", **self.credentials | changes)

    def post(self, path: str, **fields: Any) -> Any:
        answer = self.http.post(path, json=fields, headers=self._headers(), follow_redirects=False)
        self._keep(answer)
        return answer

    def get(self, path: str) -> Any:
        answer = self.http.get(path, headers=self._headers(), follow_redirects=False)
        self.http.cookies.clear()
        return answer

    def ask(self, query: str, **variables: Any) -> Any:
        """The data of an operation that must succeed."""
        answer = self.post("/graphql", query=query, variables=variables).json()
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def _headers(self) -> dict[str, str]:
        found = {"x-csrf-token": self.csrf_token} if self.csrf_token else {}
        return found | ({"cookie": f"mortar={self.cookie}"} if self.cookie else {})

    def _keep(self, answer: Any) -> None:
        if "mortar" in answer.cookies:
            self.cookie = answer.cookies["mortar"]
        if answer.headers.get("content-type") == "application/json":
            self.csrf_token = answer.json().get("csrfToken", self.csrf_token)
        self.http.cookies.clear()


def user_of(tenant: TenantDatabase, email: str = EMAIL) -> User:
    with tenant.transaction() as session:
        return session.query(User).filter_by(email=email).one()
