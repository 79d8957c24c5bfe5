"""Signed-in browsers: opened, seen again, ended by their user or by the clock."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tenants.models import User, UserSession

IDLE = timedelta(minutes=15)
"""45 CFR 164.312(a)(2)(iii): automatic logoff."""
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
"""How often a look is written down: not on every request."""
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """What the browser is told once: the cookie's token and the token of its forms."""

    token: str
    csrf_token: str


def open_session(session: Session, user_id: UUID) -> OpenedSession:
    """Always a fresh token: one that was planted in the browser before is worth nothing."""
    opened = OpenedSession(secrets.token_urlsafe(TOKEN_BYTES), secrets.token_urlsafe(TOKEN_BYTES))
    session.add(
        UserSession(
            user_id=user_id,
            token_hash=_hash(opened.token),
            csrf_token=opened.csrf_token,
            expires_at=datetime.now(UTC) + LONGEST,
        )
    )
    session.flush()
    return opened


def living_session(session: Session, token: str) -> UserSession | None:
    """The session of this token, noted as seen; None if it ended, in whichever way."""
    now = datetime.now(UTC)
    found = session.scalar(
        select(UserSession)
        .join(User, User.id == UserSession.user_id)
        .where(
            UserSession.token_hash == _hash(token),
            UserSession.ended_at.is_(None),
            UserSession.expires_at > now,
            UserSession.last_seen_at > now - IDLE,
            User.is_active,
        )
    )
    if found is not None and found.last_seen_at < now - SEEN_EVERY:
        found.last_seen_at = now
    return found


def end_session(session: Session, token: str) -> None:
    """Sign out; harmless when the session is over already."""
    _end(session, UserSession.token_hash == _hash(token))


def end_sessions_of(session: Session, user_id: UUID) -> None:
    """Sign a user out everywhere."""
    _end(session, UserSession.user_id == user_id)


def _end(session: Session, which: object) -> None:
    session.execute(
        update(UserSession)
        .where(which, UserSession.ended_at.is_(None))  # type: ignore[arg-type]
        .values(ended_at=datetime.now(UTC))
    )


def _hash(token: str) -> str:
    """Enough for a random token: there is nothing to guess."""
    return hashlib.sha256(token.encode()).hexdigest()
