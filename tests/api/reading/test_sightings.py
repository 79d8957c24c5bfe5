"""Whoever is shown something of a patient is named in the audit log, with that patient."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
import pytest
from graphql import GraphQLObjectType
from sqlalchemy import select

from api.reading.declarations import declaration_of
from api.recording import Recorder
from api.schema import core
from domain.claims.models import Claim
from infra.statement_pool import StatementFailed
from tenants.actor import job
from tenants.audit import AuditEvent, Origin, rows_of
from tenants.belonging import way_to_patient
from tenants.context import ContextSigner
from tenants.database import TenantDatabase
from tenants.identifiers import new_id
from tests.api.conftest import Browser
from tests.api.reading.conftest import Reader
from tests.api.reading.records import a_claim, a_claim_with_everything, its_journey
from tests.api.reading.test_swift_commands import AT_HOME, HOLD
from tests.builders import a_coverage, a_patient
from tests.conftest import TestDatabase

OF_NO_PATIENT = frozenset(
    {
        "Approval", "AuditEvent", "AuthenticatorApp", "BulkAct", "ChainCheck", "ClaimView", "ClientApplication", "ClientKey", "ClientSecret", "ContractRate", "Credential", "Enrollment", "Entry", "FailedJob", "GroupGrant", "GroupMember", "IdentityProvider", "Interchange", "KeyRotation", "Membership",
        "OrganizationUnit", "Payer", "PersonalToken", "Provider", "ProviderGrant", "ProvisionedGroup", "RawFile", "Remittance", "ResealedTable", "Role", "SecurityKey", "Service",
        "ServicePrice", "ServiceTemplate", "SettingValue", "Store", "TradingPartner", "User", "UserSession",
    }
)  # fmt: skip
"""Types whose rows tell of no one patient. What a raw file's content tells is declared there."""
OF_NO_TABLE = frozenset(
    {
        "AccountBalance",
        "ClaimCount",
        "Expiration",
        "PayerPerformance",
        "PayerRevenue",
        "Receivable",
        "ServiceRevenue",
        "StoreRevenue",
    }
)
"""Sums over many, and lists that a query of the domain makes."""


def declared_types() -> dict[str, Any]:
    return {
        name: declaration_of(kind)
        for name, kind in core().type_map.items()
        if isinstance(kind, GraphQLObjectType) and declaration_of(kind)
    }


def test_of_every_type_it_is_known_whose_it_is() -> None:
    """A new type that leads to no patient is written down above, on purpose."""
    without = {
        name
        for name, declared in declared_types().items()
        if declared.model is None or way_to_patient(declared.table_name) is None
    }

    assert without - OF_NO_PATIENT - OF_NO_TABLE == set()
    assert len(declared_types()) - len(without) >= 15


def events(tenant: TenantDatabase) -> list[AuditEvent]:
    with tenant.transaction() as session:
        return list(
            session.scalars(
                select(AuditEvent).where(AuditEvent.action != "test").order_by(AuditEvent.id)
            )
        )


def three_claims(tenant: TenantDatabase) -> list[UUID]:
    """Their patients, in the order of the usual list."""
    with tenant.transaction() as session:
        claims = [a_claim(session) for _ in range(3)]
        return [claim.patient_id for claim in reversed(claims)]


def test_a_page_names_the_patients_it_shows_and_no_others(
    tenant: TenantDatabase, reader: Reader
) -> None:
    patients = three_claims(tenant)

    reader.ask("{ claims(first: 2) { nodes { id serviceLines { id } patient { id } } } }")
    reader.ask("{ claims(last: 1) { edges { cursor } } }")
    reader.ask("{ claims(first: 2) { pageInfo { endCursor hasNextPage } } }")

    shown = [set(event.patient_ids) for event in events(tenant)]
    twice = [set(patients[:2]), {patients[2]}, {patients[1]}]
    assert shown == [each for each in twice for _ in ("compiled", "field by field")]
    assert {event.action for event in events(tenant)} == {"claims"}


