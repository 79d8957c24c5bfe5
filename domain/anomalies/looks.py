"""Who looked at whom in some hours of the audit log: summed by the database, so that little travels."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Text, Uuid, bindparam, text
from sqlalchemy.orm import Session

MOST_EVENTS = 200
"""That an anomaly names; the actor and the time find the others."""

# Ids begin with their time, so a window reads one range of the log's key, whatever its length.
LOOKS = """
    with looks as (
        select e.id, e.actor, e.created_at, p.patient_id
        from audit_events e cross join lateral unnest(e.patient_ids) as p(patient_id)
        where e.id >= :since and e.id < :until and e.actor like 'user:%'
    )
"""
COUNTS = text(
    f"""{LOOKS}
    select actor, date_trunc('hour', created_at, 'UTC') as hour_at,
        count(distinct patient_id) as patient_count
    from looks group by grouping sets ((actor, date_trunc('hour', created_at, 'UTC')), (actor))
    """  # noqa: S608 constants
)
QUARTERS = text(
    """
    select e.actor, e.store_ids, date_bin('15 minutes', e.created_at, timestamptz 'epoch') as at
    from audit_events e
    where e.id >= :since and e.id < :until and e.actor like 'user:%'
    and cardinality(e.patient_ids) > 0
    group by 1, 2, 3 order by 1, 3
    """
)
VIPS = text(
    f"""{LOOKS}
    select distinct looks.actor, looks.patient_id
    from looks join patients on patients.id = looks.patient_id and patients.is_vip
    """  # noqa: S608 constants
)
NAMESAKES = text(
    f"""{LOOKS}
    select distinct looks.actor, looks.patient_id
    from looks join unnest(:actors, :prefixes) as sought(actor, prefix) using (actor)
    join name_prefixes n on n.patient_id = looks.patient_id and n.prefix = sought.prefix
    """  # noqa: S608 constants
).bindparams(bindparam("actors", type_=ARRAY(Text)), bindparam("prefixes", type_=ARRAY(BigInteger)))
EVENTS = text(
    """
    select id, created_at, count(*) over () as event_count, max(created_at) over () as last_at
    from audit_events
    where actor = :actor and id >= :since and id < :until and cardinality(patient_ids) > 0
    and (cast(:patient_id as uuid) is null or :patient_id = any (patient_ids))
    and (cast(:quarters as timestamptz[]) is null
         or date_bin('15 minutes', created_at, timestamptz 'epoch') = any (:quarters))
    order by id limit :most
    """
).bindparams(bindparam("patient_id", type_=Uuid))


@dataclass(frozen=True, slots=True)
class Window:
    """Some hours of one day, as ids of version 7 bound them."""

    since_at: datetime
    until_at: datetime

    @property
    def bounds(self) -> dict[str, UUID]:
        return {"since": first_id(self.since_at), "until": first_id(self.until_at)}


@dataclass(frozen=True, slots=True)
class Evidence:
    """The events of an anomaly: how many, from when to when, and the first of them."""

    event_ids: list[UUID]
    event_count: int
    from_at: datetime
    to_at: datetime


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of an hour in which somebody looked at patients, and for which stores."""

    actor: str
    store_ids: frozenset[UUID] | None
    """None for all of the tenant's."""
    at: datetime


def first_id(at: datetime) -> UUID:
    """The least id of version 7 that can be made then."""
    return UUID(int=int(at.timestamp() * 1000) << 80)


def quarters(session: Session, window: Window) -> list[Quarter]:
    return [
        Quarter(row.actor, None if row.store_ids is None else frozenset(row.store_ids), row.at)
        for row in session.execute(QUARTERS, window.bounds)
    ]


def evidence(
    session: Session,
    window: Window,
    actor: str,
    *,
    patient_id: UUID | None = None,
    at: Iterable[datetime] | None = None,
) -> Evidence:
    """What somebody did in a window: to one patient, or in some quarters of an hour, if these are named."""
    asked = {
        **window.bounds,
        "actor": actor,
        "patient_id": patient_id,
        "quarters": None if at is None else list(at),
        "most": MOST_EVENTS,
    }
    rows = session.execute(EVENTS, asked).all()
    first = rows[0]
    return Evidence([row.id for row in rows], first.event_count, first.created_at, first.last_at)
