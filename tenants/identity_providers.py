"""A tenant's own identity providers: whom they speak for, and what their claims give here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tenants.access import permissions_of
from tenants.database import find, insert, lock
from tenants.delegation import must_hold, stores_of_unit
from tenants.models import Membership, Role
from tenants.permissions import EVERYTHING
from tenants.provider_models import IdentityProvider, ProviderGrant
from tenants.refusals import AlreadyExists, Invalid
from tenants.roles import named

MAX_TEXT_LENGTH = 500
MAX_DOMAINS = 50
MAX_SCOPES = 20
MAX_TRUSTED = 20
NEEDED_SCOPE = "openid"


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """All of a provider that an admin sets, but for its secret."""

    name: str
    issuer: str
    client_id: str
    scopes: tuple[str, ...] = (NEEDED_SCOPE, "email", "profile")
    groups_claim: str = "groups"
    email_domains: tuple[str, ...] = ()
    vouches_for_email: bool = False
    creates_users: bool = False
    allows_passwords: bool = True
    trusted_acr: tuple[str, ...] = ()
    trusted_amr: tuple[str, ...] = ()


def add_provider(
    session: Session, wanted: ProviderSettings, sealed_secret: str | None = None
) -> IdentityProvider:
    """Who controls a provider can become anyone it speaks for: so it takes every permission.

    Raises:
        Invalid, AlreadyExists
        Forbidden: the actor lacks something.
    """
    must_hold(session, EVERYTHING)
    provider = IdentityProvider(sealed_secret=sealed_secret, **_checked(wanted))
    return insert(session, provider, TWIN)


def change_provider(
    session: Session,
    provider_id: UUID,
    wanted: ProviderSettings,
    sealed_secret: str | None = None,
) -> IdentityProvider:
    """Replace the settings; the secret stays unless there is a new one.

    Raises:
        NotFound, Forbidden, AlreadyExists
        Invalid: also another issuer, whose subjects would be strangers: add it beside this one.
    """
    must_hold(session, EVERYTHING)
    provider = lock(session, IdentityProvider, provider_id)
    if wanted.issuer.strip() != provider.issuer:
        raise Invalid("Another issuer is another provider: add it.", path="issuer")
    values = _checked(wanted)
    if session.scalar(
        select(IdentityProvider.id).where(
            IdentityProvider.id != provider_id, IdentityProvider.name == values["name"]
        )
    ):
        raise AlreadyExists(TWIN, path="name")
    for name, value in values.items():
        setattr(provider, name, value)
    provider.sealed_secret = sealed_secret or provider.sealed_secret
    return provider


def disable_provider(session: Session, provider_id: UUID) -> IdentityProvider:
    """Nobody comes in through it any more; what its claims gave is withdrawn.

    Raises:
        NotFound, Forbidden
    """
    must_hold(session, EVERYTHING)
    provider = lock(session, IdentityProvider, provider_id)
    if provider.disabled_at is None:
        provider.disabled_at = datetime.now(UTC)
    from_it = delete(Membership).where(Membership.provider_id == provider_id)
    session.execute(from_it)
    return provider


def grant_by_claim(
    session: Session, provider_id: UUID, claim_value: str, role_id: UUID, unit_id: UUID
) -> IdentityProvider:
    """From their next sign-in on, whoever has this value has the role there.

    Raises:
        NotFound, Invalid, AlreadyExists
        Forbidden: the role or the branch exceeds what the actor has.
    """
    provider = find(session, IdentityProvider, provider_id)
    role = find(session, Role, role_id)
    must_hold(session, permissions_of(role), stores_of_unit(session, unit_id))
    grant = ProviderGrant(
        provider_id=provider_id,
        claim_value=_text("claim_value", claim_value),
        role_id=role_id,
        unit_id=unit_id,
    )
    insert(session, grant, "This value gives that already.")
    return provider


def end_claim_grant(session: Session, grant_id: UUID) -> IdentityProvider:
    """From their next sign-in on, the value gives this no more.

    Raises:
        NotFound, Forbidden
    """
    grant = find(session, ProviderGrant, grant_id)
    role = find(session, Role, grant.role_id)
    must_hold(session, permissions_of(role), stores_of_unit(session, grant.unit_id))
    session.delete(grant)
    return find(session, IdentityProvider, grant.provider_id)


def living_providers(session: Session) -> list[IdentityProvider]:
    """The oldest first."""
    return list(
        session.scalars(
            select(IdentityProvider)
            .where(IdentityProvider.disabled_at.is_(None))
            .order_by(IdentityProvider.id)
        )
    )


def may_use_password(session: Session, email: str) -> bool:
    """Whether no provider claims the people of this domain for itself alone."""
    domain = domain_of(email)
    return all(
        provider.allows_passwords or domain not in provider.email_domains
        for provider in living_providers(session)
    )


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].strip().lower()


TWIN = "There is a provider of this name, or of this issuer and client."


def _checked(wanted: ProviderSettings) -> dict[str, object]:
    """Raises: Invalid."""
    scopes = _words("scopes", wanted.scopes, MAX_SCOPES)
    if NEEDED_SCOPE not in scopes:
        raise Invalid("The scope openid is needed.", path="scopes")
    domains = _words("email_domains", (one.lower() for one in wanted.email_domains), MAX_DOMAINS)
    if any("@" in domain or "." not in domain for domain in domains):
        raise Invalid("A domain is what follows the @ of an address.", path="email_domains")
    return {
        "name": named(wanted.name),
        "issuer": _issuer(wanted.issuer),
        "client_id": _text("client_id", wanted.client_id),
        "scopes": scopes,
        "groups_claim": _text("groups_claim", wanted.groups_claim),
        "email_domains": domains,
        "vouches_for_email": wanted.vouches_for_email,
        "creates_users": wanted.creates_users,
        "allows_passwords": wanted.allows_passwords,
        "trusted_acr": _words("trusted_acr", wanted.trusted_acr, MAX_TRUSTED),
        "trusted_amr": _words("trusted_amr", wanted.trusted_amr, MAX_TRUSTED),
    }


def _issuer(text_: str) -> str:
    """An address of a host; whether it may be asked is decided where it is.

    Raises:
        Invalid
    """
    issuer = _text("issuer", text_)
    parts = urlsplit(issuer)
    is_plain = not (parts.query or parts.fragment or parts.username or parts.password)
    if parts.scheme not in {"https", "http"} or not parts.hostname or not is_plain:
        raise Invalid("An issuer is an https address without query or fragment.", path="issuer")
    return issuer


def _words(path: str, given: Iterable[str], most: int) -> list[str]:
    words = sorted({_text(path, word) for word in given})
    if len(words) > most or any(" " in word for word in words):
        raise Invalid(f"At most {most}, each one word.", path=path)
    return words


def _text(path: str, value: str) -> str:
    trimmed = value.strip()
    if not 0 < len(trimmed) <= MAX_TEXT_LENGTH or "\0" in trimmed:
        raise Invalid(f"This has 1 to {MAX_TEXT_LENGTH} characters.", path=path)
    return trimmed
