"""What a pharmacist documents becomes an 837P that others read as we meant it, for every template."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.charges.commands import code_encounter
from domain.claims.commands import assemble_claims, override_finding
from domain.claims.models import Claim, ServiceLine
from domain.claims.queries import findings_of
from domain.codes.in_memory import codebook
from domain.encounters.commands import complete_encounter, sign_encounter, start_draft
from domain.ledger.commands import post_remittance
from domain.ledger.next_payer import follow_up
from domain.payers.models import Payer
from domain.remittances.commands import take_in
from domain.services.commands import adopt_shipped_template
from domain.services.pricing import Price, set_price
from domain.services.shipped import shipped_definition
from domain.services.templates import template_from
from domain.submissions.commands import build_interchanges
from domain.submissions.receiving import raw_file_content
from domain.x12.parties import Adjustment
from domain.x12.reading import read_professional_claims
from domain.x12.validating import validate
from tests.builders import a_coverage, a_patient, a_payer, a_provider, a_store
from tests.charges.test_coding import CASES, MEDICARE, UNINSURED, Case
from tests.remittances.files import a_remittance, decided, received, send
from tests.x12.oracles import verdict, x12sdk_claims

pytestmark = pytest.mark.usefixtures("embedded_codes")

SERVED_ON = date(2026, 10, 15)
BILLED = [case for case in CASES if case.circumstances is not UNINSURED and case.lines]
FIRST_OF_KIND = list({case.kind: case for case in reversed(BILLED)}.values())
DEPENDENT = {
    "relationship_code": "19",
    "subscriber_first_name": "NOEL",
    "subscriber_last_name": "SAMPLE",
}


def claims_of(session: Session, case: Case, **coverage: Any) -> list[Claim]:
    """Document, sign, code and assemble what the case answers, for a patient with this coverage."""
    filing = "MB" if case.circumstances is MEDICARE else "CI"
    payer = a_payer(session, claim_filing_indicator_code=filing)
    patient = a_patient(session, birth_on=case.circumstances.birth_on)
    a_coverage(session, patient_id=patient.id, payer_id=payer.id, **coverage)
    encounter = start_draft(
        session,
        store_id=a_store(session).id,
        patient_id=patient.id,
        service_id=offered(session, case.kind),
        provider_id=a_provider(session).id,
        served_on=SERVED_ON,
        answers=case.answers,
    )
    complete_encounter(session, encounter.id)
    sign_encounter(session, encounter.id)
    code_encounter(session, encounter.id)
    claims = assemble_claims(session, encounter.id, codebook(session))
    for claim in claims:
        let_pass(session, claim)
    return claims


def offered(session: Session, kind: str) -> UUID:
    for code in template_from(shipped_definition(kind)).procedure_codes():
        set_price(session, Price(code, "Priced for the test", 10_00, date(2026, 1, 1)))
    return adopt_shipped_template(session, kind, date(2026, 1, 1)).id


def let_pass(session: Session, claim: Claim) -> None:
    """A person overrides what the edits found, so that every case is written."""
    for finding in findings_of(session, claim.id):
        if finding.severity == "error" and claim.readiness != "released":
            override_finding(
                session, claim.id, finding.id, "Agreed with the payer.", codebook(session)
            )


def written(session: Session, claims: list[Claim]) -> bytes:
    partner_id = session.scalar(
        select(Payer.trading_partner_id).where(Payer.id == claims[0].payer_id)
    )
    (interchange,) = build_interchanges(session, partner_id)
    return raw_file_content(session, interchange.raw_file_id)


def agree(session: Session, content: bytes, claims: list[Claim]) -> None:
    """Our validator, pyx12 and x12sdk all find the claims as they were meant."""
    assert [each for each in validate(content) if each.severity == "error"] == []
    accepted, acknowledgment = verdict(content)
    assert accepted, acknowledgment
    assert sorted(x12sdk_claims(content)) == sorted(
        (
            claim.patient_control_number,
            claim.charge_cents,
            [(line.procedure_code, line.charge_cents) for line in lines_of(session, claim)],
        )
        for claim in claims
    )


def lines_of(session: Session, claim: Claim) -> list[ServiceLine]:
    query = select(ServiceLine).where(ServiceLine.claim_id == claim.id)
    return list(session.scalars(query.order_by(ServiceLine.line_number)))


@pytest.mark.parametrize("case", BILLED, ids=lambda case: case.name)
def test_each_case_of_each_template_is_read_as_meant(session: Session, case: Case) -> None:
    claims = claims_of(session, case)

    agree(session, written(session, claims), claims)


@pytest.mark.parametrize("case", FIRST_OF_KIND, ids=lambda case: case.kind)
def test_a_dependents_claim_is_read_as_meant(session: Session, case: Case) -> None:
    claims = claims_of(session, case, **DEPENDENT)

    agree(session, written(session, claims), claims)


@pytest.mark.parametrize("coverage", [{}, DEPENDENT], ids=["subscriber", "dependent"])
@pytest.mark.parametrize("case", FIRST_OF_KIND, ids=lambda case: case.kind)
def test_a_secondary_claim_is_read_as_meant(
    session: Session, case: Case, coverage: dict[str, str]
) -> None:
    second = followed(session, claims_of(session, case, **coverage)[0])

    let_pass(session, second)
    agree(session, written(session, [second]), [second])


def test_medicare_behind_another_payer_is_told_why(session: Session) -> None:
    medicare = a_payer(session, claim_filing_indicator_code="MB")
    first = claims_of(session, FIRST_OF_KIND[0])[0]

    second = followed(session, first, payer_id=medicare.id, insurance_type_code="12")
    let_pass(session, second)
    content = written(session, [second])

    agree(session, content, [second])
    assert "secondary.insurance_type" not in [each.code for each in findings_of(session, second.id)]
    (claim,) = read_professional_claims(content)
    assert claim.subscriber.insurance_type_code == "12"
    assert b"SBR*S*18*GRP100**12****MB~" in content


def followed(session: Session, claim: Claim, **second: Any) -> Claim:
    """The claim for the second coverage, once the first payer has paid its part."""
    a_coverage(session, patient_id=claim.patient_id, priority=2, **second)
    send(session, claim)
    shares = [
        [Adjustment("PR", "2", min(2_00, line.charge_cents))] for line in lines_of(session, claim)
    ]
    payment = a_remittance(decided(session, claim, *shares))
    remittance = take_in(session, received(session, payment).id)[0]
    session.flush()
    post_remittance(session, remittance.id)
    session.flush()

    next_claim = follow_up(session, claim.id, codebook(session))
    assert next_claim is not None
    return next_claim
