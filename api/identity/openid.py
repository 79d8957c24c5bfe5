"""Signing in through the tenant's own identity provider (OpenID Connect, code flow with PKCE)."""

import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.identity.forms import STATUSES, page
from api.identity.gate import Gate, device_of
from infra.openid import OpenID, RelyingParty, Secrets
from infra.outside import Declined, Unreachable
from tenants.actor import job
from tenants.database import tenant_by_slug
from tenants.federated_sign_in import Identity, enter, use_state
from tenants.identity_providers import living_providers
from tenants.provider_models import IdentityProvider
from tenants.refusals import Refused
from tenants.sessions import Device, OpenedSession

PURPOSE = "openid-sign-in"
CLIENT_SECRET = "identity-provider-secret"  # noqa: S105 what it is sealed for
SIGN_IN_SECONDS = 600
COOKIE_PATH = "/auth/oidc"
HOME = "/"
MAX_TARGET_LENGTH = 1_000


class CannotSignIn(Refused):
    """The way through the provider is closed, or what came back is not its answer."""

    code = "sign_in_failed"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in under way, sealed in the browser's own cookie."""

    tenant_id: str
    provider_id: str
    state: str
    nonce: str
    code_verifier: str
    target: str

    @property
    def secrets(self) -> Secrets:
        return Secrets(self.state, self.nonce, self.code_verifier)


