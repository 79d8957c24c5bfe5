"""Signing in and out over HTTP: JSON for programs, plain pages for people."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import orjson
from jinja2 import Environment, FileSystemLoader
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from api.authentication import Authenticator, Caller, Cookie, Forged
from api.rate_limits import RateLimit
from infra.seal import Seal
from tenants.actor import job
from tenants.refusals import Refused
from tenants.sessions import LONGEST, end_session
from tenants.sign_in import SignIn, sign_in
from tenants.users import accept_invitation

PAGES = Environment(loader=FileSystemLoader(Path(__file__).parent / "pages"), autoescape=True)
WRONG = (
    "Organization, e-mail or password is wrong, or there were too many attempts. Try again soon."
)
SLOWEST_REFUSAL_SECONDS = 0.3
"""Every refusal takes this long, so that its time does not tell who exists."""
INVITATION = "invitation"
INVITATION_SECONDS = 7 * 24 * 3600
MAX_FORM_BYTES = 8_192
JSON = "application/json"


class BadForm(Refused):
    """The body cannot be read."""

    code = "bad_request"


class TooOften(Refused):
    """The same door was tried too often."""

    code = "too_many_attempts"


@dataclass(frozen=True)
class IdentityEndpoints:
    """The pages and calls under /auth."""

    authenticator: Authenticator
    seal: Seal
    public_url: str
    by_address: RateLimit
    by_account: RateLimit

    def routes(self) -> list[Route]:
        return [
            Route("/auth/sign-in", self.page, methods=["GET"]),
            Route("/auth/sign-in", self.sign_in, methods=["POST"]),
            Route("/auth/sign-out", self.sign_out, methods=["POST"]),
            Route("/auth/me", self.me, methods=["GET"]),
            Route("/auth/invitation", self.invitation_page, methods=["GET"]),
            Route("/auth/invitation", self.accept, methods=["POST"]),
        ]

    async def page(self, _request: Request) -> Response:
        return _page("sign-in.html")

    async def sign_in(self, request: Request) -> Response:
        """JSON or a form: organization, email, password."""
        started_at = time.monotonic()
        try:
            self._must_be_ours(request)
            form = await _form(request)
            self._must_not_hurry(request, form)
        except Refused as refused:
            return _refusal(refused)
        found = await run_in_threadpool(
            sign_in,
            self.authenticator.engine,
            self.authenticator.signer,
            form.get("organization", ""),
            form.get("email", ""),
            form.get("password", ""),
        )
        if found is None:
            await asyncio.sleep(max(0, SLOWEST_REFUSAL_SECONDS + started_at - time.monotonic()))
            return self._turned_away(request)
        return self._welcomed(request, found)

    async def sign_out(self, request: Request) -> Response:
        try:
            caller = await self.authenticator.caller(request)
        except Forged as forged:
            return _refusal(forged)
        if caller is not None and caller.session_token is not None:
            await run_in_threadpool(self._end, caller, caller.session_token)
        response = Response(status_code=204)
        response.delete_cookie(self.authenticator.cookie_name, path="/")
        return response

    async def me(self, request: Request) -> Response:
        """Who is signed in, and the token that their page must send back."""
        caller = await self.authenticator.caller(request)
        if caller is None:
            return JSONResponse({"code": "unauthenticated", "message": "Sign in first."}, 401)
        actor = caller.access.actor()
        stores = None if actor.store_ids is None else sorted(map(str, actor.store_ids))
        return JSONResponse(
            {
                "id": actor.name,
                "kind": actor.kind,
                "tenantId": str(actor.tenant_id),
                "permissions": sorted(actor.permissions),
                "storeIds": stores,
                "csrfToken": caller.csrf_token,
            }
        )

    async def invitation_page(self, _request: Request) -> Response:
        return _page("invitation.html")

    async def accept(self, request: Request) -> Response:
        """JSON or a form: invitation, password."""
        try:
            self._must_be_ours(request)
            form = await _form(request)
            self._must_not_hurry(request, form)
            await run_in_threadpool(self._accept, form)
        except Refused as refused:
            return _refusal(refused)
        return RedirectResponse("/auth/sign-in", 303)

    def _accept(self, form: dict[str, str]) -> None:
        opened = self.seal.opened(INVITATION, form.get("invitation", ""), INVITATION_SECONDS)
        if opened is None:
            raise BadForm("This invitation is not valid, or no longer.", path="invitation")
        tenant_id, _, user_id = opened.partition(".")
        actor = job(UUID(tenant_id), "invitation")
        with self.authenticator.as_actor(actor).transaction() as session:
            accept_invitation(session, UUID(user_id), form.get("password", ""))

    def _end(self, caller: Caller, session_token: str) -> None:
        actor = job(caller.access.tenant_id, "sign-out")
        with self.authenticator.as_actor(actor).transaction() as session:
            end_session(session, session_token)
        self.authenticator.forget(caller.access.tenant_id)

    def _welcomed(self, request: Request, found: SignIn) -> Response:
        answer: Response = RedirectResponse("/", 303)
        if _is_json(request):
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

    def _turned_away(self, request: Request) -> Response:
        if _is_json(request):
            return JSONResponse({"code": "wrong_credentials", "message": WRONG}, 401)
        return _page("sign-in.html", 401, problem=WRONG)

    def _must_be_ours(self, request: Request) -> None:
        """Another site must not sign a visitor in as someone else.

        Raises:
            Forged: a browser says that the request comes from elsewhere.
        """
        origin = request.headers.get("origin")
        ours = {request.headers.get("host", ""), urlsplit(self.public_url).netloc}
        if origin is not None and urlsplit(origin).netloc not in ours:
            raise Forged("This was sent by another site.")

    def _must_not_hurry(self, request: Request, form: dict[str, str]) -> None:
        """Raises: TooOften."""
        address = request.client.host if request.client else ""
        account = f"{form.get('organization', '')}|{form.get('email', '')}".lower()
        wait = max(
            self.by_address.seconds_to_wait(address), self.by_account.seconds_to_wait(account)
        )
        if wait:
            raise TooOften(f"Too many attempts. Try again in {wait} seconds.")


async def _form(request: Request) -> dict[str, str]:
    """The fields, all of them text.

    Raises:
        BadForm: the body is too long, or neither JSON nor a form.
    """
    if int(request.headers.get("content-length") or MAX_FORM_BYTES + 1) > MAX_FORM_BYTES:
        raise BadForm("The body is too long, or does not say how long it is.")
    if _is_json(request):
        try:
            fields = orjson.loads(await request.body())
        except orjson.JSONDecodeError:
            raise BadForm("The body is no JSON.") from None
        if not isinstance(fields, dict):
            raise BadForm("The body must be one JSON object.")
    else:
        fields = dict(await request.form())
    return {name: value for name, value in fields.items() if isinstance(value, str)}


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == JSON


def _page(name: str, status: int = 200, **words: str) -> Response:
    return HTMLResponse(PAGES.get_template(name).render(words), status)


def _refusal(refused: Refused) -> Response:
    status = {"csrf": 403, "too_many_attempts": 429}.get(refused.code, 400)
    return JSONResponse({"code": refused.code, "message": refused.message}, status)
