"""What the simulated payer was told to do; nothing here changes anything."""

from uuid import UUID

from sqlalchemy.orm import Session

from domain.payers.models import TradingPartner
from domain.simulator.commands import SIMULATOR, told_to
from domain.simulator.scripts import Instructions
from tenants.database import find


def instructions_of(session: Session, trading_partner_id: UUID) -> Instructions | None:
    """All that counts for the next file; None where the partner is a real one.

    Raises:
        NotFound: this tenant has no such partner.
    """
    partner = find(session, TradingPartner, trading_partner_id)
    if partner.gateway != SIMULATOR:
        return None
    return Instructions.of(told_to(partner))
