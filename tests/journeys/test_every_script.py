"""Whatever a payer does, the ledger balances, the cash is the bank's, and nothing is lost."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.claims.models import Claim
from domain.ledger.commands import post_charges, post_remittance
from domain.ledger.models import Leg
from domain.payers.models import TradingPartner
from domain.remittances.commands import take_in
from domain.remittances.models import ClaimPayment, Remittance
from domain.simulator.answering import AnswerFile, answers
from domain.simulator.scripts import Instructions, Outcome, Script
from domain.submissions import acknowledgements
from domain.submissions.models import RawFile
from domain.submissions.receiving import receive_file
from tests.submissions.released import bytes_of, sent

pytestmark = pytest.mark.usefixtures("embedded_codes")

FEES = (("90471", 20_00), ("90656", 40_00))
UNPAID = {
    Outcome.SILENT,
    Outcome.UNBALANCED,
    Outcome.UNMATCHED,
    Outcome.UNDATED,
    Outcome.REJECT_INTERCHANGE,
    Outcome.REJECT_SET,
    Outcome.REJECT_CLAIM,
    Outcome.REJECT_PROVIDER,
    Outcome.REJECT_BATCH,
}
"""Outcomes after which no claim of ours is decided."""


def told(outcome: Outcome, claims: Sequence[Claim]) -> Instructions:
    scripts = (
        Script(outcome, patient_control_number=claim.patient_control_number) for claim in claims
    )
    return Instructions(allowed_cents=FEES, scripts=tuple(scripts))


def answered(
    session: Session, instruct: Callable[[Sequence[Claim]], Instructions], count: int
) -> list[Claim]:
    """Send claims, read every answer the payer gives, post what can be posted."""
    outbox, interchange = sent(session, count)
    session.flush()
    post_charges(session, interchange.id)
    instructions = instruct(outbox.claims)
    for answer in answers(bytes_of(session, interchange), instructions):
        read(session, outbox.partner, answer)
    return outbox.claims


def read(session: Session, partner: TradingPartner, answer: AnswerFile) -> None:
    raw_file_id = receive_file(session, partner.id, answer.name, answer.content)
    session.flush()
    if raw_file_id is None:
        return
    if session.get_one(RawFile, raw_file_id).kind == "835":
        for remittance in take_in(session, raw_file_id):
            session.flush()
            post_remittance(session, remittance.id)
    else:
        acknowledgements.take_in(session, raw_file_id)
    session.flush()


def balance_of(session: Session, *accounts: str) -> int:
    query = select(func.coalesce(func.sum(Leg.amount_cents), 0))
    if accounts:
        query = query.where(Leg.account.in_(accounts))
    return int(session.scalar(query) or 0)


def prove(session: Session, claims: Sequence[Claim]) -> None:
    """The books after any remittances: balanced, equal to the bank, every receivable explained."""
    proved = select(func.coalesce(func.sum(Remittance.paid_cents), 0))
    deposited = session.scalar(proved.where(Remittance.status != "quarantined"))
    assert balance_of(session) == 0
    assert balance_of(session, "cash") == deposited
    for claim_id, owed in receivables(session):
        claim = next(claim for claim in claims if claim.id == claim_id)
        assert owed == (claim.charge_cents if is_open(claim) else 0), claim.display_status


def receivables(session: Session) -> Iterator[tuple[UUID, int]]:
    rows = session.execute(
        select(Leg.claim_id, func.sum(Leg.amount_cents))
        .where(Leg.account == "insurance_receivable")
        .group_by(Leg.claim_id)
    )
    return ((claim_id, int(cents)) for claim_id, cents in rows)


def is_open(claim: Claim) -> bool:
    """Whether the payer still owes the whole answer."""
    return claim.adjudication in {"pending", "reversed"}


@pytest.mark.parametrize("outcome", Outcome)
def test_the_books_are_right_after_each_script(session: Session, outcome: Outcome) -> None:
    claims = answered(session, partial(told, outcome), count=4)

    prove(session, claims)
    decided = {claim.adjudication != "pending" for claim in claims}
    assert decided == {outcome not in UNPAID}


def test_what_does_not_add_up_or_is_not_ours_waits_with_its_reason(session: Session) -> None:
    answered(session, partial(told, Outcome.UNBALANCED), count=2)
    answered(session, partial(told, Outcome.UNMATCHED), count=2)

    unbalanced = session.scalars(select(Remittance).where(Remittance.status == "quarantined")).all()
    unmatched = session.scalars(
        select(ClaimPayment).where(
            ClaimPayment.status == "quarantined", ClaimPayment.claim_id.is_(None)
        )
    ).all()
    assert unbalanced
    assert all(each.reason for each in [*unbalanced, *unmatched])


def test_the_books_are_right_after_hundreds_of_claims_of_all_kinds(session: Session) -> None:
    def varied(seed: int, _: Sequence[Claim]) -> Instructions:
        return Instructions(seed=seed, allowed_cents=FEES, variety_percent=60)

    every = [claim for seed in range(6) for claim in answered(session, partial(varied, seed), 30)]

    prove(session, every)
    outcomes = {claim.display_status for claim in every}
    assert {"paid", "denied", "rejected"} <= outcomes
