"""GraphQL of anomalies: unusual access to patients, in plain words, and what a reviewer said."""

from datetime import datetime
from typing import Annotated, Any

import strawberry
from sqlalchemy import ColumnElement, case, func

from api.context import Info
from api.doors import mutation
from api.ids import Id, key_of
from api.reading.conditions import Choice, Range
from api.reading.declarations import computed
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, SortKey
from api.refusal import Refusal
from domain.anomalies import commands, models
from domain.anomalies.models import AnomalyKind
from tenants.permissions import Permission

strawberry.enum(AnomalyKind)


def _patient_id(row: Any) -> ColumnElement[Any]:
    return case((row.patient_id.is_(None), None), else_=func.concat("Patient_", row.patient_id))


@shows(models.Anomaly, Permission.READ_ANOMALIES)
class Anomaly(Node):
    """Access that somebody should look at; it may be right."""

    kind: AnomalyKind
    actor: str
    patient_id: Id | None = computed(_patient_id)
    explanation: str
    happened_from_at: datetime
    happened_to_at: datetime
    event_count: int
    event_ids: list[Id] = computed(
        lambda row: func.string_to_array(
            func.concat("AuditEvent_", func.array_to_string(row.event_ids, ",AuditEvent_")), ","
        )
    )
    created_at: datetime
    is_reviewed: bool
    reviewed_by: str | None
    reviewed_at: datetime | None
    note: str | None


@strawberry.enum
class AnomalyOrder(SortKey):
    FOUND = "id"


@strawberry.input
class AnomalyFilter:
    is_reviewed: bool | None = strawberry.UNSET
    kind: Choice[AnomalyKind] | None = strawberry.UNSET
    actor: Choice[str] | None = strawberry.UNSET
    patient_id: Choice[Id] | None = strawberry.UNSET
    happened_from_at: Range[datetime] | None = strawberry.UNSET


AnomalyResult = Annotated[Anomaly | Refusal, strawberry.union("AnomalyResult")]


@strawberry.type
class AnomalyQuery:
    anomaly: Anomaly | None = record(Permission.READ_ANOMALIES)
    anomalies: Connection[Anomaly] = connection(
        Permission.READ_ANOMALIES, AnomalyOrder.FOUND, filters=AnomalyFilter
    )


@strawberry.type
class AnomalyMutation:
    @mutation(Permission.REVIEW_ANOMALIES, description="Say what it was; not of one's own.")
    def review_anomaly(self, info: Info, anomaly_id: Id, note: str) -> AnomalyResult:
        done = commands.review_anomaly(info.context.session, key_of(anomaly_id), note)
        return Anomaly.of(done)
