"""After a payer's decision: ask the next one for what is left, telling what was decided."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.claims.corrections import PriorDecision, PriorPayment, bill_next_payer
from domain.claims.models import Claim, Money, Readiness
from domain.codes.codebook import Codebook
from domain.patients.models import Coverage
from domain.remittances.models import Adjustment, ClaimPayment, Remittance, ServicePayment
from domain.remittances.reversals import open_payments
from tenants.database import find, lock


def follow_up(session: Session, claim_id: UUID, codes: Codebook) -> Claim | None:
    """Make the secondary claim, once, where the decision left something to a further coverage.

    Raises:
        NotFound: this tenant has no such claim.
    """
    claim = lock(session, Claim, claim_id)
    if claim.money != Money.NEXT_PAYER or _already_billed(session, claim_id):
        return None
    coverage = _next_coverage(session, claim)
    payments = open_payments(session, [claim_id])
    if coverage is None or not payments:
        return None
    payment = prior_payment(session, payments[0])
    return bill_next_payer(session, claim_id, coverage, payment, codes) if payment.lines else None


def prior_payment(session: Session, payment: ClaimPayment) -> PriorPayment:
    """One payer's decision in the words of loop 2430; empty of lines where the payer gave none."""
    remittance = find(session, Remittance, payment.remittance_id)
    lines = session.scalars(
        select(ServicePayment)
        .where(
            ServicePayment.claim_payment_id == payment.id,
            ServicePayment.service_line_id.is_not(None),
        )
        .order_by(ServicePayment.position)
    ).all()
    reasons: dict[UUID | None, list[Adjustment]] = {}
    for each in session.scalars(
        select(Adjustment).where(Adjustment.claim_payment_id == payment.id).order_by(Adjustment.id)
    ):
        reasons.setdefault(each.service_payment_id, []).append(each)
    return PriorPayment(
        remittance.paid_on,
        payment.payer_claim_control_number,
        [_decision(line, reasons.get(line.id, [])) for line in lines],
    )


def _decision(line: ServicePayment, reasons: list[Adjustment]) -> PriorDecision:
    assert line.service_line_id is not None
    return PriorDecision(
        service_line_id=line.service_line_id,
        paid_cents=line.paid_cents,
        remaining_cents=sum(each.amount_cents for each in reasons if each.group_code == "PR"),
        adjustments=[
            {
                "group_code": each.group_code,
                "reason_code": each.reason_code,
                "amount_cents": each.amount_cents,
            }
            for each in reasons
            if each.amount_cents
        ],
    )


def _already_billed(session: Session, claim_id: UUID) -> bool:
    following = select(Claim.id).where(
        Claim.previous_payer_claim_id == claim_id, Claim.readiness != Readiness.CANCELLED
    )
    return session.scalars(following).first() is not None


def _next_coverage(session: Session, claim: Claim) -> Coverage | None:
    current = find(session, Coverage, claim.coverage_id)
    return session.scalars(
        select(Coverage)
        .where(
            Coverage.patient_id == claim.patient_id,
            Coverage.priority > current.priority,
            Coverage.effective_from_on <= claim.served_on,
            Coverage.effective_to_on.is_(None) | (Coverage.effective_to_on >= claim.served_on),
        )
        .order_by(Coverage.priority, Coverage.id)
    ).first()
