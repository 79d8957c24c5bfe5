"""Tenants, their tree of organisation, regions and stores, and the people and programs that act."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, LargeBinary, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.identifiers import new_id
from tenants.records import Record, TenantOwned, belongs_to, index, unique
from tenants.sealed_fields import sealed


class Tenant(Record):
    """A customer: everything it owns carries its id."""

    __tablename__ = "tenants"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    """What a person types at sign-in to say whose user they are."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class KeyPurpose(StrEnum):
    DATA = "data"
    INDEX = "index"


class TenantKey(TenantOwned, Record):
    """One of a tenant's keys, wrapped: it opens nothing without the key that wrapped it."""

    __tablename__ = "tenant_keys"
    __table_args__ = (
        unique("purpose", "version"),
        CheckConstraint("purpose in ('data', 'index')", name="purpose"),
    )

    purpose: Mapped[str]
    """`data` seals what is kept, `index` makes what stands for it where equals are sought."""
    version: Mapped[int]
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Null once it was destroyed."""
    wrapped_with: Mapped[str]
    """The key-encryption key, as its keeper names it."""
    used_from_at: Mapped[datetime] = mapped_column(server_default=func.now())
    """Later than it is made, so that everyone knows it before anyone seals with it."""
    shredded_at: Mapped[datetime | None]


class UnitKind(StrEnum):
    ORGANIZATION = "organization"
    REGION = "region"
    STORE = "store"


class OrganizationUnit(TenantOwned, Record):
    """A node of the tree. What is set higher up holds below unless set again."""

    __tablename__ = "organization_units"
    __table_args__ = (
        belongs_to("parent_id", "organization_units"),
        unique("parent_id", "name"),
        CheckConstraint(
            "(parent_id is null) = (kind = 'organization')", name="root_is_organization"
        ),
    )

    parent_id: Mapped[UUID | None]
    kind: Mapped[str]
    name: Mapped[str]
    path: Mapped[list[UUID]]
    """Ids from the organisation down to this unit, itself included."""


class User(TenantOwned, Record):
    """A person who signs in."""

    __tablename__ = "users"
    __table_args__ = (unique("email"),)

    email: Mapped[str]
    """Lower case."""
    name: Mapped[str]
    password_hash: Mapped[str | None]
    """Argon2id; null until the invitation is accepted."""
    is_active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    failed_sign_in_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    locked_until_at: Mapped[datetime | None]
    second_factor_due_at: Mapped[datetime | None]
    """Until when they were told that they may miss a second factor that is required."""


class UserSession(TenantOwned, Record):
    """A signed-in browser. The cookie holds a random token; only its hash is kept."""

    __tablename__ = "user_sessions"
    __table_args__ = (
        belongs_to("user_id", "users"),
        unique("token_hash"),
        index("ix_user_sessions_user", "user_id", "id"),
    )

    user_id: Mapped[UUID]
    token_hash: Mapped[str]
    csrf_token: Mapped[str]
    last_seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    user_agent: Mapped[str | None]
    """What the browser says it is."""
    address: Mapped[str | None]
    """Where it was opened from."""
    proved_at: Mapped[datetime] = mapped_column(server_default=func.now())
    """When its user last proved who they are."""
    failed_before_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Failed attempts since the sign-in before."""


class AccountLink(TenantOwned, Record):
    """What an admin hands to someone to choose a password with; only its hash is kept."""

    __tablename__ = "account_links"
    __table_args__ = (
        belongs_to("user_id", "users"),
        unique("token_hash"),
        index("ix_account_links_user", "user_id", "id"),
    )

    user_id: Mapped[UUID]
    kind: Mapped[str]
    token_hash: Mapped[str]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """When it was used, replaced or withdrawn."""


class SignInPolicy(TenantOwned, Record):
    """How a tenant's people sign in; the defaults hold where there is no row."""

    __tablename__ = "sign_in_policies"
    __table_args__ = (unique(),)

    idle_minutes: Mapped[int]
    longest_hours: Mapped[int]
    recent_minutes: Mapped[int]
    second_factor: Mapped[str]
    second_factor_role_ids: Mapped[list[UUID]]
    grace_days: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class AuthenticatorApp(TenantOwned, Record):
    """A user's app that counts one-time codes (RFC 6238) from a secret that both know."""

    __tablename__ = "authenticator_apps"
    __table_args__ = (belongs_to("user_id", "users"), unique("user_id"))

    user_id: Mapped[UUID]
    sealed_secret: Mapped[str]
    last_step: Mapped[int]
    """The time step of the code used last; none of that step or before it counts again."""
    last_used_at: Mapped[datetime | None]


class SecurityKey(TenantOwned, Record):
    """A user's key for WebAuthn: one to plug in, or a phone or laptop that holds one."""

    __tablename__ = "security_keys"
    __table_args__ = (
        belongs_to("user_id", "users"),
        unique("credential_id"),
        unique("user_id", "name"),
    )

    user_id: Mapped[UUID]
    name: Mapped[str]
    """What its user calls it."""
    credential_id: Mapped[bytes]
    public_key: Mapped[bytes]
    """COSE (RFC 9052)."""
    use_count: Mapped[int]
    """As the key counts, if it does: a copied key would fall behind."""
    challenged_at: Mapped[datetime]
    """When the challenge was made that it signed last; none made before that counts again."""
    last_used_at: Mapped[datetime | None]


class RecoveryCode(TenantOwned, Record):
    """One of a user's codes for when app and keys are lost; good once, only its hash is kept."""

    __tablename__ = "recovery_codes"
    __table_args__ = (belongs_to("user_id", "users"), unique("user_id", "code_hash"))

    user_id: Mapped[UUID]
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]


