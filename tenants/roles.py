"""Custom roles: named by a tenant's admin, made of permissions that the admin holds."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.access import permissions_of
from tenants.database import find, insert
from tenants.delegation import must_hold, parsed_permissions
from tenants.models import Membership, Role
from tenants.provider_models import ProviderGrant
from tenants.provisioned_models import GroupGrant
from tenants.refusals import Forbidden, Invalid, WrongState

MAX_NAME_LENGTH = 100
GIVERS: dict[type[Membership | ProviderGrant | GroupGrant], str] = {
    Membership: "Someone still has this role.",
    ProviderGrant: "An identity provider still gives this role.",
    GroupGrant: "A group still gives this role.",
}
"""Whatever keeps a role from being deleted, and how that is said."""


def create_role(session: Session, name: str, permissions: Iterable[str]) -> Role:
    """Raises: Invalid, Forbidden, AlreadyExists."""
    wanted = parsed_permissions(permissions)
    must_hold(session, wanted)
    role = Role(name=named(name), permissions=sorted(wanted))
    return insert(session, role, "There is already a role of this name.")


def copy_role(session: Session, role_id: UUID, name: str) -> Role:
    """A role of one's own that begins with what another allows, a built-in one too.

    Raises: NotFound, Invalid, Forbidden, AlreadyExists.
    """
    return create_role(session, name, permissions_of(find(session, Role, role_id)))


def change_role(session: Session, role_id: UUID, permissions: Iterable[str]) -> Role:
    """Replace what the role allows, for everyone who has it, from their next request on.

    Raises:
        NotFound, Invalid
        Forbidden: it is built in, or allows what the actor lacks, before or after.
    """
    role = _custom(session, role_id)
    wanted = parsed_permissions(permissions)
    must_hold(session, wanted | parsed_permissions(role.permissions))
    role.permissions = sorted(wanted)
    return role


def delete_role(session: Session, role_id: UUID) -> None:
    """Raises: NotFound, Forbidden, WrongState."""
    role = _custom(session, role_id)
    must_hold(session, parsed_permissions(role.permissions))
    for giver, wording in GIVERS.items():
        if session.scalar(select(giver.id).where(giver.role_id == role_id).limit(1)):
            raise WrongState(wording)
    session.delete(role)


def named(name: str) -> str:
    """Raises: Invalid."""
    trimmed = name.strip()
    if not 0 < len(trimmed) <= MAX_NAME_LENGTH:
        raise Invalid(f"A name has 1 to {MAX_NAME_LENGTH} characters.", path="name")
    return trimmed


def _custom(session: Session, role_id: UUID) -> Role:
    role = find(session, Role, role_id)
    if role.is_built_in:
        raise Forbidden("Built-in roles are the same everywhere and cannot be changed.")
    return role
