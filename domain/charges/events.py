"""What this stage announces."""

from dataclasses import dataclass
from uuid import UUID

from domain.outbox.commands import Event


@dataclass(frozen=True)
class ChargesReady(Event):
    """An encounter's charges are coded and priced."""

    encounter_id: UUID


@dataclass(frozen=True)
class CodingMended(Event):
    """What kept a signed encounter from being coded keeps it no longer."""

    encounter_id: UUID
