"""What a payer's decision does to the money: pure, from 835 amounts to balanced legs.

Charging moves revenue into the payer's receivable. A decision moves that receivable to where the
payer sent it: cash, contract, patient, denial. Cash itself arrives once a remittance and waits as
unapplied until each claim takes its part, so that cash always equals the bank's deposit.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.ledger.journal import Leg
from domain.ledger.models import Account

CONTRACTUAL_REASONS = frozenset(
    {"24", "42", "44", "45", "59", "70", "94", "103", "104", "105", "131", "144", "172", "194",
     "222", "223", "232", "237", "253", "B10"}
)  # fmt: skip
"""CARCs that, under CO, reduce a price that was agreed; under CO any other one refuses the service."""

PRIOR_PAYER_REASON = "23"
"""OA 23: what earlier payers paid and adjusted. A secondary claim's receivable never held it."""

PROVIDER_LEVEL = {
    "L6": Account.INTEREST,
}
"""PLB03-1 with an account of its own; all others are provider adjustments."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One CAS triplet."""

    group_code: str
    reason_code: str
    amount_cents: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What the payer decided on one line, or on a claim as a whole when `service_line_id` is None."""

    service_line_id: UUID | None
    paid_cents: int
    reasons: Sequence[Reason]


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose money it is about."""

    claim_id: UUID
    payer_id: UUID
    store_id: UUID


def account_for(reason: Reason) -> Account | None:
    """Where an adjusted amount goes; None where it was never this payer's."""
    if reason.group_code == "PR":
        return Account.PATIENT_RECEIVABLE
    if reason.group_code == "OA":
        return None if reason.reason_code == PRIOR_PAYER_REASON else Account.OTHER_ADJUSTMENTS
    if reason.reason_code in CONTRACTUAL_REASONS:
        return Account.CONTRACTUAL_ADJUSTMENTS
    return Account.DENIALS


def legs_of_decision(subject: Subject, decisions: Iterable[Decision]) -> tuple[Leg, ...]:
    """Move the receivable of one claim to where the payer sent it, line by line."""
    return tuple(leg for decision in decisions for leg in _legs_of_line(subject, decision))


def legs_of_charge(subject: Subject, charges: Iterable[tuple[UUID, int]]) -> tuple[Leg, ...]:
    """Revenue becomes the payer's receivable: (service line, charge in cents)."""
    return tuple(
        leg
        for line_id, cents in charges
        for leg in (
            _leg(Account.INSURANCE_RECEIVABLE, cents, subject, line_id),
            _leg(Account.REVENUE, -cents, subject, line_id),
        )
    )


def legs_of_transfer(
    subject: Subject, previous: Subject, remaining: Iterable[tuple[UUID, int]]
) -> tuple[Leg, ...]:
    """What one payer left to the patient is asked of the next: (line of the new claim, cents)."""
    return tuple(
        leg
        for line_id, cents in remaining
        for leg in (
            _leg(Account.INSURANCE_RECEIVABLE, cents, subject, line_id),
            _leg(Account.PATIENT_RECEIVABLE, -cents, previous, None),
        )
    )


def legs_of_deposit(
    paid_cents: int, provider_level: Iterable[tuple[str, int]], payer_id: UUID | None
) -> tuple[Leg, ...]:
    """One payment as the bank has it: BPR02 = the sum of CLP04 - the sum of PLB.

    Args:
        paid_cents: BPR02, negative when the payer takes.
        provider_level: PLB03-1 and its amount; positive reduces the payment.
        payer_id: who paid, where it is known.
    """
    adjustments = list(provider_level)
    claim_paid_cents = paid_cents + sum(cents for _, cents in adjustments)
    return (
        Leg(Account.CASH, paid_cents, payer_id=payer_id),
        *(
            Leg(PROVIDER_LEVEL.get(code, Account.PROVIDER_ADJUSTMENTS), cents, payer_id=payer_id)
            for code, cents in adjustments
        ),
        Leg(Account.UNAPPLIED_CASH, -claim_paid_cents, payer_id=payer_id),
    )


def _legs_of_line(subject: Subject, decision: Decision) -> list[Leg]:
    moved: Counter[Account] = Counter({Account.UNAPPLIED_CASH: decision.paid_cents})
    for reason in decision.reasons:
        account = account_for(reason)
        if account is not None:
            moved[account] += reason.amount_cents
    legs = [
        _leg(account, cents, subject, decision.service_line_id) for account, cents in moved.items()
    ]
    settled = -sum(moved.values())
    legs.append(_leg(Account.INSURANCE_RECEIVABLE, settled, subject, decision.service_line_id))
    return legs


def _leg(account: Account, cents: int, subject: Subject, service_line_id: UUID | None) -> Leg:
    return Leg(
        account, cents, subject.claim_id, service_line_id, subject.payer_id, subject.store_id
    )
