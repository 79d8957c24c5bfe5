"""What looked unusual in the audit log, how far it has been looked at, and what is usual for whom."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.records import Record, TenantOwned, belongs_to, index, unique
from tenants.sealed_fields import sealed


class AnomalyKind(StrEnum):
    """In what way access was unusual."""

    VOLUME = "volume"
    """More patients than a tenant allows, or than this person is used to."""
    OWN_FAMILY = "own_family"
    """A patient of the person's own name, or of their household."""
    VIP = "vip"
    """A patient who is marked."""
    AFTER_HOURS = "after_hours"
    """While every store that the person acted for was closed."""


class Anomaly(TenantOwned, Record):
    """Access that somebody should look at. It may be right: that is what a reviewer says."""

    __tablename__ = "anomalies"
    __table_args__ = (
        belongs_to("patient_id", "patients"),
        unique("kind", "actor", "occasion"),
        index("ix_anomalies_reviewed", "is_reviewed", "id"),
        index("ix_anomalies_actor", "actor", "id"),
        index("ix_anomalies_patient", "patient_id"),
        CheckConstraint("event_count >= 1", name="has_events"),
    )

    kind: Mapped[str]
    actor: Mapped[str]
    """As the audit log names them: `user:0193…`."""
    occasion: Mapped[str]
    """What makes it the same when it is found again: the hour, the day, the patient's id."""
    patient_id: Mapped[UUID | None]
    """The one patient whom it is about, if it is one."""
    explanation: Mapped[str] = sealed()
    happened_from_at: Mapped[datetime]
    happened_to_at: Mapped[datetime]
    event_count: Mapped[int]
    event_ids: Mapped[list[UUID]]
    """Of the audit log, the first of them."""
    is_reviewed: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    reviewed_by: Mapped[str | None]
    reviewed_at: Mapped[datetime | None]
    note: Mapped[str | None] = sealed()


class AnomalyScan(TenantOwned, Record):
    """How far a tenant's audit log has been looked at: one row."""

    __tablename__ = "anomaly_scans"
    __table_args__ = (unique(),)

    scanned_until_at: Mapped[datetime]


ONE_A_DAY = unique("actor", "accessed_on")


class AccessDay(TenantOwned, Record):
    """How many patients somebody looked at on a day (UTC), by which their usual is known."""

    __tablename__ = "access_days"
    __table_args__ = (ONE_A_DAY,)

    actor: Mapped[str]
    accessed_on: Mapped[date]
    patient_count: Mapped[int]
    busiest_hour_count: Mapped[int]
    """Patients in the hour that had most."""
