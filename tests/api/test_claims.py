"""Working a claim over the API: as a biller would, and as nobody else may."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from api.ids import global_id
from domain.claims.commands import assemble_claims
from domain.codes.in_memory import codebook
from tenants.database import TenantDatabase
from tenants.permissions import Permission
from tests.api.conftest import Browser
from tests.builders import a_charge, a_coverage, a_vaccine_charge, an_encounter

pytestmark = pytest.mark.usefixtures("embedded_codes")

CLAIM = """... on Claim { id displayStatus readiness work
  findings { id code severity overrideReason } events { kind actor summary } }
  ... on Refusal { code path message }"""


def a_claim(session: Session, *, diagnosis: str = "Z23") -> UUID:
    encounter = an_encounter(session, served_on=date(2026, 10, 15))
    a_coverage(session, patient_id=encounter.patient_id)
    a_charge(session, encounter, diagnosis_codes=[diagnosis])
    a_vaccine_charge(session, encounter, diagnosis_codes=[diagnosis])
    return assemble_claims(session, encounter.id, codebook(session))[0].id


@pytest.fixture
def claim_id(tenant: TenantDatabase) -> str:
    with tenant.transaction() as session:
        return global_id("Claim", a_claim(session))


@pytest.fixture
def blocked_id(tenant: TenantDatabase) -> str:
    with tenant.transaction() as session:
        return global_id("Claim", a_claim(session, diagnosis="Z681"))


def do(browser: Browser, mutation: str, **variables: Any) -> Any:
    """One mutation of a claim; what it answers."""
    kinds = {"correction": "ClaimCorrectionInput!", "reason": "String!"}
    types = {name: kinds.get(name, "ID!") for name in variables}
    declared = ", ".join(f"${name}: {kind}" for name, kind in types.items())
    passed = ", ".join(f"{name}: ${name}" for name in variables)
    document = f"mutation({declared}) {{ {mutation}({passed}) {{ {CLAIM} }} }}"
    return browser.ask(document, **variables)[mutation]


def test_a_claim_is_held_and_let_go(signed_in: Callable[..., Browser], claim_id: str) -> None:
    biller = signed_in(Permission.READ_CLAIMS, Permission.WRITE_CLAIMS)

    held = do(biller, "holdClaim", claimId=claim_id, reason="Waiting for the card.")
    let_go = do(biller, "liftHold", claimId=claim_id)

    assert (held["displayStatus"], let_go["displayStatus"]) == ("HELD", "RELEASED")
    assert let_go["events"][-1]["kind"] == "released"
    assert let_go["events"][-1]["actor"].startswith("user:")


def test_a_finding_is_overridden_with_a_reason(
    signed_in: Callable[..., Browser], blocked_id: str
) -> None:
    biller = signed_in()
    found = do(biller, "recheckClaim", claimId=blocked_id)["findings"]

    answer = do(
        biller,
        "overrideFinding",
        claimId=blocked_id,
        findingId=found[0]["id"],
        reason="The payer asked for it.",
    )

    assert answer["readiness"] == "RELEASED"
    assert answer["findings"][0]["overrideReason"] == "The payer asked for it."


def test_without_a_reason_nothing_is_overridden(
    signed_in: Callable[..., Browser], blocked_id: str
) -> None:
    biller = signed_in()
    found = do(biller, "recheckClaim", claimId=blocked_id)["findings"]

    answer = do(biller, "overrideFinding", claimId=blocked_id, findingId=found[0]["id"], reason=" ")

    assert (answer["code"], answer["path"]) == ("invalid", "reason")


def test_overriding_needs_its_own_permission(
    signed_in: Callable[..., Browser], blocked_id: str
) -> None:
    technician = signed_in(Permission.READ_CLAIMS, Permission.WRITE_CLAIMS)

    answer = do(
        technician, "overrideFinding", claimId=blocked_id, findingId=blocked_id, reason="Because."
    )

    assert answer["code"] == "forbidden"


def test_a_blocked_claim_is_corrected_and_leaves(
    signed_in: Callable[..., Browser], blocked_id: str
) -> None:
    answer = do(
        signed_in(), "correctClaim", claimId=blocked_id, correction={"diagnosisCodes": ["Z23"]}
    )

    assert (answer["readiness"], answer["findings"]) == ("RELEASED", [])


def test_what_is_here_can_be_cancelled_but_not_voided(
    signed_in: Callable[..., Browser], claim_id: str
) -> None:
    biller = signed_in()

    refused = do(biller, "voidClaim", claimId=claim_id)
    cancelled = do(biller, "cancelClaim", claimId=claim_id, reason="Documented twice.")

    assert refused["code"] == "wrong_state"
    assert cancelled["displayStatus"] == "CANCELLED"


def test_another_tenants_claim_is_not_there(
    signed_in: Callable[..., Browser], other_tenant: TenantDatabase, claim_id: str
) -> None:
    stranger = signed_in(of=other_tenant)

    answer = do(stranger, "holdClaim", claimId=claim_id, reason="Not mine.")

    assert answer["code"] == "not_found"


CHANGED = "changedCount refusedCount outcomes { claimId displayStatus isChanged code message }"


def test_many_claims_are_held_at_once_and_each_is_told_of(
    signed_in: Callable[..., Browser], tenant: TenantDatabase
) -> None:
    with tenant.transaction() as session:
        ids = [global_id("Claim", a_claim(session)) for _ in range(3)]
    biller = signed_in(Permission.READ_CLAIMS, Permission.WRITE_CLAIMS)
    do(biller, "holdClaim", claimId=ids[1], reason="Before.")
    preview = f"""query($change: ClaimChangeInput!) {{
      claimChangePreview(change: $change) {{ {CHANGED} }} }}"""
    hold = f"""mutation($ids: [ID!]!) {{ holdClaims(claimIds: $ids, reason: "Wait.") {{
      ... on ClaimsChanged {{ {CHANGED} }} }} }}"""

    change = {"act": "HOLD", "claimIds": ids, "reason": "Wait."}
    foreseen = biller.ask(preview, change=change)["claimChangePreview"]
    done = biller.ask(hold, ids=ids)["holdClaims"]

    assert (foreseen["changedCount"], foreseen["refusedCount"]) == (2, 1)
    assert (done["changedCount"], done["refusedCount"]) == (2, 1)
    assert [each["claimId"] for each in done["outcomes"]] == ids
    assert [each["displayStatus"] for each in foreseen["outcomes"]] == [
        "RELEASED",
        "HELD",
        "RELEASED",
    ]
    assert {each["displayStatus"] for each in done["outcomes"]} == {"HELD"}
    assert [each["code"] for each in done["outcomes"]] == [None, "wrong_state", None]
