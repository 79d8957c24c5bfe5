"""Signing in with a password: slow to guess, silent about who exists."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Engine, Select, select

from tenants.actor import job
from tenants.audit import Outcome, record
from tenants.context import ContextSigner
from tenants.database import TenantDatabase, tenant_by_slug
from tenants.lock_out import forget_failures, is_locked, note_failure
from tenants.models import User
from tenants.passwords import hashed, is_dated, is_right
from tenants.sessions import Device, OpenedSession, open_session


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a person types."""

    slug: str
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """A session opened for a user of a tenant."""

    tenant_id: UUID
    user_id: UUID
    session: OpenedSession


def sign_in(
    engine: Engine, signer: ContextSigner, credentials: Credentials, device: Device
) -> SignIn | None:
    """Open a session; None for every reason why not, after the same amount of work.

    The password is verified between two transactions: it takes longer than a lock may be held.
    """
    tenant_id = tenant_by_slug(engine, credentials.slug.strip().lower())
    database = TenantDatabase(engine, signer, job(tenant_id, "sign-in")) if tenant_id else None
    active = _active(credentials.email)
    password_hash = None
    if database is not None:
        with database.transaction() as session:
            password_hash = session.scalar(active.with_only_columns(User.password_hash))
    right = is_right(credentials.password, password_hash)
    if database is None:
        return None
    with database.transaction() as session:
        user = session.scalar(active.with_for_update())
        if user is None:
            record(session, "sign-in", Outcome.REFUSED, "unknown_user")
            return None
        if is_locked(user) or not right:
            note_failure(user)
            return None
        failed_count = forget_failures(user)
        if is_dated(user.password_hash or ""):
            user.password_hash = hashed(credentials.password)
        opened = open_session(session, user.id, device, failed_count)
        return SignIn(user.tenant_id, user.id, opened)


def _active(email: str) -> Select[User]:
    return select(User).where(User.email == email.strip().lower(), User.is_active)
