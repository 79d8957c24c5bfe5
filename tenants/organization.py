"""The tree of a tenant: organisation, regions, stores."""

from uuid import UUID

from sqlalchemy.orm import Session

from tenants.access import stores_beneath
from tenants.database import find, insert
from tenants.delegation import must_hold
from tenants.identifiers import new_id
from tenants.models import OrganizationUnit, UnitKind
from tenants.refusals import Invalid
from tenants.roles import named

MAX_DEPTH = 8


def add_unit(
    session: Session, parent_id: UUID, kind: UnitKind, name: str, unit_id: UUID | None = None
) -> OrganizationUnit:
    """Grow the tree by a region or a store; a store's unit has the id of the store.

    Raises:
        NotFound, AlreadyExists
        Invalid: a second root, a unit beneath a store, or a tree too deep.
        Forbidden: the branch is not the actor's.
    """
    parent = find(session, OrganizationUnit, parent_id)
    must_hold(session, (), stores_beneath(session, parent))
    if kind == UnitKind.ORGANIZATION:
        raise Invalid("There is one organization, the root.", path="kind")
    if parent.kind == UnitKind.STORE:
        raise Invalid("Nothing lies beneath a store.", path="parentId")
    if len(parent.path) >= MAX_DEPTH:
        raise Invalid(f"The tree is at most {MAX_DEPTH} deep.", path="parentId")
    id_ = unit_id or new_id()
    unit = OrganizationUnit(
        id=id_, parent_id=parent_id, kind=kind, name=named(name), path=[*parent.path, id_]
    )
    return insert(session, unit, "There is a unit of this name.")


def rename_unit(session: Session, unit_id: UUID, name: str) -> OrganizationUnit:
    """Raises: NotFound, Invalid, Forbidden."""
    unit = find(session, OrganizationUnit, unit_id)
    must_hold(session, (), stores_beneath(session, unit))
    unit.name = named(name)
    return unit
