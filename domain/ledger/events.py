"""What this stage announces."""

from dataclasses import dataclass
from uuid import UUID

from domain.outbox.commands import Event


@dataclass(frozen=True)
class ClaimAdjudicated(Event):
    """A payer's decision on a claim is in the ledger: next payer, patient balance or denial work."""

    claim_id: UUID
