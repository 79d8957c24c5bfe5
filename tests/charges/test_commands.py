"""Signed encounters become charges once, or a refusal that names everything to fix."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.charges.commands import (
    CODING_JOB,
    CannotCode,
    Resumed,
    code_encounter,
    resume_coding,
)
from domain.charges.models import Charge
from domain.charges.queries import (
    MOST_THAT_DAY,
    charged_those_days,
    charges_of,
    preview_coding,
    uncoded_encounters,
    why_uncoded,
)
from domain.encounters.commands import (
    amend_encounter,
    complete_encounter,
    sign_encounter,
    void_encounter,
)
from domain.encounters.models import Encounter
from domain.errors import Invalid, NotFound, WrongState
from domain.outbox.models import FailedJob, OutboxMessage
from domain.services.commands import adopt_shipped_template
from domain.services.pricing import Price, set_price
from tenants.identifiers import new_id
from tests.builders import (
    a_charge,
    a_coverage,
    a_patient,
    a_payer,
    a_provider,
    a_store,
    an_encounter,
)
from tests.encounters.documents import FLU, FLU_SHOT, a_draft, a_signed_encounter, a_visit

pytestmark = pytest.mark.usefixtures("embedded_codes")

PRICES = {
    "90656": 42_50,
    "90715": 48_00,
    "90471": 25_00,
    "90472": 15_00,
    "G0008": 30_00,
    "99406": 20_00,
}
TDAP_SHOT = {
    "screened": True,
    "vaccines": [FLU | {"cvx_code": "115", "ndc": "58160084252", "lot_number": "TD1"}],
}


CHARGED = (
    "encounter_id", "store_id", "served_on", "procedure_code", "units", "unit_price_cents",
    "charge_cents", "diagnosis_codes", "rule", "explanation",
)  # fmt: skip


def set_prices(session: Session, *codes: str) -> None:
    for code in codes:
        set_price(session, Price(code, f"Service {code}", PRICES[code], date(2026, 1, 1)))


def test_a_signed_encounter_becomes_charges(session: Session) -> None:
    set_prices(session, "90656", "90471")
    visit = a_visit(session, "immunization")
    encounter = a_signed_encounter(session, visit, **FLU_SHOT)

    vaccine, administration = code_encounter(session, encounter.id)

    assert (vaccine.position, vaccine.procedure_code, vaccine.charge_cents) == (1, "90656", 42_50)
    assert (vaccine.ndc, vaccine.ndc_quantity, vaccine.ndc_unit_code, vaccine.lot_number) == (
        "49281042588",
        Decimal("0.5"),
        "ML",
        "U8765AB",
    )
    assert (administration.procedure_code, administration.units) == ("90471", 1)
    assert administration.diagnosis_codes == ["Z23"]
    assert administration.rule == "immunization@1/injection_first"
    assert (administration.served_on, administration.store_id) == (
        visit.served_on,
        visit.store_id,
    )


def test_the_first_payers_price_at_the_store_is_charged(session: Session) -> None:
    encounter = a_signed_encounter(session)
    first = a_coverage(session, patient_id=encounter.patient_id)
    general = Price("99406", "Counselling", 20_00, date(2026, 1, 1))
    for cents, special in (
        (18_00, {"payer_id": first.payer_id}),
        (16_00, {"payer_id": first.payer_id, "store_id": encounter.store_id}),
        (14_00, {"payer_id": a_payer(session).id, "store_id": encounter.store_id}),
    ):
        set_price(session, replace(general, price_cents=cents, **special))
    set_price(session, replace(general, effective_from_on=date(2026, 6, 1)))

    charges = code_encounter(session, encounter.id)

    assert [charge.charge_cents for charge in charges] == [16_00]


def events(session: Session) -> list[str]:
    found = select(OutboxMessage.event).where(OutboxMessage.event != "PriceSet")
    return list(session.scalars(found.order_by(OutboxMessage.id)))


def test_coding_twice_changes_nothing(session: Session) -> None:
    set_prices(session, "99406")
    encounter = a_signed_encounter(session)
    first = code_encounter(session, encounter.id)
    set_price(session, Price("99406", "Dearer", 99_00, date(2026, 1, 1)))

    again = code_encounter(session, encounter.id)

    assert [charge.id for charge in again] == [charge.id for charge in first]
    assert [charge.charge_cents for charge in again] == [20_00]
    assert events(session) == ["EncounterSigned", "ChargesReady"]


def test_the_first_payer_decides_the_code(session: Session) -> None:
    set_prices(session, "90656", "G0008")
    patient = a_patient(session)
    medicare = a_payer(session, claim_filing_indicator_code="MB")
    a_coverage(session, patient_id=patient.id, payer_id=medicare.id, priority=1)
    a_coverage(session, patient_id=patient.id, priority=2)
    visit = a_visit(session, "immunization", patient_id=patient.id)
    encounter = a_signed_encounter(session, visit, **FLU_SHOT)

    charges = code_encounter(session, encounter.id)

    assert [charge.procedure_code for charge in charges] == ["90656", "G0008"]


def test_a_coverage_that_has_ended_decides_nothing(session: Session) -> None:
    set_prices(session, "90656", "90471")
    patient = a_patient(session)
    medicare = a_payer(session, claim_filing_indicator_code="MB")
    a_coverage(
        session,
        patient_id=patient.id,
        payer_id=medicare.id,
        effective_to_on=date(2026, 10, 14),
    )
    encounter = a_signed_encounter(
        session, a_visit(session, "immunization", patient_id=patient.id), **FLU_SHOT
    )

    charges = code_encounter(session, encounter.id)

    assert [charge.procedure_code for charge in charges] == ["90656", "90471"]


def test_all_that_keeps_it_from_being_coded_is_said(session: Session) -> None:
    encounter = a_signed_encounter(session, a_visit(session, "immunization"), **FLU_SHOT)

    with pytest.raises(CannotCode) as refusal, session.begin_nested():
        code_encounter(session, encounter.id)

    assert [finding.path for finding in refusal.value.findings] == ["90656", "90471"]
    assert charges_of(session, encounter.id) == []
    assert uncoded_encounters(session) == [encounter]
    assert events(session) == ["EncounterSigned"]


def test_what_waits_is_shown_page_by_page_with_all_that_it_lacks(session: Session) -> None:
    visit = a_visit(session)
    earlier, later = a_signed_encounter(session, visit), a_signed_encounter(session, visit)

    (first,) = why_uncoded(session, 1)
    (second,) = why_uncoded(session, 50, earlier.id)

    assert [first.encounter, second.encounter] == [earlier, later]
    assert [finding.code for finding in first.findings] == ["coding.no_price"]
    assert all(finding.fix for finding in first.findings)
    assert why_uncoded(session, 50, later.id) == []
    for limit in (0, 51):
        with pytest.raises(Invalid):
            why_uncoded(session, limit)


def test_once_priced_it_is_coded(session: Session) -> None:
    encounter = a_signed_encounter(session)
    with pytest.raises(CannotCode), session.begin_nested():
        code_encounter(session, encounter.id)
    set_prices(session, "99406")

    code_encounter(session, encounter.id)

    assert uncoded_encounters(session) == []


def test_only_what_can_be_coded_now_is_resumed(session: Session) -> None:
    priced, unpriced = (
        a_signed_encounter(session),
        a_signed_encounter(session, a_visit(session, "immunization"), **FLU_SHOT),
    )
    for encounter in (priced, unpriced):
        failed = {"encounter_id": str(encounter.id)}
        session.add(
            FailedJob(
                message_id=new_id(), job=CODING_JOB, payload=failed, reason="", attempt_count=1
            )
        )
    set_prices(session, "99406")

    resumed = resume_coding(session)

    mended = select(OutboxMessage.payload).where(OutboxMessage.event == "CodingMended")
    untried = select(FailedJob.payload).where(FailedJob.resumed_at.is_(None))
    assert resumed == Resumed(waiting_count=2, mended_count=1)
    assert session.scalars(mended).all() == [{"encounter_id": str(priced.id)}]
    assert session.scalars(untried).all() == [{"encounter_id": str(unpriced.id)}]


def test_a_draft_is_not_coded(session: Session) -> None:
    draft = a_draft(session)

    with pytest.raises(WrongState):
        code_encounter(session, draft.id)


def test_an_amended_encounter_is_coded_no_more(session: Session) -> None:
    set_prices(session, "99406")
    old = a_signed_encounter(session)
    new = amend_encounter(session, old.id, "The minutes were wrong.")
    complete_encounter(session, new.id)
    sign_encounter(session, new.id)

    assert code_encounter(session, old.id) == []
    assert [charge.encounter_id for charge in code_encounter(session, new.id)] == [new.id]


def test_a_draft_shows_what_it_would_bill(session: Session) -> None:
    set_prices(session, "99406")
    draft = a_draft(session)

    coding = preview_coding(session, draft.id)

    assert [(line.procedure_code, line.charge_cents) for line in coding.lines] == [("99406", 20_00)]
    assert (coding.findings, coding.charge_cents) == ((), 20_00)
    assert charges_of(session, draft.id) == []


def test_an_empty_draft_shows_that_there_is_nothing_to_bill(session: Session) -> None:
    draft = a_draft(session, a_visit(session), advice="To come.")

    coding = preview_coding(session, draft.id)

    assert (coding.lines, [finding.code for finding in coding.findings]) == (
        (),
        ["coding.nothing_to_bill"],
    )


def test_what_does_not_exist_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        code_encounter(session, new_id())


def administrations(session: Session, encounter: Encounter) -> list[str]:
    charges = code_encounter(session, encounter.id)
    return [each.procedure_code for each in charges if each.procedure_code in {"90471", "90472"}]


def test_a_second_injection_of_the_day_is_a_further_one(session: Session) -> None:
    set_prices(session, "90656", "90715", "90471", "90472")
    visit = a_visit(session, "immunization")
    travel = adopt_shipped_template(
        session, "immunization", date(2026, 1, 1), name="Travel vaccines"
    )
    again = replace(visit, service_id=travel.id)
    first = a_signed_encounter(session, visit, **FLU_SHOT)
    second = a_signed_encounter(session, again, **TDAP_SHOT)

    coded = [administrations(session, first), administrations(session, second)]

    assert coded == [["90471"], ["90472"]]
    assert charges_of(session, second.id)[-1].explanation == (
        "Each further vaccine injected that day."
    )
    assert preview_coding(session, first.id).lines[-1].procedure_code == "90471"


def test_whoever_is_coded_first_has_the_first_injection(session: Session) -> None:
    set_prices(session, "90656", "90715", "90471", "90472")
    visit = a_visit(session, "immunization")
    first = a_signed_encounter(session, visit, **FLU_SHOT)
    second = a_signed_encounter(session, visit, **TDAP_SHOT)

    coded = [administrations(session, second), administrations(session, first)]

    assert coded == [["90471"], ["90472"]]


@pytest.mark.parametrize("elsewhere", ["patient_id", "store_id", "provider_id", "served_on"])
def test_another_day_place_provider_or_patient_begins_anew(
    session: Session, elsewhere: str
) -> None:
    set_prices(session, "90656", "90715", "90471", "90472")
    visit = a_visit(session, "immunization")
    other = {
        "patient_id": a_patient(session).id,
        "store_id": a_store(session).id,
        "provider_id": a_provider(session).id,
        "served_on": date(2026, 10, 16),
    }[elsewhere]
    code_encounter(session, a_signed_encounter(session, visit, **FLU_SHOT).id)
    second = a_signed_encounter(session, replace(visit, **{elsewhere: other}), **TDAP_SHOT)

    assert administrations(session, second) == ["90471"]


def test_a_day_of_hundreds_of_charges_takes_nothing_from_another(session: Session) -> None:
    asking = sorted((an_encounter(session) for _ in range(2)), key=lambda each: each.id)
    for encounter, count in zip(asking, (2 * MOST_THAT_DAY, 3), strict=True):
        same = {
            name: getattr(encounter, name) for name in ("store_id", "patient_id", "provider_id")
        }
        first = a_charge(session, an_encounter(session, **same))
        row = {name: getattr(first, name) for name in CHARGED}
        session.add_all(Charge(**row | {"position": each}) for each in range(2, count + 1))
        session.flush()

    beside = charged_those_days(session, asking)

    assert [len(beside[each.id]) for each in asking] == [MOST_THAT_DAY, 3]
    assert [each.position for each in beside[asking[1].id]] == [1, 2, 3]


def test_what_was_voided_was_not_the_first(session: Session) -> None:
    set_prices(session, "90656", "90715", "90471", "90472")
    visit = a_visit(session, "immunization")
    first = a_signed_encounter(session, visit, **FLU_SHOT)
    code_encounter(session, first.id)
    void_encounter(session, first.id, "Documented for the wrong patient.")
    second = a_signed_encounter(session, visit, **TDAP_SHOT)

    assert administrations(session, second) == ["90471"]


def test_an_amendment_stays_what_it_replaces(session: Session) -> None:
    set_prices(session, "90656", "90715", "90471", "90472")
    visit = a_visit(session, "immunization")
    first = a_signed_encounter(session, visit, **FLU_SHOT)
    second = a_signed_encounter(session, visit, **TDAP_SHOT)
    code_encounter(session, first.id)
    code_encounter(session, second.id)
    new = amend_encounter(session, first.id, "The lot was wrong.")
    draft = preview_coding(session, new.id).lines[-1].procedure_code
    complete_encounter(session, new.id)
    sign_encounter(session, new.id)

    assert (draft, administrations(session, new)) == ("90471", ["90471"])
