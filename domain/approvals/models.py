"""What somebody asked a second person for."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from tenants.records import Record, TenantOwned, belongs_to, index
from tenants.sealed_fields import sealed


class ApprovalKind(StrEnum):
    """A command that may need a second person."""

    WRITE_OFF = "write_off"
    REFUND = "refund"
    ACTIVATION = "activation"


class ApprovalStatus(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    STALE = "stale"
    """What it was asked for had changed by the time somebody looked: nothing was done."""


class Approval(TenantOwned, Record):
    """A command that waits for a second person, with the state that it was asked for."""

    __tablename__ = "approvals"
    __table_args__ = (
        belongs_to("store_id", "stores"),
        index("ix_approvals_status", "status", "id"),
    )

    kind: Mapped[str]
    subject_id: Mapped[UUID]
    """The claim, or the version of a template."""
    store_id: Mapped[UUID | None]
    amount_cents: Mapped[int]
    limit_cents: Mapped[int]
    """What the tenant's setting was when it was asked."""
    arguments: Mapped[dict[str, Any]] = sealed()
    state: Mapped[dict[str, Any]]
    """Of the subject; at another one the command was not asked for."""
    reason: Mapped[str] = sealed()
    status: Mapped[str] = mapped_column(default=ApprovalStatus.PENDING)
    asked_by: Mapped[str]
    expires_at: Mapped[datetime]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    note: Mapped[str | None] = sealed()
    result_id: Mapped[UUID | None]
    """The entry that came of it; of a template, the template."""
