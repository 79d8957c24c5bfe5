"""What may be done to the ledger: post charges, post remittances, write off. All of it once."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.claims.models import Claim
from domain.errors import Invalid, WrongState
from domain.ledger.charging import balance, charge_claims, subject_of
from domain.ledger.decisions import settle_claims
from domain.ledger.journal import Entry, Leg, post
from domain.ledger.models import Account
from domain.ledger.models import Entry as EntryRow
from domain.ledger.postings import (
    Decision,
    Reason,
    legs_of_decision,
    legs_of_deposit,
)
from domain.remittances.models import (
    Adjustment,
    ClaimPayment,
    ProviderAdjustment,
    Remittance,
    ServicePayment,
)
from domain.submissions.models import ClaimSubmission
from tenants.database import lock
from tenants.identifiers import new_id

OPEN = frozenset({"balanced", "partially_posted"})


def post_charges(session: Session, interchange_id: UUID) -> int:
    """Charge every claim of an interchange to its payer. Returns how many entries were new."""
    claims = session.scalars(
        select(Claim)
        .join(ClaimSubmission, ClaimSubmission.claim_id == Claim.id)
        .where(ClaimSubmission.interchange_id == interchange_id)
    ).all()
    return charge_claims(session, claims)


def post_remittance(session: Session, remittance_id: UUID) -> int:
    """Post a balanced remittance: the deposit once, each matched claim payment once.

    Harmless when run twice or again after quarantine was emptied. Returns how many claim payments
    were posted now.

    Raises:
        NotFound: this tenant has no such remittance.
    """
    remittance = lock(session, Remittance, remittance_id)
    if remittance.status not in OPEN:
        return 0
    payments = session.scalars(
        select(ClaimPayment)
        .where(ClaimPayment.remittance_id == remittance_id, ClaimPayment.status == "matched")
        .order_by(ClaimPayment.position)
        .with_for_update()
    ).all()
    claims = _locked_claims(session, payments)
    charge_claims(session, claims.values())
    post(
        session, [_deposit(session, remittance), *_payments(session, remittance, payments, claims)]
    )
    settle_claims(session, remittance, payments, claims)
    for payment in payments:
        payment.status = "posted"
    waiting = session.scalar(
        select(func.count())
        .select_from(ClaimPayment)
        .where(ClaimPayment.remittance_id == remittance_id, ClaimPayment.status == "quarantined")
    )
    remittance.status = "partially_posted" if waiting else "posted"
    remittance.posted_at = func.now()
    return len(payments)


def write_off(session: Session, claim_id: UUID, amount_cents: int, reason: str) -> EntryRow:
    """Give up part of what a patient or payer still owes on a claim.

    Raises:
        NotFound: this tenant has no such claim.
        Invalid: the reason is missing or the amount is not positive.
        WrongState: less than that is owed.
    """
    claim = lock(session, Claim, claim_id)
    if amount_cents <= 0 or not reason.strip():
        raise Invalid("A write-off has a positive amount and a reason.", path="amount_cents")
    legs: list[Leg] = []
    left = amount_cents
    for account in (Account.PATIENT_RECEIVABLE, Account.DENIALS, Account.INSURANCE_RECEIVABLE):
        part = min(left, max(0, balance(session, claim_id, account)))
        left -= part
        legs.append(Leg(account, -part, claim_id, None, claim.payer_id, claim.store_id))
    if left:
        raise WrongState("Less than that is owed on this claim.", path="amount_cents")
    legs.append(
        Leg(Account.WRITE_OFFS, amount_cents, claim_id, None, claim.payer_id, claim.store_id)
    )
    source_id = new_id()
    entry = Entry(
        "write_off", "write_offs", source_id, claim.served_on, reason.strip(), tuple(legs)
    )
    post(session, [entry])
    return session.scalars(select(EntryRow).where(EntryRow.source_id == source_id)).one()


def _deposit(session: Session, remittance: Remittance) -> Entry:
    provider_level = session.execute(
        select(ProviderAdjustment.reason_code, ProviderAdjustment.amount_cents)
        .where(ProviderAdjustment.remittance_id == remittance.id)
        .order_by(ProviderAdjustment.id)
    ).all()
    legs = legs_of_deposit(
        remittance.paid_cents,
        [(row.reason_code, row.amount_cents) for row in provider_level],
        remittance.payer_id,
    )
    memo = f"Payment {remittance.trace_number}."
    return Entry("deposit", "remittances", remittance.id, remittance.paid_on, memo, legs)


def _payments(
    session: Session,
    remittance: Remittance,
    payments: Sequence[ClaimPayment],
    claims: dict[UUID, Claim],
) -> list[Entry]:
    decisions = _decisions(session, payments)
    reversed_entries = _entries_of(session, [each.reverses_id for each in payments])
    entries = []
    for payment in payments:
        assert payment.claim_id is not None
        claim = claims[payment.claim_id]
        entries.append(
            Entry(
                "reversal" if payment.reverses_id else "payment",
                "claim_payments",
                payment.id,
                remittance.paid_on,
                f"{remittance.trace_number} on {claim.patient_control_number}.",
                legs_of_decision(subject_of(claim), decisions[payment.id]),
                reversed_entries.get(payment.reverses_id) if payment.reverses_id else None,
            )
        )
    return entries


def _decisions(session: Session, payments: Sequence[ClaimPayment]) -> dict[UUID, list[Decision]]:
    """What was decided, by claim payment: one decision a line, and one for the claim's own part."""
    ids = {payment.id for payment in payments}
    reasons: dict[tuple[UUID, UUID | None], list[Reason]] = {}
    for each in session.scalars(
        select(Adjustment).where(Adjustment.claim_payment_id.in_(ids)).order_by(Adjustment.id)
    ):
        key = (each.claim_payment_id, each.service_payment_id)
        reason = Reason(each.group_code, each.reason_code, each.amount_cents)
        reasons.setdefault(key, []).append(reason)
    lines: dict[UUID, list[ServicePayment]] = {}
    for line in session.scalars(
        select(ServicePayment)
        .where(ServicePayment.claim_payment_id.in_(ids))
        .order_by(ServicePayment.position)
    ):
        lines.setdefault(line.claim_payment_id, []).append(line)
    return {
        payment.id: [
            *(
                Decision(
                    line.service_line_id,
                    line.paid_cents,
                    reasons.get((payment.id, line.id), []),
                )
                for line in lines.get(payment.id, [])
            ),
            Decision(
                None,
                payment.paid_cents - sum(line.paid_cents for line in lines.get(payment.id, [])),
                reasons.get((payment.id, None), []),
            ),
        ]
        for payment in payments
    }


def _entries_of(session: Session, payment_ids: Iterable[UUID | None]) -> dict[UUID, UUID]:
    """Claim payment → the entry that posted it."""
    rows = session.execute(
        select(EntryRow.source_id, EntryRow.id).where(
            EntryRow.source_kind == "claim_payments",
            EntryRow.source_id.in_({each for each in payment_ids if each}),
        )
    ).all()
    return {row.source_id: row.id for row in rows}


def _locked_claims(session: Session, payments: Sequence[ClaimPayment]) -> dict[UUID, Claim]:
    """Their claims, locked in one order, so that two remittances cannot wait for each other."""
    claims = session.scalars(
        select(Claim)
        .where(Claim.id.in_({payment.claim_id for payment in payments}))
        .order_by(Claim.id)
        .with_for_update()
    )
    return {claim.id: claim for claim in claims}