class Role(TenantOwned, Record):
    """A named set of permissions; built-in ones are the same in every tenant."""

    __tablename__ = "roles"
    __table_args__ = (unique("name"),)

    name: Mapped[str]
    permissions: Mapped[list[str]]
    is_built_in: Mapped[bool] = mapped_column(default=False, server_default=text("false"))


class Membership(TenantOwned, Record):
    """A user's role on one branch of the tree."""

    __tablename__ = "memberships"
    __table_args__ = (
        belongs_to("user_id", "users"),
        belongs_to("role_id", "roles"),
        belongs_to("unit_id", "organization_units"),
        belongs_to("provider_id", "identity_providers"),
        belongs_to("group_id", "provisioned_groups"),
        unique("user_id", "role_id", "unit_id"),
    )

    user_id: Mapped[UUID]
    role_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    expires_at: Mapped[datetime | None]
    provider_id: Mapped[UUID | None]
    """The identity provider whose claims gave it, and may take it; null where a person did."""
    group_id: Mapped[UUID | None]
    """The provisioned group that gave it, and may take it."""


class ModuleSwitch(TenantOwned, Record):
    """Whether a tenant uses a module; without one, it does."""

    __tablename__ = "module_switches"
    __table_args__ = (unique("module"),)

    module: Mapped[str]
    is_on: Mapped[bool]
    switched_by: Mapped[str]
    switched_at: Mapped[datetime]


class SettingValue(TenantOwned, Record):
    """What a unit decided about a setting from a day on; it holds beneath unless decided again."""

    __tablename__ = "setting_values"
    __table_args__ = (
        belongs_to("unit_id", "organization_units"),
        unique("name", "unit_id", "effective_from_on"),
    )

    unit_id: Mapped[UUID]
    name: Mapped[str]
    value: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    """A number, a truth, or null where the setting allows none."""
    is_inherited: Mapped[bool]
    """Whether what holds above holds here again, whatever the value."""
    effective_from_on: Mapped[date]
    set_by: Mapped[str]


class ClientApplication(TenantOwned, Record):
    """A partner's program, with OAuth2 client credentials (RFC 6749, 4.4)."""

    __tablename__ = "client_applications"
    __table_args__ = (unique("name"),)

    name: Mapped[str]
    scopes: Mapped[list[str]]
    """Permissions that a token may carry."""
    unit_id: Mapped[UUID | None]
    """The branch it may see; null for the whole tenant."""
    uses_keys: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Whether it signs in with its own keys (`private_key_jwt`); else with a secret."""
    requests_per_minute: Mapped[int] = mapped_column(default=600, server_default=text("600"))
    cost_per_minute: Mapped[int] = mapped_column(default=500_000, server_default=text("500000"))
    """As `api.cost` measures documents."""
    disabled_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class ClientSecret(TenantOwned, Record):
    """One of at most two living secrets of a client, so that they can be rotated."""

    __tablename__ = "client_secrets"
    __table_args__ = (belongs_to("client_id", "client_applications"),)

    client_id: Mapped[UUID]
    secret_hash: Mapped[str]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class ClientKey(TenantOwned, Record):
    """A public key of a client that signs its own assertions (RFC 7523)."""

    __tablename__ = "client_keys"
    __table_args__ = (belongs_to("client_id", "client_applications"), unique("client_id", "key_id"))

    client_id: Mapped[UUID]
    key_id: Mapped[str]
    """The `kid`: the partner's own, or else the key's thumbprint (RFC 7638)."""
    public_key: Mapped[dict[str, Any]]
    """JWK."""
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class ClientAssertion(TenantOwned, Record):
    """An assertion that a client has used: it is good once."""

    __tablename__ = "client_assertions"
    __table_args__ = (
        belongs_to("client_id", "client_applications"),
        unique("client_id", "assertion_number"),
    )

    client_id: Mapped[UUID]
    assertion_number: Mapped[str]
    """The `jti`."""
    expires_at: Mapped[datetime]


class PersonalToken(TenantOwned, Record):
    """A developer's own token: it may do some of what its user may, and never outlives them."""

    __tablename__ = "personal_tokens"
    __table_args__ = (belongs_to("user_id", "users"), unique("token_hash"))

    user_id: Mapped[UUID]
    name: Mapped[str]
    token_hash: Mapped[str]
    scopes: Mapped[list[str]]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class Allowance(TenantOwned, Record):
    """What a program has taken of its requests and cost in the minute under way."""

    __tablename__ = "allowances"
    __table_args__ = (unique("caller_id"),)

    caller_id: Mapped[UUID]
    """The id of a client application or a personal token."""
    minute_at: Mapped[datetime]
    request_count: Mapped[int]
    cost: Mapped[int]


class RevokedToken(TenantOwned, Record):
    """A token refused before its time (RFC 7009); swept once it would have expired."""

    __tablename__ = "revoked_tokens"
    __table_args__ = (unique("token_number"),)

    token_number: Mapped[str]
    """The `jti`."""
    expires_at: Mapped[datetime]


class IdempotencyKey(TenantOwned, Record):
    """A mutation already answered: the same key with the same input gets the same answer."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (unique("actor", "key"), index("ix_idempotency_keys_created_at", "created_at"))

    actor: Mapped[str]
    key: Mapped[str]
    request_hash: Mapped[str]
    response: Mapped[str | None] = sealed()
    """The JSON answer, byte for byte; null while the first call is still running."""


class SigningKey(Record):
    """A key that signs our access tokens; its public half is published as JWKS (RFC 7517)."""

    __tablename__ = "signing_keys"

    key_id: Mapped[str] = mapped_column(primary_key=True)
    private_key: Mapped[str]
    """JWK, encrypted with the machine's key file."""
    public_key: Mapped[str]
    not_before_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
