"""The tree: named, moved with all beneath it, and never into a circle or out of one's reach."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tenants.access import access_of_user
from tenants.database import TenantDatabase
from tenants.models import OrganizationUnit, UnitKind
from tenants.organization import MAX_DEPTH, add_unit, move_unit, rename_unit
from tenants.permissions import Permission
from tenants.refusals import AlreadyExists, Forbidden, Invalid
from tests.builders import a_member, a_store, an_organization


def a_region(session: Session, parent: OrganizationUnit, name: str) -> OrganizationUnit:
    return add_unit(session, parent.id, UnitKind.REGION, name)


def test_a_region_moves_with_all_beneath_it(session: Session) -> None:
    top = an_organization(session)
    north, south = a_region(session, top, "North"), a_region(session, top, "South")
    district = a_region(session, north, "District")
    store = a_store(session, parent=district)

    move_unit(session, north.id, south.id)

    unit = session.get_one(OrganizationUnit, store.id)
    assert north.parent_id == south.id
    assert unit.path == [top.id, south.id, north.id, district.id, store.id]
    assert unit.parent_id == district.id


def test_who_had_a_store_by_its_region_loses_it_with_the_move(session: Session) -> None:
    top = an_organization(session)
    north, south = a_region(session, top, "North"), a_region(session, top, "South")
    store = a_store(session, parent=north)
    northerner, southerner = a_member(session, unit=north), a_member(session, unit=south)

    move_unit(session, store.id, south.id)

    reach = [
        access.stores(Permission.READ_CLAIMS)
        for user in (northerner, southerner)
        if (access := access_of_user(session, user.id))
    ]
    assert reach == [frozenset(), frozenset({store.id})]


def test_nothing_moves_beneath_itself_or_a_store(session: Session) -> None:
    top = an_organization(session)
    north = a_region(session, top, "North")
    district = a_region(session, north, "District")
    store = a_store(session, parent=top)

    for parent in (north, district, store):
        with pytest.raises(Invalid):
            move_unit(session, north.id, parent.id)
    with pytest.raises(Invalid):
        move_unit(session, top.id, north.id)

    assert (north.parent_id, north.path) == (top.id, [top.id, north.id])


def test_a_move_does_not_make_the_tree_too_deep(session: Session) -> None:
    top = an_organization(session)
    deep = top
    for level in range(MAX_DEPTH - 2):
        deep = a_region(session, deep, f"Level {level}")
    north = a_region(session, top, "North")
    a_region(session, north, "District")

    with pytest.raises(Invalid):
        move_unit(session, north.id, deep.id)


def test_a_name_is_used_once_in_the_new_place(session: Session) -> None:
    top = an_organization(session)
    north = a_region(session, top, "North")
    a_region(session, top, "District")
    district = a_region(session, north, "District")

    with pytest.raises(AlreadyExists):
        move_unit(session, district.id, top.id)

    session.refresh(district)
    assert district.path == [top.id, north.id, district.id]


def test_both_places_must_be_the_actors(
    tenant: TenantDatabase, tenant_at_stores: Callable[..., TenantDatabase]
) -> None:
    with tenant.transaction() as session:
        top = an_organization(session)
        north, south = a_region(session, top, "North"), a_region(session, top, "South")
        mine, theirs = a_store(session, parent=north), a_store(session, parent=south)

    with tenant_at_stores(mine.id).transaction() as session:
        with pytest.raises(Forbidden):
            move_unit(session, mine.id, south.id)
        with pytest.raises(Forbidden):
            move_unit(session, theirs.id, north.id)


def test_a_unit_is_renamed_but_for_a_store(session: Session) -> None:
    top = an_organization(session)
    north = a_region(session, top, "North")
    a_region(session, top, "South")
    store = a_store(session, parent=north)

    assert rename_unit(session, north.id, " Far North ").name == "Far North"
    with pytest.raises(AlreadyExists):
        rename_unit(session, north.id, "South")
    with pytest.raises(Invalid):
        rename_unit(session, store.id, "Elm Street")
