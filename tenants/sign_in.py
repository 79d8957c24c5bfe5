"""Signing in with a password: slow to guess, silent about who exists."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine, Select, select

from tenants.actor import job
from tenants.context import ContextSigner
from tenants.database import TenantDatabase, tenant_by_slug
from tenants.models import User
from tenants.passwords import hashed, is_dated, is_right
from tenants.sessions import OpenedSession, open_session

FREE_ATTEMPTS = 5
LONGEST_LOCK = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class SignIn:
    """A session opened for a user of a tenant."""

    tenant_id: UUID
    user_id: UUID
    session: OpenedSession


def sign_in(
    engine: Engine, signer: ContextSigner, slug: str, email: str, password: str
) -> SignIn | None:
    """Open a session; None for every reason why not, after the same amount of work.

    The password is verified between two transactions: it takes longer than a lock may be held.
    """
    tenant_id = tenant_by_slug(engine, slug.strip().lower())
    database = TenantDatabase(engine, signer, job(tenant_id, "sign-in")) if tenant_id else None
    password_hash = None
    if database is not None:
        with database.transaction() as session:
            password_hash = session.scalar(_active(email).with_only_columns(User.password_hash))
    right = is_right(password, password_hash)
    if database is None:
        return None
    with database.transaction() as session:
        user = session.scalar(_active(email).with_for_update())
        if user is None or not _may_enter(user, right=right):
            return None
        if is_dated(user.password_hash or ""):
            user.password_hash = hashed(password)
        return SignIn(user.tenant_id, user.id, open_session(session, user.id))


def _active(email: str) -> Select[User]:
    return select(User).where(User.email == email.strip().lower(), User.is_active)


def _may_enter(user: User, *, right: bool) -> bool:
    """Count failures, and keep the door shut for a while after several of them."""
    now = datetime.now(UTC)
    if user.locked_until_at is not None and user.locked_until_at > now:
        return False
    if right:
        user.failed_sign_in_count, user.locked_until_at = 0, None
        return True
    user.failed_sign_in_count += 1
    if user.failed_sign_in_count >= FREE_ATTEMPTS:
        doublings = min(user.failed_sign_in_count - FREE_ATTEMPTS, 10)
        user.locked_until_at = now + min(timedelta(seconds=2**doublings), LONGEST_LOCK)
    return False
