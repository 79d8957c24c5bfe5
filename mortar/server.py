"""Serves the API over HTTP."""

import uvicorn

from api.app import create_app
from infra.settings import Settings
from infra.telemetry import start_telemetry

STOP_SECONDS = 5


def serve_api(settings: Settings) -> None:
    """Answer until told to stop; requests under way are finished first."""
    telemetry = start_telemetry(settings, "api")
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    if telemetry is not None:
        telemetry.stop()
