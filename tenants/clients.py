"""Partners' programs: their scopes, their branch, and two secrets that take turns."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, or_, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from tenants.access import Access, access_of_client
from tenants.database import insert, lock
from tenants.delegation import must_hold, parsed_permissions, stores_of_unit
from tenants.identifiers import new_id
from tenants.models import ClientApplication, ClientSecret, RevokedToken
from tenants.refusals import WrongState
from tenants.roles import named

SECRET_BYTES = 32
OVERLAP = timedelta(days=1)
"""How long the former secret still works, so that a partner can change it without a pause."""


@dataclass(frozen=True, slots=True)
class ClientNumber:
    """What OAuth calls `client_id`: the tenant and the client in it."""

    tenant_id: UUID
    id: UUID

    @classmethod
    def parsed(cls, text: str) -> "ClientNumber | None":
        tenant_id, _, client_id = text.partition(".")
        try:
            return cls(UUID(tenant_id), UUID(client_id))
        except ValueError:
            return None

    @staticmethod
    def joined(
        tenant_id: ColumnElement[UUID], client_id: ColumnElement[UUID]
    ) -> ColumnElement[str]:
        """As `str`, of columns."""
        return cast(tenant_id, Text) + "." + cast(client_id, Text)

    def __str__(self) -> str:
        return f"{self.tenant_id}.{self.id}"


def create_client(
    session: Session, name: str, scopes: Iterable[str], unit_id: UUID | None = None
) -> tuple[ClientApplication, str]:
    """The client and its secret, which is shown this once.

    Raises:
        Invalid, AlreadyExists
        NotFound: there is no such unit.
        Forbidden: the scopes or the branch exceed what the actor has.
    """
    wanted = parsed_permissions(scopes)
    must_hold(session, wanted, stores_of_unit(session, unit_id))
    client = insert(
        session,
        ClientApplication(name=named(name), scopes=sorted(wanted), unit_id=unit_id),
        "There is a client of this name.",
    )
    return client, _new_secret(session, client.id)


def rotate_secret(session: Session, client_id: UUID) -> tuple[ClientApplication, str]:
    """A new secret; of the former ones the last lives for a day, the others end now.

    Raises:
        NotFound, Forbidden
        WrongState: the client is disabled.
    """
    client = _managed(session, client_id)
    if client.disabled_at is not None:
        raise WrongState("The client is disabled.")
    now = datetime.now(UTC)
    for age, secret in enumerate(_living_secrets(session, client_id)):
        secret.expires_at = min(secret.expires_at or now + OVERLAP, now + OVERLAP * (age == 0))
    return client, _new_secret(session, client_id)


def disable_client(session: Session, client_id: UUID) -> ClientApplication:
    """For good: its tokens are refused from now on, and it gets no others.

    Raises:
        NotFound, Forbidden
    """
    client = _managed(session, client_id)
    if client.disabled_at is None:
        client.disabled_at = datetime.now(UTC)
    return client


def is_secret_of(session: Session, client_id: UUID, secret: str) -> bool:
    """Whether this is one of the client's living secrets; all are compared, in equal time."""
    wanted = _hash(secret)
    matches = [
        hmac.compare_digest(known.secret_hash, wanted)
        for known in _living_secrets(session, client_id)
    ]
    return any(matches)


def note_use(session: Session, client_id: UUID) -> None:
    session.execute(
        update(ClientApplication)
        .where(ClientApplication.id == client_id)
        .values(last_used_at=datetime.now(UTC))
    )


def revoke_token(session: Session, token_number: str, expires_at: datetime) -> None:
    """Refuse a token from now on (RFC 7009); harmless when repeated."""
    session.execute(
        postgresql.insert(RevokedToken)
        .values(id=new_id(), token_number=token_number, expires_at=expires_at)
        .on_conflict_do_nothing()
    )


def access_by_token(
    session: Session, client_id: UUID, token_number: str, scopes: Iterable[str]
) -> Access | None:
    """What a valid token's client may do; None if either was withdrawn since."""
    client = session.get(ClientApplication, client_id)
    revoked = session.scalar(
        select(RevokedToken.id).where(RevokedToken.token_number == token_number)
    )
    if client is None or client.disabled_at is not None or revoked is not None:
        return None
    return access_of_client(session, client, scopes)


def _managed(session: Session, client_id: UUID) -> ClientApplication:
    client = lock(session, ClientApplication, client_id)
    stores = stores_of_unit(session, client.unit_id)
    must_hold(session, parsed_permissions(client.scopes), stores)
    return client


def _new_secret(session: Session, client_id: UUID) -> str:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    session.add(ClientSecret(client_id=client_id, secret_hash=_hash(secret)))
    session.flush()
    return secret


def _living_secrets(session: Session, client_id: UUID) -> list[ClientSecret]:
    """The newest first."""
    return list(
        session.scalars(
            select(ClientSecret)
            .where(
                ClientSecret.client_id == client_id,
                or_(ClientSecret.expires_at.is_(None), ClientSecret.expires_at > datetime.now(UTC)),
            )
            .order_by(ClientSecret.id.desc())
        )
    )


def _hash(secret: str) -> str:
    """Enough for a random secret: there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()
