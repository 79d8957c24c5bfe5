"""Announce what happened, in the transaction in which it happened."""

from dataclasses import asdict, dataclass
from datetime import datetime

from opentelemetry import propagate
from sqlalchemy import insert
from sqlalchemy.orm import Session

from domain.outbox.models import OutboxMessage
from tenants.database import actor_of
from tenants.identifiers import new_id


@dataclass(frozen=True)
class Event:
    """Something that happened, named in the past tense; its fields are ids and nothing else."""


def announce(session: Session, event: Event, *, available_at: datetime | None = None) -> None:
    """Write the event to the outbox; `workers/pipeline.py` says what follows once it commits."""
    trace: dict[str, str] = {}
    propagate.inject(trace)
    row = {
        "tenant_id": actor_of(session).tenant_id,
        "id": new_id(),
        "event": type(event).__name__,
        "payload": {name: str(value) for name, value in asdict(event).items()},
        "trace": trace,
    }
    if available_at is not None:
        row["available_at"] = available_at
    session.execute(insert(OutboxMessage.__table__), row)  # type: ignore[arg-type]
