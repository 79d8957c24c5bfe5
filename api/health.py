"""Says whether the process lives, and whether it can do its work: for load balancers and people."""

from sqlalchemy import Engine, exc, text
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

NOT_CACHED = {"cache-control": "no-store"}


def health_routes(engine: Engine) -> list[Route]:
    """`/health/live` for whoever restarts, `/health/ready` for whoever sends requests."""

    def live(_request: Request) -> JSONResponse:
        return JSONResponse({"status": "live"}, headers=NOT_CACHED)

    def ready(_request: Request) -> JSONResponse:
        if _answers(engine):
            return JSONResponse({"status": "ready"}, headers=NOT_CACHED)
        return JSONResponse({"status": "no database"}, 503, headers=NOT_CACHED)

    return [Route("/health/live", live), Route("/health/ready", ready)]


def _answers(engine: Engine) -> bool:
    try:
        with engine.connect() as connection:
            connection.execute(text("select 1"))
    except (exc.OperationalError, exc.TimeoutError):
        return False
    return True
