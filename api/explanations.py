"""GraphQL of what a user may do, and why: each grant, and what stands in the way."""

from datetime import datetime
from uuid import UUID

import strawberry

from api.context import Info
from api.doors import query
from api.ids import Id, global_id, key_of
from tenants.actor import ActorKind
from tenants.delegation import parsed_permissions
from tenants.explanations import ExplainedGrant, Explanation, Hindrance, explain
from tenants.meanings import MEANINGS, Module, Touch
from tenants.permissions import Permission
from tenants.refusals import NotFound

strawberry.enum(Hindrance)

WORDS = {
    Hindrance.NOT_GRANTED: "No role of the user allows it.",
    Hindrance.EXPIRED: "A role that allows it has expired.",
    Hindrance.OTHER_STORE: "A role that allows it holds elsewhere in the tree.",
    Hindrance.MODULE_OFF: "Its module is switched off.",
    Hindrance.USER_INACTIVE: "The user was let go.",
}


@strawberry.type(name="ExplainedGrant", description="A way to a permission: a role on a branch.")
class GrantShown:
    membership_id: Id
    role_name: str
    unit_id: Id
    unit_name: str
    expires_at: datetime | None
    hindrance: Hindrance | None = strawberry.field(description="Why this way is closed.")

    @classmethod
    def of(cls, grant: ExplainedGrant) -> "GrantShown":
        return cls(
            membership_id=global_id("Membership", grant.membership_id),
            role_name=grant.role_name,
            unit_id=global_id("OrganizationUnit", grant.unit_id),
            unit_name=grant.unit_name,
            expires_at=grant.expires_at,
            hindrance=grant.hindrance,
        )


@strawberry.type(name="ExplainedPermission", description="Whether a user may, and why.")
class PermissionShown:
    permission: str
    touches: Touch
    module: Module
    sentence: str = strawberry.field(description="What it allows.")
    is_allowed: bool
    hindrances: list[Hindrance] = strawberry.field(description="None where it is allowed.")
    why: str
    grants: list[GrantShown]

    @classmethod
    def of(cls, explained: Explanation) -> "PermissionShown":
        meaning = MEANINGS[explained.permission]
        return cls(
            permission=explained.permission,
            touches=meaning.touches,
            module=meaning.module,
            sentence=meaning.sentence,
            is_allowed=explained.is_allowed,
            hindrances=sorted(explained.hindrances),
            why=_why(explained),
            grants=[GrantShown.of(grant) for grant in explained.grants],
        )


@strawberry.type
class ExplanationQuery:
    @query(
        Permission.READ_USERS,
        description="What a user may do, at a store or anywhere, and through which role.",
    )
    def access_of(
        self, info: Info, user_id: Id, permission: str | None = None, store_id: Id | None = None
    ) -> list[PermissionShown]:
        return _explained(info, key_of(user_id), permission, store_id)

    @query(Permission.READ_OWN_ACCOUNT, description="The same of whoever asks.")
    def my_access(
        self, info: Info, permission: str | None = None, store_id: Id | None = None
    ) -> list[PermissionShown]:
        actor = info.context.actor
        if actor.kind is not ActorKind.USER:
            raise NotFound("Only a user has roles; a program has the scopes it was granted.")
        return _explained(info, UUID(actor.name), permission, store_id)


def _explained(
    info: Info, user_id: UUID, permission: str | None, store_id: Id | None
) -> list[PermissionShown]:
    if permission is None:
        wanted = frozenset(Permission)
    else:
        wanted = parsed_permissions([permission], "permission")
    store = key_of(store_id) if store_id is not None else None
    found = explain(info.context.session, user_id, sorted(wanted), store)
    return [PermissionShown.of(each) for each in found]


def _why(explained: Explanation) -> str:
    if explained.hindrances:
        return " ".join(WORDS[each] for each in sorted(explained.hindrances))
    ways = [
        f"{each.role_name} at {each.unit_name}" for each in explained.grants if not each.hindrance
    ]
    return f"As {', '.join(ways)}." if ways else "Everyone may who is signed in."