@pytest.mark.parametrize(
    ("asked", "is_recorded"),
    [
        ("{ claims { totalCount } }", True),
        ("{ claims(first: 1) { pageInfo { hasNextPage } } }", True),
        ('{ patients(filter: {name: {startsWith: "nobody"}}) { nodes { id } } }', True),
        ("{ payers { totalCount nodes { claimFilingIndicatorCode } } }", False),
    ],
)
def test_who_lists_or_counts_patients_rows_is_recorded_although_nobody_is_shown(
    tenant: TenantDatabase, reader: Reader, asked: str, is_recorded: bool
) -> None:
    three_claims(tenant)

    reader.ask(asked)

    told = [(event.action, event.patient_ids, event.objects) for event in events(tenant)]
    name = "patients" if "patients" in asked else "claims"
    assert told == ([(name, [], [])] * 2 if is_recorded else [])


def test_what_hangs_on_a_claim_is_known_by_its_id_alone(
    tenant: TenantDatabase, reader: Reader
) -> None:
    with tenant.transaction() as session:
        claim = a_claim_with_everything(session)
        its_journey(session, claim)
        patient_id = claim.patient_id
        hanging = [
            (name, declared.model)
            for name, declared in declared_types().items()
            if declared.model is not None and len(way_to_patient(declared.table_name) or ()) > 1
        ]
        ids = {
            name: found
            for name, model in hanging
            if (found := session.scalar(select(model.id).limit(1)))
        }

    for name, id_ in ids.items():
        request = reader.in_request(str(new_id()))
        request.compiled_answer(
            "query ($id: ID!) { node(id: $id) { __typename } }", id=f"{name}_{id_}"
        )
        assert request.seen() == {patient_id}, name

    assert len(ids) >= 11


def test_a_files_content_names_whoever_its_claims_are_about(
    tenant: TenantDatabase, reader: Reader
) -> None:
    with tenant.transaction() as session:
        claim = a_claim_with_everything(session)
        its_journey(session, claim)
        patient_id = claim.patient_id

    reader.ask("{ rawFiles { nodes { name checksum } } }")
    assert events(tenant) == []
    reader.ask("{ rawFiles { nodes { content } } }")

    assert [event.patient_ids for event in events(tenant)] == [[patient_id], [patient_id]]


def test_stored_text_cannot_pass_for_a_mark(tenant: TenantDatabase, reader: Reader) -> None:
    forged = f"\x04{new_id()}\x04 and more"
    with tenant.transaction() as session:
        patient = a_patient(session, last_name=forged)
        coverage = a_coverage(session, patient_id=patient.id, member_id=forged)
        a_claim(session, coverage=coverage, note=forged)

    asked = "{ claims { nodes { note coverage { memberId } patient { lastName } } } }"
    (shown,) = reader.ask(asked)["claims"]["nodes"]

    assert shown["note"] == shown["coverage"]["memberId"] == forged
    assert shown["patient"]["lastName"] == forged
    assert [event.patient_ids for event in events(tenant)] == [[patient.id], [patient.id]]


def test_a_swift_command_records_itself_with_its_effect(
    tenant: TenantDatabase, reader: Reader
) -> None:
    with tenant.transaction() as session:
        claim = a_claim(session, **AT_HOME)

    request = reader.in_request("request-1")
    request.compiled_answer(HOLD, id=f"Claim_{claim.id}", reason="Ask the prescriber.")
    again = request.compiled_answer(HOLD, id=f"Claim_{claim.id}", reason="Ask once more.")

    (event,) = events(tenant)
    assert again is None
    assert (event.action, event.outcome, event.request_id) == ("holdClaim", "done", "request-1")
    assert event.patient_ids == [claim.patient_id]
    assert event.objects == [f"claims/{claim.id}"]
    assert event.actor == "job:test"


