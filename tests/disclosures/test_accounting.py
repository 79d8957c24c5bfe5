"""The account of disclosures: what it tells of which days, to whom, and what it keeps back."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from domain.disclosures.accounting import account_for, period_of
from domain.disclosures.commands import (
    DisclosureDetails,
    Statement,
    lift_suspension,
    record_disclosure,
    suspend_disclosures,
    withdraw_disclosure,
)
from domain.disclosures.models import Disclosure, DisclosureKind
from domain.errors import Invalid, NotFound, WrongState
from domain.submissions.transmission import begin_sending, record_sent
from tenants.database import TenantDatabase
from tenants.setting_values import set_value, today
from tenants.settings import PAYERS_INCLUDED
from tests.builders import a_patient
from tests.submissions.released import built

REGISTRY = DisclosureDetails(
    kind=DisclosureKind.PUBLIC_HEALTH,
    disclosed_on=date(2025, 3, 1),
    recipient_name="State Immunization Registry",
    recipient_address="1 HEALTH WAY, SAINT PAUL, MN 55101",
    description="Immunizations given",
    purpose="Reporting that the state requires",
)
POLICE = replace(
    REGISTRY,
    kind=DisclosureKind.LAW_ENFORCEMENT,
    recipient_name="Sheriff of Invented County",
    purpose="Locating a missing person",
)
STATED = Statement(
    official="Deputy A. Sample, Sheriff of Invented County",
    statement="An account would impede the search until then.",
    is_written=True,
    ends_on=today() + timedelta(days=90),
)


def told(session: Session, patient_id: Any, **period: date) -> list[tuple[Any, ...]]:
    account = account_for(session, patient_id, period_of(**period))
    return [
        (entry.recipient_name, entry.first_on, entry.last_on, entry.disclosure_count)
        for entry in account.entries
    ]


def test_what_went_to_one_recipient_for_one_purpose_is_told_as_one(session: Session) -> None:
    patient_id = a_patient(session).id
    record_disclosure(session, a_patient(session).id, REGISTRY)
    record_disclosure(session, patient_id, POLICE)
    again = {"recipient_name": " state  immunization REGISTRY "}
    for day in (date(2025, 6, 1), date(2025, 3, 1)):
        record_disclosure(session, patient_id, replace(REGISTRY, disclosed_on=day, **again))
    months = {"last_disclosed_on": date(2026, 8, 1), "disclosure_count": 12}
    record_disclosure(session, patient_id, replace(REGISTRY, frequency="monthly", **months))

    account = account_for(session, patient_id, period_of())

    registry = next(each for each in account.entries if each.purpose == REGISTRY.purpose)
    assert len(account.entries) == 2
    assert (registry.first_on, registry.last_on) == (date(2025, 3, 1), date(2026, 8, 1))
    assert (registry.disclosure_count, registry.frequency) == (14, "monthly")


def test_a_period_takes_in_what_reaches_into_it_and_nothing_withdrawn(session: Session) -> None:
    patient_id = a_patient(session).id
    days = {"last_disclosed_on": date(2025, 5, 1), "disclosure_count": 3}
    record_disclosure(session, patient_id, replace(REGISTRY, **days))
    record_disclosure(session, patient_id, POLICE)
    wrong = record_disclosure(session, patient_id, replace(POLICE, disclosed_on=date(2025, 4, 2)))
    withdraw_disclosure(session, wrong.id, "It was another patient.")

    april = told(session, patient_id, from_on=date(2025, 4, 1), to_on=date(2025, 4, 30))

    assert april == [(REGISTRY.recipient_name, date(2025, 3, 1), date(2025, 5, 1), 3)]
    with pytest.raises(WrongState):
        withdraw_disclosure(session, wrong.id, "It was another patient.")


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ({"from_on": today() - timedelta(days=6 * 366 + 1)}, "from_on"),
        ({"to_on": today() + timedelta(days=2)}, "to_on"),
        ({"from_on": today(), "to_on": today() - timedelta(days=1)}, "to_on"),
        ({"requested_on": today() + timedelta(days=2)}, "requested_on"),
    ],
)
def test_an_account_goes_back_six_years_and_not_into_the_future(asked: Any, path: str) -> None:
    with pytest.raises(Invalid) as refused:
        period_of(**asked)

    assert refused.value.path == path
    assert period_of(requested_on=date(2024, 2, 29)).from_on == date(2018, 2, 28)


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"kind": DisclosureKind.PAYMENT}, "kind"),
        ({"recipient_name": " "}, "recipient_name"),
        ({"purpose": "bell\x07"}, "purpose"),
        ({"description": "x" * 1_001}, "description"),
        ({"disclosed_on": today() + timedelta(days=2)}, "disclosed_on"),
        ({"disclosure_count": 0}, "disclosure_count"),
        ({"disclosure_count": 2}, "last_disclosed_on"),
        ({"last_disclosed_on": date(2025, 3, 2)}, "last_disclosed_on"),
        ({"last_disclosed_on": date(2025, 2, 1), "disclosure_count": 2}, "last_disclosed_on"),
    ],
)
def test_what_no_account_could_tell_is_refused(session: Session, given: Any, path: str) -> None:
    patient_id = a_patient(session).id

    with pytest.raises(Invalid) as refused:
        record_disclosure(session, patient_id, replace(REGISTRY, **given))

    assert refused.value.path == path
    assert session.query(Disclosure).count() == 0


def test_nobody_elses_patient_is_accounted_for(
    tenant: TenantDatabase, other_tenant: TenantDatabase
) -> None:
    with tenant.transaction() as session:
        patient_id = a_patient(session).id

    with other_tenant.transaction() as session:
        with pytest.raises(NotFound):
            record_disclosure(session, patient_id, REGISTRY)
        with pytest.raises(NotFound):
            account_for(session, patient_id, period_of())


def test_an_agency_keeps_its_disclosures_back_until_a_day(session: Session) -> None:
    patient_id = a_patient(session).id
    first = record_disclosure(session, patient_id, POLICE)
    other = record_disclosure(session, patient_id, REGISTRY)
    suspension = suspend_disclosures(session, first.id, STATED)
    spelled = replace(POLICE, recipient_name="SHERIFF of  invented county")
    record_disclosure(session, patient_id, replace(spelled, disclosed_on=date(2025, 9, 9)))

    assert [name for name, *_ in told(session, patient_id)] == [REGISTRY.recipient_name]
    suspension.ends_on = today() - timedelta(days=2)
    session.flush()
    assert len(told(session, patient_id)) == 2
    with pytest.raises(WrongState):
        lift_suspension(session, suspension.id)
    with pytest.raises(WrongState):
        suspend_disclosures(session, other.id, STATED)


def test_a_suspension_is_lifted_and_a_spoken_one_is_short(session: Session) -> None:
    patient_id = a_patient(session).id
    disclosure = record_disclosure(session, patient_id, POLICE)
    spoken = replace(STATED, is_written=False)
    for wrong in (spoken, replace(STATED, ends_on=today() - timedelta(days=2))):
        with pytest.raises(Invalid) as refused:
            suspend_disclosures(session, disclosure.id, wrong)
        assert refused.value.path == "ends_on"

    spoken = replace(spoken, ends_on=today() + timedelta(days=30))
    suspension = suspend_disclosures(session, disclosure.id, spoken)
    assert told(session, patient_id) == []
    lift_suspension(session, suspension.id)

    assert len(told(session, patient_id)) == 1


@pytest.mark.usefixtures("embedded_codes")
@pytest.mark.parametrize("is_included", [False, True])
def test_claims_to_payers_are_told_only_where_a_store_wants_it(
    session: Session, is_included: bool
) -> None:
    outbox, interchange = built(session)
    store_id = outbox.claims[0].store_id
    if is_included:
        set_value(session, PAYERS_INCLUDED, store_id, value=True, effective_from_on=today())
    begin_sending(session, interchange.id)

    for _ in range(2):
        record_sent(session, interchange.id)

    payers = [told(session, claim.patient_id) for claim in outbox.claims]
    expected = [("Invented Health Plan", today(), today(), 1)] if is_included else []
    assert payers == [expected] * 3
