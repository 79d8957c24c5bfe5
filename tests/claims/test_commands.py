"""A claim's life before it leaves: assembled, blocked, held, overridden, released, corrected."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.charges.models import Charge
from domain.claims.by_hand import ClaimByHand, LineByHand, build_claim
from domain.claims.checking import blocking_findings
from domain.claims.commands import (
    assemble_claims,
    cancel_claim,
    hold_claim,
    lift_hold,
    override_finding,
    release_claim,
)
from domain.claims.corrections import (
    Correction,
    correct_claim,
    replace_claim,
    void_claim,
    withdraw_claims,
)
from domain.claims.history import Step, advance, hear
from domain.claims.models import Claim, ClaimEvent, ServiceLine, Transport, Work
from domain.claims.queries import findings_of
from domain.codes.codebook import Codebook
from domain.codes.in_memory import codebook
from domain.encounters.models import Encounter
from domain.errors import Held, Invalid, WrongState
from domain.outbox.models import OutboxMessage
from domain.payers.models import ContractRate
from domain.services.pricing import Price, set_price
from tests.builders import a_charge, a_coverage, a_vaccine_charge, an_encounter

DAY = date(2026, 10, 15)


@pytest.fixture
def codes(session: Session, embedded_codes: None) -> Codebook:
    return codebook(session)


def charged_encounter(session: Session, *, diagnosis: str = "Z23") -> Encounter:
    encounter = an_encounter(session, served_on=DAY)
    a_coverage(session, patient_id=encounter.patient_id)
    a_charge(session, encounter, diagnosis_codes=[diagnosis])
    a_vaccine_charge(session, encounter, diagnosis_codes=[diagnosis])
    return encounter


def released(session: Session, codes: Codebook) -> Claim:
    return assemble_claims(session, charged_encounter(session).id, codes)[0]


def blocked(session: Session, codes: Codebook) -> Claim:
    return assemble_claims(session, charged_encounter(session, diagnosis="Z681").id, codes)[0]


def announced(session: Session) -> list[str]:
    return list(session.scalars(select(OutboxMessage.event).order_by(OutboxMessage.id)))


def kinds(session: Session, claim_id: UUID) -> list[str]:
    session.flush()
    events = select(ClaimEvent.kind).where(ClaimEvent.claim_id == claim_id)
    return list(session.scalars(events.order_by(ClaimEvent.id)))


def test_a_clean_claim_is_released_by_itself(session: Session, codes: Codebook) -> None:
    claim = released(session, codes)

    assert (claim.readiness, claim.display_status) == ("released", "released")
    assert claim.charge_cents == 67_50
    assert announced(session) == ["ClaimReleased"]
    assert kinds(session, claim.id) == ["assembled", "checked", "released"]


def test_assembling_twice_makes_one_claim(session: Session, codes: Codebook) -> None:
    encounter = charged_encounter(session)

    first = assemble_claims(session, encounter.id, codes)
    second = assemble_claims(session, encounter.id, codes)

    assert first == second
    assert announced(session) == ["ClaimReleased"]


def test_without_coverage_there_is_no_claim(session: Session, codes: Codebook) -> None:
    encounter = an_encounter(session, served_on=DAY)
    a_charge(session, encounter)

    assert assemble_claims(session, encounter.id, codes) == []


def test_the_lines_point_to_the_claims_diagnoses(session: Session, codes: Codebook) -> None:
    encounter = an_encounter(session, served_on=DAY)
    a_coverage(session, patient_id=encounter.patient_id)
    a_charge(session, encounter, diagnosis_codes=["Z23"])
    a_vaccine_charge(session, encounter, diagnosis_codes=["E119", "Z23"])

    claim = assemble_claims(session, encounter.id, codes)[0]

    lines = session.scalars(select(ServiceLine).order_by(ServiceLine.line_number)).all()
    assert claim.diagnosis_codes == ["Z23", "E119"]
    assert [line.diagnosis_pointers for line in lines] == [[1], [2, 1]]
    assert [line.line_control_number for line in lines] == [
        f"{claim.patient_control_number}-1",
        f"{claim.patient_control_number}-2",
    ]


def test_a_claim_with_findings_stays_here(session: Session, codes: Codebook) -> None:
    claim = blocked(session, codes)

    assert (claim.readiness, claim.work, claim.display_status) == ("blocked", "fix", "needs_fix")
    assert announced(session) == []
    with pytest.raises(Held):
        release_claim(session, claim.id, codes)


def test_an_overridden_finding_lets_the_claim_leave(session: Session, codes: Codebook) -> None:
    claim = blocked(session, codes)
    finding = blocking_findings(findings_of(session, claim.id))[0]

    override_finding(session, claim.id, finding.id, "The payer asked for it.", codes)

    assert claim.readiness == "released"
    assert finding.overridden_by == "job:test"
    assert "overridden" in kinds(session, claim.id)


def test_an_override_needs_a_reason(session: Session, codes: Codebook) -> None:
    claim = blocked(session, codes)
    finding = findings_of(session, claim.id)[0]

    with pytest.raises(Invalid):
        override_finding(session, claim.id, finding.id, "  ", codes)

    assert claim.readiness == "blocked"


def test_a_corrected_claim_is_checked_again_and_leaves(session: Session, codes: Codebook) -> None:
    claim = blocked(session, codes)

    correct_claim(session, claim.id, Correction(diagnosis_codes=["Z23"]), codes)

    assert (claim.readiness, claim.work) == ("released", "none")
    assert findings_of(session, claim.id) == []


def test_a_claim_that_never_left_follows_the_prices_of_another_payer(
    session: Session, codes: Codebook
) -> None:
    claim = released(session, codes)
    other = a_coverage(session, patient_id=claim.patient_id)
    set_price(session, Price("90471", "Agreed", 20_00, date(2026, 1, 1), other.payer_id))
    session.add(
        ContractRate(
            payer_id=other.payer_id,
            procedure_code="90471",
            allowed_cents=18_00,
            effective_from_on=date(2026, 1, 1),
        )
    )

    correct_claim(session, claim.id, Correction(coverage_id=other.id), codes)

    lines = session.scalars(select(ServiceLine).order_by(ServiceLine.line_number)).all()
    assert [line.charge_cents for line in lines] == [20_00, 42_50]
    assert [line.expected_cents for line in lines] == [18_00, None]
    assert (claim.charge_cents, claim.expected_cents) == (62_50, None)
    charged = select(Charge.charge_cents).order_by(Charge.position)
    assert list(session.scalars(charged)) == [20_00, 42_50]


def test_a_claim_that_was_sent_keeps_its_charge(session: Session, codes: Codebook) -> None:
    claim = released(session, codes)
    other = a_coverage(session, patient_id=claim.patient_id)
    set_price(session, Price("90471", "Agreed", 20_00, date(2026, 1, 1), other.payer_id))
    for transport in (Transport.BATCHED, Transport.SENT, Transport.REJECTED):
        advance(session, claim, Step(transport, "On its way."), transport=transport)

    correct_claim(session, claim.id, Correction(coverage_id=other.id), codes)

    assert (claim.payer_id, claim.charge_cents) == (other.payer_id, 67_50)


def test_a_held_claim_waits_for_a_person(session: Session, codes: Codebook) -> None:
    claim = released(session, codes)

    hold_claim(session, claim.id, "Waiting for the new card.")

    assert (claim.readiness, claim.display_status) == ("ready", "held")
    with pytest.raises(Held):
        release_claim(session, claim.id, codes)
    lift_hold(session, claim.id, codes)
    assert claim.display_status == "released"


def test_a_claim_under_way_can_only_be_replaced(session: Session, codes: Codebook) -> None:
    claim = released(session, codes)
    advance(session, claim, Step("batched", "Batched."), transport=Transport.BATCHED)
    advance(session, claim, Step("sent", "Sent."), transport=Transport.SENT)

    for command in (
        lambda: hold_claim(session, claim.id, "Too late."),
        lambda: cancel_claim(session, claim.id, "Too late."),
        lambda: correct_claim(session, claim.id, Correction(note="late"), codes),
    ):
        with pytest.raises(WrongState):
            command()
    claim.payer_claim_control_number = "PAYER1"
    replacement = replace_claim(session, claim.id, codes)

    assert (replacement.claim_frequency_code, replacement.replaces_id) == ("7", claim.id)
    assert release_claim(session, replacement.id, codes).readiness == "released"


def test_a_void_leaves_at_once(session: Session, codes: Codebook) -> None:
    claim = released(session, codes)
    advance(session, claim, Step("batched", "Batched."), transport=Transport.BATCHED)
    advance(session, claim, Step("sent", "Sent."), transport=Transport.SENT)
    claim.payer_claim_control_number = "PAYER1"

    void = void_claim(session, claim.id, codes)

    assert (void.claim_frequency_code, void.readiness) == ("8", "released")


def test_a_rejected_claim_can_be_corrected_and_sent_again(
    session: Session, codes: Codebook
) -> None:
    claim = released(session, codes)
    advance(session, claim, Step("batched", "Batched."), transport=Transport.BATCHED)
    step = Step("rejected", "The payer does not know the member.")
    hear(session, claim, step, transport=Transport.REJECTED, work=Work.REJECTION)

    correct_claim(session, claim.id, Correction(note="Member id checked."), codes)

    assert (claim.transport, claim.readiness, claim.work) == ("not_sent", "released", "none")
    assert announced(session) == ["ClaimReleased", "ClaimReleased"]


def test_late_news_is_kept_and_changes_nothing(session: Session, codes: Codebook) -> None:
    claim = released(session, codes)
    advance(session, claim, Step("batched", "Batched."), transport=Transport.BATCHED)
    hear(session, claim, Step("accepted", "277CA."), transport=Transport.REJECTED)

    hear(session, claim, Step("received", "999, late."), transport=Transport.RECEIVED)

    assert claim.transport == "rejected"
    assert kinds(session, claim.id)[-1] == "received"


def test_the_same_service_asked_twice_is_found(session: Session, codes: Codebook) -> None:
    encounter = charged_encounter(session)
    again = an_encounter(
        session, served_on=DAY, patient_id=encounter.patient_id, store_id=encounter.store_id
    )
    a_charge(session, again)
    assemble_claims(session, encounter.id, codes)

    double = assemble_claims(session, again.id, codes)[0]

    found = {each.code for each in findings_of(session, double.id)}
    assert found == {"vaccine.product", "claim.duplicate"}


def test_a_claim_can_be_built_by_hand(session: Session, codes: Codebook) -> None:
    encounter = an_encounter(session, served_on=DAY)
    coverage = a_coverage(session, patient_id=encounter.patient_id)
    line = LineByHand("99406", Decimal(1), 18_00, [1])
    stated = ClaimByHand(
        coverage.id, encounter.store_id, encounter.provider_id, DAY, ["F17.210"], [line]
    )

    claim = build_claim(session, stated, codes)

    assert (claim.readiness, claim.charge_cents) == ("released", 18_00)
    assert claim.diagnosis_codes == ["F17210"]
    with pytest.raises(Invalid):
        build_claim(session, replace(stated, lines=[]), codes)


def sent(session: Session, claim: Claim) -> Claim:
    advance(session, claim, Step("batched", "Batched."), transport=Transport.BATCHED)
    advance(session, claim, Step("sent", "Sent."), transport=Transport.SENT)
    claim.payer_claim_control_number = "PAYER1"
    session.flush()
    return claim


def test_a_voided_encounters_claim_is_cancelled_here_and_voided_there(
    session: Session, codes: Codebook
) -> None:
    here, there = charged_encounter(session), charged_encounter(session)
    kept = assemble_claims(session, here.id, codes)[0]
    gone = sent(session, assemble_claims(session, there.id, codes)[0])

    withdraw_claims(session, here.id, codes)
    withdraw_claims(session, there.id, codes)

    void = session.scalars(select(Claim).where(Claim.replaces_id == gone.id)).one()
    assert kept.readiness == "cancelled"
    assert (void.claim_frequency_code, void.readiness) == ("8", "released")


def test_an_amendments_claim_replaces_the_first_at_the_payer(
    session: Session, codes: Codebook
) -> None:
    first = charged_encounter(session)
    claim = sent(session, assemble_claims(session, first.id, codes)[0])
    amendment = an_encounter(
        session,
        served_on=DAY,
        amends_id=first.id,
        **{name: getattr(first, name) for name in ("patient_id", "store_id", "provider_id")},
    )
    a_charge(session, amendment)

    replacement = assemble_claims(session, amendment.id, codes)[0]

    assert (replacement.claim_frequency_code, replacement.replaces_id) == ("7", claim.id)
    assert replacement.readiness == "released"
