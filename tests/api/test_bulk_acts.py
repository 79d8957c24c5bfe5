"""Acts on more claims than one answer holds: asked for over the API, followed, cancelled, tried again."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from api.ids import key_of
from domain.claims.commands import hold_claim
from domain.claims.models import BulkAct
from domain.outbox.models import FailedJob, OutboxMessage
from infra.gateways import Gateways
from tenants.database import TenantDatabase
from tenants.identifiers import new_id
from tenants.permissions import Permission
from tests.api.conftest import Browser
from tests.api.test_claims import a_claim
from tests.conftest import TestDatabase
from workers.broker import Delivery, Installation
from workers.claims import act_on_claims

pytestmark = pytest.mark.usefixtures("embedded_codes")

ACT = """... on BulkAct { id act state selectedCount doneCount refusedCount remainingCount reason
  stoppedBecause isMine retries { id } retriedBy { id } }
  ... on Refusal { code path message }"""
HOLD = f"""mutation($selection: ClaimSelectionInput!) {{
  done: holdSelectedClaims(selection: $selection, reason: "Wait for the card.") {{ {ACT} }} }}"""
RELEASE = f"""mutation($selection: ClaimSelectionInput!) {{
  done: releaseSelectedClaims(selection: $selection) {{ {ACT} }} }}"""
CANCEL = f"mutation($id: ID!) {{ done: cancelBulkAct(bulkActId: $id) {{ {ACT} }} }}"
RETRY = f"mutation($id: ID!) {{ done: retryBulkAct(bulkActId: $id) {{ {ACT} }} }}"
PREVIEW = """query($change: BulkActInput!) { bulkActPreview(change: $change) {
  selectedCount refusedCount refusedAlike { code message count } judgedCount judgedRefusedCount
  outcomes { claimId isChanged code } } }"""
ONE = f"""query($id: ID!) {{ bulkAct(id: $id) {{ {ACT.split("... on Refusal", maxsplit=1)[0]}
  refusals(first: 10) {{ totalCount nodes {{ code message claim {{ id displayStatus }} }} }} }} }}"""
LIST = """query($filter: BulkActFilter) { bulkActs(filter: $filter, orderBy: {by: SELECTED}) {
  totalCount nodes { id isMine } } }"""
NODE = "query($id: ID!) { node(id: $id) { id } }"
SHEET = "query($id: ID!) { bulkActSheet(bulkActId: $id) { content rowCount isCut } }"
HERE = {"filter": {"displayStatus": {"in": ["RELEASED", "HELD"]}}}
MAY = (Permission.READ_CLAIMS, Permission.WRITE_CLAIMS)
SignedIn = Callable[..., Browser]


@pytest.fixture
def claims(tenant: TenantDatabase) -> list[UUID]:
    """Three of them, the second on hold."""
    with tenant.transaction() as session:
        made = [a_claim(session) for _ in range(3)]
        hold_claim(session, made[1], "Held before.")
    return made


def work(database: TestDatabase, tenant: TenantDatabase, act_id: str) -> None:
    installation = Installation(
        database.application, database.platform, database.signer, Gateways(None)
    )
    event = {"bulk_act_id": key_of(act_id)}
    act_on_claims.perform(
        installation, Delivery("act_on_claims", new_id(), tenant.actor.tenant_id, event)
    )


def test_a_whole_list_is_foreseen_acted_on_and_what_was_refused_tried_again(
    signed_in: SignedIn, database: TestDatabase, tenant: TenantDatabase, claims: list[UUID]
) -> None:
    biller = signed_in(*MAY)
    change = {"act": "HOLD", "reason": "Wait for the card.", "selection": HERE}

    foreseen = biller.ask(PREVIEW, change=change)["bulkActPreview"]
    begun = biller.ask(HOLD, selection=HERE)["done"]
    work(database, tenant, begun["id"])
    after = biller.ask(ONE, id=begun["id"])["bulkAct"]
    sheet = biller.ask(SHEET, id=begun["id"])["bulkActSheet"]
    again = biller.ask(RETRY, id=begun["id"])["done"]
    twice = biller.ask(RETRY, id=begun["id"])["done"]
    cancelled = biller.ask(CANCEL, id=again["id"])["done"]

    assert foreseen == {
        "selectedCount": 3,
        "refusedCount": 1,
        "refusedAlike": [
            {"code": "wrong_state", "message": "The claim is on hold already.", "count": 1}
        ],
        "judgedCount": 0,
        "judgedRefusedCount": 0,
        "outcomes": [{"claimId": f"Claim_{claims[1]}", "isChanged": False, "code": "wrong_state"}],
    }
    assert (begun["state"], begun["remainingCount"]) == ("WAITING", 3)
    assert (after["state"], after["doneCount"], after["refusedCount"]) == ("DONE", 2, 1)
    assert after["reason"] == "Wait for the card."
    assert after["refusals"] == {
        "totalCount": 1,
        "nodes": [
            {
                "code": "wrong_state",
                "message": "The claim is on hold already.",
                "claim": {"id": f"Claim_{claims[1]}", "displayStatus": "HELD"},
            }
        ],
    }
    assert (sheet["rowCount"], sheet["isCut"]) == (1, False)
    assert "The claim is on hold already." in sheet["content"]
    assert (again["selectedCount"], again["retries"]) == (1, {"id": begun["id"]})
    assert twice["code"] == "already_exists"
    assert cancelled["state"] == "CANCELLED"
    assert biller.ask(ONE, id=begun["id"])["bulkAct"]["retriedBy"] == {"id": again["id"]}


def test_others_acts_are_seen_by_who_may_see_what_others_did_and_by_nobody_else(
    signed_in: SignedIn, other_tenant: TenantDatabase, claims: list[UUID]
) -> None:
    biller, colleague = signed_in(*MAY), signed_in(*MAY)
    auditor = signed_in(Permission.READ_CLAIMS, Permission.READ_AUDIT)
    stranger = signed_in(of=other_tenant)
    act_id = biller.ask(HOLD, selection={"claimIds": [f"Claim_{claims[0]}"]})["done"]["id"]

    def seen(who: Browser) -> tuple[int, object, object]:
        listed = who.ask(LIST, filter={"act": {"equals": "HOLD"}})["bulkActs"]
        return (
            listed["totalCount"],
            who.ask(NODE, id=act_id)["node"],
            who.ask(ONE, id=act_id)["bulkAct"],
        )

    assert seen(biller)[0] == seen(auditor)[0] == 1
    assert [each["isMine"] for each in auditor.ask(LIST)["bulkActs"]["nodes"]] == [False]
    for nobody in (colleague, stranger):
        assert seen(nobody) == (0, None, None)
        assert nobody.ask(CANCEL, id=act_id)["done"]["code"] == "not_found"
        assert nobody.codes(SHEET, id=act_id) == ["not_found"]
    assert auditor.ask(CANCEL, id=act_id)["done"]["code"] == "forbidden"
    assert biller.ask(CANCEL, id=act_id)["done"]["state"] == "CANCELLED"


@pytest.mark.parametrize("is_open", [True, False])
def test_that_its_job_was_given_up_is_seen(
    signed_in: SignedIn, tenant: TenantDatabase, claims: list[UUID], is_open: bool
) -> None:
    biller = signed_in(*MAY)
    act_id = biller.ask(HOLD, selection={"claimIds": [f"Claim_{claims[0]}"]})["done"]["id"]
    with tenant.transaction() as session:
        session.add(
            FailedJob(
                message_id=new_id(),
                job="act_on_claims",
                payload={"bulk_act_id": str(key_of(act_id))},
                reason="KeyError",
                attempt_count=1,
                resumed_at=None if is_open else datetime.now(UTC),
                subject_id=key_of(act_id),
            )
        )
    asked = "query($id: ID!) { bulkAct(id: $id) { isBrokenDown } }"

    under_way = biller.ask(asked, id=act_id)["bulkAct"]["isBrokenDown"]
    biller.ask(CANCEL, id=act_id)

    assert under_way is is_open
    assert biller.ask(asked, id=act_id)["bulkAct"]["isBrokenDown"] is False


def test_what_is_no_selection_or_not_allowed_begins_nothing(
    signed_in: SignedIn, tenant: TenantDatabase, claims: list[UUID]
) -> None:
    biller = signed_in(*MAY)
    named = {"claimIds": [f"Claim_{claims[0]}"]}

    answers = [
        biller.ask(document, selection=selection)["done"]
        for document, selection in (
            (HOLD, {}),
            (HOLD, {**named, **HERE}),
            (HOLD, {"claimIds": []}),
            (HOLD, {"claimIds": [f"Claim_{new_id()}"]}),
            (RELEASE, named),
        )
    ]

    assert [each["code"] for each in answers] == [
        "invalid", "invalid", "invalid", "not_found", "forbidden",
    ]  # fmt: skip
    with tenant.transaction() as session:
        assert session.scalars(select(BulkAct)).all() == []
        due = session.scalars(select(OutboxMessage.event)).all()
    assert "BulkActDue" not in due
