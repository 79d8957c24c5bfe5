"""The outbox and the marks of jobs done: what makes an announced event take effect exactly once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.records import Record, TenantOwned, index, unique


class OutboxMessage(TenantOwned, Record):
    """An event on its way to the queue. Its id becomes the message's id; relayed rows are deleted."""

    __tablename__ = "outbox"
    __table_args__ = (index("ix_outbox_available_at", "available_at"),)

    event: Mapped[str]
    payload: Mapped[dict[str, Any]]
    """Ids only: nothing about a patient leaves the tables that protect it."""
    trace: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    """W3C trace context, so that a job's span joins the request that caused it."""
    available_at: Mapped[datetime] = mapped_column(server_default=func.now())


class JobReceipt(TenantOwned, Record):
    """The mark, in the transaction of its effect, that a job has been done for a message."""

    __tablename__ = "job_receipts"
    __table_args__ = (unique("message_id", "job"),)

    message_id: Mapped[UUID]
    job: Mapped[str]
