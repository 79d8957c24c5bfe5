"""What each program may still ask for in the minute under way, shared by all processes.

A process takes its share in advance, a part of what is left, so that most requests need no
database and the whole never exceeds the limit.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from tenants.clients import Limits
from tenants.identifiers import new_id
from tenants.models import Allowance

WINDOW = timedelta(minutes=1)
SHARE = 8
"""A process takes an eighth of what is left: little is stranded in one that asks no more."""


@dataclass(frozen=True, slots=True)
class Share:
    """What a process may hand out until the minute ends, and what is left for all of them."""

    requests: int
    cost: int
    requests_left: int
    cost_left: int
    seconds_left: float


def take_share(
    session: Session, caller_id: UUID, limits: Limits, requests: int, cost: int
) -> Share:
    """At least so many requests and so much cost, if that is left; else nothing."""
    allowance = _locked(session, caller_id)
    now = session.scalars(select(func.clock_timestamp())).one()
    minute_at = now.replace(second=0, microsecond=0)
    if allowance.minute_at != minute_at:
        allowance.minute_at, allowance.request_count, allowance.cost = minute_at, 0, 0
    requests_left = max(0, limits.requests_per_minute - allowance.request_count)
    cost_left = max(0, limits.cost_per_minute - allowance.cost)
    is_left = requests_left >= requests and cost_left >= cost
    taken_requests = max(requests, requests_left // SHARE) if is_left else 0
    taken_cost = max(cost, cost_left // SHARE) if is_left else 0
    allowance.request_count += taken_requests
    allowance.cost += taken_cost
    return Share(
        taken_requests,
        taken_cost,
        requests_left - taken_requests,
        cost_left - taken_cost,
        (minute_at + WINDOW - now).total_seconds(),
    )


def _locked(session: Session, caller_id: UUID) -> Allowance:
    session.execute(
        postgresql.insert(Allowance)
        .values(id=new_id(), caller_id=caller_id, minute_at=func.now(), request_count=0, cost=0)
        .on_conflict_do_nothing()
    )
    return session.scalars(
        select(Allowance).where(Allowance.caller_id == caller_id).with_for_update()
    ).one()
