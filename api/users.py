"""GraphQL of the tenant's people: who they are, and what they may do where."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.context import Info
from api.doors import mutation
from api.identity.invitations import INVITATION
from api.ids import Id, key_of
from api.organization import OrganizationUnit
from api.reading.declarations import computed, many, one
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, Direction, SortKey
from api.refusal import Refusal
from api.roles import Role
from tenants import models, users
from tenants.permissions import Permission


@shows(models.Membership, Permission.READ_USERS)
class Membership(Node):
    """A role that a user has on a branch of the tree."""

    role: Role = one("role_id")
    unit: OrganizationUnit = one("unit_id")
    expires_at: datetime | None


@shows(models.User, Permission.READ_USERS)
class User(Node):
    """A person who signs in."""

    email: str
    name: str
    is_active: bool
    has_accepted: bool = computed(lambda row: row.password_hash.is_not(None))
    memberships: list[Membership] = many("user_id")


@strawberry.type(description="A user to be, and what they need to choose a password.")
class Invitation:
    user: User
    invitation: str = strawberry.field(
        description="To be given to them alone; valid once, for a week, at /auth/invitation."
    )


@strawberry.enum
class UserOrder(SortKey):
    EMAIL = "email"
    ADDED = "id"


@strawberry.input
class UserFilter:
    is_active: bool | None = strawberry.UNSET


UserResult = Annotated[User | Refusal, strawberry.union("UserResult")]
InviteUserResult = Annotated[Invitation | Refusal, strawberry.union("InviteUserResult")]


@strawberry.type
class UserQuery:
    user: User | None = record(Permission.READ_USERS)
    users: Connection[User] = connection(
        Permission.READ_USERS, UserOrder.EMAIL, Direction.ASCENDING, filters=UserFilter
    )


@strawberry.type
class UserMutation:
    @mutation(Permission.MANAGE_USERS)
    def invite_user(self, info: Info, email: str, name: str) -> InviteUserResult:
        user = users.invite_user(info.context.session, email, name)
        sealed = info.context.seal.sealed(INVITATION, f"{info.context.actor.tenant_id}.{user.id}")
        return Invitation(user=User.of(user), invitation=sealed)

    @mutation(Permission.MANAGE_USERS)
    def deactivate_user(self, info: Info, user_id: Id) -> UserResult:
        return User.of(users.deactivate_user(info.context.session, key_of(user_id)))

    @mutation(Permission.MANAGE_USERS)
    def activate_user(self, info: Info, user_id: Id) -> UserResult:
        return User.of(users.activate_user(info.context.session, key_of(user_id)))

    @mutation(Permission.MANAGE_USERS)
    def assign_membership(
        self,
        info: Info,
        user_id: Id,
        role_id: Id,
        unit_id: Id,
        expires_at: datetime | None = None,
    ) -> UserResult:
        member = users.assign_membership(
            info.context.session, key_of(user_id), key_of(role_id), key_of(unit_id), expires_at
        )
        return User.of(member)

    @mutation(Permission.MANAGE_USERS)
    def end_membership(self, info: Info, membership_id: Id) -> UserResult:
        return User.of(users.end_membership(info.context.session, key_of(membership_id)))
