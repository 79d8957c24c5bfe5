"""Lists of claims over the API: kept under a name, counted and summed, narrowed by what is owed."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from domain.claims.models import Claim
from domain.encounters.models import Encounter
from domain.ledger.charging import charge_claims
from domain.payers.models import Payer
from tenants.audit import AuditEvent
from tenants.database import TenantDatabase, find
from tenants.permissions import Permission
from tests.api.conftest import Browser
from tests.api.test_claims import a_claim

pytestmark = pytest.mark.usefixtures("embedded_codes")

KEEP = """mutation($name: String!, $search: String!, $isShared: Boolean! = false) {
  keepClaimView(name: $name, search: $search, isShared: $isShared) {
    ... on ClaimView { id name search } ... on Refusal { code path } } }"""
REMOVE = """mutation($id: ID!) { removeClaimView(claimViewId: $id) {
    ... on ClaimViewRemoved { name } ... on Refusal { code } } }"""
VIEWS = "{ claimViews { id name search isShared isMine } }"
TOTALS = """query($filters: [ClaimFilter!]!) {
  claimTotals(filters: $filters) { count chargeCents paidCents } }"""


def kept(browser: Browser) -> list[tuple[str, str, bool]]:
    return [
        (each["name"], each["search"], each["isMine"]) for each in browser.ask(VIEWS)["claimViews"]
    ]


def test_a_list_is_kept_overwritten_and_removed(signed_in: Callable[..., Browser]) -> None:
    biller = signed_in(Permission.READ_CLAIMS)

    biller.ask(KEEP, name="Flu", search="view=held")
    again = biller.ask(KEEP, name=" Flu ", search="view=denied")["keepClaimView"]
    before = kept(biller)
    biller.ask(REMOVE, id=again["id"])

    assert before == [("Flu", "view=denied", True)]
    assert kept(biller) == []


def test_others_see_what_is_shared_and_cannot_remove_it(signed_in: Callable[..., Browser]) -> None:
    one, other = signed_in(Permission.READ_CLAIMS), signed_in(Permission.READ_CLAIMS)
    private = one.ask(KEEP, name="Mine", search="view=held")["keepClaimView"]
    shared = one.ask(KEEP, name="Ours", search="view=held", isShared=True)["keepClaimView"]

    refused = other.ask(REMOVE, id=shared["id"])["removeClaimView"]
    by_id = "query ($id: ID!) { node(id: $id) { id } }"

    assert kept(other) == [("Ours", "view=held", False)]
    assert one.ask(by_id, id=private["id"])["node"] == {"id": private["id"]}
    assert other.ask(by_id, id=private["id"])["node"] is None
    assert refused == {"code": "not_found"}


@pytest.mark.parametrize(
    ("name", "search", "path"),
    [(" ", "", "name"), ("x" * 61, "", "name"), ("A", "<script>", "search")],
)
def test_what_is_no_list_is_not_kept(
    signed_in: Callable[..., Browser], name: str, search: str, path: str
) -> None:
    biller = signed_in(Permission.READ_CLAIMS)

    answer = biller.ask(KEEP, name=name, search=search)["keepClaimView"]

    assert answer == {"code": "invalid", "path": path}
    assert kept(biller) == []


def test_lists_are_counted_and_summed_in_the_order_asked(
    signed_in: Callable[..., Browser], tenant: TenantDatabase
) -> None:
    with tenant.transaction() as session:
        for diagnosis in ("Z23", "Z681", "Z681"):
            a_claim(session, diagnosis=diagnosis)
    filters = [{"displayStatus": {"equals": "NEEDS_FIX"}}, {"displayStatus": {"in": []}}, {}]

    found = signed_in().ask(TOTALS, filters=filters)["claimTotals"]

    assert found == [
        {"count": 2, "chargeCents": 135_00, "paidCents": 0},
        {"count": 0, "chargeCents": 0, "paidCents": 0},
        {"count": 3, "chargeCents": 202_50, "paidCents": 0},
    ]
    with tenant.transaction() as session:
        events = select(AuditEvent).where(AuditEvent.action == "claimTotals")
        assert [each.patient_ids for each in session.scalars(events)] == [[]]


@pytest.mark.parametrize("compiled", [True, False])
def test_claims_are_found_by_service_and_by_what_is_owed(
    signed_in: Callable[..., Browser], tenant: TenantDatabase, compiled: bool
) -> None:
    with tenant.transaction() as session:
        claim_id = a_claim(session)
        a_claim(session)
        claim = find(session, Claim, claim_id)
        assert claim.encounter_id is not None
        service_id = find(session, Encounter, claim.encounter_id).service_id
        charge_claims(session, [claim])
    filters: list[dict[str, Any]] = [
        {"encounterId": {"serviceId": f"Service_{service_id}"}},
        {"id": {"owes": "INSURANCE_RECEIVABLE"}},
        {"id": {"owes": "PATIENT_RECEIVABLE"}},
    ]
    biller = signed_in()

    if compiled:
        pages = "query($f: ClaimFilter) { claims(filter: $f) { totalCount nodes { id } } }"
        counts = [biller.ask(pages, f=each)["claims"]["totalCount"] for each in filters]
    else:
        counts = [each["count"] for each in biller.ask(TOTALS, filters=filters)["claimTotals"]]

    assert counts == [1, 1, 0]


def test_the_ledger_is_asked_for_one_claim(
    signed_in: Callable[..., Browser], tenant: TenantDatabase
) -> None:
    with tenant.transaction() as session:
        claim_ids = [a_claim(session) for _ in range(2)]
        charge_claims(session, [find(session, Claim, each) for each in claim_ids])
    document = """query($claim: ID!) {
      entries(filter: {id: {claimId: $claim}}) { totalCount nodes { kind legs { claim { id } } } } }"""

    found = signed_in().ask(document, claim=f"Claim_{claim_ids[0]}")["entries"]

    assert found["totalCount"] == 1
    assert {leg["claim"]["id"] for leg in found["nodes"][0]["legs"]} == {f"Claim_{claim_ids[0]}"}


def test_a_sheet_holds_no_formula_and_leaves_a_trace(
    signed_in: Callable[..., Browser], tenant: TenantDatabase
) -> None:
    with tenant.transaction() as session:
        claim = find(session, Claim, a_claim(session))
        find(session, Payer, claim.payer_id).name = "=cmd()"
        patient_id, number = claim.patient_id, claim.patient_control_number
    document = """query($filter: ClaimFilter!) {
      claimSheet(filter: $filter) { content rowCount isCut } }"""

    found = signed_in().ask(document, filter={})["claimSheet"]

    header, row = found["content"].splitlines()
    assert (found["rowCount"], found["isCut"]) == (1, False)
    assert header.startswith("claim,served_on,store,payer,service,status,charge")
    assert row.startswith(f"{number},2026-10-15,")
    assert ",'=cmd()," in row
    assert ",67.50," in row
    with tenant.transaction() as session:
        events = select(AuditEvent).where(AuditEvent.action == "claimSheet")
        assert [each.patient_ids for each in session.scalars(events)] == [[patient_id]]


def test_revenue_is_told_by_service_payer_and_store(
    signed_in: Callable[..., Browser], tenant: TenantDatabase
) -> None:
    with tenant.transaction() as session:
        claim = find(session, Claim, a_claim(session))
        a_claim(session)
        charge_claims(session, [claim])
        ids = (f"Payer_{claim.payer_id}", f"Store_{claim.store_id}")
    document = """{ revenueByService { claimCount chargeCents }
      revenueByPayer { payer { id } claimCount chargeCents }
      revenueByStore { store { id } claimCount chargeCents } }"""

    found = signed_in().ask(document)

    earned = {"claimCount": 1, "chargeCents": 67_50}
    assert found == {
        "revenueByService": [earned],
        "revenueByPayer": [{"payer": {"id": ids[0]}, **earned}],
        "revenueByStore": [{"store": {"id": ids[1]}, **earned}],
    }
