"""What this stage announces."""

from dataclasses import dataclass
from uuid import UUID

from domain.outbox.commands import Event


@dataclass(frozen=True)
class ClaimReleased(Event):
    """A claim passed its edits and may leave with the next interchange."""

    claim_id: UUID


@dataclass(frozen=True)
class ClaimCancelled(Event):
    """A claim was given up: what it charged has to be taken back."""

    claim_id: UUID


@dataclass(frozen=True)
class BulkActDue(Event):
    """Claims of an act on many wait for it."""

    bulk_act_id: UUID
