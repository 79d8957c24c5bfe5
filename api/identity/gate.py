"""What stands before and after every way to sign in: whose page it is, how often, the cookie."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.authentication import Authenticator, Caller, Forged, must_carry_token
from api.identity.forms import is_json, page
from api.rate_limits import RateLimit
from api.wrapping import request_id
from infra.breached_passwords import BreachedPasswords
from infra.seal import Seal
from tenants.actor import Actor, ActorKind
from tenants.audit import Origin
from tenants.database import TenantDatabase
from tenants.refusals import Refused
from tenants.security_keys import RelyingParty
from tenants.sessions import Device, OpenedSession
from tenants.sign_in import SignIn
from tenants.tokens import TenantToken

THIS_MACHINE = "127.0.0.1"
HOME = "/"
ELSEWHERE = "This was sent by another site."
OUR_SITE = frozenset({"same-origin", "none"})
"""What a browser says of its own where our page, or nobody's, made it send a request (Fetch Metadata)."""
NO_ORIGIN = "null"


class TooOften(Refused):
    """The same door was tried too often."""

    code = "too_many_attempts"


class Unknown(Refused):
    """Nobody is signed in."""

    code = "unauthenticated"

    def __init__(self) -> None:
        super().__init__("Sign in first.")


@dataclass(frozen=True)
class Gate:
    """Shared by the endpoints under /auth."""

    authenticator: Authenticator
    seal: Seal
    public_url: str
    by_address: RateLimit
    by_account: RateLimit
    breached: BreachedPasswords

    @property
    def party(self) -> RelyingParty:
        """For whom security keys sign: a name, never a number. This machine's is localhost."""
        parts = urlsplit(self.public_url.replace(f"//{THIS_MACHINE}", "//localhost", 1))
        return RelyingParty(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")

    def must_be_ours(self, request: Request) -> None:
        """Another site must not sign a visitor in as someone else.

        Raises:
            Forged: a browser says that the request comes from elsewhere.
        """
        site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
        if site is not None and site not in OUR_SITE:
            raise Forged(ELSEWHERE)
        if origin == NO_ORIGIN and site is not None:
            return  # A page that sends no referrer posts its form without an origin.
        if origin is not None and not self._is_ours(origin, request.headers.get("host", "")):
            raise Forged(ELSEWHERE)

    def _is_ours(self, origin: str, host: str) -> bool:
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False
        is_plain = self.authenticator.is_https and parts.scheme != "https"
        ours = {host, urlsplit(self.public_url).netloc}
        return bool(parts.netloc) and parts.netloc in ours and not is_plain

    async def must_be_known(self, request: Request, form: dict[str, str]) -> Caller:
        """Whoever is signed in; a form carries the page's token as a field.

        Raises:
            Unknown, Forged
        """
        caller = await self.authenticator.caller_by_cookie(request)
        if caller is None:
            raise Unknown
        sent = request.headers.get("x-csrf-token") or form.get("csrf_token", "")
        must_carry_token(sent, caller)
        return caller

    def as_user(self, tenant_id: UUID, user_id: UUID | str, action: str) -> TenantDatabase:
        """The database as someone who acts on their own account; the audit log names them."""
        actor = Actor(tenant_id, ActorKind.USER, str(user_id))
        origin = Origin(through="browser", request_id=request_id.get() or None, action=action)
        return self.authenticator.as_actor(actor, origin)

    def must_not_hurry(self, request: Request, account: str | None = None) -> None:
        """Raises: TooOften."""
        address = request.client.host if request.client else ""
        wait = self.by_address.seconds_to_wait(address)
        if account is not None:
            wait = max(wait, self.by_account.seconds_to_wait(account.lower()))
        if wait:
            raise TooOften(f"Too many attempts. Try again in {wait} seconds.")

    def welcomed(
        self, request: Request, tenant_id: UUID, opened: OpenedSession, **told: Any
    ) -> Response:
        """The answer that opens the session in the browser."""
        answer: Response = RedirectResponse(HOME, 303)
        if is_json(request):
            answer = JSONResponse({"csrfToken": opened.csrf_token} | told)
        self.set_cookie(answer, tenant_id, opened)
        return answer

    def signed_in(self, request: Request, found: SignIn, target: str = HOME) -> Response:
        """The same for who comes in; they are told of a second factor that they will have to add."""
        due_at = found.second_factor_due_at
        if is_json(request):
            told = {"secondFactorDueAt": due_at.isoformat()} if due_at is not None else {}
            return self.welcomed(request, found.tenant_id, found.session, **told)
        answer: Response = RedirectResponse(target, 303)
        if due_at is not None:
            answer = page("grace.html", due_at=due_at, target=target)
        self.set_cookie(answer, found.tenant_id, found.session)
        return answer

    def set_cookie(self, answer: Response, tenant_id: UUID, opened: OpenedSession) -> None:
        answer.set_cookie(
            self.authenticator.cookie_name,
            str(TenantToken(tenant_id, opened.token)),
            expires=opened.expires_at,
            path="/",
            secure=self.authenticator.is_https,
            httponly=True,
            samesite="lax",
        )


def device_of(request: Request) -> Device:
    address = request.client.host if request.client else None
    return Device(request.headers.get("user-agent"), address)
