"""The one script under /auth: security keys cannot be asked without one."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

SCRIPT = (Path(__file__).parent.parent / "pages" / "security-key.js").read_text()


def script_routes() -> list[Route]:
    return [Route("/auth/security-key.js", _script, methods=["GET"])]


def _script(_request: Request) -> Response:
    return Response(SCRIPT, media_type="text/javascript")
