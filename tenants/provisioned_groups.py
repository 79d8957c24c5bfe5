"""Groups of a tenant's directory: who is in them, and the roles that being in them gives."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tenants.access import permissions_of
from tenants.database import find, insert, lock
from tenants.delegation import must_hold, stores_of_unit
from tenants.models import Membership, Role
from tenants.provisioned_models import (
    GroupGrant,
    GroupMember,
    ProvisionedGroup,
    ProvisionedUser,
)
from tenants.provisioned_users import MAX_WORD_LENGTH
from tenants.refusals import Invalid

MOST_MEMBERS = 10_000


@dataclass(frozen=True, slots=True)
class GroupDetails:
    """What a directory says of a group."""

    display_name: str
    external_id: str | None
    member_ids: frozenset[UUID]


def provision_group(session: Session, details: GroupDetails) -> ProvisionedGroup:
    """It gives nothing until an admin says what.

    Raises:
        Invalid, Forbidden
    """
    group = ProvisionedGroup(display_name="", external_id=None)
    _fill(group, details)
    session.add(group)
    session.flush()
    _set_members(session, group, details.member_ids)
    return group


def change_provisioned_group(
    session: Session, group: ProvisionedGroup, details: GroupDetails
) -> ProvisionedGroup:
    """Raises: Invalid, Forbidden."""
    group = lock(session, ProvisionedGroup, group.id)
    _fill(group, details)
    group.version += 1
    group.changed_at = datetime.now(UTC)
    session.flush()
    _set_members(session, group, details.member_ids)
    return group


def deprovision_group(session: Session, group: ProvisionedGroup) -> None:
    """Its members lose what it gave, and its grants are gone."""
    group = lock(session, ProvisionedGroup, group.id)
    members = _member_ids(session, group.id)
    session.execute(delete(GroupGrant).where(GroupGrant.group_id == group.id))
    session.execute(delete(GroupMember).where(GroupMember.group_id == group.id))
    _follow_groups(session, members)
    session.delete(group)
    session.flush()


def grant_by_group(
    session: Session, group_id: UUID, role_id: UUID, unit_id: UUID
) -> ProvisionedGroup:
    """Everyone in the group has the role there from now on.

    Raises:
        NotFound, AlreadyExists
        Forbidden: the role or the branch exceeds what the actor has.
    """
    group = lock(session, ProvisionedGroup, group_id)
    role = find(session, Role, role_id)
    must_hold(session, permissions_of(role), stores_of_unit(session, unit_id))
    grant = GroupGrant(group_id=group_id, role_id=role_id, unit_id=unit_id)
    insert(session, grant, "The group gives that already.")
    _follow_groups(session, _member_ids(session, group_id))
    return group


def end_group_grant(session: Session, grant_id: UUID) -> ProvisionedGroup:
    """Raises: NotFound, Forbidden."""
    grant = find(session, GroupGrant, grant_id)
    group = lock(session, ProvisionedGroup, grant.group_id)
    role = find(session, Role, grant.role_id)
    must_hold(session, permissions_of(role), stores_of_unit(session, grant.unit_id))
    session.delete(grant)
    session.flush()
    _follow_groups(session, _member_ids(session, group.id))
    return group


def _fill(group: ProvisionedGroup, details: GroupDetails) -> None:
    """Raises: Invalid."""
    words = (details.display_name.strip(), details.external_id or "")
    if not words[0] or any("\0" in word or len(word) > MAX_WORD_LENGTH for word in words):
        message = f"A group's name has 1 to {MAX_WORD_LENGTH} characters."
        raise Invalid(message, path="display_name")
    group.display_name, group.external_id = words[0], details.external_id


def _set_members(session: Session, group: ProvisionedGroup, wanted: frozenset[UUID]) -> None:
    """Raises: Invalid, Forbidden."""
    if len(wanted) > MOST_MEMBERS:
        raise Invalid(f"A group has at most {MOST_MEMBERS} members.", path="members")
    present = _member_ids(session, group.id)
    known = set(
        session.scalars(select(ProvisionedUser.id).where(ProvisionedUser.id.in_(wanted - present)))
    )
    if known != wanted - present:
        raise Invalid("Members are users that were provisioned before.", path="members")
    if present == wanted:
        return
    _must_reach(session, group.id)
    gone = present - wanted
    session.execute(
        delete(GroupMember).where(GroupMember.group_id == group.id, GroupMember.user_id.in_(gone))
    )
    session.add_all(GroupMember(group_id=group.id, user_id=user_id) for user_id in known)
    session.flush()
    _follow_groups(session, gone | known)


def _must_reach(session: Session, group_id: UUID) -> None:
    """Who may provision one branch moves nobody in or out of another.

    Raises:
        Forbidden
    """
    for unit_id in session.scalars(
        select(GroupGrant.unit_id).where(GroupGrant.group_id == group_id).distinct()
    ):
        must_hold(session, (), stores_of_unit(session, unit_id))


def _follow_groups(session: Session, user_ids: Iterable[UUID]) -> None:
    """Give these users what their groups give now, and take what none does; the rest stays."""
    ids = set(user_ids)
    wanted: dict[tuple[UUID, UUID, UUID], UUID] = {
        (user_id, role_id, unit_id): group_id
        for user_id, role_id, unit_id, group_id in session.execute(
            select(GroupMember.user_id, GroupGrant.role_id, GroupGrant.unit_id, GroupGrant.group_id)
            .join(GroupGrant, GroupGrant.group_id == GroupMember.group_id)
            .where(GroupMember.user_id.in_(ids))
        )
    }
    for held in session.scalars(select(Membership).where(Membership.user_id.in_(ids))).all():
        group_id = wanted.pop((held.user_id, held.role_id, held.unit_id), None)
        if held.group_id is None:
            continue
        if group_id is None:
            session.delete(held)
        else:
            held.group_id = group_id
    session.flush()
    session.add_all(
        Membership(user_id=user_id, role_id=role_id, unit_id=unit_id, group_id=group_id)
        for (user_id, role_id, unit_id), group_id in wanted.items()
    )
    session.flush()


def _member_ids(session: Session, group_id: UUID) -> set[UUID]:
    return set(session.scalars(select(GroupMember.user_id).where(GroupMember.group_id == group_id)))
