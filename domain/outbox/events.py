"""What is announced of the tenant itself, whatever stage its patients are at."""

from dataclasses import dataclass
from uuid import UUID

from domain.outbox.commands import Event


@dataclass(frozen=True)
class ResealDue(Event):
    """Rows wait to be sealed with the newest key."""

    key_rotation_id: UUID
