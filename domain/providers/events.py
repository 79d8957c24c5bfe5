"""What this stage announces."""

from dataclasses import dataclass
from uuid import UUID

from domain.outbox.commands import Event


@dataclass(frozen=True)
class StoreCertified(Event):
    """A store has another CLIA number: tests that waited for one may be coded."""

    store_id: UUID
