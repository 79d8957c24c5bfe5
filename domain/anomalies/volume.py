"""Whether somebody looked at more patients than they may, or than they are used to."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from domain.anomalies.looks import COUNTS, Window
from domain.anomalies.models import ONE_A_DAY, AccessDay
from tenants.identifiers import new_id
from tenants.setting_values import value_at
from tenants.settings import (
    FEWEST_UNUSUAL_PATIENTS,
    PATIENTS_PER_DAY,
    PATIENTS_PER_HOUR,
    TIMES_USUAL,
)

HISTORY = timedelta(days=30)
LEAST_DAYS = 5
"""Of history: before that, nothing is usual."""


@dataclass(slots=True)
class Busy:
    """How many patients somebody looked at: on a day, and in each of its hours."""

    day: int = 0
    hours: dict[datetime, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Usual:
    """What somebody's days are like."""

    day: float
    busiest_hour: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What a tenant makes of it; None: nothing."""

    per_hour: int | None
    per_day: int | None
    times_usual: int | None
    fewest: int


@dataclass(frozen=True, slots=True)
class TooMany:
    """That it was too much: in an hour that began then, or on the whole day."""

    hour_at: datetime | None
    patient_count: int
    why: str


def busy(session: Session, window: Window) -> dict[str, Busy]:
    """By actor."""
    found: dict[str, Busy] = defaultdict(Busy)
    for row in session.execute(COUNTS, window.bounds):
        if row.hour_at is None:
            found[row.actor].day = row.patient_count
        else:
            found[row.actor].hours[row.hour_at] = row.patient_count
    return dict(found)


def limits_at(session: Session, store_ids: Iterable[UUID] | None) -> Limits:
    """Those of the organization, or of the most generous of some stores."""
    places = [None] if store_ids is None else list(store_ids)

    def most(name: str) -> int | None:
        values = [value_at(session, SETTINGS[name], place) for place in places]
        return None if None in values or not values else max(values)

    return Limits(most("hour"), most("day"), most("times"), most("fewest") or 0)


SETTINGS = {
    "hour": PATIENTS_PER_HOUR,
    "day": PATIENTS_PER_DAY,
    "times": TIMES_USUAL,
    "fewest": FEWEST_UNUSUAL_PATIENTS,
}


def too_many(looked: Busy, usual: Usual | None, limits: Limits) -> Iterator[TooMany]:
    """Every hour that was too busy, and the day if it was."""
    for hour_at, count in sorted(looked.hours.items()):
        before = usual.busiest_hour if usual else None
        why = _why(count, limits.per_hour, before, limits)
        if why:
            yield TooMany(hour_at, count, why)
    why = _why(looked.day, limits.per_day, usual.day if usual else None, limits)
    if why:
        yield TooMany(None, looked.day, why)


def _why(count: int, limit: int | None, usual: float | None, limits: Limits) -> str | None:
    if limit is not None and count > limit:
        return f"The limit is {limit:,}."
    if usual is None or limits.times_usual is None or count < limits.fewest:
        return None
    if count > limits.times_usual * usual:
        return f"Their own usual is {usual:,.0f}."
    return None


def usual_days(session: Session, before: date, actors: Iterable[str]) -> dict[str, Usual]:
    """What is usual for whom, of those who have been here long enough."""
    rows = session.execute(
        select(
            AccessDay.actor,
            func.avg(AccessDay.patient_count),
            func.avg(AccessDay.busiest_hour_count),
        )
        .where(
            AccessDay.actor.in_(list(actors)),
            AccessDay.accessed_on >= before - HISTORY,
            AccessDay.accessed_on < before,
        )
        .group_by(AccessDay.actor)
        .having(func.count() >= LEAST_DAYS)
    )
    return {actor: Usual(float(day), float(hour)) for actor, day, hour in rows}


def keep_days(session: Session, on: date, looked: Mapping[str, Busy]) -> None:
    """Remember a day, as far as it has gone."""
    rows = [
        {
            "id": new_id(),
            "actor": actor,
            "accessed_on": on,
            "patient_count": each.day,
            "busiest_hour_count": max(each.hours.values(), default=0),
        }
        for actor, each in looked.items()
    ]
    if not rows:
        return
    written = insert(AccessDay)
    session.execute(
        written.on_conflict_do_update(
            constraint=ONE_A_DAY,
            set_={name: written.excluded[name] for name in ("patient_count", "busiest_hour_count")},
        ),
        rows,
    )
