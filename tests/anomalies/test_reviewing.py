"""Anomalies over GraphQL: found by the job in what people really did, reviewed by somebody else."""

from collections.abc import Callable

import pytest

from domain.patients.restrictions import mark_vip
from infra.gateways import Gateways
from tenants.database import TenantDatabase
from tenants.identifiers import new_id
from tenants.permissions import Permission
from tests.api.conftest import Browser, client, settings, signed_in
from tests.builders import a_patient
from tests.conftest import TestDatabase
from workers.anomalies import find_anomalies
from workers.broker import Delivery, Installation

__all__ = ["client", "settings", "signed_in"]

LIST = """{ anomalies(filter: {isReviewed: false, kind: {equals: VIP}}) {
    nodes { id kind actor patientId explanation eventIds eventCount isReviewed } } }"""
REVIEW = """mutation ($id: ID!, $note: String!) { reviewAnomaly(anomalyId: $id, note: $note) {
    ... on Anomaly { isReviewed note reviewedBy } ... on Refusal { code path } } }"""


@pytest.fixture
def work(database: TestDatabase, tmp_path, tenant: TenantDatabase) -> Callable[[], None]:
    """Let the job run once more."""
    installation = Installation(
        database.application, database.platform, database.signer, Gateways(tmp_path)
    )

    def run() -> None:
        delivery = Delivery(find_anomalies.name, new_id(), tenant.actor.tenant_id, {})
        find_anomalies.perform(installation, delivery)

    return run


def test_what_somebody_did_is_found_and_another_person_says_what_it_was(
    signed_in: Callable[..., Browser], tenant: TenantDatabase, work: Callable[[], None]
) -> None:
    curious, officer = signed_in(), signed_in()
    with tenant.transaction() as session:
        vip = mark_vip(session, a_patient(session).id, is_vip=True).id
    curious.ask("query ($id: ID!) { patient(id: $id) { lastName } }", id=f"Patient_{vip}")
    work()
    work()

    (found,) = officer.ask(LIST)["anomalies"]["nodes"]

    assert (found["patientId"], found["eventCount"]) == (f"Patient_{vip}", 1)
    assert "marked as a VIP" in found["explanation"]
    (event_id,) = found["eventIds"]
    event = officer.ask("query ($id: ID!) { auditEvent(id: $id) { actor action } }", id=event_id)
    assert event["auditEvent"] == {"actor": found["actor"], "action": "patient"}
    assert review(curious, found["id"], "I was only curious.") == {
        "code": "forbidden", "path": None,
    }  # fmt: skip
    assert review(officer, found["id"], "fine") == {"code": "invalid", "path": "note"}
    done = review(officer, found["id"], "A prescription was ready.")
    assert (done["isReviewed"], done["note"]) == (True, "A prescription was ready.")
    assert review(officer, found["id"], "Once more, please.")["code"] == "wrong_state"
    assert officer.ask(LIST)["anomalies"]["nodes"] == []


def review(browser: Browser, id_: str, note: str) -> dict[str, object]:
    found: dict[str, object] = browser.ask(REVIEW, id=id_, note=note)["reviewAnomaly"]
    return found


def test_marking_a_vip_takes_who_may_restrict_patients(
    signed_in: Callable[..., Browser], tenant: TenantDatabase
) -> None:
    with tenant.transaction() as session:
        patient_id = a_patient(session).id
    mark = """mutation ($id: ID!) { markVip(patientId: $id, isVip: true) {
        ... on Patient { isVip } ... on Refusal { code } } }"""

    refused = signed_in(Permission.WRITE_PATIENTS, Permission.READ_PATIENTS).ask(
        mark, id=f"Patient_{patient_id}"
    )
    done = signed_in().ask(mark, id=f"Patient_{patient_id}")

    assert refused["markVip"] == {"code": "forbidden"}
    assert done["markVip"] == {"isVip": True}
