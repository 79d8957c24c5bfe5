"""Random tokens that people carry: the tenant in front, so that the look-up is bound to it."""

import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class TenantToken:
    """`tenant.token`, as a cookie or a link holds it."""

    tenant_id: UUID
    token: str

    @classmethod
    def parsed(cls, text: str) -> "TenantToken | None":
        tenant_id, _, token = text.strip().partition(".")
        try:
            return cls(UUID(tenant_id), token)
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.tenant_id}.{self.token}"


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> str:
    """Enough for a random token: there is nothing to guess."""
    return hashlib.sha256(token.encode()).hexdigest()
