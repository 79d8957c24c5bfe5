"""A command as one statement leaves exactly what the ordinary command leaves, or nothing."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import select

from domain.claims.commands import hold_claim
from domain.claims.models import Claim, ClaimEvent, ClaimHold, Readiness, Transport, Work
from tenants.database import TenantDatabase
from tests.api.conftest import Browser
from tests.api.reading.conftest import Reader
from tests.api.reading.records import a_claim

HOLD = """mutation Hold($id: ID!, $reason: String!) { done: holdClaim(claimId: $id, reason: $reason) {
    __typename
    ... on Claim { id displayStatus work readiness patient { lastName } holds { reason heldBy }
        events { kind summary changes actor } }
    ... on Refusal { code path } } }"""
AT_HOME: dict[str, Any] = {
    "transport": Transport.NOT_SENT,
    "readiness": Readiness.RELEASED,
    "display_status": "released",
}
LOSE_WHAT_WAITS = """
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'mortar statements' and wait_event_type = 'Lock'
"""
DEADLINE_SECONDS = 60
OWN = {"id", "tenant_id", "created_at", "happened_at", "claim_id", "patient_control_number"}


def left(tenant: TenantDatabase, claim_id: UUID) -> list[dict[str, Any]]:
    """All that is there of a claim, but for what differs from one claim to the next."""
    with tenant.transaction() as session:
        found = [
            session.scalars(select(model).where(column == claim_id)).all()
            for model, column in (
                (Claim, Claim.id),
                (ClaimHold, ClaimHold.claim_id),
                (ClaimEvent, ClaimEvent.claim_id),
            )
        ]
        return [
            {each.name: getattr(row, each.name) for each in row.__table__.c if each.name not in OWN}
            for rows in found
            for row in rows
        ]


@pytest.mark.parametrize("work", [Work.NONE, Work.FIX])
@pytest.mark.parametrize("readiness", [Readiness.RELEASED, Readiness.READY, Readiness.BLOCKED])
def test_a_claim_is_held_alike(
    tenant: TenantDatabase, reader: Reader, readiness: Readiness, work: Work
) -> None:
    with tenant.transaction() as session:
        given = AT_HOME | {"readiness": readiness, "work": work}
        one = a_claim(session, **given)
        shared = {"store_id": one.store_id, "provider_id": one.provider_id}
        other = a_claim(session, **given | shared)
        other.patient_id, other.coverage_id, other.payer_id = (
            one.patient_id, one.coverage_id, one.payer_id,
        )  # fmt: skip

    answer = reader.compiled_answer(HOLD, id=f"Claim_{one.id}", reason="  Ask the prescriber. ")
    with tenant.transaction() as session:
        hold_claim(session, other.id, "Ask the prescriber.")

    assert left(tenant, one.id) == left(tenant, other.id)
    shown = answer["data"]["done"]
    assert (shown["__typename"], shown["displayStatus"]) == ("Claim", "HELD")
    assert shown["holds"] == [{"reason": "Ask the prescriber.", "heldBy": "job:test"}]
    assert [event["kind"] for event in shown["events"]] == ["held"]


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"transport": Transport.SENT}, "Ask them.", "wrong_state"),
    ({"readiness": Readiness.CANCELLED}, "Ask them.", "wrong_state"),
    ({}, "  a ", "invalid"),
    ({}, "x" * 1001, "invalid"),
]


@pytest.mark.parametrize(("given", "reason", "code"), REFUSED)
def test_what_may_not_be_held_is_refused_by_the_ordinary_command(
    tenant: TenantDatabase, reader: Reader, given: dict[str, Any], reason: str, code: str
) -> None:
    with tenant.transaction() as session:
        claim = a_claim(session, **AT_HOME | given)
    before = left(tenant, claim.id)
    asked = {"id": f"Claim_{claim.id}", "reason": reason}

    assert reader.compiled_answer(HOLD, **asked) is None
    refusal = reader.plain_answer(HOLD, **asked)["data"]["done"]

    assert (refusal["__typename"], refusal["code"]) == ("Refusal", code)
    assert left(tenant, claim.id) == before


def test_a_claim_is_held_once(tenant: TenantDatabase, reader: Reader) -> None:
    with tenant.transaction() as session:
        claim = a_claim(session, **AT_HOME)
    asked = {"id": f"Claim_{claim.id}", "reason": "Ask them."}

    answers = [reader.compiled_answer(HOLD, **asked) for _ in range(2)]

    assert [answer is None for answer in answers] == [False, True]
    assert sum(row.get("held_by") is not None for row in left(tenant, claim.id)) == 1


def test_another_tenants_claim_is_not_held(other_tenant: TenantDatabase, reader: Reader) -> None:
    with other_tenant.transaction() as session:
        claim = a_claim(session, **AT_HOME)
    before = left(other_tenant, claim.id)

    answer = reader.compiled_answer(HOLD, id=f"Claim_{claim.id}", reason="Ask them.")

    assert answer is None
    assert left(other_tenant, claim.id) == before


def test_over_http_it_is_one_answer_with_or_without_an_idempotency_key(
    tenant: TenantDatabase, signed_in: Callable[..., Browser]
) -> None:
    with tenant.transaction() as session:
        swift, ordinary = a_claim(session, **AT_HOME), a_claim(session, **AT_HOME)
    browser = signed_in()
    headers = ({}, {"idempotency-key": "hold-it-once-please"})

    shown = [
        browser.post(HOLD, {"id": f"Claim_{claim.id}", "reason": "Ask them."}, **header).json()
        for claim, header in zip((swift, ordinary), headers, strict=True)
    ]

    statuses = [answer["data"]["done"]["displayStatus"] for answer in shown]
    assert statuses == ["HELD", "HELD"]


def lose_what_waits(connection: psycopg.Connection, answer: Future[Any]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not answer.done() and time.monotonic() < deadline:
        connection.execute(LOSE_WHAT_WAITS)
        time.sleep(0.01)


def test_whose_connection_is_lost_is_not_told_that_nothing_was_changed(
    tenant: TenantDatabase,
    signed_in: Callable[..., Browser],
    superuser: psycopg.Connection,
    application: psycopg.Connection,
) -> None:
    with tenant.transaction() as session:
        claim = a_claim(session, **AT_HOME)
    asked = {"id": f"Claim_{claim.id}", "reason": "Ask them."}
    browser = signed_in()

    superuser.execute("select from claims where id = %s for update", (claim.id,))
    with ThreadPoolExecutor(1) as elsewhere:
        answer = elsewhere.submit(browser.post, HOLD, asked)
        lose_what_waits(application, answer)

    (error,) = answer.result().json()["errors"]
    assert (answer.result().status_code, error["extensions"]["code"]) == (503, "unavailable")
    assert "with the same idempotency key" in error["message"]
