"""Says whether the process lives, and whether it can do its work: for load balancers and people."""

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Engine, exc, text
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from infra.broker import is_reachable
from infra.migrate import newest_revision

VERSION = text("select version_num from alembic_version")
NOT_CACHED = {"cache-control": "no-store"}


@dataclass(frozen=True)
class HealthEndpoints:
    """`/health/live` for whoever restarts, `/health/ready` for whoever sends requests."""

    engine: Engine
    broker_url: str

    def routes(self) -> list[Route]:
        return [Route("/health/live", self.live), Route("/health/ready", self.ready)]

    async def live(self, _request: Request) -> JSONResponse:
        return JSONResponse({"status": "live"}, headers=NOT_CACHED)

    async def ready(self, _request: Request) -> JSONResponse:
        """Without its broker the API still takes requests: the outbox waits for it."""
        database = await run_in_threadpool(self._database)
        broker = "ok" if await run_in_threadpool(is_reachable, self.broker_url) else "unreachable"
        status = "ready" if broker == "ok" else "degraded"
        if database != "ok":
            status = "not ready"
        found = {"status": status, "database": database, "broker": broker}
        return JSONResponse(found, 200 if database == "ok" else 503, headers=NOT_CACHED)

    def _database(self) -> str:
        try:
            with self.engine.connect() as connection:
                revision = connection.scalar(VERSION)
        except (exc.DBAPIError, exc.TimeoutError):
            return "unreachable"
        return "ok" if revision == self._newest_revision else "not migrated"

    @cached_property
    def _newest_revision(self) -> str:
        return newest_revision()
