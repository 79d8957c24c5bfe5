"""The people of a tenant: invited, given roles on branches of the tree, let go."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tenants.access import permissions_of
from tenants.account_links import end_links
from tenants.database import actor_of, find, insert, lock
from tenants.delegation import must_hold, must_outrank, stores_of_unit
from tenants.lock_out import forget_failures
from tenants.models import Membership, Role, SecurityKey, User, UserSession
from tenants.refusals import Forbidden, Invalid, WrongState
from tenants.roles import named
from tenants.second_factors import forget_factors, forget_key
from tenants.sessions import end_one_session, end_sessions_of

MAX_EMAIL_LENGTH = 254


def invite_user(session: Session, email: str, name: str) -> User:
    """A user without a password: they choose it when they accept.

    Raises:
        Invalid: this is no e-mail address.
        AlreadyExists: the tenant has a user of this address.
    """
    address = email.strip().lower()
    before, _, after = address.partition("@")
    if not before or "." not in after or len(address) > MAX_EMAIL_LENGTH or " " in address:
        raise Invalid("This is no e-mail address.", path="email")
    return insert(
        session, User(email=address, name=named(name)), "There is a user of this address."
    )


def invite_again(session: Session, user_id: UUID) -> User:
    """Let an invitation be handed out anew: it was lost, ran out, or was withdrawn.

    Raises:
        NotFound, Forbidden
        WrongState: they have accepted.
    """
    user = _invited(session, user_id)
    user.is_active = True
    return user


def withdraw_invitation(session: Session, user_id: UUID) -> User:
    """Who was invited cannot come in after all.

    Raises:
        NotFound, Forbidden
        WrongState: they have accepted.
    """
    user = _invited(session, user_id)
    user.is_active = False
    end_links(session, user_id)
    return user


def rename_user(session: Session, user_id: UUID, name: str) -> User:
    """Raises: NotFound, Invalid, Forbidden."""
    is_own = actor_of(session).name == str(user_id)
    user = lock(session, User, user_id) if is_own else _managed(session, user_id)
    user.name = named(name)
    return user


def unlock_user(session: Session, user_id: UUID) -> User:
    """Forget failed attempts, so that the next one counts as the first.

    Raises:
        NotFound, Forbidden
    """
    user = _managed(session, user_id)
    forget_failures(user)
    return user


def end_sessions_of_user(session: Session, user_id: UUID) -> User:
    """Sign a user out everywhere.

    Raises:
        NotFound, Forbidden
    """
    user = _managed(session, user_id)
    end_sessions_of(session, user_id)
    return user


def end_session_of_user(session: Session, session_id: UUID) -> User:
    """Sign a user out of one browser.

    Raises:
        NotFound, Forbidden
    """
    user = _managed(session, find(session, UserSession, session_id).user_id)
    end_one_session(session, user.id, session_id)
    return user


def forget_lost_key(session: Session, key_id: UUID) -> User:
    """A security key that its user lost signs nobody in any more.

    Raises:
        NotFound, Forbidden
    """
    user = _managed(session, find(session, SecurityKey, key_id).user_id)
    forget_key(session, key_id)
    return user


def forget_factors_of_user(session: Session, user_id: UUID) -> User:
    """Whoever lost app, keys and codes enrols anew; their sessions end.

    Raises:
        NotFound, Forbidden
    """
    user = _managed(session, user_id)
    forget_factors(session, user_id)
    end_sessions_of(session, user_id)
    return user


def let_reset_password(session: Session, user_id: UUID) -> User:
    """Check that a link for a new password may be handed out; the present one works until then.

    Raises:
        NotFound, Forbidden
        WrongState: they are not active, or have not accepted yet.
    """
    user = _managed(session, user_id)
    if not user.is_active or user.password_hash is None:
        raise WrongState("Only someone who has accepted and is active has a password to reset.")
    return user


def deactivate_user(session: Session, user_id: UUID) -> User:
    """Let a user go: signed out everywhere, and out they stay.

    Raises:
        NotFound
        Forbidden: it is the actor, or someone who may do more.
    """
    user = _managed(session, user_id)
    user.is_active = False
    end_sessions_of(session, user_id)
    end_links(session, user_id)
    return user


def activate_user(session: Session, user_id: UUID) -> User:
    """Raises: NotFound, Forbidden."""
    user = _managed(session, user_id)
    user.is_active = True
    forget_failures(user)
    session.flush()
    must_outrank(session, user_id)
    return user


def assign_membership(
    session: Session,
    user_id: UUID,
    role_id: UUID,
    unit_id: UUID,
    expires_at: datetime | None = None,
) -> User:
    """Give a user a role on a branch of the tree.

    Raises:
        NotFound, AlreadyExists
        Forbidden: the role or the branch exceeds what the actor has.
    """
    user = find(session, User, user_id)
    role = find(session, Role, role_id)
    must_hold(session, permissions_of(role), stores_of_unit(session, unit_id))
    insert(
        session,
        Membership(user_id=user_id, role_id=role_id, unit_id=unit_id, expires_at=expires_at),
        "The user has this role there already.",
    )
    return user


def end_membership(session: Session, membership_id: UUID) -> User:
    """Take a role on a branch from a user.

    Raises:
        NotFound
        Forbidden: it is the actor's own, or exceeds what the actor has.
    """
    membership = find(session, Membership, membership_id)
    user = _managed(session, membership.user_id)
    session.delete(membership)
    return user


def _invited(session: Session, user_id: UUID) -> User:
    user = _managed(session, user_id)
    if user.password_hash is not None:
        raise WrongState("They have accepted already.")
    return user


def _managed(session: Session, user_id: UUID) -> User:
    user = lock(session, User, user_id)
    if actor_of(session).name == str(user_id):
        raise Forbidden("Someone else must do this for you.")
    must_outrank(session, user_id)
    return user
