"""What may this user do, and why: every way to a permission, and why it is closed."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.explanations import Explanation, Hindrance, explain
from tenants.identifiers import new_id
from tenants.meanings import Module
from tenants.models import Membership, OrganizationUnit, Role, User
from tenants.modules import switch_module
from tenants.permissions import Permission
from tenants.refusals import NotFound
from tenants.roles import copy_role
from tests.builders import a_member, a_store, an_organization

READ = Permission.READ_CLAIMS


def explained(session: Session, user: User, **store: object) -> Explanation:
    (found,) = explain(session, user.id, [READ], **store)  # type: ignore[arg-type]
    return found


def test_a_grant_names_its_role_and_branch(session: Session) -> None:
    top = an_organization(session)
    user = a_member(session, unit=top, permissions={READ})

    found = explained(session, user)

    assert found.is_allowed
    assert [(grant.unit_id, grant.unit_name, grant.hindrance) for grant in found.grants] == [
        (top.id, top.name, None)
    ]


def test_what_no_role_allows_is_not_granted(session: Session) -> None:
    user = a_member(session, permissions={Permission.READ_PAYERS})

    found = explained(session, user)

    assert found.hindrances == {Hindrance.NOT_GRANTED}
    assert found.grants == ()


def test_an_expired_role_is_why_something_is_gone(session: Session) -> None:
    user = a_member(session, permissions={READ})
    membership = session.scalars(select(Membership).where(Membership.user_id == user.id)).one()
    membership.expires_at = datetime.now(UTC) - timedelta(minutes=1)
    session.flush()

    found = explained(session, user)

    assert found.hindrances == {Hindrance.EXPIRED}
    assert found.grants[0].expires_at == membership.expires_at


def test_a_role_elsewhere_does_not_reach_another_store(session: Session) -> None:
    top = an_organization(session)
    here, there = a_store(session, parent=top), a_store(session, parent=top)
    user = a_member(session, unit=session.get_one(OrganizationUnit, here.id), permissions={READ})

    found = [explained(session, user, store_id=store.id).hindrances for store in (here, there)]

    assert found == [frozenset(), {Hindrance.OTHER_STORE}]


def test_one_open_way_is_enough(session: Session) -> None:
    top = an_organization(session)
    store = a_store(session, parent=top)
    user = a_member(session, unit=top, permissions={READ})
    role = Role(id=new_id(), name="Elsewhere", permissions=[READ])
    elsewhere = a_store(session, parent=top)
    session.add(role)
    session.flush()
    session.add(Membership(user_id=user.id, role_id=role.id, unit_id=elsewhere.id))
    session.flush()

    found = explained(session, user, store_id=store.id)

    assert found.is_allowed
    assert [grant.hindrance for grant in found.grants] == [None, Hindrance.OTHER_STORE]


def test_a_module_and_a_dismissal_hinder_whatever_was_granted(session: Session) -> None:
    user = a_member(session, permissions={READ})
    switch_module(session, Module.MEDICAL_BILLING, is_on=False)
    user.is_active = False
    session.flush()

    found = explained(session, user)

    assert found.hindrances == {Hindrance.MODULE_OFF, Hindrance.USER_INACTIVE}


def test_nobody_else_is_explained(session: Session) -> None:
    with pytest.raises(NotFound):
        explain(session, new_id(), [READ])


def test_a_built_in_role_is_copied_to_be_changed(session: Session) -> None:
    role = Role(id=new_id(), name="biller", permissions=[], is_built_in=True)
    session.add(role)
    session.flush()

    copy = copy_role(session, role.id, "Head biller")

    assert (copy.name, copy.is_built_in) == ("Head biller", False)
    assert Permission.WRITE_LEDGER in copy.permissions
