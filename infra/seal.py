"""Sealed text: what this installation wrote, unread and unchanged by anyone without its key."""

from cryptography.fernet import Fernet, InvalidToken


def new_key() -> str:
    """A fresh key, as the key file holds it."""
    return Fernet.generate_key().decode()


class Seal:
    """Seals text for one purpose; what was sealed for another does not open."""

    def __init__(self, key: str) -> None:
        self._fernet = Fernet(key)

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
