"""GraphQL of a tenant's own identity providers: whom they speak for, what their claims give."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.context import Info
from api.doors import mutation
from api.identity.openid import CLIENT_SECRET
from api.ids import Id, key_of
from api.organization import OrganizationUnit
from api.reading.declarations import computed, many, one
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, Direction, SortKey
from api.refusal import Refusal
from api.roles import Role
from tenants import identity_providers, provider_models
from tenants.identity_providers import ProviderSettings
from tenants.permissions import Permission


@shows(provider_models.ProviderGrant, Permission.MANAGE_IDENTITY_PROVIDERS)
class ProviderGrant(Node):
    """What a value of the provider's claim gives: a role on a branch."""

    claim_value: str
    role: Role = one("role_id")
    unit: OrganizationUnit = one("unit_id")


@shows(provider_models.IdentityProvider, Permission.MANAGE_IDENTITY_PROVIDERS)
class IdentityProvider(Node):
    """An OpenID Connect provider that signs the tenant's people in."""

    name: str
    issuer: str
    client_id: str
    has_secret: bool = computed(lambda row: row.sealed_secret.is_not(None))
    scopes: list[str]
    groups_claim: str
    email_domains: list[str]
    vouches_for_email: bool
    creates_users: bool
    allows_passwords: bool
    trusted_acr: list[str]
    trusted_amr: list[str]
    disabled_at: datetime | None
    grants: list[ProviderGrant] = many("provider_id")


@strawberry.input
class IdentityProviderInput:
    name: str
    issuer: str = strawberry.field(description="Exactly as the provider writes it.")
    client_id: str
    client_secret: str | None = strawberry.field(
        default=None, description="Kept sealed; left out, the former one stays."
    )
    scopes: list[str] = strawberry.field(default_factory=lambda: ["openid", "email", "profile"])
    groups_claim: str = "groups"
    email_domains: list[str] = strawberry.field(
        default_factory=list, description="Where its addresses may link accounts."
    )
    vouches_for_email: bool = strawberry.field(
        default=False, description="Its addresses count as verified although it does not say so."
    )
    creates_users: bool = False
    allows_passwords: bool = True
    trusted_acr: list[str] = strawberry.field(
        default_factory=list, description="Values of acr that stand for a second factor there."
    )
    trusted_amr: list[str] = strawberry.field(
        default_factory=list, description="Values of amr, any of which stands for one."
    )

    def settings(self) -> ProviderSettings:
        return ProviderSettings(
            name=self.name,
            issuer=self.issuer,
            client_id=self.client_id,
            scopes=tuple(self.scopes),
            groups_claim=self.groups_claim,
            email_domains=tuple(self.email_domains),
            vouches_for_email=self.vouches_for_email,
            creates_users=self.creates_users,
            allows_passwords=self.allows_passwords,
            trusted_acr=tuple(self.trusted_acr),
            trusted_amr=tuple(self.trusted_amr),
        )


@strawberry.enum
class IdentityProviderOrder(SortKey):
    NAME = "name"


IdentityProviderResult = Annotated[
    IdentityProvider | Refusal, strawberry.union("IdentityProviderResult")
]


@strawberry.type
class IdentityProviderQuery:
    identity_provider: IdentityProvider | None = record(Permission.MANAGE_IDENTITY_PROVIDERS)
    identity_providers: Connection[IdentityProvider] = connection(
        Permission.MANAGE_IDENTITY_PROVIDERS, IdentityProviderOrder.NAME, Direction.ASCENDING
    )


@strawberry.type
class IdentityProviderMutation:
    @mutation(Permission.MANAGE_IDENTITY_PROVIDERS, recent_sign_in=True)
    def add_identity_provider(
        self, info: Info, provider: IdentityProviderInput
    ) -> IdentityProviderResult:
        made = identity_providers.add_provider(
            info.context.session, provider.settings(), _sealed(info, provider)
        )
        return IdentityProvider.of(made)

    @mutation(Permission.MANAGE_IDENTITY_PROVIDERS, recent_sign_in=True)
    def change_identity_provider(
        self, info: Info, provider_id: Id, provider: IdentityProviderInput
    ) -> IdentityProviderResult:
        changed = identity_providers.change_provider(
            info.context.session,
            key_of(provider_id),
            provider.settings(),
            _sealed(info, provider),
        )
        return IdentityProvider.of(changed)

    @mutation(Permission.MANAGE_IDENTITY_PROVIDERS, recent_sign_in=True)
    def disable_identity_provider(self, info: Info, provider_id: Id) -> IdentityProviderResult:
        session = info.context.session
        return IdentityProvider.of(
            identity_providers.disable_provider(session, key_of(provider_id))
        )

    @mutation(Permission.MANAGE_IDENTITY_PROVIDERS, recent_sign_in=True)
    def grant_by_claim(
        self, info: Info, provider_id: Id, claim_value: str, role_id: Id, unit_id: Id
    ) -> IdentityProviderResult:
        provider = identity_providers.grant_by_claim(
            info.context.session,
            key_of(provider_id),
            claim_value,
            key_of(role_id),
            key_of(unit_id),
        )
        return IdentityProvider.of(provider)

    @mutation(Permission.MANAGE_IDENTITY_PROVIDERS, recent_sign_in=True)
    def end_claim_grant(self, info: Info, grant_id: Id) -> IdentityProviderResult:
        session = info.context.session
        return IdentityProvider.of(identity_providers.end_claim_grant(session, key_of(grant_id)))


def _sealed(info: Info, provider: IdentityProviderInput) -> str | None:
    if not provider.client_secret:
        return None
    return info.context.seal.sealed(CLIENT_SECRET, provider.client_secret)
