"""Partners' programs: their scopes, their branch, their limits, and two secrets that take turns."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, or_, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from tenants.access import known_permissions
from tenants.database import insert, lock
from tenants.delegation import must_hold, parsed_permissions, stores_of_unit
from tenants.identifiers import new_id
from tenants.models import ClientApplication, ClientSecret, PersonalToken, RevokedToken
from tenants.refusals import Invalid, WrongState
from tenants.roles import named

SECRET_BYTES = 32
OVERLAP = timedelta(days=1)
"""How long the former secret still works, so that a partner can change it without a pause."""
LONGEST_OVERLAP = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=1)
"""How often a use is written down: not on every request."""
REQUESTS_PER_MINUTE = range(1, 60_001)
COST_PER_MINUTE = range(1_000, 50_000_001)
"""What an admin may allow one program; the cost is that of `api.cost`."""


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


@dataclass(frozen=True, slots=True)
class Limits:
    """What one program may ask for in a minute."""

    requests_per_minute: int
    cost_per_minute: int


def create_client(
    session: Session,
    name: str,
    scopes: Iterable[str],
    unit_id: UUID | None = None,
    secret_expires_at: datetime | None = None,
) -> tuple[ClientApplication, str]:
    """The client and its secret, which is shown this once.

    Raises:
        Invalid, AlreadyExists
        NotFound: there is no such unit.
        Forbidden: the scopes or the branch exceed what the actor has.
    """
    client = register(session, name, scopes, unit_id, uses_keys=False)
    return client, _new_secret(session, client.id, secret_expires_at)


def register(
    session: Session, name: str, scopes: Iterable[str], unit_id: UUID | None, *, uses_keys: bool
) -> ClientApplication:
    """A client without any credential yet.

    Raises:
        Invalid, AlreadyExists, NotFound, Forbidden
    """
    wanted = parsed_permissions(scopes, "scopes.{}")
    must_hold(session, wanted, stores_of_unit(session, unit_id))
    client = ClientApplication(
        name=named(name), scopes=sorted(wanted), unit_id=unit_id, uses_keys=uses_keys
    )
    return insert(session, client, "There is a client of this name.")


def grant_client(
    session: Session, client_id: UUID, scopes: Iterable[str], unit_id: UUID | None = None
) -> ClientApplication:
    """Replace what the client may do and where, for tokens already out too.

    Raises:
        NotFound, Invalid
        Forbidden: the former or the new grant exceeds what the actor has.
    """
    client = managed_client(session, client_id)
    wanted = parsed_permissions(scopes, "scopes.{}")
    must_hold(session, wanted, stores_of_unit(session, unit_id))
    client.scopes, client.unit_id = sorted(wanted), unit_id
    return client


def limit_client(session: Session, client_id: UUID, limits: Limits) -> ClientApplication:
    """Raises: NotFound, Forbidden, Invalid."""
    client = managed_client(session, client_id)
    for name, bounds in (
        ("requests_per_minute", REQUESTS_PER_MINUTE),
        ("cost_per_minute", COST_PER_MINUTE),
    ):
        if getattr(limits, name) not in bounds:
            raise Invalid(f"This lies between {bounds[0]} and {bounds[-1]}.", path=name)
        setattr(client, name, getattr(limits, name))
    return client


def rotate_secret(
    session: Session,
    client_id: UUID,
    overlap: timedelta = OVERLAP,
    expires_at: datetime | None = None,
) -> tuple[ClientApplication, str]:
    """A new secret; of the former ones the last lives on for the overlap, the others end now.

    Raises:
        NotFound, Forbidden
        Invalid: the overlap is too long, or the new secret would be over already.
        WrongState: the client is disabled, or signs in with keys.
    """
    client = managed_client(session, client_id)
    if client.uses_keys:
        raise WrongState("This client signs in with its keys and has no secret.")
    until = end_of_overlap(client, overlap)
    now = datetime.now(UTC)
    for age, secret in enumerate(_living_secrets(session, client_id)):
        secret.expires_at = min(secret.expires_at or until, until if age == 0 else now)
    return client, _new_secret(session, client_id, expires_at)


def end_of_overlap(client: ClientApplication, overlap: timedelta) -> datetime:
    """Until when a credential that is being replaced still works.

    Raises:
        WrongState: the client is disabled.
        Invalid: the overlap is negative or too long.
    """
    if client.disabled_at is not None:
        raise WrongState("The client is disabled.")
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise Invalid(f"An overlap lasts up to {LONGEST_OVERLAP.days} days.", path="overlap_hours")
    return datetime.now(UTC) + overlap


def disable_client(session: Session, client_id: UUID) -> ClientApplication:
    """For good: its tokens are refused from now on, and it gets no others.

    Raises:
        NotFound, Forbidden
    """
    client = managed_client(session, client_id)
    if client.disabled_at is None:
        client.disabled_at = datetime.now(UTC)
    return client


def is_secret_of(session: Session, client_id: UUID, secret: str) -> bool:
    """Whether this is one of the client's living secrets; all are compared, in equal time."""
    wanted = _hash(secret)
    matches = [
        known
        for known in _living_secrets(session, client_id)
        if hmac.compare_digest(known.secret_hash, wanted)
    ]
    for known in matches:
        known.last_used_at = datetime.now(UTC)
    return bool(matches)


def note_use(used: ClientApplication | PersonalToken) -> None:
    """Written down at most once a minute."""
    now = datetime.now(UTC)
    if used.last_used_at is None or used.last_used_at < now - SEEN_EVERY:
        used.last_used_at = now


def revoke_token(session: Session, token_number: str, expires_at: datetime) -> None:
    """Refuse a token from now on (RFC 7009); harmless when repeated."""
    session.execute(
        postgresql.insert(RevokedToken)
        .values(id=new_id(), token_number=token_number, expires_at=expires_at)
        .on_conflict_do_nothing()
    )


def client_by_token(
    session: Session, client_id: UUID, token_number: str
) -> ClientApplication | None:
    """A valid token's client, noted as used; None if either was withdrawn since."""
    client = session.get(ClientApplication, client_id)
    revoked = session.scalar(
        select(RevokedToken.id).where(RevokedToken.token_number == token_number)
    )
    if client is None or client.disabled_at is not None or revoked is not None:
        return None
    note_use(client)
    return client


def client_limits(client: ClientApplication) -> Limits:
    return Limits(client.requests_per_minute, client.cost_per_minute)


def managed_client(session: Session, client_id: UUID) -> ClientApplication:
    """The client, locked, if the actor may do all that it may.

    Raises:
        NotFound, Forbidden
    """
    client = lock(session, ClientApplication, client_id)
    stores = stores_of_unit(session, client.unit_id)
    must_hold(session, known_permissions(client.scopes), stores)
    return client


def must_come(expires_at: datetime | None) -> None:
    """Raises: Invalid."""
    if expires_at is not None and expires_at <= datetime.now(UTC):
        raise Invalid("This lies in the past.", path="expires_at")


def _new_secret(session: Session, client_id: UUID, expires_at: datetime | None) -> str:
    must_come(expires_at)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    session.add(ClientSecret(client_id=client_id, secret_hash=_hash(secret), expires_at=expires_at))
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
