"""Once the day's first injection is voided, the next one is the first: coded anew, or shown."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.charges.commands import code_encounter
from domain.charges.queries import charges_of
from domain.claims.commands import assemble_claims
from domain.claims.models import Claim, ClaimEvent, ClaimHold, Readiness, ServiceLine, Transport
from domain.claims.queries import claims_of_encounter
from domain.claims.recoding import recode_the_day
from domain.codes.in_memory import codebook
from domain.encounters.commands import void_encounter
from domain.encounters.models import Encounter
from domain.outbox.models import OutboxMessage
from domain.services.models import ServicePrice
from domain.services.pricing import Price, set_price
from tests.builders import a_coverage
from tests.encounters.documents import FLU, FLU_SHOT, a_signed_encounter, a_visit

pytestmark = pytest.mark.usefixtures("embedded_codes")

TDAP_SHOT = {
    "screened": True,
    "vaccines": [FLU | {"cvx_code": "115", "ndc": "58160084252", "lot_number": "TD1"}],
}
FURTHER_ALONE = ("90656", "90715", "90472")


def the_day(session: Session, *shots: dict[str, object], prices: Sequence[str]) -> list[Encounter]:
    """One patient's encounters, coded in that order, each with its claim."""
    for code in prices:
        set_price(session, Price(code, f"Service {code}", 20_00, date(2026, 1, 1)))
    visit = a_visit(session, "immunization")
    a_coverage(session, patient_id=visit.patient_id)
    encounters = [a_signed_encounter(session, visit, **shot) for shot in shots]
    for encounter in encounters:
        code_encounter(session, encounter.id)
        assemble_claims(session, encounter.id, codebook(session))
    return encounters


def voided(session: Session, encounter: Encounter) -> None:
    void_encounter(session, encounter.id, "Documented for the wrong patient.")
    recode_the_day(session, encounter.id)


def administration(session: Session, encounter: Encounter) -> str:
    return charges_of(session, encounter.id)[-1].procedure_code


def claim_of(session: Session, encounter: Encounter) -> Claim:
    (claim,) = claims_of_encounter(session, encounter.id)
    return claim


def steps(session: Session, claim: Claim) -> list[str]:
    session.flush()
    found = select(ClaimEvent.kind).where(ClaimEvent.claim_id == claim.id)
    return list(session.scalars(found.order_by(ClaimEvent.id)))


def test_what_is_here_is_coded_anew_and_billed_so(session: Session) -> None:
    first, second, third = the_day(
        session, FLU_SHOT, TDAP_SHOT, TDAP_SHOT, prices=(*FURTHER_ALONE, "90471")
    )
    old, untouched = claim_of(session, second), claim_of(session, third)

    voided(session, first)
    (new,) = assemble_claims(session, second.id, codebook(session))

    assert [administration(session, each) for each in (second, third)] == ["90471", "90472"]
    assert (old.readiness, untouched.readiness != Readiness.CANCELLED) == ("cancelled", True)
    billed = select(ServiceLine.procedure_code).where(ServiceLine.claim_id == new.id)
    assert set(session.scalars(billed)) == {"90715", "90471"}
    announced = session.scalars(
        select(OutboxMessage.payload).where(OutboxMessage.event == "ChargesReady")
    ).all()
    assert announced.count({"encounter_id": str(second.id)}) == 2


@pytest.mark.parametrize("transport", [Transport.BATCHED, Transport.ACCEPTED])
def test_what_the_payer_has_is_shown_to_a_person(session: Session, transport: Transport) -> None:
    first, second = the_day(session, FLU_SHOT, TDAP_SHOT, prices=(*FURTHER_ALONE, "90471"))
    claim = claim_of(session, second)
    claim.transport = transport

    voided(session, first)

    assert (claim.work, claim.display_status) == ("review", "in_review")
    assert administration(session, second) == "90472"
    step = select(ClaimEvent).where(ClaimEvent.claim_id == claim.id, ClaimEvent.kind == "review")
    told = session.scalars(step).one().summary
    assert "billed 90715, 90472. It should bill 90715, 90471. Amend the encounter" in told


def test_what_cannot_be_coded_anew_is_held_and_says_why(session: Session) -> None:
    first, second = the_day(session, FLU_SHOT, TDAP_SHOT, prices=(*FURTHER_ALONE, "90471"))
    claim = claim_of(session, second)
    without_price(session, "90471")

    voided(session, first)

    assert (claim.work, claim.readiness != Readiness.RELEASED) == ("held", True)
    assert administration(session, second) == "90472"
    reason = session.scalars(select(ClaimHold)).one().reason
    assert "90471" in reason


def without_price(session: Session, code: str) -> None:
    """As if the price had begun only later."""
    price = session.scalars(select(ServicePrice).where(ServicePrice.procedure_code == code)).one()
    price.effective_from_on = date(2030, 1, 1)
    session.flush()


def test_nothing_else_changes(session: Session) -> None:
    first, second = the_day(session, FLU_SHOT, TDAP_SHOT, prices=(*FURTHER_ALONE, "90471"))
    claim = claim_of(session, first)
    before = steps(session, claim)

    voided(session, second)

    assert administration(session, first) == "90471"
    assert claim_of(session, first).id == claim.id
    assert steps(session, claim) == before
