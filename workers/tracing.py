"""Spans and counts of jobs, joined to the request that caused them; ids and names only."""

import time
from typing import TYPE_CHECKING, Any

from dramatiq import Middleware
from opentelemetry import context, metrics, propagate, trace

if TYPE_CHECKING:
    from dramatiq import Broker, MessageProxy

TRACER = trace.get_tracer("mortar.jobs")
METER = metrics.get_meter("mortar.jobs")
DURATION = METER.create_histogram("mortar.job.duration", unit="s")
SET_APART = METER.create_counter("mortar.claims.set_apart")
"""Claims at which we failed in an act on many."""


class JobSpans(Middleware):
    """One span an attempt."""

    def __init__(self) -> None:
        self._running: dict[str, tuple[trace.Span, Any, float]] = {}

    def before_process_message(self, _: "Broker", message: "MessageProxy") -> None:
        cause = propagate.extract(message.options.get("trace") or {})
        span = TRACER.start_span(
            f"job {message.actor_name}",
            context=cause,
            kind=trace.SpanKind.CONSUMER,
            attributes={
                "messaging.system": "dramatiq",
                "messaging.destination.name": message.queue_name,
                "messaging.message.id": message.message_id,
                "mortar.tenant_id": str(message.options.get("tenant_id", "")),
                "mortar.event_id": str(message.options.get("event_id", "")),
                "mortar.attempt": message.options.get("retries", 0) + 1,
            },
        )
        token = context.attach(trace.set_span_in_context(span))
        self._running[message.message_id] = (span, token, time.monotonic())

    def after_process_message(
        self,
        _: "Broker",
        message: "MessageProxy",
        *,
        result: object = None,  # noqa: ARG002 the middleware's signature
        exception: BaseException | None = None,
    ) -> None:
        running = self._running.pop(message.message_id, None)
        if running is None:
            return
        span, token, began = running
        outcome = type(exception).__name__ if exception else "done"
        if exception is not None:
            span.set_status(trace.Status(trace.StatusCode.ERROR, outcome))
        span.end()
        context.detach(token)
        DURATION.record(time.monotonic() - began, {"job": message.actor_name, "outcome": outcome})

    def after_skip_message(self, broker: "Broker", message: "MessageProxy") -> None:
        self.after_process_message(broker, message)
