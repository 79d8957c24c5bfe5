"""Every cent of a remittance arrives on an account, once, and nothing posted changes."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from domain.claims.models import Claim
from domain.claims.queries import content_of
from domain.codes.in_memory import codebook
from domain.ledger.commands import post_remittance, write_off
from domain.ledger.journal import Entry, Leg, post
from domain.ledger.models import Account
from domain.ledger.models import Entry as EntryRow
from domain.ledger.models import Leg as LegRow
from domain.ledger.next_payer import follow_up
from domain.ledger.postings import Decision, Reason, Subject, legs_of_decision, legs_of_deposit
from domain.remittances.commands import take_in
from domain.reports.models import PayerMonth, RevenueDay
from domain.x12.parties import Adjustment
from domain.x12.remittances import ClaimPayment, ProviderAdjustment
from tenants.database import TenantDatabase
from tenants.identifiers import new_id
from tests.builders import a_coverage, a_store
from tests.remittances.files import a_remittance, a_sent_claim, decided, received, turned

pytestmark = pytest.mark.usefixtures("embedded_codes")

SHARES = (
    [Adjustment("CO", "45", 5_00)],
    [Adjustment("PR", "3", 10_00), Adjustment("CO", "45", 2_50)],
)


def posted(
    session: Session,
    *payments: ClaimPayment,
    provider_adjustments: Sequence[ProviderAdjustment] = (),
) -> int:
    """Take a remittance in and post it. Returns how many claim payments were posted."""
    written = a_remittance(*payments, provider_adjustments=provider_adjustments)
    remittance = take_in(session, received(session, written).id)[0]
    session.flush()
    count = post_remittance(session, remittance.id)
    session.flush()
    return count


def balances(session: Session) -> dict[str, int]:
    rows = session.execute(
        select(LegRow.account, func.sum(LegRow.amount_cents)).group_by(LegRow.account)
    )
    return {account: int(cents) for account, cents in rows if cents}


def test_a_decision_moves_the_receivable_to_where_the_payer_sent_it(session: Session) -> None:
    claim = a_sent_claim(session)

    posted(session, decided(session, claim, *SHARES))

    assert balances(session) == {
        "cash": 50_00,
        "contractual_adjustments": 7_50,
        "patient_receivable": 10_00,
        "revenue": -67_50,
    }
    assert (claim.adjudication, claim.money, claim.work) == ("paid", "patient", "none")
    assert (claim.paid_cents, claim.patient_responsibility_cents) == (50_00, 10_00)


def test_posting_twice_is_posting_once(session: Session) -> None:
    payment = decided(session, a_sent_claim(session), *SHARES)
    remittance = take_in(session, received(session, a_remittance(payment)).id)[0]
    session.flush()

    first = post_remittance(session, remittance.id)
    second = post_remittance(session, remittance.id)

    assert (first, second) == (1, 0)
    assert balances(session)["cash"] == 50_00


def test_a_denial_is_money_to_work_on(session: Session) -> None:
    claim = a_sent_claim(session)
    denied = [[Adjustment("CO", "197", 25_00)], [Adjustment("CO", "197", 42_50)]]

    posted(session, decided(session, claim, *denied, claim_status_code="4"))

    assert balances(session) == {"denials": 67_50, "revenue": -67_50}
    assert (claim.display_status, claim.work, claim.money) == ("denied", "denial", "payer")


def test_less_than_the_contract_asks_for_a_look(session: Session) -> None:
    claim = a_sent_claim(session)
    claim.expected_cents = 65_00

    posted(session, decided(session, claim, *SHARES))

    assert (claim.adjudication, claim.display_status) == ("paid", "in_review")


def test_cash_of_a_claim_that_is_not_ours_waits_unapplied(session: Session) -> None:
    claim = a_sent_claim(session)
    lost = decided(session, claim, patient_control_number="ELSEWHERE", service_payments=())

    count = posted(session, lost)

    assert count == 0
    assert balances(session) == {"cash": 67_50, "unapplied_cash": -67_50}


def test_a_reversal_undoes_exactly_and_a_correction_follows(session: Session) -> None:
    claim = a_sent_claim(session)
    first = decided(session, claim, *SHARES)
    posted(session, first)
    right = decided(session, claim, [Adjustment("CO", "45", 5_00)], [Adjustment("CO", "45", 2_50)])

    posted(session, turned(first), right)

    assert balances(session) == {
        "cash": 60_00,
        "contractual_adjustments": 7_50,
        "revenue": -67_50,
    }
    assert (claim.adjudication, claim.money, claim.paid_cents) == ("paid", "settled", 60_00)
    reversal = session.scalars(select(EntryRow).where(EntryRow.kind == "reversal")).one()
    assert reversal.reverses_id is not None


def test_what_the_payer_takes_back_through_plb_lowers_the_cash(session: Session) -> None:
    claim = a_sent_claim(session)
    taken = [ProviderAdjustment("WO", 20_00, "ICN1"), ProviderAdjustment("L6", -1_25)]

    posted(session, decided(session, claim), provider_adjustments=taken)

    assert balances(session) == {
        "cash": 48_75,
        "interest": -1_25,
        "provider_adjustments": 20_00,
        "revenue": -67_50,
    }


def test_what_the_first_payer_leaves_is_asked_of_the_second(session: Session) -> None:
    claim = a_sent_claim(session)
    a_coverage(session, patient_id=claim.patient_id, priority=2)
    posted(session, decided(session, claim, *SHARES))
    assert claim.money == "next_payer"

    second = follow_up(session, claim.id, codebook(session))
    again = follow_up(session, claim.id, codebook(session))

    assert second is not None
    assert again is None
    other = content_of(session, second.id).other_payers[0]
    assert (second.payer_sequence, second.charge_cents, other.paid_cents) == (2, 67_50, 50_00)
    assert second.readiness == "released"


def test_the_second_payer_settles_what_was_left(session: Session) -> None:
    claim = a_sent_claim(session)
    a_coverage(session, patient_id=claim.patient_id, priority=2)
    posted(session, decided(session, claim, *SHARES))
    second = follow_up(session, claim.id, codebook(session))
    assert second is not None
    first_payers = [[Adjustment("OA", "23", 25_00)], [Adjustment("OA", "23", 32_50)]]

    posted(session, decided(session, second, *first_payers, claim_status_code="2"))

    assert balances(session) == {
        "cash": 60_00,
        "contractual_adjustments": 7_50,
        "revenue": -67_50,
    }
    assert second.money == "settled"


def test_a_forwarded_claim_is_not_billed_again(session: Session) -> None:
    claim = a_sent_claim(session)
    a_coverage(session, patient_id=claim.patient_id, priority=2)

    posted(session, decided(session, claim, *SHARES, claim_status_code="19"))

    assert follow_up(session, claim.id, codebook(session)) is None


def test_reports_are_the_ledgers_own_sums(session: Session) -> None:
    claim = a_sent_claim(session)

    posted(session, decided(session, claim, *SHARES))

    day = session.scalars(select(RevenueDay)).one()
    assert (day.claim_count, day.charge_cents, day.paid_cents) == (1, 67_50, 50_00)
    assert (day.adjusted_cents, day.patient_cents) == (7_50, 10_00)
    month = session.scalars(select(PayerMonth)).one()
    assert (month.adjudicated_count, month.denied_count, month.paid_cents) == (1, 0, 50_00)


def test_a_write_off_takes_what_is_owed_and_no_more(session: Session) -> None:
    claim = a_sent_claim(session)
    posted(session, decided(session, claim, *SHARES))

    write_off(session, claim.id, 10_00, "Hardship.")

    assert balances(session)["write_offs"] == 10_00
    assert "patient_receivable" not in balances(session)


def test_an_entry_out_of_balance_cannot_be_written(session: Session) -> None:
    claim = a_sent_claim(session)
    entry = EntryRow(
        kind="test",
        source_kind="tests",
        source_id=claim.id,
        effective_on=claim.served_on,
        posted_by="job:test",
        memo="A test.",
    )
    session.add(entry)
    session.flush()
    row = text(
        "insert into legs (id, entry_id, account, amount_cents)"
        " values (:one, :entry, 'cash', 2), (:two, :entry, 'interest', -1)"
    )

    with pytest.raises(DBAPIError, match="out of balance"), session.begin_nested():
        session.execute(row, {"one": new_id(), "two": new_id(), "entry": entry.id})


@pytest.mark.parametrize("statement", ["update legs set amount_cents = 0", "delete from entries"])
def test_nothing_posted_can_be_changed(tenant: TenantDatabase, statement: str) -> None:
    with tenant.transaction() as session, pytest.raises(DBAPIError, match="permission denied"):
        session.execute(text(statement))


def test_a_posted_entry_takes_no_further_legs(tenant: TenantDatabase, session: Session) -> None:
    claim = a_sent_claim(session)
    legs = (Leg(Account.CASH, 5), Leg(Account.INTEREST, -5))
    post(session, [Entry("test", "tests", claim.id, claim.served_on, "A test.", legs)])
    entry_id = session.scalars(select(EntryRow.id)).one()
    rows = text(
        "insert into legs (id, entry_id, account, amount_cents)"
        " values (:one, :entry, 'cash', 1), (:two, :entry, 'interest', -1)"
    )

    with pytest.raises(DBAPIError, match="no further legs"), session.begin_nested():
        session.execute(rows, {"one": new_id(), "two": new_id(), "entry": entry_id})


@pytest.mark.parametrize(
    ("store", "rule"),
    [("another", "fk_legs_tenant_id_claim_id_store_id"), ("none", "store_where_claim")],
)
def test_a_leg_is_of_the_store_of_its_claim(session: Session, store: str, rule: str) -> None:
    claim = a_sent_claim(session)
    store_id = a_store(session).id if store == "another" else None
    about = (claim.id, None, claim.payer_id, store_id)
    legs = (Leg(Account.CASH, 5, *about), Leg(Account.INTEREST, -5, *about))
    entry = Entry("test", "tests", claim.id, claim.served_on, "A test.", legs)

    with pytest.raises(IntegrityError, match=rule), session.begin_nested():
        post(session, [entry])


def test_legs_follow_their_claim_to_another_store(session: Session) -> None:
    claim = a_sent_claim(session)
    about = (claim.id, None, claim.payer_id, claim.store_id)
    legs = (Leg(Account.CASH, 5, *about), Leg(Account.INTEREST, -5, *about))
    post(session, [Entry("test", "tests", claim.id, claim.served_on, "A test.", legs)])
    moved = text("update claims set store_id = :store, encounter_id = null where id = :claim")
    elsewhere = a_store(session).id

    session.execute(moved, {"store": elsewhere, "claim": claim.id})

    assert set(session.scalars(select(LegRow.store_id))) == {elsewhere}


CENTS = st.integers(-100_000, 100_000)
REASONS = st.lists(
    st.builds(
        Reason,
        st.sampled_from(["CO", "PR", "OA", "PI", "CR"]),
        st.sampled_from(["1", "2", "3", "16", "23", "45", "97", "197", "253"]),
        CENTS,
    ),
    max_size=6,
)


@given(st.lists(st.builds(Decision, st.none(), CENTS, REASONS), max_size=5))
def test_whatever_a_payer_decides_the_legs_balance(decisions: list[Decision]) -> None:
    legs = legs_of_decision(Subject(new_id(), new_id(), new_id()), decisions)

    assert sum(leg.amount_cents for leg in legs) == 0


@given(CENTS, st.lists(st.tuples(st.sampled_from(["WO", "FB", "L6", "72"]), CENTS), max_size=12))
def test_whatever_a_payer_pays_the_deposit_balances(
    paid_cents: int, provider_level: list[tuple[str, int]]
) -> None:
    legs = legs_of_deposit(paid_cents, provider_level, None)

    assert sum(leg.amount_cents for leg in legs) == 0


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(0, 25_00), st.integers(0, 42_50)), min_size=1, max_size=4))
def test_the_bank_and_the_ledger_agree(session: Session, shares: list[tuple[int, int]]) -> None:
    before = balances(session).get("cash", 0)
    payments = [
        decided(
            session,
            a_sent_claim(session),
            [Adjustment("CO", "45", one)],
            [Adjustment("PR", "1", two)],
        )
        for one, two in shares
    ]

    posted(session, *payments)

    assert sum(balances(session).values()) == 0
    paid = sum(each.paid_cents for each in payments)
    assert balances(session).get("cash", 0) - before == paid
    assert session.scalar(select(func.count()).select_from(Claim)) is not None
