"""Security keys and passkeys as second factors (WebAuthn), verified by py_webauthn."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import webauthn
from sqlalchemy import select
from sqlalchemy.orm import Session
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from tenants.database import insert
from tenants.models import SecurityKey, User
from tenants.refusals import NotFound, WrongState
from tenants.roles import named

MOST_KEYS = 10
WRONG = (WebAuthnException, ValueError, KeyError, TypeError)
"""What an answer that no key gave makes the library raise."""


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """For whom keys sign: the host's name, and the origin that the browser must be at."""

    id: str
    origin: str
    name: str = "Mortar"


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a key is to sign; made for one user, for one purpose."""

    tenant_id: UUID
    user_id: UUID
    value: bytes
    made_at: datetime


def new_challenge(user: User) -> Challenge:
    value = webauthn.helpers.generate_challenge()
    return Challenge(user.tenant_id, user.id, value, datetime.now(UTC))


def registration_options(
    session: Session, user: User, party: RelyingParty, challenge: Challenge
) -> dict[str, Any]:
    """What the browser needs to make a key of this user's known.

    Raises:
        WrongState: the user has as many as one may have.
    """
    keys = _keys_of(session, user.id)
    if len(keys) >= MOST_KEYS:
        raise WrongState(f"Nobody has more than {MOST_KEYS} security keys: remove one first.")
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_id=user.id.bytes,
        user_name=user.email,
        user_display_name=user.name,
        challenge=challenge.value,
        exclude_credentials=_descriptors(keys),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.DISCOURAGED,
        ),
    )
    return _as_json(options)


def add_key(
    session: Session, challenge: Challenge, party: RelyingParty, credential: str, name: str
) -> bool:
    """Enrol the key that gave this answer; whether a key did.

    Raises:
        Invalid: this is no name.
        AlreadyExists: the user has a key of this name, or this key.
    """
    try:
        verified = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge.value,
            expected_rp_id=party.id,
            expected_origin=party.origin,
        )
    except WRONG:
        return False
    key = SecurityKey(
        user_id=challenge.user_id,
        name=named(name),
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        use_count=verified.sign_count,
        challenged_at=challenge.made_at,
    )
    insert(session, key, "There is a key of this name, or this key is known already.")
    return True


def request_options(
    session: Session, user_id: UUID, party: RelyingParty, challenge: Challenge
) -> dict[str, Any]:
    """What the browser needs to ask one of the user's keys for a signature."""
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=challenge.value,
        allow_credentials=_descriptors(_keys_of(session, user_id)),
        user_verification=UserVerificationRequirement.DISCOURAGED,
    )
    return _as_json(options)


def is_signed_by_key(
    session: Session, challenge: Challenge, party: RelyingParty, credential: str
) -> bool:
    """Whether one of the user's keys signed the challenge, which no key does twice."""
    try:
        answer = parse_authentication_credential_json(credential)
        key = _locked_key(session, challenge.user_id, answer.raw_id)
        if key is None or challenge.made_at <= key.challenged_at:
            return False
        verified = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge.value,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.use_count,
        )
    except WRONG:
        return False
    key.use_count, key.challenged_at = verified.new_sign_count, challenge.made_at
    key.last_used_at = datetime.now(UTC)
    return True


def rename_key(session: Session, user_id: UUID, key_id: UUID, name: str) -> None:
    """Raises: NotFound, Invalid."""
    key = session.get(SecurityKey, key_id)
    if key is None or key.user_id != user_id:
        raise NotFound("There is no such key.", path="id")
    key.name = named(name)


def _keys_of(session: Session, user_id: UUID) -> list[SecurityKey]:
    return list(session.scalars(select(SecurityKey).where(SecurityKey.user_id == user_id)))


def _locked_key(session: Session, user_id: UUID, credential_id: bytes) -> SecurityKey | None:
    return session.scalar(
        select(SecurityKey)
        .where(SecurityKey.user_id == user_id, SecurityKey.credential_id == credential_id)
        .with_for_update()
    )


def _descriptors(keys: list[SecurityKey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=key.credential_id) for key in keys]


def _as_json(options: Any) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(webauthn.options_to_json(options))
    return found
