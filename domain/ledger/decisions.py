"""What posting a payer's decision means for its claim: the axes, the sums, who is next."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from domain.claims.history import Step, hear
from domain.claims.models import Adjudication, Claim, Money, Work
from domain.ledger.events import NextPayerDue
from domain.ledger.models import Account
from domain.ledger.postings import Reason, account_for
from domain.money import in_dollars
from domain.outbox.commands import announce
from domain.patients.models import Coverage
from domain.remittances.models import Adjustment, ClaimPayment, Remittance

DENIED = "4"
FORWARDED = frozenset({"19", "20", "21", "23"})
"""CLP02: the payer has sent the claim on by itself, so the next payer is not billed again."""

_current = aliased(Coverage)
WITH_NEXT_PAYER = (
    select(Claim.id)
    .join(_current, _current.id == Claim.coverage_id)
    .join(Coverage, Coverage.patient_id == Claim.patient_id)
    .where(
        Coverage.priority > _current.priority,
        Coverage.effective_from_on <= Claim.served_on,
        Coverage.effective_to_on.is_(None) | (Coverage.effective_to_on >= Claim.served_on),
    )
)


def settle_claims(
    session: Session,
    remittance: Remittance,
    payments: Sequence[ClaimPayment],
    claims: dict[UUID, Claim],
) -> None:
    """Move each decided claim, in the file's order; announce those that a next payer is asked for."""
    denied = _denied_cents(session, payments)
    with_next_payer = _with_next_payer(session, claims)
    for payment in payments:
        assert payment.claim_id is not None
        claim = claims[payment.claim_id]
        claim.paid_cents += payment.paid_cents
        claim.patient_responsibility_cents += payment.patient_responsibility_cents
        claim.payer_claim_control_number = (
            payment.payer_claim_control_number or claim.payer_claim_control_number
        )
        if claim.adjudicated_at is None:
            claim.adjudicated_at = datetime.now(UTC)
        adjudication = adjudication_of(payment, denied.get(payment.id, 0))
        forwarded = payment.claim_status_code in FORWARDED or bool(payment.crossover_payer_name)
        has_next = claim.id in with_next_payer and not forwarded
        step = Step(
            str(adjudication),
            _summary(payment, adjudication, remittance),
            remittance.raw_file_id,
            payment.segments,
        )
        hear(
            session,
            claim,
            step,
            adjudication=adjudication,
            money=money_of(claim, adjudication, has_next_payer=has_next),
            work=work_of(claim, adjudication),
        )
    for claim in claims.values():
        if claim.money == Money.NEXT_PAYER:
            announce(session, NextPayerDue(claim.id))


def adjudication_of(payment: ClaimPayment, denied_cents: int) -> Adjudication:
    """What one claim payment says: reversal, denial, payment of all or part."""
    if payment.reverses_id is not None:
        return Adjudication.REVERSED
    if payment.claim_status_code == DENIED:
        return Adjudication.DENIED
    if denied_cents > 0:
        return Adjudication.PARTIALLY_PAID if payment.paid_cents > 0 else Adjudication.DENIED
    return Adjudication.PAID


def money_of(claim: Claim, adjudication: Adjudication, *, has_next_payer: bool) -> Money:
    """Whose balance is left after this decision."""
    if adjudication in {Adjudication.DENIED, Adjudication.REVERSED}:
        return Money.PAYER
    if claim.patient_responsibility_cents > 0:
        return Money.NEXT_PAYER if has_next_payer else Money.PATIENT
    return Money.PAYER if adjudication == Adjudication.PARTIALLY_PAID else Money.SETTLED


def work_of(claim: Claim, adjudication: Adjudication) -> Work:
    """Whether a person has to look: at a denial, or at less than the contract says."""
    if adjudication in {Adjudication.DENIED, Adjudication.PARTIALLY_PAID}:
        return Work.DENIAL
    if adjudication == Adjudication.REVERSED:
        return Work.REVIEW
    allowed = claim.paid_cents + claim.patient_responsibility_cents
    if claim.expected_cents is not None and allowed < claim.expected_cents:
        return Work.REVIEW
    return Work.NONE


def _summary(payment: ClaimPayment, adjudication: Adjudication, remittance: Remittance) -> str:
    words = str(adjudication).replace("_", " ")
    text = f"{words.capitalize()}: {in_dollars(payment.paid_cents)} by {remittance.trace_number}."
    if payment.crossover_payer_name:
        text += f" Forwarded to {payment.crossover_payer_name}."
    return text


def _denied_cents(session: Session, payments: Sequence[ClaimPayment]) -> dict[UUID, int]:
    denied: dict[UUID, int] = {}
    for each in session.scalars(
        select(Adjustment).where(Adjustment.claim_payment_id.in_({one.id for one in payments}))
    ):
        reason = Reason(each.group_code, each.reason_code, each.amount_cents)
        if account_for(reason) == Account.DENIALS:
            payment_id = each.claim_payment_id
            denied[payment_id] = denied.get(payment_id, 0) + each.amount_cents
    return denied


def _with_next_payer(session: Session, claims: dict[UUID, Claim]) -> set[UUID]:
    """Claims whose patient had a further coverage on the day of service."""
    return set(session.scalars(WITH_NEXT_PAYER.where(Claim.id.in_(claims))))
