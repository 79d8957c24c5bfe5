"""GraphQL of the one who asks: what the API believes about them."""

from uuid import UUID

import strawberry

from api.context import Info
from api.doors import query
from tenants.actor import Actor, ActorKind
from tenants.models import Tenant
from tenants.permissions import Permission

strawberry.enum(ActorKind)


@strawberry.type(description="A customer: one pharmacy or a chain of them.")
class Organization:
    id: UUID
    name: str
    slug: str = strawberry.field(description="What its people type when they sign in.")


@strawberry.type(description="Whoever sent this request.")
class Me:
    id: str
    kind: ActorKind
    permissions: list[str]
    store_ids: list[UUID] | None = strawberry.field(
        description="The stores whose records are seen; null means all of them."
    )
    organization: Organization

    @classmethod
    def of(cls, actor: Actor, tenant: Tenant) -> "Me":
        return cls(
            id=actor.name,
            kind=actor.kind,
            permissions=sorted(actor.permissions),
            store_ids=None if actor.store_ids is None else sorted(actor.store_ids),
            organization=Organization(id=tenant.id, name=tenant.name, slug=tenant.slug),
        )


@strawberry.type
class AccountQuery:
    @query(Permission.READ_OWN_ACCOUNT)
    def me(self, info: Info) -> Me:
        actor = info.context.actor
        return Me.of(actor, info.context.session.get_one(Tenant, actor.tenant_id))
