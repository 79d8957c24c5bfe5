"""What is kept of code sets: releases, their codes, and what each release changed. All tenants' own."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.identifiers import new_id
from tenants.records import Record


class ReleaseState(StrEnum):
    STAGED = "staged"
    """Loaded and checked, not yet answering."""
    ACTIVE = "active"
    WITHDRAWN = "withdrawn"
    """Rolled back; kept, so that what it answered can be explained."""


class ChangeKind(StrEnum):
    ADDED = "added"
    DELETED = "deleted"
    """In the release before, absent from this one."""
    ENDED = "ended"
    """Still listed, now with a last day."""
    LOST_BILLABLE = "lost_billable"
    GAINED_BILLABLE = "gained_billable"
    REVISED = "revised"


class CodeRelease(Record):
    """One edition of one code system, from one file. Its codes never change: a correction is another."""

    __tablename__ = "code_releases"
    __table_args__ = (
        UniqueConstraint("system", "sha256"),
        Index("ix_code_releases_system", "system", "state", "effective_from_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    system: Mapped[str]
    version: Mapped[str]
    effective_from_on: Mapped[date]
    stale_from_on: Mapped[date | None]
    """From here on the publisher has a newer one: a code it lacks may be new."""
    state: Mapped[str]
    is_complete: Mapped[bool]
    """A selection cannot say that a code it lacks does not exist."""
    is_embedded: Mapped[bool]
    """Shipped with Mortar; gives way to a file of the same first day."""
    file_name: Mapped[str]
    sha256: Mapped[str]
    code_count: Mapped[int]
    billable_count: Mapped[int]
    compared_with_id: Mapped[UUID | None] = mapped_column(ForeignKey("code_releases.id"))
    """The release before it when its changes were reckoned."""
    staged_at: Mapped[datetime] = mapped_column(server_default=func.now())
    activated_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class CodeVersion(Record):
    """A code as one release has it."""

    __tablename__ = "code_versions"

    release_id: Mapped[UUID] = mapped_column(primary_key=True)
    """No foreign key: checking it row by row took as long as the rest of a load, and neither
    working role may delete a release."""
    code: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    """Without dot or dashes."""
    is_billable: Mapped[bool]
    short_text: Mapped[str]
    long_text: Mapped[str]
    """Both empty where no lawful source gives them."""
    valid_from_on: Mapped[date]
    valid_to_on: Mapped[date | None]
    """The first day it is no longer valid."""
    attributes: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))


class CodeChange(Record):
    """What a release does to one code, against the release before it."""

    __tablename__ = "code_changes"

    release_id: Mapped[UUID] = mapped_column(ForeignKey("code_releases.id"), primary_key=True)
    code: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    kind: Mapped[str]
    fields: Mapped[list[str]]
    """What differs, of a code in both."""
    was_billable: Mapped[bool | None]
    is_billable: Mapped[bool | None]
