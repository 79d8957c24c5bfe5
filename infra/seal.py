"""Sealed text: what this installation wrote, unread and unchanged by anyone without its key."""

import hashlib
import secrets
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken


def new_key() -> str:
    """A fresh key, as the key file holds it."""
    return secrets.token_urlsafe(32)


class Seal:
    """Seals text for one purpose; what was sealed for another does not open."""

    def __init__(self, key: str) -> None:
        """Any text of 256 random bits or more will do, however it is written."""
        self._fernet = Fernet(urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))

    def sealed(self, purpose: str, text: str) -> str:
        """Fit for URLs and columns."""
        return self._fernet.encrypt(f"{purpose}\n{text}".encode()).decode()

    def opened(self, purpose: str, sealed: str, max_age_seconds: int | None = None) -> str | None:
        """The text; None if it was not sealed by us, for this, recently enough."""
        try:
            plain = self._fernet.decrypt(sealed.encode(), max_age_seconds).decode()
        except (InvalidToken, UnicodeError):
            return None
        found, _, text = plain.partition("\n")
        return text if found == purpose else None
