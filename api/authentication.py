"""Who sends a request: a signed-in browser by its cookie, or a client by its bearer token."""

import hashlib
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from infra.access_tokens import TokenVerifier
from tenants.access import Access, access_of_user, changes_access
from tenants.actor import Actor, job
from tenants.clients import ClientNumber, access_by_token
from tenants.context import ContextSigner
from tenants.database import TenantDatabase
from tenants.refusals import Refused
from tenants.sessions import living_session

RECHECK_SECONDS = 1.0
"""How long this process trusts what another process may have changed meanwhile."""
REMEMBERED_CALLERS = 10_000
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Forged(Refused):
    """The browser sent its cookie, but not the page's token: another site may have made it."""

    code = "csrf"


@dataclass(frozen=True, slots=True)
class Caller:
    """Someone known, and what they may do."""

    access: Access
    csrf_token: str | None = None
    """Of a browser's session; None for a client, whose token no browser sends by itself."""
    session_token: str | None = None


@dataclass(frozen=True, slots=True)
class Cookie:
    """The session cookie: the tenant, so that the look-up is bound to it, and a random token."""

    tenant_id: UUID
    token: str

    @classmethod
    def parsed(cls, text: str) -> "Cookie | None":
        tenant_id, _, token = text.partition(".")
        try:
            return cls(UUID(tenant_id), token)
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.tenant_id}.{self.token}"


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
        cookie = Cookie.parsed(request.cookies.get(self.cookie_name, ""))
        if cookie is None:
            return None
        caller = await self._remembered(str(cookie), lambda: self._of_cookie(cookie))
        if caller is not None and request.method not in SAFE_METHODS:
            _must_carry_token(request, caller)
        return caller

    def as_actor(self, actor: Actor) -> TenantDatabase:
        return RequestDatabase(self.engine, self.signer, actor, self.forget)

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

    def _of_cookie(self, cookie: Cookie) -> Caller | None:
        with self._lookup(cookie.tenant_id).transaction() as session:
            living = living_session(session, cookie.token)
            access = access_of_user(session, living.user_id) if living is not None else None
            if living is None or access is None:
                return None
            return Caller(access, living.csrf_token, cookie.token)

    def _of_token(self, token: str) -> Caller | None:
        claims = self.verifier.verified(token)
        number = ClientNumber.parsed(claims.client_id) if claims is not None else None
        if claims is None or number is None:
            return None
        with self._lookup(number.tenant_id).transaction() as session:
            access = access_by_token(session, number.id, claims.token_number, claims.scopes)
            return Caller(access) if access is not None else None


def _must_carry_token(request: Request, caller: Caller) -> None:
    """Raises: Forged."""
    sent = request.headers.get("x-csrf-token", "")
    if caller.csrf_token is not None and not secrets.compare_digest(
        sent.encode(), caller.csrf_token.encode()
    ):
        raise Forged("Send the session's token in the X-CSRF-Token header.")
