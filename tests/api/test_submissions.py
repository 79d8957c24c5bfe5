"""Sending and reading again, over GraphQL."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from api.ids import global_id
from domain.outbox.models import OutboxMessage
from domain.submissions.models import RawFile
from domain.submissions.receiving import quarantine, receive_file
from tenants.database import TenantDatabase
from tenants.permissions import Permission
from tests.builders import a_trading_partner
from tests.submissions.released import built, sent

pytestmark = pytest.mark.usefixtures("embedded_codes")

SUBMIT = """
mutation ($id: ID!) {
  submitReleasedClaims(tradingPartnerId: $id) {
    ... on TradingPartner { id } ... on Refusal { code }
  }
}
"""
RESUME = """
mutation ($id: ID!) {
  resumeInterchange(interchangeId: $id) {
    ... on Interchange { status batchNumber } ... on Refusal { code }
  }
}
"""
REPLAY = """
mutation ($id: ID!) {
  replayFile(rawFileId: $id) { ... on RawFile { status reason } ... on Refusal { code } }
}
"""


def announced(tenant: TenantDatabase) -> list[str]:
    with tenant.transaction() as session:
        return list(session.scalars(select(OutboxMessage.event).order_by(OutboxMessage.id)))


def test_released_claims_can_be_sent_now(
    tenant: TenantDatabase, signed_in: Callable[..., Any]
) -> None:
    with tenant.transaction() as session:
        partner_id = a_trading_partner(session).id
    id_ = global_id("TradingPartner", partner_id)

    answer = signed_in().ask(SUBMIT, id=id_)

    assert answer == {"submitReleasedClaims": {"id": id_}}
    assert announced(tenant) == ["BatchDue"]


def test_an_interchange_that_did_not_leave_is_tried_again(
    tenant: TenantDatabase, signed_in: Callable[..., Any]
) -> None:
    with tenant.transaction() as session:
        _, interchange = built(session, 1)

    answer = signed_in().ask(RESUME, id=global_id("Interchange", interchange.id))

    assert answer == {"resumeInterchange": {"status": "built", "batchNumber": "MB000000001"}}
    assert announced(tenant)[-2:] == ["InterchangeBuilt"] * 2


def test_an_interchange_that_left_is_not_tried_again(
    tenant: TenantDatabase, signed_in: Callable[..., Any]
) -> None:
    with tenant.transaction() as session:
        _, interchange = sent(session, 1)

    answer = signed_in().ask(RESUME, id=global_id("Interchange", interchange.id))

    assert answer == {"resumeInterchange": {"code": "wrong_state"}}
    assert announced(tenant).count("InterchangeBuilt") == 1


def test_a_quarantined_file_is_read_again(
    tenant: TenantDatabase, signed_in: Callable[..., Any]
) -> None:
    with tenant.transaction() as session:
        partner = a_trading_partner(session)
        raw_file_id = receive_file(session, partner.id, "a.x12", b"good morning")
        quarantine(session.get_one(RawFile, raw_file_id), "ISA: no.")

    answer = signed_in().ask(REPLAY, id=global_id("RawFile", raw_file_id))

    assert answer == {"replayFile": {"status": "received", "reason": None}}
    assert announced(tenant) == ["FileReceived", "FileReceived"]


@pytest.mark.parametrize("mutation", [SUBMIT, RESUME, REPLAY])
def test_reading_is_no_leave_to_send(
    tenant: TenantDatabase, signed_in: Callable[..., Any], mutation: str
) -> None:
    with tenant.transaction() as session:
        partner_id = a_trading_partner(session).id
    reader = signed_in(Permission.READ_SUBMISSIONS)

    (answer,) = reader.ask(mutation, id=global_id("TradingPartner", partner_id)).values()

    assert answer == {"code": "forbidden"}
    assert announced(tenant) == []
