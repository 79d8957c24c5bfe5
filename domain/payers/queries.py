"""What may be asked about payers; nothing here changes anything."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.payers.models import ContractRate, Payer


def payer_numbered(session: Session, payer_number: str) -> Payer | None:
    """By the id under which its trading partner lists it (2010BB NM109)."""
    return session.scalars(select(Payer).where(Payer.payer_number == payer_number)).one_or_none()


def contract_rates(session: Session, payer_id: UUID) -> Sequence[ContractRate]:
    """Everything it ever agreed to, by procedure and day."""
    return session.scalars(
        select(ContractRate)
        .where(ContractRate.payer_id == payer_id)
        .order_by(
            ContractRate.procedure_code, ContractRate.modifiers, ContractRate.effective_from_on
        )
    ).all()
