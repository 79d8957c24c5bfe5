"""What this stage announces."""

from dataclasses import dataclass
from uuid import UUID

from domain.outbox.commands import Event


@dataclass(frozen=True)
class EncounterSigned(Event):
    """An encounter was signed and can be coded."""

    encounter_id: UUID


@dataclass(frozen=True)
class EncounterVoided(Event):
    """A signed encounter was voided: what it led to must be taken back."""

    encounter_id: UUID
