"""How far the resealing of a tenant's rows with a new data key has come."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.records import Record, TenantOwned, belongs_to, index, unique


class RotationState(StrEnum):
    RUNNING = "running"
    CANCELLED = "cancelled"
    DONE = "done"


class KeyRotation(TenantOwned, Record):
    """A new version of the tenant's data key, and the work of sealing again what older ones sealed."""

    __tablename__ = "key_rotations"
    __table_args__ = (
        CheckConstraint("state in ('running', 'cancelled', 'done')", name="state"),
        index("uq_key_rotations_running", unique=True, postgresql_where=text("state = 'running'")),
    )

    state: Mapped[str]
    asked_by: Mapped[str]
    version: Mapped[int | None]
    """Of the data key; null until a job has made it."""
    used_from_at: Mapped[datetime | None]
    """When everyone knows the key and seals with it; nothing is sealed again before."""
    ended_at: Mapped[datetime | None]


class ResealedTable(TenantOwned, Record):
    """How far one table has come: rows are taken in the order of their ids."""

    __tablename__ = "resealed_tables"
    __table_args__ = (
        belongs_to("rotation_id", "key_rotations"),
        unique("rotation_id", "table_name"),
    )

    rotation_id: Mapped[UUID]
    table_name: Mapped[str]
    row_count: Mapped[int]
    """Those that older versions had sealed when the work began."""
    resealed_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    unopened_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Of the pass under way: those with a value that does not open. They are left as they are."""
    after_id: Mapped[UUID | None]
    """The last row that the pass under way has come to."""
    is_done: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
