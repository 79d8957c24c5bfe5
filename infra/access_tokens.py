"""Access tokens of clients (RFC 9068): what makes one valid, told apart from whose it is."""

import time
from dataclasses import dataclass
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError

from infra.token_keys import ALGORITHM, LONGEST_TOKEN, TokenKeys

MAX_TOKEN_CHARACTERS = 4_096
LEEWAY_SECONDS = 5
ESSENTIAL = ("iss", "aud", "exp", "iat", "sub", "jti", "client_id", "tenant", "scope")


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid token says."""

    client_id: str
    tenant_id: str
    scopes: frozenset[str]
    token_number: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class TokenVerifier:
    """Accepts our own tokens, for our own audience, and nothing that merely looks like them."""

    keys: TokenKeys
    issuer: str
    audience: str

    def verified(self, token: str) -> Claims | None:
        """The claims of a token that is ours and still lives; None of every other."""
        if len(token) > MAX_TOKEN_CHARACTERS:
            return None
        try:
            header = jws.extract_compact(token.encode()).headers()
            if not self._is_ours(header):
                return None
            claims = jwt.decode(token, self.keys.all(), algorithms=[ALGORITHM]).claims
            self._registry().validate(claims)
        except (JoseError, ValueError, TypeError):
            return None
        return _parsed(claims)

    def _is_ours(self, header: dict[str, Any]) -> bool:
        key_id = header.get("kid")
        return (
            header.get("alg") == ALGORITHM
            and str(header.get("typ", "")).lower() in {"at+jwt", "application/at+jwt"}
            and isinstance(key_id, str)
            and self.keys.knows(key_id)
        )

    def _registry(self) -> jwt.JWTClaimsRegistry:
        options: dict[str, Any] = {name: {"essential": True} for name in ESSENTIAL}
        options["iss"]["value"] = self.issuer
        options["aud"]["value"] = self.audience
        return jwt.JWTClaimsRegistry(leeway=LEEWAY_SECONDS, **options)


def _parsed(claims: dict[str, Any]) -> Claims | None:
    expires_at = claims["exp"]
    longest = LONGEST_TOKEN.total_seconds() + LEEWAY_SECONDS
    if not isinstance(expires_at, int) or expires_at > time.time() + longest:
        return None
    texts = [claims[name] for name in ("client_id", "tenant", "scope", "jti")]
    if not all(isinstance(text, str) for text in texts):
        return None
    client_id, tenant_id, scope, token_number = texts
    return Claims(client_id, tenant_id, frozenset(scope.split()), token_number, expires_at)
