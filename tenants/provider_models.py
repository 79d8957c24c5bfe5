"""Identity providers of tenants, whom they sign in, and what they give them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.records import Record, TenantOwned, belongs_to, unique


class IdentityProvider(TenantOwned, Record):
    """An OpenID Connect provider that signs a tenant's people in."""

    __tablename__ = "identity_providers"
    __table_args__ = (unique("name"), unique("issuer", "client_id"))

    name: Mapped[str]
    issuer: Mapped[str]
    """Exactly as the provider writes it."""
    client_id: Mapped[str]
    sealed_secret: Mapped[str | None]
    """None for a public client, which PKCE alone protects."""
    scopes: Mapped[list[str]]
    groups_claim: Mapped[str]
    """The claim whose values are mapped to roles."""
    email_domains: Mapped[list[str]]
    """The domains it speaks for, in lower case: only there does an address link an account."""
    vouches_for_email: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Whether its addresses count as verified although it does not say so (Entra ID)."""
    creates_users: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    allows_passwords: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    """Whether people of its domains may still sign in with a password here."""
    trusted_acr: Mapped[list[str]] = mapped_column(default=list, server_default=text("'{}'"))
    """Values of `acr` that count as a second factor given there."""
    trusted_amr: Mapped[list[str]] = mapped_column(default=list, server_default=text("'{}'"))
    """Values of `amr`, any of which does."""
    disabled_at: Mapped[datetime | None]


class ProviderGrant(TenantOwned, Record):
    """What a value of the provider's claim gives: a role on a branch."""

    __tablename__ = "provider_grants"
    __table_args__ = (
        belongs_to("provider_id", "identity_providers"),
        belongs_to("role_id", "roles"),
        belongs_to("unit_id", "organization_units"),
        unique("provider_id", "claim_value", "role_id", "unit_id"),
    )

    provider_id: Mapped[UUID]
    claim_value: Mapped[str]
    role_id: Mapped[UUID]
    unit_id: Mapped[UUID]


class ProviderAccount(TenantOwned, Record):
    """A user as a provider knows them."""

    __tablename__ = "provider_accounts"
    __table_args__ = (
        belongs_to("provider_id", "identity_providers"),
        belongs_to("user_id", "users"),
        unique("provider_id", "subject"),
        unique("provider_id", "user_id"),
    )

    provider_id: Mapped[UUID]
    user_id: Mapped[UUID]
    subject: Mapped[str]
    """The `sub`, which never changes and is never given to anybody else."""
    last_used_at: Mapped[datetime | None]


class UsedState(TenantOwned, Record):
    """A sign-in that came back from its provider: it comes back once."""

    __tablename__ = "used_states"
    __table_args__ = (unique("state_hash"),)

    state_hash: Mapped[str]
    expires_at: Mapped[datetime]
