"""OpenTelemetry for a process: where spans and metrics go, and the spans of SQL.

Without OTEL_EXPORTER_OTLP_ENDPOINT nothing is set up, and the calls that make spans do nothing.
"""

from dataclasses import dataclass
from typing import Any

from opentelemetry import metrics, trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from sqlalchemy import Engine, event

from infra.settings import Settings

TRACER = trace.get_tracer("mortar.sql")
MAX_STATEMENT_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class Telemetry:
    """What runs in the background to carry spans and metrics out."""

    traces: TracerProvider
    metrics: MeterProvider

    def stop(self) -> None:
        """Send what is left."""
        self.traces.shutdown()
        self.metrics.shutdown()


def start_telemetry(settings: Settings, program: str) -> Telemetry | None:
    """Set up this process once; None where the setting names no receiver."""
    endpoint = settings.otel_exporter_otlp_endpoint.rstrip("/")
    if not endpoint:
        return None
    resource = Resource.create(
        {
            "service.name": f"mortar-{program}",
            "deployment.environment.name": settings.environment,
        }
    )
    traces = TracerProvider(resource=resource)
    traces.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{endpoint}/v1/traces")))
    reader = PeriodicExportingMetricReader(OTLPMetricExporter(f"{endpoint}/v1/metrics"))
    meters = MeterProvider([reader], resource)
    trace.set_tracer_provider(traces)
    metrics.set_meter_provider(meters)
    return Telemetry(traces, meters)


def trace_statements(engine: Engine) -> None:
    """A span for every statement: its text has placeholders where the values were."""
    event.listen(engine, "before_cursor_execute", _began)
    event.listen(engine, "after_cursor_execute", _ended)
    event.listen(engine, "handle_error", _failed)


def _began(_conn: Any, _cursor: Any, statement: str, _given: Any, context: Any, _many: Any) -> None:
    words = statement.split(maxsplit=1)
    context.mortar_span = TRACER.start_span(
        f"sql {words[0].lower() if words else ''}",
        kind=trace.SpanKind.CLIENT,
        attributes={
            "db.system.name": "postgresql",
            "db.query.text": statement[:MAX_STATEMENT_CHARACTERS],
        },
    )


def _ended(*event_: Any) -> None:
    context = event_[4]
    context.mortar_span.end()


def _failed(failure: Any) -> None:
    span = getattr(failure.execution_context, "mortar_span", None)
    if span is not None:
        span.set_status(trace.StatusCode.ERROR, getattr(failure.original_exception, "sqlstate", ""))
        span.end()
