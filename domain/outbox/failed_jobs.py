"""Jobs that were given up: a person may have one tried again."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from domain.errors import WrongState
from domain.outbox.models import FailedJob, OutboxMessage
from tenants.database import lock

RESUMED = "job:"
"""What the name of an event that stands for one job begins with."""


def resume_job(session: Session, failed_job_id: UUID) -> FailedJob:
    """Have a job tried again, under its event's own id: what it did before it does not do twice.

    Raises:
        NotFound: this tenant has no such job.
        WrongState: it is being tried already.
    """
    failed = lock(session, FailedJob, failed_job_id)
    if failed.resumed_at is not None:
        raise WrongState("The job is being tried again already.")
    failed.resumed_at = datetime.now(UTC)
    session.add(
        OutboxMessage(
            id=failed.message_id,
            event=f"{RESUMED}{failed.job}",
            payload=failed.payload,
        )
    )
    return failed


def note_resumed(session: Session, job: str, payloads: Sequence[dict[str, Any]]) -> None:
    """Call these failures tried again: another event has the same done."""
    session.execute(
        update(FailedJob)
        .where(
            FailedJob.job == job, FailedJob.payload.in_(payloads), FailedJob.resumed_at.is_(None)
        )
        .values(resumed_at=datetime.now(UTC))
    )
