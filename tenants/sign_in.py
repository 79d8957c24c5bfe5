"""Signing in with a password and what follows it: slow to guess, silent about who exists."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session

from tenants.actor import job
from tenants.audit import Outcome, record
from tenants.context import ContextSigner
from tenants.database import TenantDatabase, tenant_by_slug
from tenants.identity_providers import may_use_password
from tenants.lock_out import forget_failures, is_locked, note_failure
from tenants.models import User, UserSession
from tenants.passwords import hashed, is_dated, is_right
from tenants.refusals import WrongState
from tenants.second_factors import Check, factors_of
from tenants.sessions import Device, OpenedSession, open_session, renew_session
from tenants.sign_in_policy import needs_second_factor, policy_of


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
    second_factor_due_at: datetime | None = None
    """Until when they may come in like this; None: they miss nothing."""


@dataclass(frozen=True, slots=True)
class Pending:
    """Someone whose password was right, and who has a second proof to give."""

    tenant_id: UUID
    user_id: UUID
    fingerprint: str
    """Of the password's hash: a changed password ends what an earlier one began."""
    must_enrol: bool
    """The tenant requires a second factor, and there is none yet."""
    session_id: UUID | None = None
    """The session that is proved anew; None: one is to be opened."""
    target: str = "/"
    """Where the browser wants to go."""

    def for_session(self, session_id: UUID) -> "Pending":
        return replace(self, session_id=session_id)


class Outdated(WrongState):
    """What this sign-in began with does not hold any more."""

    code = "sign_in_again"

    def __init__(self) -> None:
        super().__init__("This took too long, or something changed. Sign in again.")


def sign_in(
    engine: Engine, signer: ContextSigner, credentials: Credentials, device: Device
) -> SignIn | Pending | None:
    """Open a session, or say what is missing; None for every reason why not, after the same work.

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
        if not may_use_password(session, user.email):
            record(session, "sign-in", Outcome.REFUSED, "password_not_allowed")
            return None
        if is_locked(user) or not right:
            note_failure(user)
            return None
        if is_dated(user.password_hash or ""):
            user.password_hash = hashed(credentials.password)
        return pending(session, user) or admitted(session, user, device)


def pending(session: Session, user: User) -> Pending | None:
    """What a right password does not suffice for, or a provider's word."""
    has_any = factors_of(session, user.id).any
    if not has_any and not _must_enrol(session, user):
        return None
    return Pending(user.tenant_id, user.id, _fingerprint(user), must_enrol=not has_any)


def user_of(session: Session, began: Pending, *, enrols: bool) -> User:
    """Who goes on, locked against others.

    Raises:
        Outdated: they may not, or it is not this that they have to do.
    """
    user = session.get(User, began.user_id, with_for_update=True, populate_existing=True)
    if user is None or not user.is_active or _fingerprint(user) != began.fingerprint:
        raise Outdated
    if began.must_enrol != enrols or factors_of(session, user.id).any == began.must_enrol:
        raise Outdated
    return user


def prove_second(session: Session, began: Pending, check: Check, device: Device) -> SignIn | None:
    """Open the session, or renew the one that was proved anew; None: the proof is wrong, and counts.

    Raises:
        Outdated
    """
    user = user_of(session, began, enrols=False)
    if is_locked(user) or not check(session, user):
        note_failure(user)
        return None
    if began.session_id is None:
        return admitted(session, user, device)
    forget_failures(user)
    living = session.get(UserSession, began.session_id)
    if living is None or living.ended_at is not None:
        raise Outdated
    return SignIn(user.tenant_id, user.id, renew_session(session, living))


def admitted(session: Session, user: User, device: Device) -> SignIn:
    """Who has proved enough; the session opens."""
    opened = open_session(session, user.id, device, forget_failures(user))
    return SignIn(user.tenant_id, user.id, opened, grace_of(session, user))


def grace_of(session: Session, user: User) -> datetime | None:
    """Until when they may sign in without the second factor that is required, and that they miss."""
    policy = policy_of(session)
    if not policy.grace_days or factors_of(session, user.id).any:
        return None
    return user.second_factor_due_at if needs_second_factor(session, user.id, policy) else None


def _must_enrol(session: Session, user: User) -> bool:
    """The first time that a second factor is missed, the time to enrol one begins."""
    policy, now = policy_of(session), datetime.now(UTC)
    if not needs_second_factor(session, user.id, policy):
        return False
    if policy.grace_days and user.second_factor_due_at is None:
        user.second_factor_due_at = now + timedelta(days=policy.grace_days)
        session.flush()
    due_at = user.second_factor_due_at
    return not policy.grace_days or due_at is None or due_at <= now


def _fingerprint(user: User) -> str:
    return hashlib.sha256((user.password_hash or "").encode()).hexdigest()[:32]


def _active(email: str) -> Select[User]:
    return select(User).where(User.email == email.strip().lower(), User.is_active)
