"""Spans and durations of requests: routes, names and hashes, never what was sent or answered."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import metrics, propagate, trace
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.documents import Operation
from api.wrapping import request_id

TRACER = trace.get_tracer("mortar.api")
METER = metrics.get_meter("mortar.api")
REQUESTS = METER.create_histogram("http.server.request.duration", unit="s")
OPERATIONS = METER.create_histogram("mortar.graphql.operation.duration", unit="s")
UNMATCHED = "unmatched"
"""In place of a path that is none of ours: anyone may write anything there."""


class HttpSpans:
    """One span a request, joined to the caller's trace."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        began = time.monotonic()
        with _span(scope["method"], trace.SpanKind.SERVER, _cause(scope)) as span:
            await self.app(scope, receive, send_noting)
            route = getattr(scope.get("route"), "path", UNMATCHED)
            about = {
                "http.request.method": scope["method"],
                "http.route": route,
                "http.response.status_code": status,
            }
            span.update_name(f"{scope['method']} {route}")
            span.set_attributes(about | {"mortar.request_id": request_id.get()})
            if status >= 500:
                span.set_status(trace.StatusCode.ERROR)
        REQUESTS.record(time.monotonic() - began, about)


@contextmanager
def operation_span(operation: Operation) -> Iterator[None]:
    """One span a GraphQL operation, under which its SQL appears."""
    kind = operation.definition.operation.value
    began = time.monotonic()
    with _span(f"graphql {kind}", trace.SpanKind.INTERNAL) as span:
        span.set_attribute("graphql.operation.type", kind)
        span.set_attribute("graphql.operation.name", operation.name or "")
        span.set_attribute("graphql.document.hash", operation.document_hash)
        yield
    OPERATIONS.record(time.monotonic() - began, {"graphql.operation.type": kind})


@contextmanager
def _span(name: str, kind: trace.SpanKind, cause: object = None) -> Iterator[trace.Span]:
    """A span that keeps exceptions to itself: their messages may quote a patient."""
    with TRACER.start_as_current_span(
        name,
        context=cause,  # type: ignore[arg-type]
        kind=kind,
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        try:
            yield span
        except BaseException as error:
            span.set_status(trace.StatusCode.ERROR, type(error).__name__)
            raise


def _cause(scope: Scope) -> object:
    carrier = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return propagate.extract(carrier)
