"""Reversals (CLP02 22): each takes back exactly one earlier payment, or it is not understood."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from domain.remittances.models import ClaimPayment

REVERSAL = "22"


def open_payments(session: Session, claim_ids: Iterable[UUID]) -> Sequence[ClaimPayment]:
    """Payments of these claims that no reversal has taken back, newest first."""
    reversal = aliased(ClaimPayment)
    taken_back = select(reversal.id).where(reversal.reverses_id == ClaimPayment.id).exists()
    return session.scalars(
        select(ClaimPayment)
        .where(
            ClaimPayment.claim_id.in_(set(claim_ids)),
            ClaimPayment.claim_status_code != REVERSAL,
            ClaimPayment.status.in_(("matched", "posted")),
            ~taken_back,
        )
        .order_by(ClaimPayment.id.desc())
    ).all()


def reversed_by(reversal: ClaimPayment, payments: Iterable[ClaimPayment]) -> ClaimPayment | None:
    """The payment that this one takes back: of the same claim, with every amount turned."""
    return next(
        (
            payment
            for payment in payments
            if payment.claim_id == reversal.claim_id
            and payment.charge_cents == -reversal.charge_cents
            and payment.paid_cents == -reversal.paid_cents
        ),
        None,
    )
