"""Users that a tenant's directory keeps: made, changed and let go by it, within what it may touch."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tenants.access import permissions_of, stores_beneath
from tenants.account_links import end_links
from tenants.database import insert, lock
from tenants.delegation import must_hold
from tenants.identifiers import new_id
from tenants.models import Membership, OrganizationUnit, Role, User
from tenants.provisioned_models import GroupMember, ProvisionedUser
from tenants.refusals import AlreadyExists, Invalid
from tenants.roles import MAX_NAME_LENGTH
from tenants.sessions import end_sessions_of
from tenants.users import MAX_EMAIL_LENGTH

MAX_WORD_LENGTH = 500
TAKEN = "Somebody else has this userName or address."


@dataclass(frozen=True, slots=True)
class Person:
    """What a directory says of somebody."""

    user_name: str
    email: str
    """Their address; the userName of who has none, which signs them in all the same."""
    name: str
    is_active: bool
    external_id: str | None
    document: dict[str, Any]


def provision_user(session: Session, person: Person) -> ProvisionedUser:
    """A user of the directory's; one of this address who is none yet becomes it.

    Raises:
        Invalid
        AlreadyExists: the directory has made this user already.
        Forbidden: there is such a user, and people gave them what the actor lacks.
    """
    checked = _checked(person)
    user = session.scalar(select(User).where(User.email == checked.email).with_for_update())
    if user is None:
        user = User(id=new_id(), email=checked.email, name=checked.name, password_hash=None)
        session.add(user)
        session.flush()
    elif session.get(ProvisionedUser, user.id) is not None:
        raise AlreadyExists(TAKEN, path="user_name")
    must_manage(session, user.id)
    row = ProvisionedUser(id=user.id, user_id=user.id, user_name="", document={})
    _fill(session, row, user, checked)
    return insert(session, row, TAKEN)


def change_provisioned_user(
    session: Session, row: ProvisionedUser, person: Person
) -> ProvisionedUser:
    """Replace all that the directory says of them; who is not active is signed out.

    Raises:
        Invalid, Forbidden
        AlreadyExists: another user has this userName or address.
    """
    checked = _checked(person)
    user = lock(session, User, row.user_id)
    must_manage(session, user.id)
    if _is_taken(session, row, checked):
        raise AlreadyExists(TAKEN, path="user_name")
    _fill(session, row, user, checked)
    row.version += 1
    row.changed_at = datetime.now(UTC)
    session.flush()
    return row


def deprovision_user(session: Session, row: ProvisionedUser) -> None:
    """Let somebody go: signed out, without what groups gave, and the directory's no more.

    Raises:
        Forbidden
    """
    user = lock(session, User, row.user_id)
    must_manage(session, user.id)
    _let_go(session, user)
    session.execute(delete(GroupMember).where(GroupMember.user_id == user.id))
    session.execute(
        delete(Membership).where(Membership.user_id == user.id, Membership.group_id.is_not(None))
    )
    session.delete(row)
    session.flush()


def must_manage(session: Session, user_id: UUID) -> None:
    """A directory may touch whom people gave nothing that its client lacks.

    Raises:
        Forbidden
    """
    by_hand = (
        select(Role, OrganizationUnit)
        .join(Membership, Membership.role_id == Role.id)
        .join(OrganizationUnit, OrganizationUnit.id == Membership.unit_id)
        .where(
            Membership.user_id == user_id,
            Membership.group_id.is_(None),
            Membership.provider_id.is_(None),
        )
    )
    for role, unit in session.execute(by_hand).all():
        must_hold(session, permissions_of(role), stores_beneath(session, unit))


def _fill(session: Session, row: ProvisionedUser, user: User, person: Person) -> None:
    user.email, user.name = person.email, person.name
    if user.is_active and not person.is_active:
        _let_go(session, user)
    user.is_active = person.is_active
    row.user_name = person.user_name.lower()
    row.external_id = person.external_id
    row.document = person.document


def _let_go(session: Session, user: User) -> None:
    user.is_active = False
    end_sessions_of(session, user.id)
    end_links(session, user.id)


def _is_taken(session: Session, row: ProvisionedUser, person: Person) -> bool:
    same_name = select(ProvisionedUser.id).where(
        ProvisionedUser.id != row.id, ProvisionedUser.user_name == person.user_name.lower()
    )
    same_address = select(User.id).where(User.id != row.user_id, User.email == person.email)
    return bool(session.scalar(same_name) or session.scalar(same_address))


def _checked(person: Person) -> Person:
    """Raises: Invalid."""
    email = person.email.strip().lower()
    if not email or any(letter.isspace() for letter in email) or len(email) > MAX_EMAIL_LENGTH:
        raise Invalid("An address is one word.", path="emails")
    if _has_zero(person.document):
        raise Invalid("A text holds a zero byte.", path="document")
    words = (person.user_name, person.external_id or "", person.name)
    if any("\0" in word or len(word) > MAX_WORD_LENGTH for word in words) or not words[0].strip():
        raise Invalid(f"A name has 1 to {MAX_WORD_LENGTH} characters.", path="user_name")
    name = person.name.strip()[:MAX_NAME_LENGTH] or email.partition("@")[0]
    return Person(
        person.user_name, email, name, person.is_active, person.external_id, person.document
    )


def _has_zero(value: Any) -> bool:
    """PostgreSQL keeps no such text."""
    if isinstance(value, dict):
        return any(_has_zero(one) for one in value.values())
    if isinstance(value, list):
        return any(_has_zero(one) for one in value)
    return isinstance(value, str) and "\0" in value
