"""What this stage announces."""

from dataclasses import dataclass
from uuid import UUID

from domain.outbox.commands import Event


@dataclass(frozen=True)
class ClaimReleased(Event):
    """A claim passed its edits and may leave with the next interchange."""

    claim_id: UUID
