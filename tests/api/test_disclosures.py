"""Accounts of disclosures over GraphQL and as a page: safe to open, recorded, for nobody else."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from domain.patients.restrictions import restrict_patient
from tenants.audit import AuditEvent
from tenants.database import TenantDatabase
from tenants.permissions import Permission
from tests.api.conftest import Browser
from tests.builders import a_patient

HOSTILE = '<script>alert("x")</script>=HYPERLINK("evil")'
RECORD = """mutation ($id: ID!, $disclosure: DisclosureInput!) {
    recordDisclosure(patientId: $id, disclosure: $disclosure) {
        ... on Disclosure { id patientId recipientName isSuspended recordedBy }
        ... on Refusal { code path } } }"""
MAKE = """mutation ($id: ID!) { makeAccounting(patientId: $id) {
    ... on DisclosureAccounting { id path entryCount requestedOn dueOn }
    ... on Refusal { code } } }"""
SUSPEND = """mutation ($id: ID!, $stated: SuspensionInput!) {
    suspendDisclosures(disclosureId: $id, suspension: $stated) {
        ... on DisclosureSuspension { disclosureId } ... on Refusal { code path } } }"""
LIVE = """query ($id: ID!) { accountingOfDisclosures(patientId: $id) {
    entries { kind recipientName disclosureCount } } }"""
COURT = {
    "kind": "LAW_ENFORCEMENT",
    "disclosedOn": "2026-02-03",
    "recipientName": HOSTILE,
    "description": "The record of one visit",
    "purpose": "An order of the court",
}


@pytest.fixture
def patient_id(tenant: TenantDatabase) -> UUID:
    with tenant.transaction() as session:
        return a_patient(session, last_name="O'HOSTILE <b>").id


def made(browser: Browser, patient_id: UUID) -> Any:
    patient = f"Patient_{patient_id}"
    recorded = browser.ask(RECORD, id=patient, disclosure=COURT)["recordDisclosure"]
    assert recorded["patientId"] == patient
    return recorded, browser.ask(MAKE, id=patient)["makeAccounting"]


def test_the_document_is_escaped_strict_and_recorded(
    signed_in: Callable[..., Browser], tenant: TenantDatabase, patient_id: UUID
) -> None:
    officer = signed_in()
    _, accounting = made(officer, patient_id)

    page = officer.client.get(accounting["path"], headers=officer.headers)

    assert (page.status_code, accounting["entryCount"]) == (200, 1)
    assert "&lt;script&gt;" in page.text
    assert "O&#39;HOSTILE &lt;b&gt;" in page.text
    assert "<script" not in page.text
    assert "sandbox" in page.headers["content-security-policy"]
    with tenant.transaction() as session:
        asked = select(AuditEvent).where(AuditEvent.action == "downloadAccounting")
        (event,) = session.scalars(asked)
    assert (event.patient_ids, event.outcome) == ([patient_id], "done")


def test_what_was_given_stays_and_what_is_told_now_follows_a_suspension(
    signed_in: Callable[..., Browser], tenant: TenantDatabase, patient_id: UUID
) -> None:
    officer = signed_in()
    disclosure, accounting = made(officer, patient_id)
    stated = {
        "official": "Deputy A. Sample", "statement": "It would impede the search.",
        "isWritten": True, "endsOn": "2027-01-01",
    }  # fmt: skip
    before = officer.ask(LIVE, id=f"Patient_{patient_id}")["accountingOfDisclosures"]
    officer.ask(SUSPEND, id=disclosure["id"], stated=stated)
    after = officer.ask(LIVE, id=f"Patient_{patient_id}")["accountingOfDisclosures"]
    listed = officer.ask(
        "query ($name: String!) { disclosures(filter: {recipientName: {equals: $name}})"
        " { nodes { id isSuspended } } }",
        name=HOSTILE.upper(),
    )["disclosures"]["nodes"]

    assert before["entries"] == [
        {"kind": "LAW_ENFORCEMENT", "recipientName": HOSTILE, "disclosureCount": 1}
    ]
    assert after["entries"] == []
    assert listed == [{"id": disclosure["id"], "isSuspended": True}]
    page = officer.client.get(accounting["path"], headers=officer.headers)
    assert "alert(" in page.text
    with tenant.transaction() as session:
        asked = select(AuditEvent).where(AuditEvent.action == "accountingOfDisclosures")
        assert [event.patient_ids for event in session.scalars(asked)] == [[patient_id]] * 2


def test_nobody_else_gets_the_document(
    signed_in: Callable[..., Browser],
    tenant: TenantDatabase,
    other_tenant: TenantDatabase,
    patient_id: UUID,
) -> None:
    officer = signed_in()
    _, accounting = made(officer, patient_id)
    nurse, stranger = signed_in(Permission.READ_PATIENTS), signed_in(of=other_tenant)
    with tenant.transaction() as session:
        restrict_patient(session, patient_id, "Neighbour of a member of staff.")

    def status(browser: Browser | None, path: str = accounting["path"]) -> int:
        headers = browser.headers if browser else {}
        return officer.client.get(path, headers=headers).status_code

    assert [status(each) for each in (None, nurse, stranger, officer)] == [401, 403, 404, 404]
    assert officer.ask(MAKE, id=f"Patient_{patient_id}")["makeAccounting"] == {"code": "not_found"}
    with tenant.transaction() as session:
        asked = select(AuditEvent.code).where(
            AuditEvent.action == "downloadAccounting", AuditEvent.outcome == "refused"
        )
        assert sorted(session.scalars(asked)) == ["forbidden", "not_found"]
