"""GraphQL of the audit log: who saw this patient, what did this user do, what happened when."""

from datetime import datetime
from uuid import UUID

import strawberry

from api.reading.conditions import Choice, Including, Range
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, SortKey
from tenants import audit
from tenants.permissions import Permission


@shows(audit.AuditEvent, Permission.READ_AUDIT)
class AuditEvent(Node):
    """Something that somebody did or tried: ids and codes, nothing about a patient."""

    created_at: datetime
    actor: str
    store_ids: list[UUID] | None
    through: str
    through_id: str | None
    request_id: str | None
    action: str
    patient_ids: list[UUID]
    objects: list[str]
    purpose: str | None
    outcome: str
    code: str | None


@strawberry.enum
class AuditEventOrder(SortKey):
    HAPPENED = "id"


@strawberry.input(description="With `patientIds`: who saw or touched this patient.")
class AuditEventFilter:
    patient_ids: Including | None = strawberry.UNSET
    actor: Choice[str] | None = strawberry.UNSET
    action: Choice[str] | None = strawberry.UNSET
    outcome: Choice[str] | None = strawberry.UNSET
    through: Choice[str] | None = strawberry.UNSET
    through_id: Choice[str] | None = strawberry.UNSET
    request_id: Choice[str] | None = strawberry.UNSET
    created_at: Range[datetime] | None = strawberry.UNSET


@strawberry.type
class AuditQuery:
    audit_event: AuditEvent | None = record(Permission.READ_AUDIT)
    audit_events: Connection[AuditEvent] = connection(
        Permission.READ_AUDIT, AuditEventOrder.HAPPENED, filters=AuditEventFilter
    )
