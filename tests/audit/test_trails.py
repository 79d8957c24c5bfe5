"""Whatever is written leaves an event that names the patients, by whichever way it is written."""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from starlette.testclient import TestClient

from domain.claims.models import Claim, ClaimEvent, ServiceLine
from domain.ledger import journal
from domain.ledger.models import Account
from domain.patients.models import Patient
from domain.submissions.receiving import receive_file
from tenants.actor import job
from tenants.audit import AuditEvent
from tenants.clients import create_client
from tenants.database import TenantDatabase
from tenants.passwords import hashed
from tenants.permissions import Permission
from tests.api.conftest import Browser, client, settings, signed_in
from tests.api.reading.records import a_claim, a_service_line
from tests.builders import a_coverage, a_member, a_patient, a_trading_partner
from tests.conftest import TestDatabase

__all__ = ["client", "settings", "signed_in"]
DOMAIN = Path(__file__).parents[2] / "domain"


def events(tenant: TenantDatabase, *actions: str) -> list[AuditEvent]:
    with tenant.transaction() as session:
        found = select(AuditEvent).order_by(AuditEvent.id)
        if actions:
            found = found.where(AuditEvent.action.in_(actions))
        return list(session.scalars(found))


def as_job(tenant: TenantDatabase, database: TestDatabase) -> TenantDatabase:
    return database.as_actor(job(tenant.actor.tenant_id, "some_job"))


def test_a_job_that_records_nothing_is_recorded(
    database: TestDatabase, tenant: TenantDatabase
) -> None:
    with tenant.transaction() as session:
        claim = a_claim(session)
        a_service_line(session, claim)

    with as_job(tenant, database).transaction() as session:
        line = session.scalars(select(ServiceLine)).one()
        line.charge_cents += 1

    (event,) = events(tenant, "some_job")
    assert event.patient_ids == [claim.patient_id]
    assert event.objects == [f"claims/{claim.id}"]
    assert (event.actor, event.through, event.outcome) == ("job:some_job", "job", "done")


def test_what_only_reads_or_only_keeps_the_machinery_leaves_nothing(
    database: TestDatabase, tenant: TenantDatabase
) -> None:
    with as_job(tenant, database).transaction() as session:
        session.scalars(select(Patient)).all()
        session.execute(text("select 1"))

    assert events(tenant, "some_job") == []


def test_what_is_rolled_back_leaves_nothing(database: TestDatabase, tenant: TenantDatabase) -> None:
    with as_job(tenant, database).transaction() as session:
        a_patient(session)
        session.rollback()

    assert events(tenant, "some_job") == []


def test_more_patients_than_an_event_holds_make_more_events(
    database: TestDatabase, tenant: TenantDatabase
) -> None:
    with as_job(tenant, database).transaction() as session:
        session.add_all(_people(2_100))

    found = events(tenant, "some_job")

    assert [len(event.patient_ids) for event in found] == [1_000, 1_000, 100]
    assert len({id_ for event in found for id_ in event.patient_ids}) == 2_100


def _people(count: int) -> list[Patient]:
    details = {
        "first_name": "AVA", "birth_on": "1958-04-12", "sex": "F", "address_line": "12 ELM AVE",
        "city": "SAINT PAUL", "state": "MN", "zip_code": "551020001",
    }  # fmt: skip
    return [Patient(last_name=f"SAMPLE {number}", **details) for number in range(count)]


def test_ledger_legs_name_the_patients_of_their_claims(
    database: TestDatabase, tenant: TenantDatabase
) -> None:
    with tenant.transaction() as session:
        claim = a_claim(session)
    legs = tuple(
        journal.Leg(account, amount, claim_id=claim.id, store_id=claim.store_id)
        for account, amount in ((Account.INSURANCE_RECEIVABLE, 1), (Account.REVENUE, -1))
    )

    with as_job(tenant, database).transaction() as session:
        journal.post(
            session, [journal.Entry("charge", "claims", claim.id, claim.served_on, "Billed.", legs)]
        )

    (event,) = events(tenant, "some_job")
    assert event.patient_ids == [claim.patient_id]
    assert {each.split("/")[0] for each in event.objects} == {"claims", "entries"}


def test_a_received_file_is_named(database: TestDatabase, tenant: TenantDatabase) -> None:
    with tenant.transaction() as session:
        partner_id = a_trading_partner(session).id

    with as_job(tenant, database).transaction() as session:
        file_id = receive_file(session, partner_id, "answer.x12", b"ISA*00~")

    assert [event.objects for event in events(tenant, "some_job")] == [[f"raw_files/{file_id}"]]


WRITES = {"insert", "update", "delete", "INSERT_ENTRIES", "INSERT_LEGS", "FOLD", "insert_or"}
WITHOUT_PATIENTS = {
    "outbox/commands.py",  # The event itself; what it tells of was written beside it.
    "outbox/failed_jobs.py", "outbox/paused_jobs.py",  # Jobs, by their ids.
    "reports/commands.py",  # Counts.
    "anomalies/volume.py", "anomalies/scanning.py",  # Counts, and how far it has come.
    "codes/commands.py", "codes/changes.py",  # Of no tenant.
    "claims/holding.py",  # One statement, which records itself: api/reading/commands.py.
}  # fmt: skip


