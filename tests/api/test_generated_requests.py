"""Whatever a schema allows is answered or refused, never failed at: Schemathesis makes it up.

`GENERATED_REQUESTS=200 pytest tests/api/test_generated_requests.py` looks for bugs for an hour.
"""

import json
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from graphql import GraphQLObjectType
from schemathesis import Case
from schemathesis.core import NotSet
from sqlalchemy import select
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from api.app import create_app
from api.reading.declarations import declaration_of
from api.schema import core
from tenants import clients
from tenants.clients import ClientNumber, Limits
from tenants.database import TenantDatabase
from tenants.permissions import Permission
from tests.api.conftest import Browser
from tests.api.generated import FORM, each_case, graphql_operations, http_operations
from tests.api.partners import Partner
from tests.api.reading.records import a_claim_with_everything

SIGNED_OUT = 401
NOT_IMPLEMENTED = 501
"""What SCIM wants answered where a part of it is left out (RFC 7644, 3.12)."""
AMPLE = Limits(6_000, 1_000_000)


@pytest.fixture
def pharmacy(tenant: TenantDatabase) -> TenantDatabase:
    with tenant.transaction() as session:
        a_claim_with_everything(session)
    return tenant


def some_ids(tenant: TenantDatabase) -> dict[str, list[str]]:
    """A few of everything that has an id and is there, by kind."""
    found = {}
    with tenant.transaction() as session:
        for name, kind in core().type_map.items():
            declared = declaration_of(kind) if isinstance(kind, GraphQLObjectType) else None
            if declared is not None and declared.model is not None:
                rows = session.scalars(select(declared.model.id).limit(3))
                found[name] = [f"{name}_{id_}" for id_ in rows]
    return found


def failure(answer: Any) -> str | None:
    """What went wrong on our side, if anything did; a bug that was masked is one."""
    is_honest = answer.status_code < 500 or answer.status_code == NOT_IMPLEMENTED
    return None if is_honest and "internal_error" not in answer.text else answer.text[:300]


class User:
    """Somebody with every permission, who signs in again when an operation has signed them out."""

    def __init__(self, signed_in: Callable[[], Browser]) -> None:
        self.signed_in = signed_in
        self.browser = signed_in()

    def asks(self, ask: Callable[[Browser], Any]) -> Any:
        answer = ask(self.browser)
        if answer.status_code == SIGNED_OUT:
            self.browser = self.signed_in()
        return answer


@pytest.mark.parametrize("root", ["Query", "Mutation"])
def test_no_operation_fails(pharmacy, signed_in, root):
    user = User(lambda: signed_in(of=pharmacy))
    failed, statuses = [], set()

    for operation in graphql_operations(core(), some_ids(pharmacy)):
        if not operation.label.startswith(f"{root}."):
            continue

        def ask(case: Case, label: str = operation.label) -> None:
            answer = user.asks(lambda browser: browser.post(case.body))
            statuses.add(answer.status_code)
            if failure(answer):
                failed.append((label, case.body, failure(answer)))

        each_case(operation, ask)

    assert failed == []
    assert 200 in statuses


@pytest.fixture
def many_addresses(settings) -> Iterator[TestClient]:
    """The API, each of whose callers comes from elsewhere: no door is shut for being tried too often."""
    app, numbers = create_app(settings), count(1)

    async def from_elsewhere(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            high, low = divmod(next(numbers), 250)
            scope["client"] = (f"10.0.{high}.{low}", 1)
        await app(scope, receive, send)

    with TestClient(from_elsewhere, raise_server_exceptions=False) as client:
        client.app_itself = app
        yield client


def sent(case: Case) -> dict[str, Any]:
    """The parts of the request, for our own client."""
    headers = {"content-type": case.media_type} if case.media_type else {}
    parts = {"params": case.query, "headers": {**(case.headers or {}), **headers}}
    if isinstance(case.body, NotSet):
        return parts
    if case.media_type == FORM:
        return parts | {"data": case.body}
    text = case.body if isinstance(case.body, str) else json.dumps(case.body)
    return parts | {"content": text.encode()}


def test_no_route_fails(pharmacy, signed_in, many_addresses):
    with pharmacy.transaction() as session:
        made, secret = clients.create_client(session, "SCIM", (Permission.PROVISION_USERS,), None)
        clients.limit_client(session, made.id, AMPLE)
    directory = Partner(many_addresses, ClientNumber(pharmacy.actor.tenant_id, made.id), secret)
    token = {"authorization": f"Bearer {directory.token()}"}
    user = User(lambda: signed_in(of=pharmacy))
    failed, answered = [], set()

    def ask(case: Case) -> None:
        parts = sent(case)

        def asked_by(browser: Browser) -> Any:
            own = token if case.path.startswith("/scim") else browser.headers
            answer = many_addresses.request(
                case.method, case.formatted_path, follow_redirects=False,
                **parts | {"headers": parts["headers"] | own},
            )  # fmt: skip
            many_addresses.cookies.clear()
            return answer

        answer = user.asks(asked_by)
        answered.add(case.path)
        if failure(answer):
            failed.append((case.method, case.formatted_path, parts, failure(answer)))

    for operation in http_operations(many_addresses.app_itself):
        each_case(operation, ask)

    assert failed == []
    assert len(answered) >= 40
