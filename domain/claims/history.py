"""Every change of a claim goes through here: axes move by the table, and an event says why."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Text, func
from sqlalchemy.orm import Session

from domain.claims.models import Claim, ClaimEvent
from domain.claims.status import display_status, may_move
from domain.errors import WrongState
from tenants.database import actor_of


@dataclass(frozen=True)
class Step:
    """One thing that happened to a claim, with the segments that say so."""

    kind: str
    summary: str
    raw_file_id: UUID | None = None
    raw_segments: str | None = None


def advance(session: Session, claim: Claim, step: Step, **axes: StrEnum) -> None:
    """Move the named axes and keep the step. An axis already there stays.

    Raises:
        WrongState: the table of moves does not allow it.
    """
    for axis, after in axes.items():
        before = getattr(claim, axis)
        if before != after and not may_move(axis, before, after):
            raise WrongState(f"A claim whose {axis} is {before} cannot become {after}.", path=axis)
    _apply(session, claim, step, axes)


def hear(session: Session, claim: Claim, step: Step, **axes: StrEnum) -> None:
    """Keep what an outside answer says and move as far as that is news.

    Answers come late, twice and out of order: one that is behind what we know changes nothing,
    but stands in the history all the same.
    """
    news = {
        axis: after for axis, after in axes.items() if may_move(axis, getattr(claim, axis), after)
    }
    _apply(session, claim, step, news)


def _apply(session: Session, claim: Claim, step: Step, axes: dict[str, StrEnum]) -> None:
    changes = {
        axis: [str(getattr(claim, axis)), str(after)]
        for axis, after in axes.items()
        if getattr(claim, axis) != after
    }
    for axis, (_, after) in changes.items():
        setattr(claim, axis, after)
    claim.display_status = display_status(claim)
    session.add(
        ClaimEvent(
            claim_id=claim.id,
            happened_at=datetime.now(UTC),
            actor=acting(session),
            kind=step.kind,
            summary=step.summary,
            changes=changes,
            raw_file_id=step.raw_file_id,
            raw_segments=step.raw_segments,
        )
    )


def acting(session: Session) -> str:
    """The actor as histories name it: kind and id, never a person's name."""
    actor = actor_of(session)
    return f"{actor.kind}:{actor.name}"


def asking() -> ColumnElement[str]:
    """As `acting`, for SQL: from the signed context, which the policies have verified."""
    name: ColumnElement[str] = func.split_part(
        func.current_setting("app.context"), "|", 2, type_=Text
    )
    return name
