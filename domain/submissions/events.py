"""What this stage announces."""

from dataclasses import dataclass
from uuid import UUID

from domain.outbox.commands import Event


@dataclass(frozen=True)
class BatchDue(Event):
    """Released claims have gathered for a partner; they can be sealed."""

    trading_partner_id: UUID


@dataclass(frozen=True)
class InterchangeBuilt(Event):
    """An interchange's bytes are fixed; it can be transmitted."""

    interchange_id: UUID


@dataclass(frozen=True)
class AnswersDue(Event):
    """A partner may have answered; its mailbox can be looked into."""

    trading_partner_id: UUID


@dataclass(frozen=True)
class FileReceived(Event):
    """A partner's file is kept and can be read."""

    raw_file_id: UUID


@dataclass(frozen=True)
class ClaimRejected(Event):
    """A TA1, 999 or 277CA turned the claim back: a person's queue."""

    claim_id: UUID
