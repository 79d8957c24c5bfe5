"""What is announced of the tenant itself, whatever stage its patients are at."""

from dataclasses import dataclass
from uuid import UUID

from domain.outbox.commands import Event


@dataclass(frozen=True)
class ResealDue(Event):
    """Rows wait to be sealed with the newest key."""

    key_rotation_id: UUID


@dataclass(frozen=True)
class ChainCheckDue(Event):
    """Somebody wants to know whether the audit log is as it was sealed."""

    chain_check_id: UUID
