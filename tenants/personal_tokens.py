"""Personal access for developers: tokens of their own, so that nobody lends a password."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tenants.access import Access, Grant, access_of_user, known_permissions
from tenants.actor import ActorKind
from tenants.clients import note_use
from tenants.database import actor_of, find
from tenants.delegation import parsed_permissions
from tenants.models import PersonalToken
from tenants.permissions import Permission
from tenants.refusals import Forbidden, Invalid, NotFound, WrongState
from tenants.roles import named

TOKEN_BYTES = 32
USUAL_LIFE = timedelta(days=90)
LONGEST_LIFE = timedelta(days=366)
MAX_LIVING = 20
PREFIX = "mortar_pat"
"""Lets scanners for leaked secrets know it, and us tell it from a signed token."""
NEVER = frozenset({Permission.HAVE_PERSONAL_TOKENS})
"""A token that could make tokens would never end."""


@dataclass(frozen=True, slots=True)
class PersonalSecret:
    """What the developer is shown once: the tenant, so that the look-up is bound to it, and chance."""

    tenant_id: UUID
    chance: str

    @classmethod
    def parsed(cls, text: str) -> "PersonalSecret | None":
        """None of anything else."""
        prefix, _, rest = text.partition("_v1_")
        tenant_id, _, chance = rest.partition("_")
        try:
            return cls(UUID(tenant_id), chance) if prefix == PREFIX else None
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{PREFIX}_v1_{self.tenant_id.hex}_{self.chance}"


def create_token(
    session: Session, name: str, scopes: Iterable[str], expires_at: datetime | None = None
) -> tuple[PersonalToken, str]:
    """A token of the user who asks, shown this once; without a date it lives for 90 days.

    Raises:
        Invalid: unknown scopes, none at all, or a date too far away.
        Forbidden: it is no user who asks, or the scopes exceed what they may.
        WrongState: they have too many.
    """
    actor = actor_of(session)
    access = _own_access(session)
    wanted = parsed_permissions(scopes, "scopes.{}")
    held = {permission for grant in access.grants for permission in grant.permissions}
    lacking = sorted((wanted - held) | (wanted & NEVER))
    if lacking:
        raise Forbidden(f"Your token cannot carry: {', '.join(lacking)}.", path="scopes")
    if not wanted:
        raise Invalid("A token carries at least one permission.", path="scopes")
    user_id = UUID(actor.name)
    if _living_count(session, user_id) >= MAX_LIVING:
        raise WrongState(f"You have {MAX_LIVING} tokens. Revoke one first.")
    secret = PersonalSecret(actor.tenant_id, secrets.token_urlsafe(TOKEN_BYTES))
    token = PersonalToken(
        user_id=user_id,
        name=named(name),
        token_hash=_hash(secret),
        scopes=sorted(wanted),
        expires_at=_checked(expires_at),
    )
    session.add(token)
    session.flush()
    return token, str(secret)


def own_tokens(session: Session) -> list[PersonalToken]:
    """Of the user who asks, the newest first, those that ended lately too."""
    return list(
        session.scalars(
            select(PersonalToken)
            .where(PersonalToken.user_id == UUID(_own_access(session).name))
            .order_by(PersonalToken.id.desc())
        )
    )


def revoke_own_token(session: Session, token_id: UUID) -> PersonalToken:
    """Raises: NotFound, Forbidden."""
    token = find(session, PersonalToken, token_id)
    if str(token.user_id) != _own_access(session).name:
        raise NotFound("You have no such token.", path="id")
    return _revoked(token)


def revoke_token_of_another(session: Session, token_id: UUID) -> PersonalToken:
    """For whoever manages programs: taking a token away gives nothing to anyone.

    Raises:
        NotFound
    """
    return _revoked(find(session, PersonalToken, token_id))


def token_by_secret(session: Session, secret: PersonalSecret) -> PersonalToken | None:
    """The living token, noted as used."""
    token = session.scalar(
        select(PersonalToken).where(
            PersonalToken.token_hash == _hash(secret),
            PersonalToken.revoked_at.is_(None),
            PersonalToken.expires_at > datetime.now(UTC),
        )
    )
    if token is not None:
        note_use(token)
    return token


def access_of_token(session: Session, token: PersonalToken) -> Access | None:
    """What the token's user may do now, and of that what the token carries."""
    access = access_of_user(session, token.user_id)
    if access is None:
        return None
    scopes = known_permissions(token.scopes) - NEVER
    grants = tuple(
        Grant(grant.permissions & scopes, grant.store_ids)
        for grant in access.grants
        if grant.permissions & scopes
    )
    return replace(access, grants=grants)


def _own_access(session: Session) -> Access:
    actor = actor_of(session)
    access = access_of_user(session, UUID(actor.name)) if actor.kind == ActorKind.USER else None
    if access is None:
        raise Forbidden("Only a person has tokens of their own.")
    return access


def _living_count(session: Session, user_id: UUID) -> int:
    return session.scalars(
        select(func.count()).where(
            PersonalToken.user_id == user_id,
            PersonalToken.revoked_at.is_(None),
            PersonalToken.expires_at > datetime.now(UTC),
        )
    ).one()


def _checked(expires_at: datetime | None) -> datetime:
    now = datetime.now(UTC)
    if expires_at is None:
        return now + USUAL_LIFE
    if not now < expires_at <= now + LONGEST_LIFE:
        message = f"A token ends in the coming {LONGEST_LIFE.days} days."
        raise Invalid(message, path="expires_at")
    return expires_at


def _revoked(token: PersonalToken) -> PersonalToken:
    if token.revoked_at is None:
        token.revoked_at = datetime.now(UTC)
    return token


def _hash(secret: PersonalSecret) -> str:
    """Enough for a random token: there is nothing to guess."""
    return hashlib.sha256(str(secret).encode()).hexdigest()
