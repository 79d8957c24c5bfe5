"""Programs that sign in with keys of their own: `private_key_jwt` (RFC 7523, OpenID Connect Core 9)."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from authlib.oauth2.rfc6749 import InvalidClientError
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeySet, RSAKey

from tenants.client_keys import key_set, living_keys, use_assertion
from tenants.clients import ClientNumber
from tenants.database import TenantDatabase

PRIVATE_KEY_JWT = "private_key_jwt"
ALGORITHMS_BY_KIND = {"RSA": ["RS256", "PS256", "RS384", "PS384"], "OKP": ["Ed25519", "EdDSA"]}
ALGORITHMS_BY_CURVE = {"P-256": ["ES256"], "P-384": ["ES384"]}
ASSERTION_ALGORITHMS = ["RS256", "PS256", "RS384", "PS384", "ES256", "ES384", "Ed25519", "EdDSA"]
LONGEST_LIFE = timedelta(minutes=5)
LEEWAY_SECONDS = 30
MAX_ASSERTION_CHARACTERS = 6_000
MAX_NUMBER_LENGTH = 200


class SignedAssertion(JWTBearerClientAssertion):
    """Verifies a client's assertion with its registered keys, and lets none pass twice."""

    CLIENT_AUTH_METHOD = PRIVATE_KEY_JWT  # type: ignore[misc]

    def __init__(self, issuer: str, database_of: Callable[[UUID], TenantDatabase]) -> None:
        super().__init__(leeway=LEEWAY_SECONDS)
        self.audiences = {issuer, f"{issuer}/oauth/token"}
        self.database_of = database_of

    def __call__(self, query_client: Any, request: Any) -> Any:
        if len(request.form.get("client_assertion", "")) > MAX_ASSERTION_CHARACTERS:
            raise InvalidClientError(description="The assertion is too long.")
        client = super().__call__(query_client, request)  # type: ignore[no-untyped-call]
        named = request.form.get("client_id")
        if client is not None and named not in {None, client.get_client_id()}:
            raise InvalidClientError(description="The client_id is not the assertion's.")
        return client

    def resolve_client_public_key(self, client: Any) -> KeySet:
        with client.database.transaction() as session:
            return key_set(living_keys(session, client.number.id))

    def process_assertion_claims(self, assertion: str, resolve_key: Any) -> Any:
        """The claims of an assertion that is the client's, for us, short-lived and new.

        Raises:
            InvalidClientError
        """
        try:
            header = jws.extract_compact(assertion.encode()).headers()
            key = _named_key(resolve_key, header.get("kid"))
            claims = jwt.decode(assertion, key, algorithms=_algorithms(key)).claims
            self._registry().validate(claims)
        except (JoseError, ValueError, TypeError):
            raise InvalidClientError(description="The assertion is not valid.") from None
        self._must_be_for_us_now(claims)
        self._must_be_new(claims, str(key.kid))
        return claims

    def _registry(self) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True},
            sub={"essential": True},
            aud={"essential": True},
            exp={"essential": True},
            jti={"essential": True},
        )

    def _must_be_for_us_now(self, claims: dict[str, Any]) -> None:
        audience = claims["aud"]
        sole = audience[0] if isinstance(audience, list) and len(audience) == 1 else audience
        if claims["iss"] != claims["sub"]:
            raise InvalidClientError(description="iss and sub are both the client's id.")
        if not isinstance(sole, str) or sole not in self.audiences:
            raise InvalidClientError(description="aud is this server's issuer, and nothing else.")
        latest = time.time() + LONGEST_LIFE.total_seconds() + LEEWAY_SECONDS
        if not isinstance(claims["exp"], int | float) or claims["exp"] > latest:
            raise InvalidClientError(description="An assertion lives for at most five minutes.")
        number = claims["jti"]
        if not isinstance(number, str) or not 0 < len(number) <= MAX_NUMBER_LENGTH:
            raise InvalidClientError(description="jti is a text that is never used again.")

    def _must_be_new(self, claims: dict[str, Any], key_id: str) -> None:
        number = ClientNumber.parsed(claims["sub"])
        assert number is not None, "the client was found by this number"
        until = datetime.fromtimestamp(claims["exp"], UTC) + timedelta(seconds=LEEWAY_SECONDS)
        with self.database_of(number.tenant_id).transaction() as session:
            if not use_assertion(session, number.id, claims["jti"], until):
                raise InvalidClientError(description="This jti was used before.")
            for key in living_keys(session, number.id):
                if key.key_id == key_id:
                    key.last_used_at = datetime.now(UTC)


def _named_key(keys: KeySet, key_id: Any) -> Key:
    """The key that the header names; it may leave that out where there is only one.

    Raises:
        ValueError: there is no such key, or no telling which.
    """
    found = [key for key in keys.keys if key_id is None or key.kid == key_id]
    if len(found) != 1:
        raise ValueError("no such key")
    return found[0]


def _algorithms(key: Key) -> list[str]:
    """What this key signs with: never what the assertion's header would like."""
    if isinstance(key, ECKey):
        return ALGORITHMS_BY_CURVE.get(str(key.curve_name), [])
    return ALGORITHMS_BY_KIND["RSA" if isinstance(key, RSAKey) else "OKP"]
