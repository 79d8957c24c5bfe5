"""Looks through the audit log a day at a time, and keeps what is unusual; twice finds the same."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from domain.anomalies.hours import OpeningHours, closed_everywhere, opening_hours
from domain.anomalies.kinship import kin
from domain.anomalies.looks import VIPS, Evidence, Quarter, Window, evidence, quarters
from domain.anomalies.models import Anomaly, AnomalyKind, AnomalyScan
from domain.anomalies.volume import busy, keep_days, limits_at, too_many, usual_days
from tenants.identifiers import new_id
from tenants.setting_values import value_at
from tenants.settings import WATCHES_FAMILY

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BEGINS = timedelta(days=30)
"""How far back the first look goes: enough to know what is usual."""
OVERLAP = HOUR
"""Events may become visible this late; what was looked at is looked at again."""
MOST_DAYS = 60
"""In one go; what is left is looked at next time."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something unusual, before it is kept."""

    kind: AnomalyKind
    actor: str
    occasion: str
    why: str
    evidence: Evidence
    patient_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """What every kind of anomaly is looked for in."""

    session: Session
    window: Window
    quarters: dict[str, list[Quarter]]
    """By actor: in which of them there was anybody to be seen."""
    stores: Mapping[UUID, OpeningHours]

    @property
    def name(self) -> str:
        return self.window.since_at.date().isoformat()

    def store_ids(self, actor: str) -> frozenset[UUID] | None:
        """Those that somebody acted for in all of the day; None for all of the tenant's."""
        each = [quarter.store_ids for quarter in self.quarters[actor]]
        known = [ids for ids in each if ids is not None]
        return frozenset().union(*known) if len(known) == len(each) else None

    def clock(self, actor: str, at: datetime) -> str:
        """An instant as the person's first store would say it."""
        ids = self.store_ids(actor)
        zones = [hours.time_zone for id_, hours in self.stores.items() if ids is None or id_ in ids]
        zone = zones[0] if zones else "UTC"
        return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"


def windows_left(session: Session, now: datetime) -> list[Window]:
    """The days that are to be looked at, the present one as far as it has gone."""
    until = session.scalar(select(AnomalyScan.scanned_until_at)) or now - BEGINS + OVERLAP
    since = datetime.combine((until - OVERLAP).astimezone(UTC).date(), time(), UTC)
    found: list[Window] = []
    while since < now and len(found) < MOST_DAYS:
        found.append(Window(since, min(since + DAY, now)))
        since += DAY
    return found


def scan(session: Session, window: Window) -> int:
    """Keep what is unusual in a day; how much that is. It costs what the day holds, whatever the log does."""
    position = _locked(session, window)
    seen: dict[str, list[Quarter]] = defaultdict(list)
    for quarter in quarters(session, window):
        seen[quarter.actor].append(quarter)
    count = 0
    if seen:
        day = Day(session, window, dict(seen), opening_hours(session))
        for look in (_too_many, _own_family, _vips, _after_hours):
            for found in look(day):
                _keep(session, found)
                count += 1
    position.scanned_until_at = max(position.scanned_until_at, window.until_at)
    session.flush()
    return count


def _too_many(day: Day) -> Iterator[Found]:
    looked = busy(day.session, day.window)
    on = day.window.since_at.date()
    keep_days(day.session, on, looked)
    usual = usual_days(day.session, on, looked)
    for actor, each in looked.items():
        limits = limits_at(day.session, day.store_ids(actor))
        for much in too_many(each, usual.get(actor), limits):
            window, occasion, when = day.window, day.name, f"on {day.name} (UTC)"
            if much.hour_at is not None:
                window = Window(much.hour_at, min(much.hour_at + HOUR, day.window.until_at))
                occasion = f"{much.hour_at.astimezone(UTC):%Y-%m-%dT%H}"
                when = f"in the hour from {day.clock(actor, much.hour_at)}"
            why = f"Looked at {much.patient_count:,} patients {when}. {much.why}"
            found = evidence(day.session, window, actor)
            yield Found(AnomalyKind.VOLUME, actor, occasion, why, found)


def _own_family(day: Day) -> Iterator[Found]:
    if not value_at(day.session, WATCHES_FAMILY):
        return
    for each in kin(day.session, day.window, day.quarters):
        yield _of_patient(day, AnomalyKind.OWN_FAMILY, each.actor, each.patient_id, each.why)


def _vips(day: Day) -> Iterator[Found]:
    why = "The patient is marked as a VIP."
    for row in day.session.execute(VIPS, day.window.bounds).all():
        yield _of_patient(day, AnomalyKind.VIP, row.actor, row.patient_id, why)


def _of_patient(day: Day, kind: AnomalyKind, actor: str, patient_id: UUID, why: str) -> Found:
    found = evidence(day.session, day.window, actor, patient_id=patient_id)
    when = f"{_times(found.event_count)}, first at {day.clock(actor, found.from_at)}"
    occasion = f"{day.name} {patient_id}"
    return Found(kind, actor, occasion, f"Looked at a patient {when}. {why}", found, patient_id)


def _after_hours(day: Day) -> Iterator[Found]:
    for actor, each in day.quarters.items():
        closed = {
            quarter.at: hours
            for quarter in each
            if (hours := closed_everywhere(quarter.at, quarter.store_ids, day.stores))
        }
        if not closed:
            continue
        found = evidence(day.session, day.window, actor, at=closed)
        hours = closed[min(closed)]
        why = (
            f"Looked at patients {_times(found.event_count)} from {day.clock(actor, found.from_at)} to"
            f" {day.clock(actor, found.to_at)}, when every store that they act for was closed. The hours"
            f" are {hours}."
        )
        yield Found(AnomalyKind.AFTER_HOURS, actor, day.name, why, found)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def _keep(session: Session, found: Found) -> None:
    """What is known already grows with what is found later, until somebody has reviewed it."""
    known = session.scalars(
        select(Anomaly).where(
            Anomaly.kind == found.kind,
            Anomaly.actor == found.actor,
            Anomaly.occasion == found.occasion,
        )
    ).first()
    if known is not None and (known.is_reviewed or known.event_count == found.evidence.event_count):
        return
    anomaly = known or Anomaly(
        kind=found.kind, actor=found.actor, occasion=found.occasion, patient_id=found.patient_id
    )
    anomaly.explanation = found.why
    anomaly.happened_from_at, anomaly.happened_to_at = found.evidence.from_at, found.evidence.to_at
    anomaly.event_count, anomaly.event_ids = found.evidence.event_count, found.evidence.event_ids
    session.add(anomaly)
    session.flush()


def _locked(session: Session, window: Window) -> AnomalyScan:
    """The one row that says how far it has come; whoever else looks waits."""
    first = insert(AnomalyScan).values(id=new_id(), scanned_until_at=window.since_at)
    session.execute(first.on_conflict_do_nothing())
    return session.scalars(select(AnomalyScan).with_for_update()).one()
