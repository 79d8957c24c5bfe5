"""The tree of a tenant: organisation, regions, stores."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.access import stores_beneath
from tenants.database import find, insert, unlike_others
from tenants.delegation import must_hold
from tenants.identifiers import new_id
from tenants.models import OrganizationUnit, UnitKind
from tenants.refusals import Invalid
from tenants.roles import named

MAX_DEPTH = 8
TWIN = "There is a unit of this name."


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
    return insert(session, unit, TWIN)


def rename_unit(session: Session, unit_id: UUID, name: str) -> OrganizationUnit:
    """Call the organisation or a region something else.

    Raises:
        NotFound, Forbidden, AlreadyExists
        Invalid: the name is empty or too long, or it is a store, whose name is its own.
    """
    if find(session, OrganizationUnit, unit_id).kind == UnitKind.STORE:
        raise Invalid("A store is renamed where its details are changed.", path="unitId")
    return name_unit(session, unit_id, name)


def name_unit(session: Session, unit_id: UUID, name: str) -> OrganizationUnit:
    """Raises: NotFound, Invalid, Forbidden, AlreadyExists."""
    unit = must_manage(session, unit_id)
    with unlike_others(session, TWIN):
        unit.name = named(name)
    return unit


def move_unit(session: Session, unit_id: UUID, parent_id: UUID) -> OrganizationUnit:
    """Put a region or a store, with all beneath it, elsewhere in the tree.

    Whoever has a role above the new place has it here from now on, and nobody by the old one; so
    both places must be the actor's.

    Raises:
        NotFound, AlreadyExists
        Invalid: it is the root, the place is beneath itself or a store, or the tree grows too deep.
        Forbidden: one of the branches is not the actor's.
    """
    _lock_tree(session)
    unit, parent = must_manage(session, unit_id), must_manage(session, parent_id)
    if unit.parent_id is None:
        raise Invalid("The root stays where it is.", path="unitId")
    must_manage(session, unit.parent_id)
    if parent.kind == UnitKind.STORE or unit.id in parent.path:
        raise Invalid("Nothing lies beneath a store or beneath itself.", path="parentId")
    branch = _branch(session, unit.id)
    depth = max(len(each.path) for each in branch) - len(unit.path) + 1
    if len(parent.path) + depth > MAX_DEPTH:
        raise Invalid(f"The tree is at most {MAX_DEPTH} deep.", path="parentId")
    above = len(unit.path) - 1
    with unlike_others(session, TWIN):
        for each in branch:
            each.path = [*parent.path, *each.path[above:]]
        unit.parent_id = parent.id
    return unit


def must_manage(session: Session, unit_id: UUID) -> OrganizationUnit:
    """The unit, whose branch is the actor's.

    Raises:
        NotFound, Forbidden
    """
    unit = find(session, OrganizationUnit, unit_id)
    must_hold(session, (), stores_beneath(session, unit))
    return unit


def _branch(session: Session, unit_id: UUID) -> Sequence[OrganizationUnit]:
    """A unit and all beneath it."""
    return session.scalars(
        select(OrganizationUnit).where(OrganizationUnit.path.contains([unit_id]))
    ).all()


def _lock_tree(session: Session) -> None:
    """One change of the tree's shape at a time: two together could make a circle."""
    session.scalars(
        select(OrganizationUnit)
        .where(OrganizationUnit.kind == UnitKind.ORGANIZATION)
        .with_for_update()
    ).all()
