"""GraphQL of a directory's groups: who is in them, and what being in them gives."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.context import Info
from api.doors import mutation
from api.ids import Id, key_of
from api.organization import OrganizationUnit
from api.reading.declarations import many, one
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, Direction, SortKey
from api.refusal import Refusal
from api.roles import Role
from api.users import User
from tenants import provisioned_groups, provisioned_models
from tenants.permissions import Permission


@shows(provisioned_models.GroupGrant, Permission.MANAGE_IDENTITY_PROVIDERS)
class GroupGrant(Node):
    """What being in the group gives: a role on a branch."""

    role: Role = one("role_id")
    unit: OrganizationUnit = one("unit_id")


@shows(provisioned_models.GroupMember, Permission.MANAGE_IDENTITY_PROVIDERS)
class GroupMember(Node):
    """A user in a group."""

    user: User = one("user_id")


@shows(provisioned_models.ProvisionedGroup, Permission.MANAGE_IDENTITY_PROVIDERS)
class ProvisionedGroup(Node):
    """A group that the tenant's directory keeps here (SCIM)."""

    display_name: str
    external_id: str | None
    changed_at: datetime
    members: list[GroupMember] = many("group_id")
    grants: list[GroupGrant] = many("group_id")


@strawberry.enum
class GroupOrder(SortKey):
    DISPLAY_NAME = "display_name"


ProvisionedGroupResult = Annotated[
    ProvisionedGroup | Refusal, strawberry.union("ProvisionedGroupResult")
]


@strawberry.type
class GroupQuery:
    provisioned_group: ProvisionedGroup | None = record(Permission.MANAGE_IDENTITY_PROVIDERS)
    provisioned_groups: Connection[ProvisionedGroup] = connection(
        Permission.MANAGE_IDENTITY_PROVIDERS, GroupOrder.DISPLAY_NAME, Direction.ASCENDING
    )


@strawberry.type
class GroupMutation:
    @mutation(Permission.MANAGE_IDENTITY_PROVIDERS, recent_sign_in=True)
    def grant_by_group(
        self, info: Info, group_id: Id, role_id: Id, unit_id: Id
    ) -> ProvisionedGroupResult:
        group = provisioned_groups.grant_by_group(
            info.context.session, key_of(group_id), key_of(role_id), key_of(unit_id)
        )
        return ProvisionedGroup.of(group)

    @mutation(Permission.MANAGE_IDENTITY_PROVIDERS, recent_sign_in=True)
    def end_group_grant(self, info: Info, grant_id: Id) -> ProvisionedGroupResult:
        session = info.context.session
        return ProvisionedGroup.of(provisioned_groups.end_group_grant(session, key_of(grant_id)))