def test_over_http_the_session_the_request_and_the_purpose_are_named(
    signed_in: Callable[..., Browser], tenant: TenantDatabase
) -> None:
    (patient_id, *_) = three_claims(tenant)
    browser = signed_in()

    answer = browser.post(
        "query ($id: ID!) { patient(id: $id) { lastName } }",
        {"id": f"Patient_{patient_id}"},
        **{"x-purpose-of-use": "HPAYMT"},
    )
    refused = browser.post("{ patients { nodes { id } } }", **{"x-purpose-of-use": "curiosity"})

    event = events(tenant)[-1]
    assert event.patient_ids == [patient_id]
    assert (event.action, event.through, event.purpose) == ("patient", "browser", "HPAYMT")
    assert event.request_id == answer.headers["x-request-id"]
    assert UUID(event.through_id)
    assert event.actor.startswith("user:")
    assert refused.status_code == 400
    assert b"\x04" not in answer.content


def an_event(tenant: TenantDatabase, **given: Any) -> list[dict[str, Any]]:
    about = {"action": "claims", "outcome": "done", "code": None}
    rows = rows_of(job(tenant.actor.tenant_id, "reader"), Origin(), about, [])
    return [rows[0] | given]


def test_who_waits_together_is_recorded_together_and_fails_alone(
    tenant: TenantDatabase, other_tenant: TenantDatabase, reader: Reader
) -> None:
    recorder = reader.compiled.recorder
    without_month = "ffffffff-ffff-7fff-bfff-ffffffffffff"

    async def all_at_once() -> list[Any]:
        wanted = [an_event(each) for each in (tenant, other_tenant) * 20]
        wanted.insert(7, an_event(tenant, id=without_month))
        return await asyncio.gather(*map(recorder.record, wanted), return_exceptions=True)

    outcomes = reader.runner.run(all_at_once())

    failed = [place for place, outcome in enumerate(outcomes) if outcome is not None]
    assert failed == [7]
    assert isinstance(outcomes[7], StatementFailed)
    assert (len(events(tenant)), len(events(other_tenant))) == (20, 20)


def test_without_its_event_nothing_is_shown(
    database: TestDatabase, tenant: TenantDatabase, reader: Reader
) -> None:
    three_claims(tenant)
    genuine = reader.compiled.recorder
    reader.compiled.recorder = Recorder(reader.compiled.pool, ContextSigner(b"another key"))
    try:
        with pytest.raises(StatementFailed, match="42501"):
            reader.compiled_answer("{ claims { nodes { id } } }")
        unheard = reader.compiled_answer("{ payers { nodes { id } } }")
    finally:
        reader.compiled.recorder = genuine

    assert events(tenant) == []
    assert len(unheard["data"]["payers"]["nodes"]) == 3


def test_nobody_can_record_for_others_without_the_key(
    database: TestDatabase, tenant: TenantDatabase
) -> None:
    with (
        psycopg.connect(database.urls.application) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("select security.record_events('[]', %s)", ("0" * 64,))

    assert events(tenant) == []


def test_recorded_twice_is_recorded_once(tenant: TenantDatabase, reader: Reader) -> None:
    event = an_event(tenant)

    for _ in range(2):
        reader.runner.run(reader.compiled.recorder.record(event))

    assert len(events(tenant)) == 1


def test_an_executor_answer_is_recorded_in_spite_of_errors(
    tenant: TenantDatabase, reader: Reader
) -> None:
    """What could be shown was shown, so both are kept: the sight and the refusal."""
    with tenant.transaction() as session:
        patient_id = a_patient(session).id
        assert session.scalar(select(Claim.id)) is None
    asked = """query ($id: ID!) { node(id: $id) { id }
        claimPreview(encounterId: $id) { chargeCents } }"""

    reader.plain_answer(asked, id=f"Patient_{patient_id}")

    outcomes = [(event.outcome, event.code, event.patient_ids) for event in events(tenant)]
    assert outcomes == [("done", None, [patient_id]), ("refused", "not_found", [patient_id])]
