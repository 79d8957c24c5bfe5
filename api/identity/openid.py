"""Signing in through the tenant's own identity provider (OpenID Connect, code flow with PKCE)."""

import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.authentication import Caller
from api.identity.forms import STATUSES, page
from api.identity.gate import HOME, Gate, Unknown, device_of
from infra.openid import NotFresh, OpenID, RelyingParty, Secrets, must_be_fresh
from infra.outside import Declined, Unreachable
from tenants.actor import job
from tenants.database import tenant_by_slug
from tenants.federated_sign_in import Identity, enter, prove_through, use_state
from tenants.identity_providers import living_providers
from tenants.provider_models import IdentityProvider
from tenants.refusals import Refused
from tenants.sessions import Device
from tenants.sign_in import Pending, SignIn

PURPOSE = "openid-sign-in"
CLIENT_SECRET = "identity-provider-secret"  # noqa: S105 what it is sealed for
SIGN_IN_SECONDS = 600
COOKIE_PATH = "/auth/oidc"
SIGN_IN_PAGE, PROOF_PAGE = "sign-in.html", "prove.html"
MAX_TARGET_LENGTH = 1_000


NextStep = Callable[[Request, Pending], Awaitable[Response]]
"""What is asked of whom the provider's word does not suffice for."""


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
    begun_at: float
    session_id: str | None = None
    """The session that is proved anew; None: one is to be opened."""

    @property
    def secrets(self) -> Secrets:
        return Secrets(self.state, self.nonce, self.code_verifier)


@dataclass(frozen=True)
class OpenIDEndpoints:
    gate: Gate
    openid: OpenID
    next_step: NextStep

    def routes(self) -> list[Route]:
        return [
            Route("/auth/prove/provider", self.prove, methods=["GET"]),
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
        return self._sent_off(attempt, url)

    async def prove(self, request: Request) -> Response:
        """To the provider, which must ask anew; `provider` and `target` as at sign-in."""
        try:
            self.gate.must_not_hurry(request)
            caller = await self.gate.authenticator.caller_by_cookie(request)
            if caller is None:
                raise Unknown
            attempt, url = await run_in_threadpool(self._proof_begun, request, caller)
        except (Refused, Declined, Unreachable) as failure:
            return _failed(failure, PROOF_PAGE)
        return self._sent_off(attempt, url)

    def _sent_off(self, attempt: Attempt, url: str) -> Response:
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
        shown = SIGN_IN_PAGE
        try:
            self.gate.must_not_hurry(request)
            attempt = self._attempt(request)
            if attempt.session_id is not None:
                shown = PROOF_PAGE
                await self._must_be_same_browser(request, attempt)
            found = await run_in_threadpool(
                self._entered, attempt, dict(request.query_params), device_of(request)
            )
        except (Refused, Declined, Unreachable) as failure:
            answer = _failed(failure, shown)
        else:
            answer = await self._went_on(request, attempt, found)
        answer.delete_cookie(self.cookie_name, path=COOKIE_PATH)
        return answer

    async def _went_on(
        self, request: Request, attempt: Attempt, found: SignIn | Pending
    ) -> Response:
        if isinstance(found, Pending):
            return await self.next_step(request, replace(found, target=attempt.target))
        return self.gate.signed_in(request, found, attempt.target)

    async def sign_out(self, request: Request) -> Response:
        """To where the provider ends its own session; home if it offers nothing."""
        try:
            url = await run_in_threadpool(self._end_session_url, request)
        except (Refused, Declined, Unreachable) as failure:
            return _failed(failure)
        return RedirectResponse(url or HOME, 303)

    def _begun(self, request: Request) -> tuple[Attempt, str]:
        tenant_id, provider = self._named(request)
        attempt = _new_attempt(request, tenant_id, provider)
        url = self.openid.authorization_url(
            self._party(provider),
            provider.scopes,
            attempt.secrets,
            acr_values=provider.trusted_acr,
        )
        return attempt, url

    def _proof_begun(self, request: Request, caller: Caller) -> tuple[Attempt, str]:
        """Raises: CannotSignIn."""
        tenant_id = caller.access.tenant_id
        known_by = self.gate.authenticator.ways(caller).providers
        wanted = request.query_params.get("provider")
        found = [
            provider
            for provider in self._providers(tenant_id)
            if provider.name in known_by and wanted in {None, provider.name}
        ]
        if not found:
            raise CannotSignIn("No such identity provider knows you.")
        attempt = _new_attempt(request, tenant_id, found[0], caller.session_id)
        party = self._party(found[0])
        url = self.openid.authorization_url(party, found[0].scopes, attempt.secrets, anew=True)
        return attempt, url

    async def _must_be_same_browser(self, request: Request, attempt: Attempt) -> None:
        """Raises: CannotSignIn: a session is proved anew where it is, nowhere else."""
        caller = await self.gate.authenticator.caller_by_cookie(request)
        if caller is None or str(caller.session_id) != attempt.session_id:
            raise CannotSignIn("The session that was to be proved is over. Sign in again.")

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

    def _entered(
        self, attempt: Attempt, answer: dict[str, str], device: Device
    ) -> SignIn | Pending:
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
        if attempt.session_id is not None:
            must_be_fresh(claims, attempt.begun_at)
        with database.transaction() as session:
            living = session.get_one(IdentityProvider, provider.id)
            identity = identity_of(claims, living.groups_claim)
            if attempt.session_id is not None:
                return prove_through(session, living, identity, UUID(attempt.session_id))
            return enter(session, living, identity, device)

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


def _new_attempt(
    request: Request, tenant_id: UUID, provider: IdentityProvider, session_id: UUID | None = None
) -> Attempt:
    return Attempt(
        tenant_id=str(tenant_id),
        provider_id=str(provider.id),
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        code_verifier=secrets.token_urlsafe(64),
        target=own_target(request.query_params.get("target")),
        begun_at=time.time(),
        session_id=str(session_id) if session_id is not None else None,
    )


def own_target(asked: str | None) -> str:
    """A path of ours, or home: never another site, however it is written."""
    target = asked or HOME
    is_plain = target.isascii() and target.isprintable() and " " not in target
    if len(target) > MAX_TARGET_LENGTH or not is_plain or "\\" in target:
        return HOME
    return target if target[0] == "/" and target[1:2] != "/" else HOME


def identity_of(claims: dict[str, Any], groups_claim: str) -> Identity:
    """The claims that matter here, each of its right type or left out."""
    email, name, acr = (claims.get(key) for key in ("email", "name", "acr"))
    return Identity(
        subject=claims["sub"],
        email=email if isinstance(email, str) else None,
        is_email_verified=claims.get("email_verified") is True,
        name=name if isinstance(name, str) else None,
        groups=_texts(claims.get(groups_claim)),
        acr=acr if isinstance(acr, str) else None,
        amr=_texts(claims.get("amr")),
    )


def _texts(claim: Any) -> frozenset[str]:
    values = claim if isinstance(claim, list) else [claim]
    return frozenset(value for value in values if isinstance(value, str))


def _failed(failure: Refused | Declined | Unreachable, shown: str = SIGN_IN_PAGE) -> Response:
    if isinstance(failure, Refused):
        status = STATUSES.get(failure.code, 401)
        return page(shown, status, problem=failure.message)
    if isinstance(failure, Unreachable):
        return page(shown, 503, problem="Your identity provider is away. Try again soon.")
    if isinstance(failure, NotFresh):
        return page(shown, 401, problem=str(failure))
    return page(shown, 401, problem="Your identity provider's answer was not accepted.")
