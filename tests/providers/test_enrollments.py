"""Enrolments: one application at a time, and spans that share no day, whoever writes them."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.errors import AlreadyExists, Invalid, NotFound, WrongState
from domain.providers.enrollments import EnrollmentDetails, begin_enrollment, change_enrollment
from domain.providers.models import Enrollment, EnrollmentStage
from tenants.identifiers import new_id
from tests.builders import a_payer, a_provider, a_store, an_enrollment

BEGUN = EnrollmentDetails(EnrollmentStage.IN_PROGRESS)
SUBMITTED = EnrollmentDetails(EnrollmentStage.PENDING, submitted_on=date(2026, 1, 10))
EFFECTIVE = EnrollmentDetails(
    EnrollmentStage.EFFECTIVE,
    number="PTAN1",
    submitted_on=date(2026, 1, 10),
    effective_from_on=date(2026, 2, 1),
    effective_to_on=date(2026, 12, 31),
)


def begun(session: Session, details: EnrollmentDetails = BEGUN) -> Enrollment:
    provider, store, payer = a_provider(session), a_store(session), a_payer(session)
    return begin_enrollment(session, provider.id, store.id, payer.id, details)


def again(session: Session, first: Enrollment, details: EnrollmentDetails) -> Enrollment:
    return begin_enrollment(session, first.provider_id, first.store_id, first.payer_id, details)


def test_an_enrollment_goes_from_progress_to_effect(session: Session) -> None:
    enrollment = begun(session)

    change_enrollment(session, enrollment.id, SUBMITTED)
    change_enrollment(session, enrollment.id, EFFECTIVE)

    assert (enrollment.stage, enrollment.number) == ("effective", "PTAN1")
    assert enrollment.effective_from_on == date(2026, 2, 1)


def test_a_payer_may_send_an_application_back(session: Session) -> None:
    enrollment = begun(session, SUBMITTED)

    change_enrollment(session, enrollment.id, BEGUN)

    assert enrollment.stage == "in_progress"


def test_what_was_effective_stays_so(session: Session) -> None:
    enrollment = begun(session, EFFECTIVE)

    with pytest.raises(WrongState):
        change_enrollment(session, enrollment.id, SUBMITTED)

    assert enrollment.stage == "effective"


def test_one_application_is_open_at_a_time(session: Session) -> None:
    first = begun(session)

    with pytest.raises(AlreadyExists):
        again(session, first, SUBMITTED)


def test_a_renewal_is_applied_for_beside_the_living_span(session: Session) -> None:
    first = begun(session, EFFECTIVE)

    renewal = again(session, first, SUBMITTED)

    assert renewal.id != first.id


@pytest.mark.parametrize(
    ("first_day", "last_day", "is_taken"),
    [
        (date(2026, 12, 31), None, True),
        (date(2027, 1, 1), None, False),
        (date(2026, 1, 1), date(2026, 1, 31), False),
        (date(2026, 1, 1), date(2026, 2, 1), True),
        (date(2026, 1, 1), None, True),
    ],
)
def test_spans_share_no_day(
    session: Session, first_day: date, last_day: date | None, is_taken: bool
) -> None:
    first = begun(session, EFFECTIVE)
    span = replace(EFFECTIVE, effective_from_on=first_day, effective_to_on=last_day)

    try:
        again(session, first, span)
    except AlreadyExists:
        taken = True
    else:
        taken = False

    assert taken is is_taken


def test_the_database_itself_lets_no_spans_overlap(session: Session) -> None:
    provider = a_provider(session)
    first = an_enrollment(session, provider)

    with pytest.raises(IntegrityError, match="ex_enrollments_days"), session.begin_nested():
        an_enrollment(
            session,
            provider,
            store_id=first.store_id,
            payer_id=first.payer_id,
            effective_from_on=date(2026, 1, 1),
        )


def test_another_store_has_spans_of_its_own(session: Session) -> None:
    first = begun(session, EFFECTIVE)

    other = begin_enrollment(
        session, first.provider_id, a_store(session).id, first.payer_id, EFFECTIVE
    )

    assert other.effective_from_on == first.effective_from_on


@pytest.mark.parametrize(
    ("path", "details"),
    [
        ("effective_from_on", replace(EFFECTIVE, effective_from_on=None, effective_to_on=None)),
        ("effective_from_on", replace(BEGUN, effective_from_on=date(2026, 1, 1))),
        ("effective_to_on", replace(EFFECTIVE, effective_to_on=date(2026, 1, 1))),
        ("submitted_on", replace(SUBMITTED, submitted_on=None)),
    ],
)
def test_a_wrong_field_is_named(session: Session, path: str, details: EnrollmentDetails) -> None:
    with pytest.raises(Invalid) as refusal:
        begun(session, details)

    assert refusal.value.path == path


def test_an_enrollment_is_of_known_parties(session: Session) -> None:
    with pytest.raises(NotFound):
        begin_enrollment(session, a_provider(session).id, new_id(), a_payer(session).id, BEGUN)
