"""GraphQL of roles: the built-in ones, and those that a tenant's admin makes."""

from typing import Annotated

import strawberry

from api.context import Info
from api.doors import mutation, query
from api.ids import Id, key_of
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, Direction, SortKey
from api.refusal import Refusal
from tenants import models, roles
from tenants.permissions import Permission


@shows(models.Role, Permission.READ_USERS)
class Role(Node):
    """A named set of permissions."""

    name: str
    permissions: list[str]
    is_built_in: bool


@strawberry.type(description="What was deleted.")
class Deleted:
    id: Id


@strawberry.enum
class RoleOrder(SortKey):
    NAME = "name"


RoleResult = Annotated[Role | Refusal, strawberry.union("RoleResult")]
DeleteRoleResult = Annotated[Deleted | Refusal, strawberry.union("DeleteRoleResult")]


@strawberry.type
class RoleQuery:
    role: Role | None = record(Permission.READ_USERS)
    roles: Connection[Role] = connection(Permission.READ_USERS, RoleOrder.NAME, Direction.ASCENDING)

    @query(Permission.READ_USERS, description="Everything that a role may allow.")
    def permissions(self) -> list[str]:
        return sorted(Permission)


@strawberry.type
class RoleMutation:
    @mutation(Permission.MANAGE_ROLES, recent_sign_in=True)
    def create_role(self, info: Info, name: str, permissions: list[str]) -> RoleResult:
        return Role.of(roles.create_role(info.context.session, name, permissions))

    @mutation(
        Permission.MANAGE_ROLES,
        recent_sign_in=True,
        description="Begin one's own with what another allows.",
    )
    def copy_role(self, info: Info, role_id: Id, name: str) -> RoleResult:
        return Role.of(roles.copy_role(info.context.session, key_of(role_id), name))

    @mutation(Permission.MANAGE_ROLES, recent_sign_in=True)
    def change_role(self, info: Info, role_id: Id, permissions: list[str]) -> RoleResult:
        return Role.of(roles.change_role(info.context.session, key_of(role_id), permissions))

    @mutation(Permission.MANAGE_ROLES, recent_sign_in=True)
    def delete_role(self, info: Info, role_id: Id) -> DeleteRoleResult:
        roles.delete_role(info.context.session, key_of(role_id))
        return Deleted(id=role_id)
