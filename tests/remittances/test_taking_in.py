"""An 835 is kept, proved and matched, or waits in quarantine with its reason."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import Invalid, WrongState
from domain.outbox.models import OutboxMessage
from domain.remittances.commands import match_by_hand, replay_remittance, take_in
from domain.remittances.models import ClaimPayment, Remittance, ServicePayment
from domain.x12.parties import Adjustment
from domain.x12.writing import write_remittances
from tenants.database import TenantDatabase
from tests.remittances.files import a_remittance, a_sent_claim, decided, received, turned

pytestmark = pytest.mark.usefixtures("embedded_codes")


def payments_of(session: Session, remittance: Remittance) -> list[ClaimPayment]:
    session.flush()
    query = select(ClaimPayment).where(ClaimPayment.remittance_id == remittance.id)
    return list(session.scalars(query.order_by(ClaimPayment.position)))


def ready_to_post(session: Session) -> int:
    query = select(OutboxMessage).where(OutboxMessage.event == "RemittanceBalanced")
    return len(session.scalars(query).all())


def test_a_balanced_payment_is_matched_line_by_line(session: Session) -> None:
    claim = a_sent_claim(session)
    raw_file = received(session, a_remittance(decided(session, claim)))

    remittance = take_in(session, raw_file.id)[0]

    payment = payments_of(session, remittance)[0]
    lines = session.scalars(select(ServicePayment)).all()
    assert (remittance.status, remittance.paid_cents) == ("balanced", 67_50)
    assert (payment.status, payment.claim_id) == ("matched", claim.id)
    assert payment.matched_by == "line_control_number"
    assert all(line.service_line_id for line in lines)
    assert payment.segments.startswith("CLP*")
    assert ready_to_post(session) == 1


def test_the_same_payment_taken_in_at_the_same_time_is_taken_in_once(
    tenant: TenantDatabase,
) -> None:
    with tenant.transaction() as session:
        written = a_remittance(decided(session, a_sent_claim(session)))
        files = (received(session, written), received(session, written, a_remittance()))
        raw_file_ids = [each.id for each in files]
    together = Barrier(2)

    def take(raw_file_id: UUID) -> list[str]:
        with tenant.transaction() as session:
            together.wait()
            kept = take_in(session, raw_file_id)
            time.sleep(0.2)  # Long enough for the other to look.
            return [each.trace_number for each in kept]

    with ThreadPoolExecutor(2) as pool:
        kept = [number for taken in pool.map(take, raw_file_ids) for number in taken]

    assert kept.count(written.trace_number) == 1


def test_the_same_file_or_payment_is_taken_in_once(session: Session) -> None:
    written = a_remittance(decided(session, a_sent_claim(session)))
    first, second = received(session, written), received(session, written, a_remittance())

    once = take_in(session, first.id)
    again = take_in(session, first.id)
    elsewhere = take_in(session, second.id)

    assert (len(once), again, len(elsewhere)) == (1, [], 1)
    assert second.reason == "A payment of this file was taken in before."


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        ({"paid_cents": 67_49}, "CLP"),
        ({"charge_cents": 67_51}, "CLP"),
    ],
)
def test_a_claim_that_does_not_balance_keeps_the_payment_in_quarantine(
    session: Session, spoil: dict[str, int], place: str
) -> None:
    payment = decided(session, a_sent_claim(session), **spoil)

    remittance = take_in(session, received(session, a_remittance(payment)).id)[0]

    assert remittance.status == "quarantined"
    assert remittance.reason is not None
    assert place in remittance.reason
    assert payments_of(session, remittance)[0].status == "quarantined"
    assert ready_to_post(session) == 0


def test_a_payment_that_is_not_the_sum_of_its_claims_waits(session: Session) -> None:
    written = a_remittance(decided(session, a_sent_claim(session)), amount_cents=70_00)

    remittance = take_in(session, received(session, written).id)[0]

    assert remittance.status == "quarantined"
    assert remittance.reason == (
        "BPR02: Claims and provider adjustments come to $67.50, but BPR02 pays $70.00."
    )
    assert ready_to_post(session) == 0


def test_replaying_what_still_does_not_balance_changes_nothing(session: Session) -> None:
    written = a_remittance(decided(session, a_sent_claim(session)), amount_cents=70_00)
    remittance = take_in(session, received(session, written).id)[0]
    session.flush()

    replay_remittance(session, remittance.id)

    assert remittance.status == "quarantined"
    assert ready_to_post(session) == 0


def undated(session: Session, impossible: bytes) -> tuple[Remittance, Remittance]:
    """Two payments of one file, the first on a day that is none."""
    written = [a_remittance(decided(session, a_sent_claim(session))) for _ in range(2)]
    content = write_remittances(written).replace(b"*20261102~TRN", impossible + b"~TRN", 1)
    first, second = take_in(session, received(session, content=content).id)
    session.flush()
    return first, second


@pytest.mark.parametrize(
    ("impossible", "reason"),
    [
        (b"*20261302", "BPR16 at segment 3: BPR16 cannot be read."),
        (b"*20260231", "BPR16 at segment 3: BPR16 cannot be read."),
        (b"", "BPR16: The payment has no date."),
    ],
)
def test_a_payment_on_no_day_waits_and_its_neighbour_goes_on(
    session: Session, impossible: bytes, reason: str
) -> None:
    undated_one, dated_one = undated(session, impossible)

    assert (undated_one.status, undated_one.reason) == ("quarantined", reason)
    assert (dated_one.status, dated_one.reason) == ("balanced", None)
    assert [each.status for each in payments_of(session, undated_one)] == ["quarantined"]
    assert ready_to_post(session) == 1


def test_a_person_says_the_day_of_a_payment(session: Session) -> None:
    remittance, _ = undated(session, b"*20261302")

    replay_remittance(session, remittance.id)
    still = (remittance.status, ready_to_post(session))
    replay_remittance(session, remittance.id, date(2026, 11, 3))

    assert still == ("quarantined", 1)
    assert (remittance.status, remittance.reason) == ("balanced", None)
    assert remittance.paid_on == date(2026, 11, 3)
    assert [each.status for each in payments_of(session, remittance)] == ["matched"]
    assert ready_to_post(session) == 2


def test_the_day_that_the_file_tells_is_not_overruled(session: Session) -> None:
    written = a_remittance(decided(session, a_sent_claim(session)), amount_cents=70_00)
    remittance = take_in(session, received(session, written).id)[0]
    session.flush()

    with pytest.raises(Invalid, match="BPR16"):
        replay_remittance(session, remittance.id, date(2026, 11, 3))

    assert remittance.paid_on == date(2026, 11, 2)


def test_a_payment_corrected_by_its_payer_is_not_dated_into_a_second(session: Session) -> None:
    written = a_remittance(decided(session, a_sent_claim(session)))
    spoiled = write_remittances([written]).replace(b"*20261102~TRN", b"*20261302~TRN")
    later = replace(written, paid_on=date(2026, 11, 3))
    remittance = take_in(session, received(session, content=spoiled).id)[0]
    corrected = take_in(session, received(session, later).id)

    with pytest.raises(WrongState, match="before"):
        replay_remittance(session, remittance.id, date(2026, 11, 3))

    assert [each.status for each in corrected] == ["balanced"]


def test_a_claim_that_is_not_ours_waits_and_the_others_go_on(session: Session) -> None:
    ours = decided(session, a_sent_claim(session))
    theirs = decided(
        session,
        a_sent_claim(session),
        patient_control_number="OTHERSYSTEM1",
        service_payments=(),
    )

    remittance = take_in(session, received(session, a_remittance(ours, theirs)).id)[0]

    payments = payments_of(session, remittance)
    assert [each.status for each in payments] == ["matched", "quarantined"]
    assert payments[1].reason is not None
    assert remittance.status == "balanced"


def test_a_person_can_say_which_claim_is_meant(session: Session) -> None:
    claim = a_sent_claim(session)
    lost = decided(session, claim, patient_control_number="RETYPED", service_payments=())
    remittance = take_in(session, received(session, a_remittance(lost)).id)[0]
    payment = payments_of(session, remittance)[0]

    match_by_hand(session, payment.id, claim.id)

    assert (payment.status, payment.matched_by) == ("matched", "hand")
    with pytest.raises(WrongState):
        match_by_hand(session, payment.id, claim.id)


def test_a_payment_is_not_matched_to_a_claim_of_another_charge(session: Session) -> None:
    claim, other = a_sent_claim(session), a_sent_claim(session)
    other.charge_cents = 1
    lost = decided(session, claim, patient_control_number="RETYPED", service_payments=())
    remittance = take_in(session, received(session, a_remittance(lost)).id)[0]

    with pytest.raises(Invalid):
        match_by_hand(session, payments_of(session, remittance)[0].id, other.id)


def test_a_reversal_finds_what_it_takes_back(session: Session) -> None:
    payment = decided(session, a_sent_claim(session))
    first = take_in(session, received(session, a_remittance(payment)).id)[0]
    session.flush()

    second = take_in(session, received(session, a_remittance(turned(payment))).id)[0]

    reversal = payments_of(session, second)[0]
    assert reversal.reverses_id == payments_of(session, first)[0].id
    assert reversal.status == "matched"


def test_a_reversal_of_nothing_waits(session: Session) -> None:
    payment = decided(session, a_sent_claim(session))

    remittance = take_in(session, received(session, a_remittance(turned(payment))).id)[0]

    assert payments_of(session, remittance)[0].status == "quarantined"


@pytest.mark.parametrize("content", [b"", b"hello", b"ISA*00*", b"\x00\xff\x00", b"ISA~" * 50])
def test_what_is_no_835_waits_with_a_reason(session: Session, content: bytes) -> None:
    raw_file = received(session, content=content)

    assert take_in(session, raw_file.id) == []

    assert raw_file.status == "quarantined"
    assert raw_file.reason


def test_denials_and_patient_shares_are_kept_as_written(session: Session) -> None:
    claim = a_sent_claim(session)
    given = [Adjustment("CO", "45", 5_00), Adjustment("PR", "3", 10_00)]
    payment = decided(session, claim, given, [Adjustment("CO", "16", 42_50)])

    remittance = take_in(session, received(session, a_remittance(payment)).id)[0]

    kept = payments_of(session, remittance)[0]
    assert kept.patient_responsibility_cents == 10_00
    assert (remittance.paid_on, remittance.paid_cents) == (date(2026, 11, 2), 10_00)
