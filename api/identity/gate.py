"""What stands before and after every way to sign in: whose page it is, how often, the cookie."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.authentication import Authenticator, Cookie, Forged
from api.identity.forms import is_json
from api.rate_limits import RateLimit
from infra.seal import Seal
from tenants.refusals import Refused
from tenants.sessions import LONGEST
from tenants.sign_in import SignIn


class TooOften(Refused):
    """The same door was tried too often."""

    code = "too_many_attempts"


@dataclass(frozen=True)
class Gate:
    """Shared by the endpoints under /auth."""

    authenticator: Authenticator
    seal: Seal
    public_url: str
    by_address: RateLimit
    by_account: RateLimit

    def must_be_ours(self, request: Request) -> None:
        """Another site must not sign a visitor in as someone else.

        Raises:
            Forged: a browser says that the request comes from elsewhere.
        """
        origin = request.headers.get("origin")
        ours = {request.headers.get("host", ""), urlsplit(self.public_url).netloc}
        if origin is not None and urlsplit(origin).netloc not in ours:
            raise Forged("This was sent by another site.")

    def must_not_hurry(self, request: Request, account: str | None = None) -> None:
        """Raises: TooOften."""
        address = request.client.host if request.client else ""
        wait = self.by_address.seconds_to_wait(address)
        if account is not None:
            wait = max(wait, self.by_account.seconds_to_wait(account.lower()))
        if wait:
            raise TooOften(f"Too many attempts. Try again in {wait} seconds.")

    def welcomed(self, request: Request, found: SignIn) -> Response:
        """The answer that opens the session in the browser."""
        answer: Response = RedirectResponse("/", 303)
        if is_json(request):
            answer = JSONResponse({"csrfToken": found.session.csrf_token})
        answer.set_cookie(
            self.authenticator.cookie_name,
            str(Cookie(found.tenant_id, found.session.token)),
            max_age=int(LONGEST.total_seconds()),
            path="/",
            secure=self.authenticator.is_https,
            httponly=True,
            samesite="lax",
        )
        return answer
