"""One operation, one transaction: savepoints, refusals, bugs, repeats and deadlocks.

The schema here has mutations that fail on purpose; everything around them is the product's own.
"""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

import orjson
import pytest
import strawberry
from sqlalchemy import select, text

from api.context import Info
from api.documents import Documents, Rejected
from api.doors import mutation, query
from api.operations import Ask, Executor
from api.refusal import Refusal
from infra.seal import Seal, new_key
from tenants import roles
from tenants.models import IdempotencyKey, Role
from tenants.permissions import Permission
from tenants.refusals import NotFound

GATE = threading.Barrier(2, timeout=120)
MET = threading.Event()
SLOW = threading.Event()


@strawberry.type
class Made:
    name: str


MakeResult = Annotated[Made | Refusal, strawberry.union("MakeResult")]


@strawberry.type
class Query:
    @query(Permission.READ_USERS)
    def roles(self, info: Info) -> list[str]:
        return list(info.context.session.scalars(select(Role.name).order_by(Role.name)))

    @query(Permission.READ_USERS)
    def missing(self) -> str:
        raise NotFound("There is no such thing.", path="id")

    @query(Permission.READ_USERS)
    def broken(self) -> str:
        raise RuntimeError("PATIENT SMITH")


@strawberry.type
class Mutation:
    @mutation(Permission.MANAGE_ROLES)
    def make(self, info: Info, name: str) -> MakeResult:
        return Made(name=roles.create_role(info.context.session, name, []).name)

    @mutation(Permission.MANAGE_ROLES)
    def make_then_refuse(self, info: Info, name: str) -> MakeResult:
        roles.create_role(info.context.session, name, [])
        raise NotFound("There is no such thing.", path="id")

    @mutation(Permission.MANAGE_ROLES)
    def make_then_break(self, info: Info, name: str) -> MakeResult:
        roles.create_role(info.context.session, name, [])
        raise RuntimeError("PATIENT SMITH")

    @mutation(Permission.MANAGE_ROLES)
    def make_slowly(self, info: Info, name: str) -> MakeResult:
        made = roles.create_role(info.context.session, name, [])
        SLOW.set()
        info.context.session.execute(text("select pg_sleep(1)"))
        return Made(name=made.name)

    @mutation(Permission.MANAGE_ROLES)
    def touch_both(self, info: Info, first: str, second: str) -> MakeResult:
        """Lock two roles in the order given, meeting the other one in between."""
        session = info.context.session
        change = text("update roles set permissions = '{}' where name = :name")
        session.execute(change, {"name": first})
        if not MET.is_set():
            GATE.wait()
            MET.set()
        session.execute(change, {"name": second})
        return Made(name=first)


DOCUMENTS = Documents(
    strawberry.Schema(Query, Mutation)._schema,
    introspection=True,
)

EXECUTOR = Executor(Seal(new_key()))


def answer(tenant, asked, key=None, **variables):
    operation = DOCUMENTS.operation(asked, None)
    ask = Ask(operation, variables, operation.coerced(variables), key)
    return EXECUTOR.answer_now(ask, tenant)


def data(tenant, asked, key=None, **variables):
    found = orjson.loads(answer(tenant, asked, key, **variables))
    assert "errors" not in found, found["errors"]
    return found["data"]


def roles_of(tenant):
    return data(tenant, "{ roles }")["roles"]


def test_a_refusal_undoes_its_own_field_only(tenant):
    found = data(
        tenant,
        """mutation {
            a: make(name: "kept") { __typename }
            b: makeThenRefuse(name: "undone") { ... on Refusal { code path message } }
            c: make(name: "kept too") { __typename }
        }""",
    )

    assert found["b"] == {"code": "not_found", "path": "id", "message": "There is no such thing."}
    assert roles_of(tenant) == ["kept", "kept too"]


