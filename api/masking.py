"""Keeps bugs to ourselves: callers learn that something failed, the log learns where."""

import logging
import traceback

from graphql import GraphQLError
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.wrapping import request_id
from infra.database import passes

log = logging.getLogger("mortar.api")

BUG = "Something failed on our side. Nothing was changed."
AWAY = "The database is away for a moment. Send the same again."


class Masking:
    """Answers where an endpoint fails: whoever else logged its exception would quote a patient."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_begun = False

        async def send_noting(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        except Exception as bug:  # noqa: BLE001 whatever it is, the caller must not read it
            report(bug)
            if not has_begun:
                await _failed(bug)(scope, receive, send)


def _failed(bug: Exception) -> JSONResponse:
    if passes(bug):
        return JSONResponse({"code": "unavailable", "message": AWAY}, 503)
    return JSONResponse({"code": "internal_error", "message": BUG}, 500)


def masked(error: GraphQLError) -> GraphQLError:
    """The error itself if it was meant for the caller, else one that says nothing."""
    if error.original_error is None or isinstance(error.original_error, GraphQLError):
        return error
    report(error.original_error)
    return GraphQLError(
        BUG, nodes=error.nodes, path=error.path, extensions={"code": "internal_error"}
    )


def report(bug: BaseException) -> None:
    """Log where it happened. Its message may quote a patient, so it stays out."""
    frames = traceback.extract_tb(bug.__traceback__)
    where = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames[-8:]))
    log.error("%s in request %s at %s", type(bug).__name__, request_id.get() or "-", where)
