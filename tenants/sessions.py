"""Signed-in browsers: opened, seen again, proved anew, ended by their user or by the clock."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from tenants.actor import Actor, ActorKind
from tenants.audit import record, touch, trail_of
from tenants.database import actor_of
from tenants.models import User, UserSession
from tenants.sign_in_policy import Policy, policy_of
from tenants.tokens import hash_of, new_token

SEEN_EVERY = timedelta(minutes=1)
"""How often a look is written down: not on every request."""
MAX_USER_AGENT_LENGTH = 300
MAX_LISTED = 50


@dataclass(frozen=True, slots=True)
class Device:
    """From where and what a session is opened, as far as one can tell."""

    user_agent: str | None = None
    address: str | None = None


UNKNOWN_DEVICE = Device()


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """What the browser is told once: the cookie's token and the token of its forms."""

    token: str
    csrf_token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Limits:
    """When a session will be over, and until when its user counts as proved."""

    idle_ends_at: datetime
    ends_at: datetime
    recent_until_at: datetime


@dataclass(frozen=True, slots=True)
class LastSignIn:
    """The sign-in before this one, for its user to recognise or not."""

    at: datetime | None
    address: str | None
    failed_count: int
    """Attempts that failed in between."""


def open_session(
    session: Session,
    user_id: UUID,
    device: Device = UNKNOWN_DEVICE,
    failed_before_count: int = 0,
) -> OpenedSession:
    """Always a fresh token: one that was planted in the browser before is worth nothing."""
    expires_at = datetime.now(UTC) + policy_of(session).longest
    opened = OpenedSession(new_token(), new_token(), expires_at)
    agent = (device.user_agent or "").replace("\0", "")[:MAX_USER_AGENT_LENGTH]
    begun = UserSession(
        user_id=user_id,
        token_hash=hash_of(opened.token),
        csrf_token=opened.csrf_token,
        expires_at=expires_at,
        user_agent=agent or None,
        address=device.address,
        failed_before_count=failed_before_count,
    )
    session.add(begun)
    session.flush()
    record_sign_in(session, begun, "sign-in")
    return opened


def record_sign_in(session: Session, about: UserSession, action: str) -> None:
    """Its user did this, in this very session."""
    user = Actor(actor_of(session).tenant_id, ActorKind.USER, str(about.user_id), store_ids=None)
    origin = replace(trail_of(session).origin, through="browser", through_id=str(about.id))
    touch(session, User.__tablename__, [about.user_id])
    record(session, action, actor=user, origin=origin)


def renew_session(session: Session, living: UserSession) -> OpenedSession:
    """Its user proved who they are once more: new tokens, the old ones are worth nothing now."""
    opened = OpenedSession(new_token(), new_token(), living.expires_at)
    living.token_hash, living.csrf_token = hash_of(opened.token), opened.csrf_token
    living.proved_at = datetime.now(UTC)
    session.flush()
    record_sign_in(session, living, "proved-anew")
    return opened


def living_session(session: Session, token: str, *, is_seen: bool = True) -> UserSession | None:
    """The session of this token, noted as seen; None if it ended, in whichever way."""
    now, policy = datetime.now(UTC), policy_of(session)
    found = session.scalar(
        select(UserSession).where(
            UserSession.token_hash == hash_of(token), *_lives(now, policy), _is_active_user()
        )
    )
    if is_seen and found is not None and found.last_seen_at < now - SEEN_EVERY:
        found.last_seen_at = now
    return found


def sessions_of(session: Session, user_id: UUID) -> list[UserSession]:
    """Those that live, the newest first."""
    lives = _lives(datetime.now(UTC), policy_of(session))
    return list(
        session.scalars(
            select(UserSession)
            .where(UserSession.user_id == user_id, *lives)
            .order_by(UserSession.id.desc())
            .limit(MAX_LISTED)
        )
    )


def limits_of(living: UserSession, policy: Policy) -> Limits:
    ends_at = min(living.expires_at, living.created_at + policy.longest)
    return Limits(
        min(living.last_seen_at + policy.idle, ends_at), ends_at, living.proved_at + policy.recent
    )


def last_sign_in(session: Session, living: UserSession) -> LastSignIn:
    before = session.execute(
        select(UserSession.created_at, UserSession.address)
        .where(UserSession.user_id == living.user_id, UserSession.id < living.id)
        .order_by(UserSession.id.desc())
        .limit(1)
    ).one_or_none()
    at, address = before if before is not None else (None, None)
    return LastSignIn(at, address, living.failed_before_count)


def end_session(session: Session, token: str) -> None:
    """Sign out; harmless when the session is over already."""
    ended = session.scalar(
        select(UserSession).where(
            UserSession.token_hash == hash_of(token), UserSession.ended_at.is_(None)
        )
    )
    if ended is not None:
        ended.ended_at = datetime.now(UTC)
        record_sign_in(session, ended, "sign-out")


def end_sessions_of(session: Session, user_id: UUID, *, but: UUID | None = None) -> None:
    """Sign a user out everywhere, or everywhere else."""
    others = [UserSession.id != but] if but is not None else []
    _end(session, UserSession.user_id == user_id, *others)


def end_one_session(session: Session, user_id: UUID, session_id: UUID) -> None:
    """Sign a user out of one browser; harmless when that is over already."""
    _end(session, UserSession.user_id == user_id, UserSession.id == session_id)


def _lives(now: datetime, policy: Policy) -> list[ColumnElement[bool]]:
    return [
        UserSession.ended_at.is_(None),
        UserSession.expires_at > now,
        UserSession.created_at > now - policy.longest,
        UserSession.last_seen_at > now - policy.idle,
    ]


def _is_active_user() -> ColumnElement[bool]:
    return select(User.id).where(User.id == UserSession.user_id, User.is_active).exists()


def _end(session: Session, *which: ColumnElement[bool]) -> None:
    session.execute(
        update(UserSession)
        .where(*which, UserSession.ended_at.is_(None))
        .values(ended_at=datetime.now(UTC))
    )