def test_a_bug_undoes_everything_and_says_nothing(tenant, caplog):
    caplog.set_level(logging.DEBUG)

    found = orjson.loads(
        answer(
            tenant,
            """mutation {
                a: make(name: "undone") { __typename }
                b: makeThenBreak(name: "undone too") { __typename }
            }""",
        )
    )

    assert found["data"] is None
    assert [error["extensions"]["code"] for error in found["errors"]] == ["internal_error"]
    assert roles_of(tenant) == []
    assert "RuntimeError" in caplog.text
    assert "SMITH" not in caplog.text + str(found)


def test_a_query_says_its_refusal_and_hides_its_bug(tenant):
    refused = orjson.loads(answer(tenant, "{ missing }"))["errors"][0]
    broken = orjson.loads(answer(tenant, "{ broken }"))["errors"][0]

    assert refused["message"] == "There is no such thing."
    assert refused["extensions"] == {"code": "not_found", "field": "id"}
    assert broken["extensions"] == {"code": "internal_error"}
    assert "SMITH" not in str(broken)


def test_the_same_key_gets_the_same_bytes_and_has_one_effect(tenant):
    asked = "mutation ($name: String!) { make(name: $name) { __typename ... on Made { name } } }"

    first = answer(tenant, asked, "key-1", name="once")
    second = answer(tenant, asked, "key-1", name="once")

    assert first == second
    assert b"Made" in first
    assert roles_of(tenant) == ["once"]


def test_a_refusal_is_repeated_too(tenant):
    asked = 'mutation { make(name: "twin") { __typename } }'
    answer(tenant, asked)

    first = answer(tenant, asked, "key-1")
    with tenant.transaction() as session:
        session.delete(session.scalars(select(Role)).one())
    second = answer(tenant, asked, "key-1")

    assert b"Refusal" in first
    assert first == second


def test_a_key_belongs_to_one_request(tenant):
    asked = "mutation ($name: String!) { make(name: $name) { __typename } }"
    answer(tenant, asked, "key-1", name="first")

    with pytest.raises(Rejected) as rejected:
        answer(tenant, asked, "key-1", name="second")

    assert rejected.value.status == 422
    assert roles_of(tenant) == ["first"]


def test_a_key_of_one_tenant_is_free_in_another(tenant, other_tenant):
    asked = 'mutation { make(name: "each") { __typename } }'

    answer(tenant, asked, "key-1")
    answer(other_tenant, asked, "key-1")

    assert roles_of(tenant) == roles_of(other_tenant) == ["each"]


def test_a_bug_does_not_use_up_the_key(tenant):
    answer(tenant, 'mutation { makeThenBreak(name: "x") { __typename } }', "key-1")

    found = data(tenant, 'mutation { make(name: "x") { __typename } }', "key-1")

    assert found == {"make": {"__typename": "Made"}}
    with tenant.transaction() as session:
        assert len(session.scalars(select(IdempotencyKey)).all()) == 1


def test_a_repeat_waits_for_the_first_to_end(tenant):
    asked = 'mutation { makeSlowly(name: "once") { __typename ... on Made { name } } }'
    SLOW.clear()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(answer, tenant, asked, "key-1")
        assert SLOW.wait(20)
        second = pool.submit(answer, tenant, asked, "key-1")

    assert first.result() == second.result()
    assert b"Made" in first.result()
    assert roles_of(tenant) == ["once"]


def test_a_deadlock_is_tried_again(tenant):
    data(tenant, 'mutation { a: make(name: "a") { __typename } b: make(name: "b") { __typename } }')
    asked = (
        "mutation ($a: String!, $b: String!) { touchBoth(first: $a, second: $b) { __typename } }"
    )
    MET.clear()

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(data, tenant, asked, a="a", b="b")
        other = pool.submit(data, tenant, asked, a="b", b="a")

    assert one.result() == other.result() == {"touchBoth": {"__typename": "Made"}}
    assert MET.is_set(), "both held one role before wanting the other"