def test_every_statement_that_the_session_cannot_see_says_what_it_touches() -> None:
    silent = []
    for path in DOMAIN.rglob("*.py"):
        tree = ast.parse(path.read_text())
        imported = {
            name.asname or name.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module and "sqlalchemy" in node.module
            for name in node.names
        }
        writes = imported & WRITES or "insert into" in path.read_text()
        name = str(path.relative_to(DOMAIN))
        if writes and name not in WITHOUT_PATIENTS and "touch(" not in path.read_text():
            silent.append(name)

    assert silent == []


def test_signing_in_and_out_is_recorded(
    client: TestClient, tenant: TenantDatabase, database: TestDatabase
) -> None:
    with tenant.transaction() as session:
        member = a_member(session, password_hash=hashed("a long enough password"))
        slug = session.scalar(
            text("select slug from tenants where id = :id"), {"id": member.tenant_id}
        )

    def sign_in(password: str, email: str = member.email) -> Any:
        form = {"organization": slug, "email": email, "password": password}
        return client.post("/auth/sign-in", json=form)

    sign_in("wrong", "nobody@example.com")
    for _ in range(5):
        sign_in("wrong")
    with tenant.transaction() as session:
        session.execute(text("update users set locked_until_at = now() + interval '1 hour'"))
    sign_in("a long enough password")
    with tenant.transaction() as session:
        session.execute(text("update users set locked_until_at = null"))
    entered = sign_in("a long enough password")
    cookie = entered.cookies["mortar"]
    client.cookies.clear()
    client.post(
        "/auth/sign-out",
        headers={"cookie": f"mortar={cookie}", "x-csrf-token": entered.json()["csrfToken"]},
    )

    found = events(tenant, "sign-in", "sign-out")
    assert [(event.action, event.outcome, event.code) for event in found] == [
        ("sign-in", "refused", "unknown_user"),
        *[("sign-in", "refused", "wrong_credentials")] * 4,
        ("sign-in", "refused", "locked_out"),
        ("sign-in", "refused", "locked"),
        ("sign-in", "done", None),
        ("sign-out", "done", None),
    ]
    assert {tuple(event.objects) for event in found[1:]} == {(f"users/{member.id}",)}
    assert {event.actor for event in found[-2:]} == {f"user:{member.id}"}
    assert found[-2].through_id == found[-1].through_id


def test_tokens_are_recorded_as_issued_refused_and_revoked(
    client: TestClient, tenant: TenantDatabase
) -> None:
    with tenant.transaction() as session:
        partner, secret = create_client(session, "Dispensing system", [Permission.READ_CLAIMS])
    number = f"{tenant.actor.tenant_id}.{partner.id}"

    def post(path: str, password: str, **form: str) -> Any:
        return client.post(path, data=form, auth=(number, password))

    post("/oauth/token", "wrong", grant_type="client_credentials")
    token = post("/oauth/token", secret, grant_type="client_credentials").json()["access_token"]
    post("/oauth/revoke", secret, token=token)

    found = events(tenant, "token", "token-revocation")
    assert [(event.action, event.outcome, event.code) for event in found] == [
        ("token", "refused", "wrong_secret"),
        ("token", "done", None),
        ("token-revocation", "done", None),
    ]
    assert {event.actor for event in found} == {f"client:{partner.id}"}


def test_a_mutation_names_its_field_and_what_it_touched(
    signed_in: Callable[..., Browser], tenant: TenantDatabase
) -> None:
    with tenant.transaction() as session:
        patient_id: UUID = a_coverage(session).patient_id
    browser = signed_in()
    asked = """mutation ($id: ID!) {
        done: deactivatePatient(patientId: $id) { __typename }
        refused: endCoverage(coverageId: $id, lastDay: "2026-01-01") { __typename } }"""

    browser.ask(asked, id=f"Patient_{patient_id}")

    done, refused = events(tenant, "deactivatePatient", "endCoverage")
    assert (done.outcome, done.patient_ids) == ("done", [patient_id])
    assert (refused.outcome, refused.code) == ("refused", "not_found")
    assert done.request_id == refused.request_id


@pytest.mark.parametrize("model", [ClaimEvent, Claim])
def test_no_event_holds_what_a_record_says(tenant: TenantDatabase, model: Any) -> None:
    """Ids, codes and names of commands: whatever else is text would be a place for patients."""
    with tenant.transaction() as session:
        a_claim(session, note="CANARY NOTE")

    told = str([vars(event) for event in events(tenant)])

    assert "CANARY" not in told
    assert "SAMPLE" not in told
    assert model.__tablename__ in {"claims", "claim_events"}
