"""Partners' programs as they speak HTTP: with a secret, or with keys of their own."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, Key
from joserfc.jws import JWSRegistry
from starlette.testclient import TestClient

from api.assertions import ASSERTION_ALGORITHMS
from tenants.clients import ClientNumber
from tenants.identifiers import new_id

ME = {"query": "{ me { id kind permissions storeIds } }"}


@dataclass(frozen=True)
class Partner:
    """A client application, and the HTTP that it speaks."""

    http: TestClient
    number: ClientNumber
    secret: str

    def asks_for_token(self, **form: str) -> Any:
        return self.http.post(
            "/oauth/token",
            data={"grant_type": "client_credentials", **form},
            auth=(str(self.number), self.secret),
        )

    def token(self, **form: str) -> str:
        return self.asks_for_token(**form).json()["access_token"]

    def me(self, token: str) -> Any:
        return self.http.post("/graphql", json=ME, headers={"authorization": f"Bearer {token}"})


@dataclass(frozen=True)
class KeyedPartner:
    """A client application that signs in with a key of its own."""

    http: TestClient
    number: ClientNumber
    key: Key

    def assertion(self, *, header: dict[str, Any] | None = None, **changes: Any) -> str:
        """A valid one, but for the changes; None leaves a claim out."""
        return jwt.encode(
            {"alg": "ES256", "kid": self.key.kid} | (header or {}),
            self.claims(**changes),
            self.key,
            algorithms=ASSERTION_ALGORITHMS,
        )

    def claims(self, **changes: Any) -> dict[str, Any]:
        claims = {
            "iss": str(self.number),
            "sub": str(self.number),
            "aud": "http://127.0.0.1:8000",
            "exp": int(time.time()) + 60,
            "jti": str(new_id()),
        }
        return {name: value for name, value in (claims | changes).items() if value is not None}

    def asks_with(self, assertion: str, path: str = "/oauth/token", **form: str) -> Any:
        return self.http.post(
            path,
            data={
                "grant_type": "client_credentials",
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": assertion,
                **form,
            },
        )


def an_ec_key() -> ECKey:
    return ECKey.generate_key("P-256", auto_kid=True)


def public_json(*keys: Key) -> str:
    """The public halves as a partner would send them: a JWK set."""
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]})


LEADS: dict[str, Any] = {
    "jku": "https://evil.example/jwks.json",
    "x5u": "https://evil.example/certificate.pem",
    "x5c": ["MIIBszCCARwCAQAwDQYJKoZIhvcNAQELBQAwITEfMB0GA1UEAwwWZXZpbC5leGFtcGxl"],
    "jwk": an_ec_key().as_dict(private=False),
}
"""Headers in which a token says by which key it wishes to be verified."""


def compact(header: dict[str, Any], claims: dict[str, Any], key: Key | bytes) -> str:
    """A token that the library would not make: with any header, or any bytes as shared secret."""
    parts = [urlsafe_b64encode(json.dumps(part).encode()) for part in (header, claims)]
    text = b".".join(part.rstrip(b"=") for part in parts)
    if isinstance(key, bytes):
        signature = hmac.digest(key, text, "sha256")
    else:
        signature = JWSRegistry.algorithms[header["alg"]].sign(text, key)
    return b".".join([text, urlsafe_b64encode(signature).rstrip(b"=")]).decode()
