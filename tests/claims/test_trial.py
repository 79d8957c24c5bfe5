"""What sample answers would make of a claim, foreseen as the encounter's own, and kept nowhere."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from domain.charges.queries import Trial, try_template
from domain.claims.preview import PreviewedClaim, preview_claims
from domain.claims.trial import tried_claims
from domain.codes.in_memory import codebook
from domain.payers.commands import ContractTerms, set_contract_rate
from domain.payers.models import Payer
from domain.services.facts import Circumstances
from domain.services.models import ServiceTemplate
from domain.services.shipped import shipped_definition
from tenants.database import find
from tenants.setting_values import set_value, today
from tenants.settings import CREDENTIALS_RECORDED
from tests.builders import (
    a_coverage,
    a_credential,
    a_patient,
    a_payer,
    a_provider,
    a_store,
    an_enrollment,
    an_organization,
)
from tests.charges.test_commands import set_prices
from tests.claims.test_bulk import statements
from tests.encounters.documents import FLU_SHOT, SERVED_ON, a_draft, a_visit

pytestmark = pytest.mark.usefixtures("embedded_codes")

BORN = date(1958, 4, 12)
ALWAYS = 100_000
"""Days to file within, so that the day on which the test runs does not matter."""


def tried(session: Session, kind: str = "immunization", **about: Any) -> Trial:
    circumstances = Circumstances(SERVED_ON, BORN, about.pop("store_state", ""), **about)
    return try_template(session, shipped_definition(kind), FLU_SHOT, circumstances)


def told(claim: PreviewedClaim) -> dict[str, Any]:
    """Whatever the payer reads of it, but for numbers that are nobody's twice."""
    content = claim.content
    return {
        "payer": (content.payer.id, content.payer.claim_filing_indicator_code),
        "store": content.store.id,
        "charge_cents": content.claim.charge_cents,
        "expected_cents": content.claim.expected_cents,
        "diagnosis_codes": content.claim.diagnosis_codes,
        "place_of_service_code": content.claim.place_of_service_code,
        "lines": [
            (each.procedure_code, each.modifiers, each.units, each.charge_cents, each.ndc,
             each.ndc_quantity, each.diagnosis_pointers, each.expected_cents)
            for each in content.service_lines
        ],
        "findings": claim.findings,
    }  # fmt: skip


def codes_of(claims: tuple[PreviewedClaim, ...]) -> list[str]:
    return [finding.code for claim in claims for finding in claim.findings]


def test_a_trial_foresees_what_the_encounter_comes_to(session: Session) -> None:
    set_prices(session, "90656", "90471")
    payer = a_payer(session, requires_enrollment=True, is_active=False, timely_filing_days=ALWAYS)
    set_contract_rate(session, payer.id, ContractTerms("90471", 18_00, date(2026, 1, 1)))
    patient, provider = a_patient(session, birth_on=BORN), a_provider(session)
    visit = a_visit(session, "immunization", patient_id=patient.id, provider_id=provider.id)
    a_coverage(session, patient_id=patient.id, payer_id=payer.id)
    a_credential(session, provider)
    an_enrollment(session, provider, payer_id=payer.id, store_id=visit.store_id)
    encounter = a_draft(session, visit, **FLU_SHOT)
    definition = find(session, ServiceTemplate, encounter.template_id).definition

    about = Circumstances(SERVED_ON, BORN, "", payer_id=payer.id, store_id=visit.store_id)
    trial = try_template(session, definition, FLU_SHOT, about)
    (claim,) = tried_claims(session, trial)

    (kept,) = preview_claims(session, encounter.id, codebook(session)).claims
    assert told(claim) == told(kept)
    assert [each[0] for each in told(claim)["lines"]] == ["90656", "90471"]
    assert codes_of((claim,)) == ["payer.route"]


def test_a_trial_writes_nothing(session: Session) -> None:
    set_prices(session, "90656", "90471")
    payer, store = a_payer(session, timely_filing_days=ALWAYS), a_store(session)
    session.flush()
    session.expunge_all()

    with statements(session) as asked:
        trial = tried(
            session,
            payer_id=payer.id,
            store_id=store.id,
            claim_filing_indicator_code="MC",
            payer_number="OTHER",
        )
        claims = tried_claims(session, trial)
        session.flush()

    assert len(claims) == 1
    assert asked
    assert [each for each in asked if not each.lstrip().lower().startswith("select")] == []
    assert (list(session.new), list(session.dirty)) == ([], [])
    assert find(session, Payer, payer.id).claim_filing_indicator_code == "CI"


def test_the_store_that_is_named_is_judged_and_an_invented_one_lacks_nothing(
    session: Session,
) -> None:
    set_prices(session, "90656", "90471")
    organization = an_organization(session)
    set_value(session, CREDENTIALS_RECORDED, organization.id, value=True, effective_from_on=today())
    store = a_store(session, parent=organization, zip_code="551010000")
    payer = a_payer(session, timely_filing_days=ALWAYS, requires_enrollment=True)

    there = tried_claims(session, tried(session, payer_id=payer.id, store_id=store.id))
    anywhere = tried_claims(session, tried(session, payer_id=payer.id, store_state="WI"))

    assert codes_of(there) == ["billing.zip"]
    assert (len(anywhere), codes_of(anywhere)) == (1, [])


def test_what_is_said_of_a_payer_goes_before_what_is_kept(session: Session) -> None:
    set_prices(session, "90656", "90471", "G0008")
    payer = a_payer(session, timely_filing_days=ALWAYS, claim_filing_indicator_code="MB")
    medicare = tried(session, payer_id=payer.id, store_state="MN")
    lines = medicare.coding.lines
    another = replace(medicare.circumstances, claim_filing_indicator_code="CI")

    assert [line.procedure_code for line in lines] == ["90656", "G0008"]
    assert codes_of(tried_claims(session, medicare)) == []
    assert codes_of(tried_claims(session, replace(medicare, circumstances=another))) == [
        "vaccine.medicare_code"
    ]


def test_without_a_payer_no_edits_are_asked(session: Session) -> None:
    set_prices(session, "90656", "90471")

    trial = tried(session, store_state="MN", claim_filing_indicator_code="CI")

    assert len(trial.coding.lines) == 2
    assert tried_claims(session, trial) == ()
