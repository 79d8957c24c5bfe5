"""The proof of a remittance at line, claim and payment level (005010X221A1, section 1.10.2.1)."""

from collections.abc import Iterator
from itertools import chain

from domain.errors import Finding
from domain.money import in_dollars
from domain.x12.remittances import ClaimPayment, Remittance, ServicePayment

SOURCE = "005010X221A1, section 1.10.2.1"


def imbalances(remittance: Remittance) -> list[Finding]:
    """Whatever does not add up, each with its place; an empty list is the proof."""
    by_claim = (
        chain(lines_balance(claim), claim_balances(claim)) for claim in remittance.claim_payments
    )
    return [*chain.from_iterable(by_claim), *payment_balances(remittance)]


def lines_balance(claim: ClaimPayment) -> Iterator[Finding]:
    """SVC03 = SVC02 - the line's CAS."""
    for position, line in enumerate(claim.service_payments, 1):
        left = line.charge_cents - adjusted_cents(line)
        if left != line.paid_cents:
            yield Finding(
                "balance.line",
                f"{_place(claim)}, line {position}",
                f"The line leaves {in_dollars(left)} after its adjustments,"
                f" but SVC03 pays {in_dollars(line.paid_cents)}.",
                "Ask the payer for a corrected remittance.",
                SOURCE,
            )


def claim_balances(claim: ClaimPayment) -> Iterator[Finding]:
    """CLP04 = CLP03 - every CAS of the claim and its lines; CLP03 = the sum of SVC02."""
    left = claim.charge_cents - adjusted_cents(claim)
    left -= sum(adjusted_cents(line) for line in claim.service_payments)
    if left != claim.paid_cents:
        yield Finding(
            "balance.claim",
            _place(claim),
            f"The claim leaves {in_dollars(left)} after its adjustments,"
            f" but CLP04 pays {in_dollars(claim.paid_cents)}.",
            "Ask the payer for a corrected remittance.",
            SOURCE,
        )
    charged = sum(line.charge_cents for line in claim.service_payments)
    if claim.service_payments and charged != claim.charge_cents:
        yield Finding(
            "balance.charge",
            _place(claim),
            f"The lines charge {in_dollars(charged)}, but CLP03 says {in_dollars(claim.charge_cents)}.",
            "Ask the payer for a corrected remittance.",
            SOURCE,
        )


def payment_balances(remittance: Remittance) -> Iterator[Finding]:
    """BPR02 = the sum of CLP04 - the sum of PLB."""
    due = claim_paid_cents(remittance) - provider_adjustment_cents(remittance)
    if due != signed_amount_cents(remittance):
        yield Finding(
            "balance.payment",
            "BPR02",
            f"Claims and provider adjustments come to {in_dollars(due)},"
            f" but BPR02 pays {in_dollars(signed_amount_cents(remittance))}.",
            "Ask the payer for a corrected remittance.",
            SOURCE,
        )


def adjusted_cents(part: ClaimPayment | ServicePayment) -> int:
    """The sum of its own CAS."""
    return sum(adjustment.amount_cents for adjustment in part.adjustments)


def claim_paid_cents(remittance: Remittance) -> int:
    return sum(claim.paid_cents for claim in remittance.claim_payments)


def provider_adjustment_cents(remittance: Remittance) -> int:
    return sum(each.amount_cents for each in remittance.provider_adjustments)


def signed_amount_cents(remittance: Remittance) -> int:
    """BPR02, negative where BPR03 says that the payer takes."""
    return (
        -remittance.amount_cents if remittance.credit_debit_code == "D" else remittance.amount_cents
    )


def _place(claim: ClaimPayment) -> str:
    return f"CLP at segment {claim.segment_index}"
