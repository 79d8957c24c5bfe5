"""What this stage announces."""

from dataclasses import dataclass
from uuid import UUID

from domain.outbox.commands import Event


@dataclass(frozen=True)
class NextPayerDue(Event):
    """A payer's decision left something to the patient's next coverage."""

    claim_id: UUID
