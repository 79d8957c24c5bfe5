"""What was asked about a tenant's chain: how far a job has come, and whether all is as it was sealed."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.records import Record, TenantOwned, index


class CheckState(StrEnum):
    RUNNING = "running"
    SOUND = "sound"
    BROKEN = "broken"
    GIVEN_UP = "given_up"
    """Nothing was heard of it for so long that another could be asked for."""


class ChainCheck(TenantOwned, Record):
    """One look at the whole chain, block by block, and at the heads that were kept elsewhere."""

    __tablename__ = "chain_checks"
    __table_args__ = (
        CheckConstraint("state in ('running', 'sound', 'broken', 'given_up')", name="state"),
        index("uq_chain_checks_running", unique=True, postgresql_where=text("state = 'running'")),
    )

    state: Mapped[str]
    asked_by: Mapped[str]
    block_count: Mapped[int]
    """That the chain had when it was asked."""
    checked_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    event_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    checked_until_at: Mapped[datetime | None]
    """When the last block that was looked at was sealed."""
    exported_number: Mapped[int | None]
    """The last block whose head was found elsewhere, and when it had been brought there."""
    exported_at: Mapped[datetime | None]
    break_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    first_break_kind: Mapped[str | None]
    first_break_block: Mapped[int | None]
    first_break_event_id: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
