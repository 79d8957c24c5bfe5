"""GraphiQL for developers, served whole by ourselves: the page asks nothing of any other site."""

import importlib.util
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

PACKAGE = "graphene_django_graphiql_static"
"""Brings GraphiQL and React as files; nothing else of it is used, and it is never imported."""

PAGES = Path(__file__).parent / "pages"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src data:;"
    " img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def graphiql_routes() -> list[BaseRoute]:
    """The files that the page is made of."""
    return [
        Route("/graphiql/start.js", _start, methods=["GET"]),
        Mount("/graphiql", StaticFiles(directory=_files())),
    ]


def wants_page(request: Request) -> bool:
    """Whether a person's browser asks, not a program."""
    accepts_page = "text/html" in request.headers.get("accept", "")
    return request.method == "GET" and accepts_page and "query" not in request.query_params


def page() -> Response:
    return FileResponse(PAGES / "graphiql.html", headers={"content-security-policy": POLICY})


async def _start(_request: Request) -> Response:
    return FileResponse(PAGES / "graphiql.js", media_type="text/javascript")


def _files() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "static" / PACKAGE
