"""The remittances (835) that a simulated payer sends for the claims of one file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from domain.simulator.adjudication import (
    denies,
    estranges,
    forwards,
    pays,
    reverses,
    terms_of,
)
from domain.simulator.scripts import Instructions, Outcome, Script
from domain.x12.interchange import TransactionId
from domain.x12.parties import Address, Communication, Contact, Reference
from domain.x12.professional_claims import BillingProvider, Claim, Payer
from domain.x12.remittances import (
    ClaimPayment,
    ProviderAdjustment,
    Remittance,
    RemittanceParty,
)

INTEREST_CENTS = 1_25
FORWARDED_BALANCE, RECOUPMENT, INTEREST = "FB", "WO", "L6"
"""PLB03-1."""
PAYER_ADDRESS = Address("1 SIMULATION WAY", "", "SAINT PAUL", "MN", "551010001")
PAYER_CONTACT = Contact("BL", "SIMULATED PAYER", (Communication("TE", "8005550100"),))
COMPANY_ID = "1999999999"
"""TRN03, BPR10: 1 and a tax number that nobody has."""


@dataclass(frozen=True, slots=True)
class Scripted:
    """A claim and what shall become of it."""

    claim: Claim
    script: Script


@dataclass(frozen=True, slots=True)
class Advice:
    """The content of one remittance, before it has a number."""

    payments: tuple[ClaimPayment, ...]
    adjustments: tuple[ProviderAdjustment, ...] = ()
    off_by_cents: int = 0
    """What is added to BPR02 so that it does not balance."""
    is_dated: bool = True


def rounds(scripted: Scripted, instructions: Instructions) -> list[Advice]:
    """What is paid at first and what follows, each in a remittance of its own."""
    claim, script = scripted.claim, scripted.script
    first = pays(claim, instructions, terms_of(script))
    match script.outcome:
        case Outcome.DENY:
            return [Advice((denies(claim, instructions, script),))]
        case Outcome.CORRECT:
            return [Advice((first,)), Advice((reverses(first), pays(claim, instructions)))]
        case Outcome.TAKE_BACK:
            return _taken_back(first, pays(claim, instructions))
        case Outcome.RECOUP:
            kept = ProviderAdjustment(
                RECOUPMENT, first.paid_cents // 2, first.payer_claim_control_number
            )
            return [Advice((first,), (kept,) if kept.amount_cents else ())]
        case Outcome.CROSS_OVER:
            return [Advice((forwards(first),))]
        case Outcome.UNMATCHED:
            return [Advice((estranges(first, instructions.seed),))]
        case outcome:
            off_by_cents = int(outcome == Outcome.UNBALANCED)
            return [Advice((first,), (), off_by_cents, outcome != Outcome.UNDATED)]


def merged(advices: Iterable[Advice]) -> Advice:
    """Several in one remittance."""
    held = list(advices)
    return Advice(
        tuple(payment for each in held for payment in each.payments),
        tuple(adjustment for each in held for adjustment in each.adjustments),
        sum(each.off_by_cents for each in held),
        all(each.is_dated for each in held),
    )


def by_payee(scripted: Iterable[Scripted]) -> Iterator[list[Scripted]]:
    """Claims that one payer pays to one provider, in the order of the file."""

    def parties(one: Scripted) -> tuple[str, str]:
        return one.claim.subscriber.payer.payer_id, one.claim.billing_provider.npi

    for _, together in groupby(sorted(scripted, key=parties), key=parties):
        yield list(together)


def remittance(
    claim: Claim, advice: Advice, id_: TransactionId, paid_on: date, trace_number: str
) -> Remittance:
    """One payment, to the provider of the claim, by its payer."""
    balanced = sum(payment.paid_cents for payment in advice.payments)
    balanced -= sum(adjustment.amount_cents for adjustment in advice.adjustments)
    amount = balanced + advice.off_by_cents
    return Remittance(
        id=id_,
        amount_cents=amount,
        paid_on=paid_on if advice.is_dated else None,
        produced_on=paid_on,
        trace_number=trace_number,
        originating_company_id=COMPANY_ID,
        payment_method_code="CHK" if amount else "NON",
        handling_code="I" if amount else "H",
        payer=_payer(claim.subscriber.payer),
        payee=_payee(claim.billing_provider),
        claim_payments=advice.payments,
        provider_adjustments=tuple(
            replace(
                each, provider_id=claim.billing_provider.npi, fiscal_period_on=_year_end(paid_on)
            )
            for each in advice.adjustments
        ),
    )


def _taken_back(paid: ClaimPayment, in_full: ClaimPayment) -> list[Advice]:
    """Reversing more than is paid leaves a balance, which the next remittance settles."""
    back = reverses(paid)
    forward = ProviderAdjustment(
        FORWARDED_BALANCE, back.paid_cents, paid.payer_claim_control_number
    )
    settled = replace(forward, amount_cents=-back.paid_cents)
    interest = ProviderAdjustment(INTEREST, -INTEREST_CENTS, paid.payer_claim_control_number)
    moves = bool(paid.paid_cents)
    return [
        Advice((paid,)),
        Advice((back,), (forward,) if moves else ()),
        Advice((in_full,), (settled, interest) if moves else (interest,)),
    ]


def _payer(payer: Payer) -> RemittanceParty:
    return RemittanceParty(
        payer.name,
        "XV",
        payer.payer_id,
        PAYER_ADDRESS,
        (Reference("2U", payer.payer_id),),
        (PAYER_CONTACT,),
    )


def _payee(provider: BillingProvider) -> RemittanceParty:
    return RemittanceParty(
        provider.name,
        "XX",
        provider.npi,
        provider.address,
        (Reference("TJ", provider.tax_id),),
    )


def _year_end(day: date) -> date:
    return date(day.year, 12, 31)
