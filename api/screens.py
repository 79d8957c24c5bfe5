"""The web frontend: built files served from memory, one page for every address inside it."""

import mimetypes
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""Made when the frontend is built; the first that a browser takes is sent."""
FOREVER = "public, max-age=31536000, immutable"
"""An asset's name has a hash of its content."""
NONCE = "made-for-each-answer"
"""What stands in the built page where each answer has a nonce of its own."""
PERHAPS, NOBODY = 'data-session="perhaps"', 'data-session="none"'
"""What the page is told: without a cookie nobody is signed in, and it need not ask."""
WHO_ASKS = "</auth/me>; rel=preload; as=fetch; crossorigin"
"""The program's first question, which the browser may ask while the program is on its way."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'"
)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of the frontend, plain and compressed."""

    media_type: str
    content: bytes
    compressed: Mapping[str, bytes]

    def answer(self, accepted: str) -> Response:
        headers = {"cache-control": FOREVER, "vary": "accept-encoding"}
        for encoding, content in self.compressed.items():
            if encoding in accepted:
                headers["content-encoding"] = encoding
                return Response(content, headers=headers, media_type=self.media_type)
        return Response(self.content, headers=headers, media_type=self.media_type)


@dataclass(frozen=True, slots=True)
class Screens:
    """A built frontend; nothing outside its folder can be asked for."""

    page: str
    assets: Mapping[str, Asset]
    documents: Mapping[str, str]
    """The GraphQL documents that it sends, by SHA-256."""
    cookie_name: str
    """Of the session."""

    @classmethod
    def built_in(cls, folder: Path, cookie_name: str) -> Self | None:
        """None: nothing was built there."""
        page = folder / "index.html"
        if not page.exists():
            return None
        names = sorted(path.name for path in (folder / "assets").iterdir())
        plain = [name for name in names if not name.endswith(tuple(ENCODINGS.values()))]
        return cls(
            page.read_text(),
            {name: _asset(folder / "assets" / name) for name in plain},
            orjson.loads((folder / "documents.json").read_bytes()),
            cookie_name,
        )

    def routes(self) -> list[Route]:
        """To stand last: every address that nobody else answers is one of the frontend's."""
        return [
            Route("/assets/{name}", self.asset, methods=["GET"]),
            Route("/{address:path}", self.open, methods=["GET"]),
        ]

    async def asset(self, request: Request) -> Response:
        found = self.assets.get(request.path_params["name"])
        if found is None:
            return Response("There is no such file.", 404)
        return found.answer(request.headers.get("accept-encoding", ""))

    async def open(self, request: Request) -> Response:
        is_home = not request.path_params["address"]
        if not is_home and "text/html" not in request.headers.get("accept", ""):
            return Response("There is nothing here.", 404)
        nonce = secrets.token_urlsafe(16)
        page = self.page.replace(NONCE, nonce)
        headers = {"content-security-policy": POLICY.format(nonce=nonce)}
        if self.cookie_name in request.cookies:
            headers["link"] = WHO_ASKS
        else:
            page = page.replace(PERHAPS, NOBODY)
        return Response(page, headers=headers, media_type="text/html")


def _asset(path: Path) -> Asset:
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    compressed = {
        encoding: twin.read_bytes()
        for encoding, ending in ENCODINGS.items()
        if (twin := path.with_name(path.name + ending)).exists()
    }
    return Asset(media_type, path.read_bytes(), compressed)
