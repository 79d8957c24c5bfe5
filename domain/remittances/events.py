"""What this stage announces."""

from dataclasses import dataclass
from uuid import UUID

from domain.outbox.commands import Event


@dataclass(frozen=True)
class RemittanceBalanced(Event):
    """A remittance balances at every level and can be posted."""

    remittance_id: UUID
