"""Nobody gives away, or takes from others, more than they have themselves."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from tenants.access import Stores, access_of_user, covers, stores_beneath
from tenants.database import actor_of, find
from tenants.models import OrganizationUnit
from tenants.permissions import Permission
from tenants.refusals import Forbidden, Invalid


def must_hold(session: Session, permissions: Iterable[Permission], stores: Stores = None) -> None:
    """What a module that is switched off withholds is held all the same.

    Raises: Forbidden.
    """
    actor = actor_of(session)
    lacking = sorted(set(permissions) - actor.permissions - actor.switched_off)
    if lacking:
        raise Forbidden(f"You cannot give or manage what you lack: {', '.join(lacking)}.")
    if not covers(actor.store_ids, stores):
        raise Forbidden("This reaches stores beyond your own.", path="unitId")


def must_outrank(session: Session, user_id: UUID) -> None:
    """Managing someone who may do more would be a way to become them.

    Raises:
        Forbidden: they hold something that the actor lacks.
    """
    access = access_of_user(session, user_id)
    for grant in access.grants if access is not None else ():
        must_hold(session, grant.permissions, grant.store_ids)


def stores_of_unit(session: Session, unit_id: UUID | None) -> Stores:
    """The branch's stores; no unit means the whole tenant.

    Raises:
        NotFound: there is no such unit.
    """
    if unit_id is None:
        return None
    return stores_beneath(session, find(session, OrganizationUnit, unit_id))


def parsed_permissions(names: Iterable[str], path: str = "permissions.{}") -> frozenset[Permission]:
    """Raises: Invalid: `path`, with the place in it, says which of them is none."""
    wanted = list(names)
    known = set(Permission)
    for position, name in enumerate(wanted):
        if name not in known:
            message = "This is no permission; the query permissions lists them."
            raise Invalid(message, path=path.format(position))
    return frozenset(Permission(name) for name in wanted)
