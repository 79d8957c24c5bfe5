"""What an auditor asks of the log, over GraphQL; asking is itself recorded."""

from collections.abc import Callable

from sqlalchemy import select

from tenants.audit import AuditEvent
from tenants.database import TenantDatabase
from tenants.permissions import Permission
from tests.api.conftest import Browser, client, settings, signed_in
from tests.api.reading.conftest import Reader, compiled, reader, runner
from tests.api.reading.records import a_claim

__all__ = ["client", "compiled", "reader", "runner", "settings", "signed_in"]

WHO_SAW = """query ($id: ID!) {
    auditEvents(filter: {patientIds: {includes: $id}}) { nodes { action actor outcome } } }"""


def test_who_saw_this_patient(signed_in: Callable[..., Browser], tenant: TenantDatabase) -> None:
    with tenant.transaction() as session:
        seen, other = a_claim(session), a_claim(session)
    nurse, auditor = signed_in(), signed_in(Permission.READ_AUDIT)
    nurse.ask("query ($id: ID!) { claim(id: $id) { patient { lastName } } }", id=f"Claim_{seen.id}")
    nurse.ask("query ($id: ID!) { claim(id: $id) { id } }", id=f"Claim_{other.id}")

    found = auditor.ask(WHO_SAW, id=f"Patient_{seen.patient_id}")["auditEvents"]["nodes"]

    assert [event["action"] for event in found] == ["claim", "test"]
    assert found[0]["actor"].startswith("user:")


def test_what_did_this_user_do_and_when(tenant: TenantDatabase, reader: Reader) -> None:
    with tenant.transaction() as session:
        a_claim(session)
    reader.ask("{ claims { nodes { id } } }")

    asked = """query ($from: DateTime!) { auditEvents(filter: {
        actor: {equals: "job:test"}, action: {in: ["claims"]}, createdAt: {from: $from} }) {
        totalCount nodes { id createdAt storeIds patientIds objects through purpose } } }"""
    found = reader.ask(asked, **{"from": "2026-01-01T00:00:00Z"})["auditEvents"]
    never = reader.ask(asked, **{"from": "2126-01-01T00:00:00Z"})["auditEvents"]

    assert found["totalCount"] == len(found["nodes"]) == 2
    assert never["totalCount"] == 0


def test_reading_the_log_is_recorded_even_if_it_shows_nobody(
    signed_in: Callable[..., Browser], tenant: TenantDatabase
) -> None:
    auditor = signed_in(Permission.READ_AUDIT)

    auditor.ask("{ auditEvents(first: 1) { nodes { id } } }")

    with tenant.transaction() as session:
        recorded = session.scalars(select(AuditEvent).where(AuditEvent.action == "auditEvents"))
        (event,) = recorded.all()
    assert (event.outcome, event.patient_ids) == ("done", [])


def test_who_may_not_audit_is_refused_and_recorded(
    signed_in: Callable[..., Browser], tenant: TenantDatabase
) -> None:
    nurse = signed_in(Permission.READ_PATIENTS)

    codes = nurse.codes("{ auditEvents { nodes { id } } }")

    assert codes == ["forbidden"]
    with tenant.transaction() as session:
        refused = session.scalars(select(AuditEvent).where(AuditEvent.outcome == "refused")).one()
    assert (refused.action, refused.code) == ("auditEvents", "forbidden")
