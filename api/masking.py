"""Keeps bugs to ourselves: callers learn that something failed, the log learns where."""

import logging
import traceback

from graphql import GraphQLError

from api.wrapping import request_id

log = logging.getLogger("mortar.api")

BUG = "Something failed on our side. Nothing was changed."


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
