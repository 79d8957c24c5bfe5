"""Who sends a request: a signed-in browser by its cookie, or a client by its bearer token."""

import hashlib
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from infra.access_tokens import TokenVerifier
from tenants.access import Access, access_of_client, access_of_user, changes_access
from tenants.actor import Actor, job
from tenants.audit import Origin
from tenants.clients import ClientNumber, Limits, client_by_token, client_limits
from tenants.context import ContextSigner
from tenants.database import TenantDatabase
from tenants.personal_tokens import PersonalSecret, access_of_token, token_by_secret
from tenants.proving import NO_WAYS, Ways, ways_of
from tenants.refusals import Refused
from tenants.sessions import limits_of, living_session
from tenants.sign_in_policy import policy_of
from tenants.tokens import TenantToken

RECHECK_SECONDS = 1.0
"""How long this process trusts what another process may have changed meanwhile."""
REMEMBERED_CALLERS = 10_000
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
PERSONAL_LIMITS = Limits(requests_per_minute=300, cost_per_minute=250_000)
"""Of each personal token: enough to develop with, too little to run a business on."""


class Forged(Refused):
    """The browser sent its cookie, but not the page's token: another site may have made it."""

    code = "csrf"


class Stale(Refused):
    """It is too long since they proved who they are, for something as dangerous as this."""

    code = "reauthentication_required"

    def __init__(self, ways: Ways) -> None:
        has_any = ways != NO_WAYS
        how = "Prove once more who you are" if has_any else "Sign in again in a browser"
        super().__init__(f"{how}, then send this again.")
        self.ways = ways

    def details(self) -> dict[str, object]:
        """The ways that this person has, and where each begins."""
        return {"ways": shown_ways(self.ways)}


def shown_ways(ways: Ways) -> list[dict[str, str]]:
    password = [{"way": "password", "at": "/auth/prove"}] if ways.has_password else []
    factor = {"way": "second_factor", "at": "/auth/prove/second-factor"}
    providers = [
        {"way": "provider", "name": name, "at": f"/auth/prove/provider?provider={quote(name)}"}
        for name in ways.providers
    ]
    return [*password, *providers, *([factor] if ways.has_second_factor else [])]


@dataclass(frozen=True, slots=True)
class Program:
    """What a bearer token stands for: a client application or a person's own token."""

    id: UUID
    limits: Limits


@dataclass(frozen=True, slots=True)
class Caller:
    """Someone known, and what they may do."""

    access: Access
    csrf_token: str | None = None
    """Of a browser's session; None for a client, whose token no browser sends by itself."""
    session_token: str | None = None
    session_id: UUID | None = None
    recent_until_at: datetime | None = None
    """Until when they count as proved; None for a client, which proves itself for each token."""
    program: Program | None = None
    """None for a browser."""

    @property
    def has_proved_lately(self) -> bool:
        return self.recent_until_at is None or self.recent_until_at > datetime.now(UTC)


@dataclass(frozen=True)
class RequestDatabase(TenantDatabase):
    """The tenant's database as a request sees it: what changes access is known here at once."""

    forget: Callable[[UUID], None]

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        with super().transaction() as session:
            yield session
        if changes_access(session):
            self.forget(self.actor.tenant_id)


