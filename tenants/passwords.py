"""Passwords: Argon2id, a floor of length, and the same work whether or not a user exists."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tenants.refusals import Invalid

MIN_LENGTH = 12
"""NIST SP 800-63B: length, not composition."""
MAX_LENGTH = 256

_hasher = PasswordHasher()
_nobody = _hasher.hash(secrets.token_urlsafe(32))
"""What is checked in place of a hash that does not exist, so that the time tells nothing."""


def hashed(password: str) -> str:
    """Raises: Invalid."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        message = f"A password has {MIN_LENGTH} to {MAX_LENGTH} characters."
        raise Invalid(message, path="password")
    return _hasher.hash(password)


def is_right(password: str, password_hash: str | None) -> bool:
    """Takes as long for a user who does not exist or has no password yet."""
    try:
        _hasher.verify(password_hash or _nobody, password[:MAX_LENGTH])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_dated(password_hash: str) -> bool:
    """Whether it was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)
