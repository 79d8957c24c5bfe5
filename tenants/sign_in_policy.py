"""What a tenant asks of those who sign in, within bounds that nobody can leave."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from tenants.database import find
from tenants.identifiers import new_id
from tenants.models import Membership, Role, SignInPolicy
from tenants.refusals import Invalid


class SecondFactor(StrEnum):
    """Of whom a second factor is required."""

    OPTIONAL = "optional"
    SOME_ROLES = "some_roles"
    EVERYONE = "everyone"


BOUNDS = {
    "idle_minutes": (5, 30),
    "longest_hours": (1, 24),
    "recent_minutes": (1, 60),
    "grace_days": (0, 90),
}
"""45 CFR 164.312(a)(2)(iii) leaves the time to us; nobody leaves a counter for half an hour."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules in force."""

    idle_minutes: int = 15
    """After so long without a request a session is over."""
    longest_hours: int = 12
    """After so long it is over in any case."""
    recent_minutes: int = 15
    """So long after proving who they are, people may do what is dangerous."""
    second_factor: SecondFactor = SecondFactor.OPTIONAL
    second_factor_role_ids: tuple[UUID, ...] = ()
    grace_days: int = 0
    """So long after it was first missed, a required second factor may still be missing."""

    @property
    def idle(self) -> timedelta:
        return timedelta(minutes=self.idle_minutes)

    @property
    def longest(self) -> timedelta:
        return timedelta(hours=self.longest_hours)

    @property
    def recent(self) -> timedelta:
        return timedelta(minutes=self.recent_minutes)


def policy_of(session: Session) -> Policy:
    """The tenant's own, or the defaults."""
    row = session.scalar(select(SignInPolicy))
    if row is None:
        return Policy()
    return Policy(
        row.idle_minutes,
        row.longest_hours,
        row.recent_minutes,
        SecondFactor(row.second_factor),
        tuple(row.second_factor_role_ids),
        row.grace_days,
    )


def set_policy(session: Session, wanted: Policy) -> Policy:
    """Replace the tenant's rules; they hold for open sessions too.

    Raises:
        Invalid: something is out of bounds, or roles are named where none are asked for.
        NotFound: there is no such role.
    """
    for name, (least, most) in BOUNDS.items():
        if not least <= getattr(wanted, name) <= most:
            raise Invalid(f"This lies between {least} and {most}.", path=name)
    is_by_role = wanted.second_factor is SecondFactor.SOME_ROLES
    if is_by_role != bool(wanted.second_factor_role_ids):
        raise Invalid("Name roles if some need it, else none.", path="second_factor_role_ids")
    for role_id in wanted.second_factor_role_ids:
        find(session, Role, role_id)
    values = {
        "idle_minutes": wanted.idle_minutes,
        "longest_hours": wanted.longest_hours,
        "recent_minutes": wanted.recent_minutes,
        "second_factor": wanted.second_factor,
        "second_factor_role_ids": list(wanted.second_factor_role_ids),
        "grace_days": wanted.grace_days,
    }
    session.execute(
        postgresql.insert(SignInPolicy)
        .values(id=new_id(), **values)
        .on_conflict_do_update(index_elements=["tenant_id"], set_=values)
    )
    return wanted


def needs_second_factor(session: Session, user_id: UUID, policy: Policy) -> bool:
    """Whether the tenant requires one of this user."""
    if policy.second_factor is SecondFactor.SOME_ROLES:
        return _has_any_role(session, user_id, policy.second_factor_role_ids)
    return policy.second_factor is SecondFactor.EVERYONE


def _has_any_role(session: Session, user_id: UUID, role_ids: Iterable[UUID]) -> bool:
    held = select(Membership.id).where(
        Membership.user_id == user_id,
        Membership.role_id.in_(role_ids),
        or_(Membership.expires_at.is_(None), Membership.expires_at > datetime.now(UTC)),
    )
    return session.scalar(held.limit(1)) is not None
