"""Public keys of partners' programs, with which they sign in (private_key_jwt, RFC 7523)."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeySet, OKPKey, RSAKey, import_key
from sqlalchemy import or_, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from tenants.clients import OVERLAP, end_of_overlap, managed_client, must_come, register
from tenants.database import find
from tenants.identifiers import new_id
from tenants.models import ClientApplication, ClientAssertion, ClientKey
from tenants.refusals import AlreadyExists, Invalid, WrongState

MAX_LIVING_KEYS = 5
MAX_KEY_CHARACTERS = 20_000
MAX_KEY_ID_LENGTH = 200
FEWEST_RSA_BITS = 2_048
CURVES = frozenset({"P-256", "P-384", "Ed25519"})
PEM = "-----BEGIN"
PRIVATE = "This is a private or shared key. Keep it, replace it, send public ones."


def create_keyed_client(
    session: Session,
    name: str,
    scopes: Iterable[str],
    public_keys: str,
    unit_id: UUID | None = None,
) -> ClientApplication:
    """A client that signs in with keys of its own: we know their public halves only.

    Args:
        session: as ever.
        name: what people call it.
        scopes: what its tokens may carry.
        public_keys: a JWK set, one JWK, or one PEM.
        unit_id: the branch it may see.

    Raises:
        Invalid, AlreadyExists, NotFound, Forbidden
    """
    keys = parsed_keys(public_keys)
    client = register(session, name, scopes, unit_id, uses_keys=True)
    _add(session, client, keys, None)
    return client


def add_keys(
    session: Session,
    client_id: UUID,
    public_keys: str,
    overlap: timedelta = OVERLAP,
    expires_at: datetime | None = None,
) -> ClientApplication:
    """Rotate: these keys work from now on, the former ones until the overlap is over.

    Raises:
        NotFound, Forbidden, Invalid
        AlreadyExists: the client has a key of this id.
        WrongState: the client is disabled or has a secret, or too many keys would live.
    """
    client = managed_client(session, client_id)
    if not client.uses_keys:
        raise WrongState("This client signs in with a secret.")
    until = end_of_overlap(client, overlap)
    must_come(expires_at)
    keys = parsed_keys(public_keys)
    for former in living_keys(session, client_id):
        former.expires_at = min(former.expires_at or until, until)
    session.flush()
    _add(session, client, keys, expires_at)
    return client


def end_key(session: Session, key_id: UUID) -> ClientApplication:
    """At once: what it signs is refused from now on.

    Raises:
        NotFound, Forbidden
    """
    key = find(session, ClientKey, key_id)
    client = managed_client(session, key.client_id)
    now = datetime.now(UTC)
    key.expires_at = min(key.expires_at or now, now)
    return client


def living_keys(session: Session, client_id: UUID) -> list[ClientKey]:
    """The newest first."""
    return list(
        session.scalars(
            select(ClientKey)
            .where(
                ClientKey.client_id == client_id,
                or_(ClientKey.expires_at.is_(None), ClientKey.expires_at > datetime.now(UTC)),
            )
            .order_by(ClientKey.id.desc())
        )
    )


def use_assertion(session: Session, client_id: UUID, number: str, expires_at: datetime) -> bool:
    """Take note that the client used this assertion; False: it did so before, anywhere."""
    noted = session.execute(
        postgresql.insert(ClientAssertion)
        .values(id=new_id(), client_id=client_id, assertion_number=number, expires_at=expires_at)
        .on_conflict_do_nothing()
        .returning(ClientAssertion.id)
    )
    return noted.first() is not None


def parsed_keys(text: str) -> list[Key]:
    """The keys of a JWK set, of one JWK, or of one PEM.

    Raises:
        Invalid: unreadable, private, too weak, or of a kind that we do not verify.
    """
    if len(text) > MAX_KEY_CHARACTERS:
        raise _invalid("These are too many keys.")
    keys = [_checked(key) for key in _read(text.strip())]
    if not 0 < len(keys) <= MAX_LIVING_KEYS:
        raise _invalid(f"Send 1 to {MAX_LIVING_KEYS} keys.")
    return keys


def _read(text: str) -> list[Key]:
    try:
        if text.startswith(PEM):
            return [_of_pem(text)]
        found: Any = json.loads(text)
        members = found.get("keys", [found]) if isinstance(found, dict) else None
        if not isinstance(members, list) or not all(isinstance(one, dict) for one in members):
            raise _invalid("This is neither a JWK set, nor a JWK, nor a PEM.")
        return [_of_jwk(member) for member in members]
    except (JoseError, ValueError, TypeError, KeyError, UnsupportedAlgorithm):
        raise _invalid("A key cannot be read.") from None


def _of_jwk(member: dict[str, Any]) -> Key:
    if member.get("kty") == "RSA" and len(str(member.get("n", ""))) * 6 < FEWEST_RSA_BITS:
        raise _invalid(f"An RSA key has {FEWEST_RSA_BITS} bits or more.")
    if member.get("kty") == "oct" or "d" in member:
        raise _invalid(PRIVATE)
    return import_key(member)


def _of_pem(text: str) -> Key:
    if "PRIVATE" in text:
        raise _invalid(PRIVATE)
    key = load_pem_public_key(text.encode())
    if isinstance(key, RSAPublicKey):
        if key.key_size < FEWEST_RSA_BITS:
            raise _invalid(f"An RSA key has {FEWEST_RSA_BITS} bits or more.")
        return RSAKey.import_key(text)
    return (
        ECKey.import_key(text)
        if isinstance(key, EllipticCurvePublicKey)
        else OKPKey.import_key(text)
    )


def _checked(key: Key) -> Key:
    if isinstance(key, ECKey | OKPKey) and key.curve_name not in CURVES:
        raise _invalid(f"A key is RSA or on one of the curves {', '.join(sorted(CURVES))}.")
    key_id = key.as_dict(private=False).get("kid")
    if key_id is not None and not (
        isinstance(key_id, str) and 0 < len(key_id) <= MAX_KEY_ID_LENGTH
    ):
        raise _invalid("A key's id (kid) is a short text.")
    key.ensure_kid()
    return key


def _add(
    session: Session, client: ClientApplication, keys: list[Key], expires_at: datetime | None
) -> None:
    if len(living_keys(session, client.id)) + len(keys) > MAX_LIVING_KEYS:
        raise WrongState(f"At most {MAX_LIVING_KEYS} keys may live. End one first.")
    known = set(session.scalars(select(ClientKey.key_id).where(ClientKey.client_id == client.id)))
    names = [str(key.kid) for key in keys]
    if len({*names}) < len(names) or known & {*names}:
        raise AlreadyExists("The client has, or had, a key of this id.", path="public_keys")
    for key, name in zip(keys, names, strict=True):
        public = dict(key.as_dict(private=False))
        session.add(
            ClientKey(client_id=client.id, key_id=name, public_key=public, expires_at=expires_at)
        )
    session.flush()


def key_set(keys: Iterable[ClientKey]) -> KeySet:
    """As joserfc verifies with them."""
    return KeySet([import_key({**key.public_key, "kid": key.key_id}) for key in keys])


def _invalid(message: str) -> Invalid:
    return Invalid(message, path="public_keys")
