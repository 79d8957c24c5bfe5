"""The outbox and the marks of jobs done: what makes an announced event take effect exactly once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Computed, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.records import Record, TenantOwned, index, unique


class OutboxMessage(TenantOwned, Record):
    """An event on its way to the queue. Its id becomes the message's id; relayed rows are deleted."""

    __tablename__ = "outbox"
    __table_args__ = (
        index("ix_outbox_available_at", "available_at"),
        Index("ix_outbox_due", "available_at", "id"),  # The relay's: it reads for all tenants.
    )

    event: Mapped[str]
    payload: Mapped[dict[str, Any]]
    """Ids only: nothing about a patient leaves the tables that protect it."""
    trace: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    """W3C trace context, so that a job's span joins the request that caused it."""
    available_at: Mapped[datetime] = mapped_column(server_default=func.now())


class FailedJob(TenantOwned, Record):
    """A job that will not be tried again: a person has to look."""

    __tablename__ = "failed_jobs"
    __table_args__ = (
        unique("message_id", "job"),
        index("ix_failed_jobs_created_at", text("created_at desc")),
        index("ix_failed_jobs_subject", "subject_id"),
    )

    message_id: Mapped[UUID]
    """The event's id."""
    job: Mapped[str]
    payload: Mapped[dict[str, Any]]
    reason: Mapped[str]
    """The kind of the error and where it arose; never its message, which may quote a record."""
    attempt_count: Mapped[int]
    resumed_at: Mapped[datetime | None]
    """When it was last tried again: a person asked, or what it lacked was there."""
    is_open: Mapped[bool] = mapped_column(Computed("resumed_at is null", persisted=True))
    """Whether it waits for somebody."""
    subject_id: Mapped[UUID | None]
    """The one record that the job is about; null where its event names none or several."""


class Schedule(Record):
    """When work that comes around is due next; the platform's, for all tenants."""

    __tablename__ = "schedules"

    name: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
    last_at: Mapped[datetime | None]


class JobReceipt(TenantOwned, Record):
    """The mark, in the transaction of its effect, that a job has been done for a message."""

    __tablename__ = "job_receipts"
    __table_args__ = (unique("message_id", "job"),)

    message_id: Mapped[UUID]
    job: Mapped[str]
