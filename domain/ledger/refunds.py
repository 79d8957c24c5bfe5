"""Refunds: money given back to the payer or the patient, out of cash, once, by an entry of its own."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.claims.models import Claim
from domain.errors import Invalid, WrongState
from domain.ledger.charging import balance, subject_of
from domain.ledger.journal import Entry, Leg, post
from domain.ledger.models import Account
from domain.ledger.models import Entry as EntryRow
from domain.ledger.models import Leg as LegRow
from tenants.database import lock
from tenants.identifiers import new_id

SOURCE = "refunds"


class RefundTo(StrEnum):
    """Who gets the money back."""

    PAYER = "payer"
    PATIENT = "patient"


RECEIVABLE = {
    RefundTo.PAYER: Account.INSURANCE_RECEIVABLE,
    RefundTo.PATIENT: Account.PATIENT_RECEIVABLE,
}
"""Where it is owed again, or where too much of it stands."""


def refund(
    session: Session, claim_id: UUID, to: RefundTo, amount_cents: int, reason: str
) -> EntryRow:
    """Give money back: cash leaves, and the receivable of whoever had paid rises by as much.

    Raises:
        NotFound: this tenant has no such claim.
        Invalid: the reason is missing or the amount is not positive.
        WrongState: less than that was paid.
    """
    claim = lock(session, Claim, claim_id)
    if amount_cents <= 0 or not reason.strip():
        raise Invalid("A refund has a positive amount and a reason.", path="amount_cents")
    if amount_cents > refundable_cents(session, claim_id, to):
        raise WrongState("Less than that can be given back on this claim.", path="amount_cents")
    subject = subject_of(claim)
    about = (subject.claim_id, None, subject.payer_id, subject.store_id)
    legs = (
        Leg(RECEIVABLE[to], amount_cents, *about),
        Leg(Account.CASH, -amount_cents, *about),
    )
    source_id = new_id()
    entry = Entry(f"refund_to_{to}", SOURCE, source_id, claim.served_on, reason.strip(), legs)
    post(session, [entry])
    return session.scalars(select(EntryRow).where(EntryRow.source_id == source_id)).one()


def refundable_cents(session: Session, claim_id: UUID, to: RefundTo) -> int:
    """To a payer what it paid on the claim and did not get back; to a patient what is too much."""
    if to is RefundTo.PATIENT:
        return max(0, -balance(session, claim_id, Account.PATIENT_RECEIVABLE))
    paid = balance(session, claim_id, Account.UNAPPLIED_CASH)
    given_back = session.scalar(
        select(func.coalesce(func.sum(LegRow.amount_cents), 0))
        .join(EntryRow, EntryRow.id == LegRow.entry_id)
        .where(
            LegRow.claim_id == claim_id,
            LegRow.account == Account.INSURANCE_RECEIVABLE,
            EntryRow.source_kind == SOURCE,
        )
    )
    return paid - int(given_back or 0)
