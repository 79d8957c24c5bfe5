"""What this stage announces."""

from dataclasses import dataclass
from uuid import UUID

from domain.outbox.commands import Event


@dataclass(frozen=True)
class PriceSet(Event):
    """A price was set or corrected: what waited for it may be coded."""

    price_id: UUID
