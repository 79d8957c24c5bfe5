"""GraphQL of the tenant's people: who they are, and what they may do where."""

from datetime import UTC, datetime
from typing import Annotated

import strawberry
from sqlalchemy import func

from api.context import Info
from api.doors import mutation
from api.ids import Id, key_of
from api.organization import OrganizationUnit
from api.reading.conditions import Containing
from api.reading.declarations import column, computed, many, one, pages
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, Direction, SortKey
from api.refusal import Refusal
from api.roles import Role
from tenants import models, users
from tenants.account_links import LIFETIMES, LinkKind, hand_out
from tenants.permissions import Permission


@shows(models.Membership, Permission.READ_USERS)
class Membership(Node):
    """A role that a user has on a branch of the tree."""

    role: Role = one("role_id")
    unit: OrganizationUnit = one("unit_id")
    expires_at: datetime | None


@strawberry.enum
class UserSessionOrder(SortKey):
    OPENED = "id"


@shows(models.UserSession, Permission.READ_USERS)
class UserSession(Node):
    """A browser in which a user is or was signed in."""

    user_agent: str | None
    address: str | None
    opened_at: datetime = column("created_at")
    last_seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None


@shows(models.SecurityKey, Permission.READ_USERS)
class SecurityKey(Node):
    """A key or passkey that a user signs in with besides the password."""

    name: str
    added_at: datetime = column("created_at")
    last_used_at: datetime | None


@shows(models.AuthenticatorApp, Permission.READ_USERS)
class AuthenticatorApp(Node):
    """An app that shows a user one-time codes."""

    added_at: datetime = column("created_at")
    last_used_at: datetime | None


@shows(models.User, Permission.READ_USERS)
class User(Node):
    """A person who signs in."""

    email: str
    name: str
    is_active: bool
    has_accepted: bool = computed(lambda row: row.password_hash.is_not(None))
    is_locked: bool = computed(lambda row: func.coalesce(row.locked_until_at > func.now(), False))
    second_factor_due_at: datetime | None
    memberships: list[Membership] = many("user_id")
    authenticator_apps: list[AuthenticatorApp] = many("user_id")
    security_keys: list[SecurityKey] = many("user_id")
    sessions: Connection[UserSession] = pages("user_id", UserSessionOrder.OPENED)


@strawberry.type(description="A user to be, and what they need to choose a password.")
class Invitation:
    user: User
    invitation: str = strawberry.field(
        description="To be given to them alone; valid once, for a week, at /auth/invitation."
    )
    expires_at: datetime


@strawberry.type(description="A user who lost their password, and what they need to choose one.")
class PasswordReset:
    user: User
    link: str = strawberry.field(
        description="To be given to them alone; valid once, for a day, at /auth/password-reset."
    )
    expires_at: datetime


@strawberry.enum
class UserOrder(SortKey):
    EMAIL = "email"
    ADDED = "id"


@strawberry.input
class UserFilter:
    name: Containing | None = strawberry.UNSET
    email: Containing | None = strawberry.UNSET
    is_active: bool | None = strawberry.UNSET


UserResult = Annotated[User | Refusal, strawberry.union("UserResult")]
InviteUserResult = Annotated[Invitation | Refusal, strawberry.union("InviteUserResult")]
PasswordResetResult = Annotated[PasswordReset | Refusal, strawberry.union("PasswordResetResult")]


@strawberry.type
class UserQuery:
    user: User | None = record(Permission.READ_USERS)
    users: Connection[User] = connection(
        Permission.READ_USERS, UserOrder.EMAIL, Direction.ASCENDING, filters=UserFilter
    )


@strawberry.type
class UserMutation:
    @mutation(Permission.MANAGE_USERS, recent_sign_in=True)
    def invite_user(self, info: Info, email: str, name: str) -> InviteUserResult:
        return _invitation(info, users.invite_user(info.context.session, email, name))

    @mutation(Permission.MANAGE_USERS)
    def deactivate_user(self, info: Info, user_id: Id) -> UserResult:
        return User.of(users.deactivate_user(info.context.session, key_of(user_id)))

    @mutation(Permission.MANAGE_USERS, recent_sign_in=True)
    def activate_user(self, info: Info, user_id: Id) -> UserResult:
        return User.of(users.activate_user(info.context.session, key_of(user_id)))

    @mutation(Permission.MANAGE_USERS, recent_sign_in=True)
    def invite_user_again(self, info: Info, user_id: Id) -> InviteUserResult:
        return _invitation(info, users.invite_again(info.context.session, key_of(user_id)))

    @mutation(Permission.MANAGE_USERS)
    def withdraw_invitation(self, info: Info, user_id: Id) -> UserResult:
        return User.of(users.withdraw_invitation(info.context.session, key_of(user_id)))

    @mutation(Permission.MANAGE_USERS)
    def rename_user(self, info: Info, user_id: Id, name: str) -> UserResult:
        return User.of(users.rename_user(info.context.session, key_of(user_id), name))

    @mutation(Permission.MANAGE_USERS, recent_sign_in=True)
    def unlock_user(self, info: Info, user_id: Id) -> UserResult:
        return User.of(users.unlock_user(info.context.session, key_of(user_id)))

    @mutation(Permission.MANAGE_USERS)
    def end_user_session(self, info: Info, session_id: Id) -> UserResult:
        return User.of(users.end_session_of_user(info.context.session, key_of(session_id)))

    @mutation(Permission.MANAGE_USERS)
    def end_user_sessions(self, info: Info, user_id: Id) -> UserResult:
        return User.of(users.end_sessions_of_user(info.context.session, key_of(user_id)))

    @mutation(Permission.MANAGE_USERS, recent_sign_in=True)
    def remove_security_key(self, info: Info, security_key_id: Id) -> UserResult:
        return User.of(users.forget_lost_key(info.context.session, key_of(security_key_id)))

    @mutation(
        Permission.MANAGE_USERS,
        recent_sign_in=True,
        description="Forget app, keys and recovery codes: all were lost.",
    )
    def reset_second_factors(self, info: Info, user_id: Id) -> UserResult:
        return User.of(users.forget_factors_of_user(info.context.session, key_of(user_id)))

    @mutation(Permission.MANAGE_USERS, recent_sign_in=True)
    def reset_password(self, info: Info, user_id: Id) -> PasswordResetResult:
        session = info.context.session
        user = users.let_reset_password(session, key_of(user_id))
        link = hand_out(session, user, LinkKind.PASSWORD_RESET)
        expires_at = datetime.now(UTC) + LIFETIMES[LinkKind.PASSWORD_RESET]
        return PasswordReset(user=User.of(user), link=link, expires_at=expires_at)

    @mutation(Permission.MANAGE_USERS, recent_sign_in=True)
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

    @mutation(Permission.MANAGE_USERS, recent_sign_in=True)
    def end_membership(self, info: Info, membership_id: Id) -> UserResult:
        return User.of(users.end_membership(info.context.session, key_of(membership_id)))


def _invitation(info: Info, user: models.User) -> Invitation:
    invitation = hand_out(info.context.session, user, LinkKind.INVITATION)
    expires_at = datetime.now(UTC) + LIFETIMES[LinkKind.INVITATION]
    return Invitation(user=User.of(user), invitation=invitation, expires_at=expires_at)
