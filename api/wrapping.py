"""What surrounds every request: an id to find it by, and headers that keep browsers strict."""

import re
from contextvars import ContextVar

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tenants.identifiers import new_id

GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request under way, for the log and the caller to name the same thing."""

SAID = "said"
"""Where in a request's state an endpoint leaves headers for whatever answer follows."""
NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"
PAGE = f"{NOTHING}; style-src 'unsafe-inline'; form-action 'self'"
"""Of our own pages: forms without scripts."""
SCRIPTED_PAGE = f"{PAGE}; script-src 'self'; connect-src 'self'"
"""Of those that ask a security key: our own script file, none in the page."""
STRICT = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
TLS_FOR_A_YEAR = "max-age=31536000; includeSubDomains"


class Wrapping:
    """Adds what an answer does not say itself. No other origin may read any: there is no CORS."""

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self.app = app
        self.is_https = is_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        id_ = _request_id(scope)
        request_id.set(id_)

        async def send_wrapped(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._wrap(MutableHeaders(scope=message), id_)
                MutableHeaders(scope=message).update(scope.get("state", {}).get(SAID, {}))
            await send(message)

        await self.app(scope, receive, send_wrapped)

    def _wrap(self, headers: MutableHeaders, id_: str) -> None:
        headers["x-request-id"] = id_
        for name, value in STRICT.items():
            headers.setdefault(name, value)
        is_page = headers.get("content-type", "").startswith("text/html")
        headers.setdefault("content-security-policy", PAGE if is_page else NOTHING)
        if self.is_https:
            headers["strict-transport-security"] = TLS_FOR_A_YEAR


def _request_id(scope: Scope) -> str:
    """The caller's own, if it is one, so that it can be followed through both systems."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and GIVEN_ID.fullmatch(value.decode("latin-1")):
            return str(value.decode("latin-1"))
    return str(new_id())
