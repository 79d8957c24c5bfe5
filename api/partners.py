"""OAuth2 over HTTP: the token endpoint of partners' programs and what they must know of it."""

from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.oauth import FormRequest, TokenServer, metadata
from api.rate_limits import RateLimit

MAX_FORM_BYTES = 8_192
FORM = "application/x-www-form-urlencoded"
JWKS_SECONDS = 300


@dataclass(frozen=True)
class PartnerEndpoints:
    """Everything under /oauth and the well-known documents."""

    server: TokenServer
    issuer: str
    by_address: RateLimit

    def routes(self) -> list[Route]:
        return [
            Route("/oauth/token", self.token, methods=["POST"]),
            Route("/oauth/revoke", self.revoke, methods=["POST"]),
            Route("/.well-known/jwks.json", self.keys, methods=["GET"]),
            Route("/.well-known/oauth-authorization-server", self.metadata, methods=["GET"]),
        ]

    async def token(self, request: Request) -> Response:
        address = request.client.host if request.client else ""
        wait = self.by_address.seconds_to_wait(address)
        if wait:
            return _error("slow_down", 429, retry_after=wait)
        form = await _form(request)
        if form is None:
            return _error("invalid_request", 400)
        asked = self._read("/oauth/token", request, form)
        return await run_in_threadpool(lambda: _answer(self.server.create_token_response(asked)))

    async def revoke(self, request: Request) -> Response:
        form = await _form(request)
        if form is None:
            return _error("invalid_request", 400)
        asked = self._read("/oauth/revoke", request, form)
        return await run_in_threadpool(
            lambda: _answer(self.server.create_endpoint_response("revocation", asked))  # type: ignore[no-untyped-call]
        )

    async def keys(self, _request: Request) -> Response:
        published = await run_in_threadpool(self.server.verifier.keys.published)
        return JSONResponse(published, headers={"cache-control": f"public, max-age={JWKS_SECONDS}"})

    async def metadata(self, _request: Request) -> Response:
        return JSONResponse(metadata(self.issuer))

    def _read(self, path: str, request: Request, form: dict[str, str]) -> FormRequest:
        headers = {"Authorization": request.headers.get("authorization", "")}
        return FormRequest(f"{self.issuer}{path}", headers, form)


async def _form(request: Request) -> dict[str, str] | None:
    """The form's fields, each given once; None if this is no small form."""
    length = int(request.headers.get("content-length") or MAX_FORM_BYTES + 1)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if length > MAX_FORM_BYTES or kind != FORM:
        return None
    fields = (await request.form()).multi_items()
    texts = {name: value for name, value in fields if isinstance(value, str)}
    return texts if len(texts) == len(fields) else None


def _answer(made: Any) -> Response:
    """What `TokenServer.handle_response` made, which Authlib hands through untyped."""
    assert isinstance(made, Response)
    return made


def _error(code: str, status: int, *, retry_after: int = 0) -> Response:
    headers = {"cache-control": "no-store"}
    if retry_after:
        headers["retry-after"] = str(retry_after)
    return JSONResponse({"error": code}, status, headers)
