"""OAuth2 for partners' programs: client credentials, revocation, keys and metadata.

RFC 6749 (4.4), 7009, 7523, 8414 and 9068, by Authlib's framework-free core: it is synchronous and
runs in a worker thread, each of its questions to the database a transaction of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Request, grants
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc9068 import JWTBearerTokenGenerator
from joserfc.jwk import KeySet
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse

from api.assertions import ASSERTION_ALGORITHMS, PRIVATE_KEY_JWT, SignedAssertion
from api.wrapping import request_id
from infra.access_tokens import Claims, TokenVerifier
from infra.token_keys import ALGORITHM, LONGEST_TOKEN
from tenants.actor import Actor, ActorKind, job
from tenants.audit import Origin, Outcome, record, touch
from tenants.clients import ClientNumber, is_secret_of, note_use, revoke_token
from tenants.context import ContextSigner
from tenants.database import TenantDatabase
from tenants.models import ClientApplication
from tenants.permissions import Permission

SECRET_METHODS = ["client_secret_basic", "client_secret_post"]
METHODS = [PRIVATE_KEY_JWT, *SECRET_METHODS]
GRANT_TYPE = "client_credentials"


class Partner(ClientMixin):
    """A client application as Authlib asks about it."""

    def __init__(self, client: ClientApplication, database: TenantDatabase) -> None:
        self.number = ClientNumber(client.tenant_id, client.id)
        self.scopes = frozenset(client.scopes)
        self.uses_keys = client.uses_keys
        self.database = database

    def get_client_id(self) -> str:
        return str(self.number)

    def get_allowed_scope(self, scope: Any) -> Any:
        """All of the client's scopes unless it asks for less; None refuses more."""
        wanted = frozenset((scope or "").split()) or self.scopes
        return " ".join(sorted(wanted)) if wanted <= self.scopes else None

    def check_client_secret(self, secret: str) -> bool:
        with self.database.transaction() as session:
            is_right = is_secret_of(session, self.number.id, secret)
            if not is_right:
                self.record(session, "token", Outcome.REFUSED, "wrong_secret")
            return is_right

    def record(
        self,
        session: Session,
        action: str,
        outcome: Outcome = Outcome.DONE,
        code: str | None = None,
    ) -> None:
        """The client did this itself."""
        actor = Actor(self.number.tenant_id, ActorKind.CLIENT, str(self.number.id), store_ids=None)
        origin = Origin("application", request_id=request_id.get() or None)
        touch(session, ClientApplication.__tablename__, [self.number.id])
        record(session, action, outcome, code, actor=actor, origin=origin)

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method in ([PRIVATE_KEY_JWT] if self.uses_keys else SECRET_METHODS)

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == GRANT_TYPE


class FormRequest(OAuth2Request):
    """A request whose form has been read already."""

    def __init__(self, uri: str, headers: Mapping[str, str], form: Mapping[str, str]) -> None:
        super().__init__("POST", uri, headers=headers)
        self._form = dict(form)
        self.payload = BasicOAuth2Payload(self._form)

    @property
    def args(self) -> dict[str, str | None]:
        return {}

    @property
    def form(self) -> dict[str, str]:
        return self._form


class TokenServer(AuthorizationServer):
    """Issues the access tokens of clients, and revokes them: `forget` is told whose tenant."""

    def __init__(
        self,
        engine: Engine,
        signer: ContextSigner,
        verifier: TokenVerifier,
        forget: Callable[[UUID], None],
    ) -> None:
        super().__init__(scopes_supported=sorted(Permission))
        self.forget = forget
        self.engine = engine
        self.signer = signer
        self.verifier = verifier
        self.register_token_generator("default", AccessTokens(verifier))
        self.register_grant(ClientCredentials)
        self.register_client_auth_method(
            PRIVATE_KEY_JWT, SignedAssertion(verifier.issuer, self.database_of)
        )
        self.register_endpoint(Revocation)

    def database_of(self, tenant_id: UUID) -> TenantDatabase:
        return TenantDatabase(self.engine, self.signer, job(tenant_id, "oauth"))

    def query_client(self, client_id: str) -> Any:
        """The client, unless it is unknown or disabled."""
        number = ClientNumber.parsed(client_id)
        if number is None:
            return None
        database = self.database_of(number.tenant_id)
        with database.transaction() as session:
            client = session.get(ClientApplication, number.id)
            if client is None or client.disabled_at is not None:
                return None
            return Partner(client, database)

    def save_token(self, _token: dict[str, Any], request: OAuth2Request) -> None:
        """The token itself is not kept: its signature vouches for it."""
        partner = request.client
        assert isinstance(partner, Partner)
        with partner.database.transaction() as session:
            note_use(session.get_one(ClientApplication, partner.number.id))
            partner.record(session, "token")

    def create_oauth2_request(self, request: FormRequest) -> FormRequest:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> Any:
        return JSONResponse(body, status, dict(headers))

    def send_signal(self, name: str, *_: Any, **about: Any) -> None:
        if name == "after_revoke_token":
            self.forget(about["client"].number.tenant_id)


class AccessTokens(JWTBearerTokenGenerator):
    """JWT access tokens (RFC 9068) that name the tenant."""

    def __init__(self, verifier: TokenVerifier) -> None:
        super().__init__(verifier.issuer, alg=ALGORITHM, expires_generator=_lifetime)
        self.verifier = verifier

    def get_jwks(self) -> KeySet:
        return KeySet([self.verifier.keys.signing()])

    def get_audiences(self, _client: Partner, _user: None, _scope: str) -> str:
        return self.verifier.audience

    def get_extra_claims(
        self, client: Partner, _grant_type: str, _user: None, _scope: str
    ) -> dict[str, str]:
        return {"tenant": str(client.number.tenant_id)}


class ClientCredentials(grants.ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS


@dataclass(frozen=True, slots=True)
class IssuedToken:
    claims: Claims

    def check_client(self, client: Partner) -> bool:
        return self.claims.client_id == client.get_client_id()


class Revocation(RevocationEndpoint):
    """RFC 7009. What we never issued counts as revoked."""

    CLIENT_AUTH_METHODS = METHODS

    def query_token(self, token: str, _hint: str | None) -> IssuedToken | None:
        claims = self.server.verifier.verified(token)
        return IssuedToken(claims) if claims is not None else None

    def revoke_token(self, token: IssuedToken, request: OAuth2Request) -> None:
        claims = token.claims
        expires_at = datetime.fromtimestamp(claims.expires_at, UTC)
        with self.server.database_of(UUID(claims.tenant_id)).transaction() as session:
            revoke_token(session, claims.token_number, expires_at)
            assert isinstance(request.client, Partner)
            request.client.record(session, "token-revocation")


def metadata(issuer: str) -> dict[str, Any]:
    """What clients need to know of this server (RFC 8414)."""
    return {
        "issuer": issuer,
        "token_endpoint": f"{issuer}/oauth/token",
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "grant_types_supported": [GRANT_TYPE],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": METHODS,
        "token_endpoint_auth_signing_alg_values_supported": ASSERTION_ALGORITHMS,
        "revocation_endpoint_auth_methods_supported": METHODS,
        "revocation_endpoint_auth_signing_alg_values_supported": ASSERTION_ALGORITHMS,
        "scopes_supported": sorted(Permission),
    }


def _lifetime(_client: Partner, _grant_type: str) -> int:
    return int(LONGEST_TOKEN.total_seconds())
