"""Every declared field of every type is found by introspection and read both ways."""

from collections.abc import Iterator

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from api.doors import permission_of
from api.reading.declarations import Listed, Pages, declaration_of, read_of
from api.reading.fields import ReadField
from api.schema import core
from tenants.clients import create_client
from tenants.database import TenantDatabase
from tests.api.reading.conftest import Reader
from tests.api.reading.records import a_claim_with_everything, its_journey
from tests.builders import a_member, a_personal_token, a_provisioned_group, an_identity_provider

DEPTH = 2
EMPTY = {"bulkActs", "chainChecks", "claimViews", "failedJobs", "keyRotations"}
"""Lists that the journey of a claim leaves empty."""
NARROWED = {"auditEvents": '(filter: {action: {equals: "test"}})'}
"""Whoever reads the audit log adds to it."""


def selection(kind: GraphQLObjectType, depth: int) -> str:
    """Every scalar of a type, and of what is related to it as deep as asked."""
    fields = []
    for name, field in kind.fields.items():
        inner = get_named_type(field.type)
        if is_leaf_type(inner):
            fields.append(name)
        elif depth:
            fields.append(f"{name} {{ {selection(inner, depth - step(inner))} }}")
    return " ".join(fields) or "__typename"


def step(kind: GraphQLObjectType) -> int:
    """A connection, an edge or the facts of a page are no depth of their own."""
    return 0 if declaration_of(kind) is None else 1


def root_lists() -> Iterator[str]:
    query = core().query_type
    assert query is not None
    for name, field in query.fields.items():
        if isinstance(read_of(field), Pages | Listed):
            yield name


@pytest.mark.parametrize("name", list(root_lists()))
def test_a_list_answers_alike_with_all_that_can_be_asked_of_it(
    tenant: TenantDatabase, reader: Reader, name: str
) -> None:
    with tenant.transaction() as session:
        its_journey(session, a_claim_with_everything(session))
        member = a_member(session)
        a_personal_token(session, user_id=member.id)
        an_identity_provider(session)
        a_provisioned_group(session)
        create_client(session, "Dispensing system", [])
    query = core().query_type
    assert query is not None
    kind = get_named_type(query.fields[name].type)

    narrowed = NARROWED.get(name, "")
    found = reader.ask(f"{{ {name}{narrowed} {{ {selection(kind, DEPTH)} }} }}")[name]

    rows = found if isinstance(found, list) else found["nodes"]
    assert bool(rows) is (name not in EMPTY)
    assert isinstance(found, list) or found["totalCount"] == len(rows)


def test_every_declared_root_field_names_its_permission() -> None:
    query = core().query_type
    assert query is not None

    closed = [name for name, field in query.fields.items() if permission_of(field) is not None]

    assert closed == list(query.fields)


def test_what_other_stores_may_hide_may_be_missing() -> None:
    """A relation that is never null joins only what whoever sees the row surely sees."""
    scoped = {"Claim", "Encounter", "Charge", "Leg"}
    promised = [
        f"{kind.name}.{name}"
        for kind in core().type_map.values()
        if isinstance(kind, GraphQLObjectType) and declaration_of(kind)
        for name, field in kind.fields.items()
        if str(field.type).rstrip("!") in scoped and str(field.type).endswith("!")
    ]

    assert promised == []


def test_a_declared_field_is_never_basic() -> None:
    assert ReadField(metadata={"read": None}).is_basic_field is False
