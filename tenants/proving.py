"""The ways in which someone who is signed in may prove anew who they are."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.database import lock
from tenants.identity_providers import may_use_password
from tenants.lock_out import forget_failures, is_locked, note_failure
from tenants.models import User, UserSession
from tenants.passwords import is_right
from tenants.provider_models import IdentityProvider, ProviderAccount
from tenants.refusals import WrongState
from tenants.second_factors import factors_of
from tenants.sign_in import Pending, pending


@dataclass(frozen=True, slots=True)
class Ways:
    """What one person has."""

    has_password: bool = False
    """With a second factor enrolled, it takes both."""
    providers: tuple[str, ...] = ()
    """By name, those that know them."""
    has_second_factor: bool = False
    """Whether one enrolled here is proof by itself: who has no password signed in elsewhere."""


NO_WAYS = Ways()


def ways_of(session: Session, user_id: UUID) -> Ways:
    user = session.get_one(User, user_id)
    has_password = _has_password(session, user)
    names = session.scalars(
        select(IdentityProvider.name)
        .join(ProviderAccount, ProviderAccount.provider_id == IdentityProvider.id)
        .where(ProviderAccount.user_id == user_id, IdentityProvider.disabled_at.is_(None))
        .order_by(IdentityProvider.id)
    )
    has_factor = not has_password and factors_of(session, user_id).any
    return Ways(has_password, tuple(names), has_factor)


def prove_password(session: Session, living: UserSession, password: str) -> Pending | bool:
    """Whether the signed-in user knows their password; or what else they must prove."""
    user = lock(session, User, living.user_id)
    is_usable = _has_password(session, user) and not is_locked(user)
    if not is_usable or not is_right(password, user.password_hash):
        note_failure(user)
        return False
    missing = pending(session, user)
    if missing is None or missing.must_enrol:
        forget_failures(user)
        return True
    return missing.for_session(living.id)


def prove_by_factor(session: Session, living: UserSession) -> Pending:
    """What is to be proved by a second factor alone.

    Raises:
        WrongState: they have a password that comes first, or no second factor.
    """
    user = lock(session, User, living.user_id)
    missing = pending(session, user)
    if _has_password(session, user) or missing is None or missing.must_enrol:
        raise WrongState("A second factor alone is no proof of yours: choose another way.")
    return missing.for_session(living.id)


def _has_password(session: Session, user: User) -> bool:
    return user.password_hash is not None and may_use_password(session, user.email)