class Authenticator:
    """Knows callers by their credentials, and remembers them for a moment."""

    def __init__(
        self, engine: Engine, signer: ContextSigner, verifier: TokenVerifier, *, is_https: bool
    ) -> None:
        self.engine = engine
        self.signer = signer
        self.verifier = verifier
        self.is_https = is_https
        self._callers: dict[bytes, tuple[float, Caller]] = {}

    @property
    def cookie_name(self) -> str:
        """The prefix makes browsers refuse the cookie unless this very host set it over TLS."""
        return "__Host-mortar" if self.is_https else "mortar"

    async def caller(self, request: Request) -> Caller | None:
        """Who sends this; None if nobody known.

        Raises:
            Forged: a browser's POST without the token of its session.
        """
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return await self._remembered(token, lambda: self._of_token(token.strip()))
        caller = await self.caller_by_cookie(request)
        if caller is not None and request.method not in SAFE_METHODS:
            must_carry_token(request.headers.get("x-csrf-token", ""), caller)
        return caller

    async def caller_by_cookie(self, request: Request) -> Caller | None:
        """As `caller`, for who reads the page's token elsewhere than in a header."""
        cookie = self.cookie(request)
        if cookie is None:
            return None
        return await self._remembered(str(cookie), lambda: self._of_cookie(cookie))

    async def must_have_proved_lately(self, caller: Caller) -> None:
        """Raises: Stale."""
        if not caller.has_proved_lately:
            raise Stale(await run_in_threadpool(self.ways, caller))

    def ways(self, caller: Caller) -> Ways:
        """In which they may prove anew who they are; none for a personal token."""
        if caller.session_id is None:
            return NO_WAYS
        with self._lookup(caller.access.tenant_id).transaction() as session:
            return ways_of(session, UUID(caller.access.name))

    def cookie(self, request: Request) -> TenantToken | None:
        return TenantToken.parsed(request.cookies.get(self.cookie_name, ""))

    def as_actor(self, actor: Actor, origin: Origin | None = None) -> TenantDatabase:
        return RequestDatabase(
            self.engine, self.signer, actor, self.forget, origin=origin or Origin()
        )

    def forget(self, tenant_id: UUID) -> None:
        """Look everyone of a tenant up again: something about them may have changed."""
        self._callers = {
            key: (until, caller)
            for key, (until, caller) in list(self._callers.items())
            if caller.access.tenant_id != tenant_id
        }

    async def _remembered(
        self, credential: str, find: Callable[[], Caller | None]
    ) -> Caller | None:
        key = hashlib.sha256(credential.encode()).digest()
        until, caller = self._callers.get(key, (0.0, None))
        if until > time.monotonic():
            return caller
        found = await run_in_threadpool(find)
        if found is None:
            self._callers.pop(key, None)
            return None
        if len(self._callers) >= REMEMBERED_CALLERS:
            self._callers.clear()
        self._callers[key] = (time.monotonic() + RECHECK_SECONDS, found)
        return found

    def _lookup(self, tenant_id: UUID) -> TenantDatabase:
        """It notes when a session was seen, which changes nobody's access."""
        return TenantDatabase(self.engine, self.signer, job(tenant_id, "authentication"))

    def _of_cookie(self, cookie: TenantToken) -> Caller | None:
        with self._lookup(cookie.tenant_id).transaction() as session:
            living = living_session(session, cookie.token)
            access = access_of_user(session, living.user_id) if living is not None else None
            if living is None or access is None:
                return None
            recent_until_at = limits_of(living, policy_of(session)).recent_until_at
            return Caller(access, living.csrf_token, cookie.token, living.id, recent_until_at)

    def _of_token(self, token: str) -> Caller | None:
        secret = PersonalSecret.parsed(token)
        if secret is not None:
            return self._of_person(secret)
        claims = self.verifier.verified(token)
        number = ClientNumber.parsed(claims.client_id) if claims is not None else None
        if claims is None or number is None or str(number.tenant_id) != claims.tenant_id:
            return None
        with self._lookup(number.tenant_id).transaction() as session:
            client = client_by_token(session, number.id, claims.token_number)
            if client is None:
                return None
            access = access_of_client(session, client, claims.scopes)
            return Caller(access, program=Program(client.id, client_limits(client)))

    def _of_person(self, secret: PersonalSecret) -> Caller | None:
        with self._lookup(secret.tenant_id).transaction() as session:
            token = token_by_secret(session, secret)
            access = access_of_token(session, token) if token is not None else None
            if token is None or access is None:
                return None
            program = Program(token.id, PERSONAL_LIMITS)
            return Caller(access, recent_until_at=token.created_at, program=program)


def must_carry_token(sent: str, caller: Caller) -> None:
    """Raises: Forged."""
    if caller.csrf_token is not None and not secrets.compare_digest(
        sent.encode(), caller.csrf_token.encode()
    ):
        raise Forged("Send the session's token in the X-CSRF-Token header.")
