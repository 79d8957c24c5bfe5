"""What may be asked about payers; nothing here changes anything."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.payers.models import ContractRate


def contract_rates(session: Session, payer_id: UUID) -> Sequence[ContractRate]:
    """Everything it ever agreed to, by procedure and day."""
    return session.scalars(
        select(ContractRate)
        .where(ContractRate.payer_id == payer_id)
        .order_by(
            ContractRate.procedure_code, ContractRate.modifiers, ContractRate.effective_from_on
        )
    ).all()
