"""What a claim asks for when it turns to another payer before it was sent: that payer's prices."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.charges.models import Charge
from domain.claims.assembly import expected_cents, total
from domain.claims.models import Claim, ClaimEvent, ServiceLine
from domain.payers.models import ContractRate
from domain.services.prices import PriceList
from domain.services.queries import price_list
from tenants.database import find_all

FIRST = 1
ORIGINAL = "1"
"""CLM05-3."""


def price_anew(session: Session, claim: Claim) -> bool:
    """Let lines and charges follow the prices and the contract of the payer that is asked now.

    What was sent once keeps its charge: the ledger and the payer have it. So do a claim to a later
    payer, which tells what was asked of the first, lines that are free, and lines stated by hand.
    Returns whether the charge of the claim became another.
    """
    if not _never_left(session, claim):
        return False
    lines = session.scalars(select(ServiceLine).where(ServiceLine.claim_id == claim.id)).all()
    charges = find_all(session, Charge, (line.charge_id for line in lines))
    prices = price_list(session, [claim.store_id])
    rates = session.scalars(
        select(ContractRate).where(ContractRate.payer_id == claim.payer_id)
    ).all()
    for line in lines:
        charge = charges.get(line.charge_id) if line.charge_id else None
        if charge is not None:
            _follow(claim, charge, prices)
            line.charge_cents = charge.charge_cents
            line.expected_cents = expected_cents(rates, charge)
    before = claim.charge_cents
    claim.charge_cents = sum(line.charge_cents for line in lines)
    claim.expected_cents = total(line.expected_cents for line in lines)
    return claim.charge_cents != before


def _never_left(session: Session, claim: Claim) -> bool:
    if claim.payer_sequence != FIRST or claim.claim_frequency_code != ORIGINAL:
        return False
    batched = select(ClaimEvent.id).where(
        ClaimEvent.claim_id == claim.id, ClaimEvent.kind == "batched"
    )
    return session.scalar(batched.limit(1)) is None


def _follow(claim: Claim, charge: Charge, prices: PriceList) -> None:
    unit_price_cents = prices.unit_price_cents(
        charge.procedure_code, charge.served_on, claim.payer_id, claim.store_id
    )
    if charge.unit_price_cents and unit_price_cents is not None:
        charge.unit_price_cents = unit_price_cents
        charge.charge_cents = round(unit_price_cents * charge.units)
