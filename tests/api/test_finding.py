"""What the search of the screens asks: things by letters of their name, in one request."""

from collections.abc import Callable
from typing import Any

import pytest

from tenants.clients import create_client
from tenants.database import TenantDatabase
from tenants.permissions import Permission
from tenants.users import invite_user
from tests.builders import a_payer

FIND = """
query ($words: String!, $payers: Boolean!, $people: Boolean!, $programs: Boolean!) {
  payers(filter: { name: { contains: $words } }) @include(if: $payers) { nodes { name } }
  named: users(filter: { name: { contains: $words } }) @include(if: $people) { nodes { name } }
  addressed: users(filter: { email: { contains: $words } }) @include(if: $people) { nodes { name } }
  clientApplications(filter: { name: { contains: $words } }) @include(if: $programs) {
    nodes { name }
  }
}
"""


def something_to_find(tenant: TenantDatabase) -> None:
    with tenant.transaction() as session:
        a_payer(session, name="Quillon Health")
        a_payer(session, name="Another Plan")
        invite_user(session, "somebody@example.test", "Quillon Person")
        invite_user(session, "quillon@example.test", "Addressed")
        create_client(session, "Quillon link", frozenset({Permission.READ_PAYERS}))


def names(found: dict[str, Any]) -> dict[str, list[str]]:
    return {kind: [each["name"] for each in page["nodes"]] for kind, page in found.items()}


@pytest.mark.parametrize(("words", "is_there"), [("quILLon", True), ("%", False)])
def test_payers_people_and_programs_are_found_in_one_request(
    tenant: TenantDatabase, signed_in: Callable[..., Any], words: str, is_there: bool
) -> None:
    something_to_find(tenant)

    found = signed_in().ask(FIND, words=words, payers=True, people=True, programs=True)

    expected = {
        "payers": ["Quillon Health"],
        "named": ["Quillon Person"],
        "addressed": ["Addressed"],
        "clientApplications": ["Quillon link"],
    }
    assert names(found) == {kind: told * is_there for kind, told in expected.items()}


def test_whoever_may_not_read_a_kind_finds_the_others(
    tenant: TenantDatabase, signed_in: Callable[..., Any]
) -> None:
    something_to_find(tenant)
    reader = signed_in(Permission.READ_PAYERS)

    found = reader.ask(FIND, words="quillon", payers=True, people=False, programs=False)

    assert names(found) == {"payers": ["Quillon Health"]}