@dataclass(frozen=True)
class OpenIDEndpoints:
    gate: Gate
    openid: OpenID

    def routes(self) -> list[Route]:
        return [
            Route("/auth/oidc/callback", self.callback, methods=["GET"]),
            Route("/auth/oidc/{slug}", self.start, methods=["GET"]),
            Route("/auth/oidc/{slug}/sign-out", self.sign_out, methods=["GET"]),
        ]

    @property
    def cookie_name(self) -> str:
        return "__Secure-mortar-oidc" if self.gate.authenticator.is_https else "mortar-oidc"

    async def start(self, request: Request) -> Response:
        """To the provider; `provider` names one of several, `target` where to go afterwards."""
        try:
            self.gate.must_not_hurry(request)
            attempt, url = await run_in_threadpool(self._begun, request)
        except (Refused, Declined, Unreachable) as failure:
            return _failed(failure)
        answer = RedirectResponse(url, 303)
        answer.set_cookie(
            self.cookie_name,
            self.gate.seal.sealed(PURPOSE, orjson.dumps(asdict(attempt)).decode()),
            max_age=SIGN_IN_SECONDS,
            path=COOKIE_PATH,
            secure=self.gate.authenticator.is_https,
            httponly=True,
            samesite="lax",
        )
        return answer

    async def callback(self, request: Request) -> Response:
        """Back from the provider, in the browser that went there, once."""
        try:
            self.gate.must_not_hurry(request)
            attempt = self._attempt(request)
            opened = await run_in_threadpool(
                self._entered, attempt, dict(request.query_params), device_of(request)
            )
        except (Refused, Declined, Unreachable) as failure:
            answer = _failed(failure)
        else:
            answer = RedirectResponse(attempt.target, 303)
            self.gate.set_cookie(answer, UUID(attempt.tenant_id), opened)
        answer.delete_cookie(self.cookie_name, path=COOKIE_PATH)
        return answer

    async def sign_out(self, request: Request) -> Response:
        """To where the provider ends its own session; home if it offers nothing."""
        try:
            url = await run_in_threadpool(self._end_session_url, request)
        except (Refused, Declined, Unreachable) as failure:
            return _failed(failure)
        return RedirectResponse(url or HOME, 303)

    def _begun(self, request: Request) -> tuple[Attempt, str]:
        tenant_id, provider = self._named(request)
        attempt = Attempt(
            tenant_id=str(tenant_id),
            provider_id=str(provider.id),
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            code_verifier=secrets.token_urlsafe(64),
            target=own_target(request.query_params.get("target")),
        )
        url = self.openid.authorization_url(self._party(provider), provider.scopes, attempt.secrets)
        return attempt, url

    def _named(self, request: Request) -> tuple[UUID, IdentityProvider]:
        """Raises: CannotSignIn."""
        slug = request.path_params["slug"].strip().lower()
        tenant_id = tenant_by_slug(self.gate.authenticator.engine, slug)
        providers = self._providers(tenant_id) if tenant_id is not None else []
        wanted = request.query_params.get("provider")
        found = [one for one in providers if wanted is None or one.name == wanted]
        if tenant_id is None or not found:
            raise CannotSignIn("This organization has no such identity provider.")
        return tenant_id, found[0]

    def _providers(self, tenant_id: UUID) -> list[IdentityProvider]:
        with self._database(tenant_id).transaction() as session:
            return living_providers(session)

    def _database(self, tenant_id: UUID) -> Any:
        return self.gate.authenticator.as_actor(job(tenant_id, "openid"))

    def _attempt(self, request: Request) -> Attempt:
        """The attempt of this browser that the state belongs to.

        Raises:
            CannotSignIn
        """
        sealed = request.cookies.get(self.cookie_name, "")
        opened = self.gate.seal.opened(PURPOSE, sealed, SIGN_IN_SECONDS)
        attempt = Attempt(**orjson.loads(opened)) if opened is not None else None
        sent = request.query_params.get("state", "")
        if attempt is None or not secrets.compare_digest(sent.encode(), attempt.state.encode()):
            raise CannotSignIn("This sign-in was begun elsewhere or too long ago. Begin again.")
        return attempt

    def _entered(self, attempt: Attempt, answer: dict[str, str], device: Device) -> OpenedSession:
        """Raises: Refused, Declined, Unreachable."""
        database = self._database(UUID(attempt.tenant_id))
        until = datetime.now(UTC) + timedelta(seconds=SIGN_IN_SECONDS)
        with database.transaction() as session:
            is_new = use_state(session, attempt.state, until)
            provider = session.get(IdentityProvider, UUID(attempt.provider_id))
        if not is_new or provider is None or provider.disabled_at is not None:
            raise CannotSignIn("This sign-in is over. Begin again.")
        party = self._party(provider)
        self.openid.must_answer_as(party, answer.get("iss"))
        if "error" in answer or not answer.get("code"):
            raise CannotSignIn("Your identity provider did not sign you in.")
        claims = self.openid.claims_for(party, answer["code"], attempt.secrets)
        with database.transaction() as session:
            living = session.get_one(IdentityProvider, provider.id)
            return enter(session, living, identity_of(claims, living.groups_claim), device)

    def _party(self, provider: IdentityProvider) -> RelyingParty:
        secret = None
        if provider.sealed_secret is not None:
            secret = self.gate.seal.opened(CLIENT_SECRET, provider.sealed_secret)
            if secret is None:
                raise CannotSignIn("The provider's secret was sealed elsewhere. Set it again.")
        callback = f"{self.gate.public_url}/auth/oidc/callback"
        return RelyingParty(provider.issuer, provider.client_id, secret, callback)

    def _end_session_url(self, request: Request) -> str | None:
        _, provider = self._named(request)
        return self.openid.end_session_url(self._party(provider), f"{self.gate.public_url}{HOME}")


def own_target(asked: str | None) -> str:
    """A path of ours, or home: never another site, however it is written."""
    target = asked or HOME
    is_plain = target.isascii() and target.isprintable() and " " not in target
    if len(target) > MAX_TARGET_LENGTH or not is_plain or "\\" in target:
        return HOME
    return target if target[0] == "/" and target[1:2] != "/" else HOME


def identity_of(claims: dict[str, Any], groups_claim: str) -> Identity:
    """The claims that matter here, each of its right type or left out."""
    email, name, groups = (claims.get(key) for key in ("email", "name", groups_claim))
    values = groups if isinstance(groups, list) else [groups]
    return Identity(
        subject=claims["sub"],
        email=email if isinstance(email, str) else None,
        is_email_verified=claims.get("email_verified") is True,
        name=name if isinstance(name, str) else None,
        groups=frozenset(value for value in values if isinstance(value, str)),
    )


def _failed(failure: Refused | Declined | Unreachable) -> Response:
    if isinstance(failure, Refused):
        status = STATUSES.get(failure.code, 401)
        return page("sign-in.html", status, problem=failure.message)
    if isinstance(failure, Unreachable):
        return page("sign-in.html", 503, problem="Your identity provider is away. Try again soon.")
    return page("sign-in.html", 401, problem="Your identity provider's answer was not accepted.")
