"""What a user has besides a password, all of it together: shown, missed, required, taken away."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tenants.database import find
from tenants.models import AuthenticatorApp, RecoveryCode, SecurityKey, User
from tenants.refusals import WrongState
from tenants.sign_in_policy import needs_second_factor, policy_of

Check = Callable[[Session, User], bool]
"""Whether a second proof is right; what it marks as used is kept only then."""


class Seals(Protocol):
    """Closes a secret for one purpose, and opens it again."""

    def sealed(self, purpose: str, text: str) -> str: ...

    def opened(self, purpose: str, sealed: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Factors:
    """What one user has enrolled."""

    has_app: bool
    keys: tuple[SecurityKey, ...]
    recovery_code_count: int
    """Codes that are left."""

    @property
    def any(self) -> bool:
        """Recovery codes alone are none: they stand in for what was lost."""
        return self.has_app or bool(self.keys)


def factors_of(session: Session, user_id: UUID) -> Factors:
    app = select(AuthenticatorApp.id).where(AuthenticatorApp.user_id == user_id)
    keys = select(SecurityKey).where(SecurityKey.user_id == user_id).order_by(SecurityKey.id)
    codes = (
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    )
    return Factors(
        session.scalar(app) is not None, tuple(session.scalars(keys)), session.scalar(codes) or 0
    )


def remove_app(session: Session, user_id: UUID) -> None:
    """Raises: WrongState: the tenant requires a second factor, and this is the last."""
    session.execute(delete(AuthenticatorApp).where(AuthenticatorApp.user_id == user_id))
    _after_removal(session, user_id)


def remove_key(session: Session, user_id: UUID, key_id: UUID) -> None:
    """Raises: WrongState: the tenant requires a second factor, and this is the last."""
    session.execute(
        delete(SecurityKey).where(SecurityKey.user_id == user_id, SecurityKey.id == key_id)
    )
    _after_removal(session, user_id)


def forget_factors(session: Session, user_id: UUID) -> None:
    """All of them; at the next sign-in the user enrols anew where the tenant requires it."""
    for kind in (AuthenticatorApp, SecurityKey, RecoveryCode):
        session.execute(delete(kind).where(kind.user_id == user_id))


def forget_key(session: Session, key_id: UUID) -> None:
    """A key that was lost; recovery codes go with the last factor.

    Raises:
        NotFound
    """
    key = find(session, SecurityKey, key_id)
    session.delete(key)
    session.flush()
    if not factors_of(session, key.user_id).any:
        forget_factors(session, key.user_id)


def _after_removal(session: Session, user_id: UUID) -> None:
    if factors_of(session, user_id).any:
        return
    if needs_second_factor(session, user_id, policy_of(session)):
        raise WrongState("A second factor is required here: add another before you remove this.")
    forget_factors(session, user_id)
