"""Jobs that were given up: a person may have one tried again."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from domain.errors import Invalid, WrongState
from domain.outbox.models import FailedJob, OutboxMessage
from tenants.database import find, lock

MOST_AT_ONCE = 200
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


def resume_jobs(session: Session, failed_job_ids: Sequence[UUID]) -> list[FailedJob]:
    """Have several tried again, in their order; those that are being tried already stay as they are.

    Raises:
        Invalid: too many at once.
        NotFound: this tenant lacks one of them; none is tried.
    """
    if len(failed_job_ids) > MOST_AT_ONCE:
        raise Invalid(f"At most {MOST_AT_ONCE} at once.", path="failed_job_ids")
    wanted = [find(session, FailedJob, id_) for id_ in dict.fromkeys(failed_job_ids)]
    return [resume_job(session, each.id) for each in wanted if each.resumed_at is None]


def subject_of(payload: Mapping[str, Any]) -> UUID | None:
    """The record that an event is about, if it is one."""
    ids = [value for name, value in payload.items() if name.endswith("_id")]
    return UUID(str(ids[0])) if len(ids) == 1 else None


def note_resumed(session: Session, job: str, payloads: Sequence[dict[str, Any]]) -> None:
    """Call these failures tried again: another event has the same done."""
    session.execute(
        update(FailedJob)
        .where(
            FailedJob.job == job, FailedJob.payload.in_(payloads), FailedJob.resumed_at.is_(None)
        )
        .values(resumed_at=datetime.now(UTC))
    )
