"""GraphQL of restricted patients: hidden, seen through broken glass, and that reviewed."""

from datetime import datetime
from typing import Annotated

import strawberry
from sqlalchemy import func

from api.context import Info
from api.doors import mutation
from api.ids import Id, key_of
from api.patients import Patient, PatientResult
from api.reading.conditions import Choice
from api.reading.declarations import computed
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, SortKey
from api.refusal import Refusal
from domain.patients import models, restrictions
from tenants.permissions import Permission


@shows(models.PatientRestriction, Permission.RESTRICT_PATIENTS)
class PatientRestriction(Node):
    """That a patient is hidden, since when and why."""

    patient_id: Id = computed(lambda row: func.concat("Patient_", row.patient_id))
    reason: str
    restricted_by: str
    created_at: datetime
    lifted_at: datetime | None
    lifted_by: str | None


@shows(models.GlassBreak, Permission.READ_GLASS_BREAKS)
class GlassBreak(Node):
    """That somebody looked at a restricted patient, until when, and what a reviewer said."""

    patient_id: Id = computed(lambda row: func.concat("Patient_", row.patient_id))
    reason: str
    broken_by: str
    created_at: datetime
    expires_at: datetime
    is_reviewed: bool
    is_justified: bool | None
    reviewed_by: str | None
    reviewed_at: datetime | None
    note: str | None


@strawberry.type(description="The glass is broken: the patient is seen until then.")
class BrokenGlass:
    id: Id
    patient_id: Id
    expires_at: datetime

    @classmethod
    def of(cls, broken: models.GlassBreak, patient_id: Id) -> "BrokenGlass":
        return cls(
            id=Id(f"GlassBreak_{broken.id}"), patient_id=patient_id, expires_at=broken.expires_at
        )


@strawberry.enum
class RestrictionOrder(SortKey):
    ADDED = "id"


@strawberry.input
class PatientRestrictionFilter:
    patient_id: Choice[Id] | None = strawberry.UNSET


@strawberry.input
class GlassBreakFilter:
    is_reviewed: bool | None = strawberry.UNSET
    patient_id: Choice[Id] | None = strawberry.UNSET
    broken_by: Choice[str] | None = strawberry.UNSET


RestrictionResult = Annotated[PatientRestriction | Refusal, strawberry.union("RestrictionResult")]
BreakGlassResult = Annotated[BrokenGlass | Refusal, strawberry.union("BreakGlassResult")]
GlassBreakResult = Annotated[GlassBreak | Refusal, strawberry.union("GlassBreakResult")]


@strawberry.type
class RestrictionQuery:
    patient_restrictions: Connection[PatientRestriction] = connection(
        Permission.RESTRICT_PATIENTS, RestrictionOrder.ADDED, filters=PatientRestrictionFilter
    )
    glass_break: GlassBreak | None = record(Permission.READ_GLASS_BREAKS)
    glass_breaks: Connection[GlassBreak] = connection(
        Permission.READ_GLASS_BREAKS, RestrictionOrder.ADDED, filters=GlassBreakFilter
    )


@strawberry.type
class RestrictionMutation:
    @mutation(Permission.RESTRICT_PATIENTS, description="Hidden from all who do not break in.")
    def restrict_patient(self, info: Info, patient_id: Id, reason: str) -> RestrictionResult:
        done = restrictions.restrict_patient(info.context.session, key_of(patient_id), reason)
        return PatientRestriction.of(done)

    @mutation(Permission.RESTRICT_PATIENTS, recent_sign_in=True)
    def lift_restriction(self, info: Info, patient_id: Id) -> RestrictionResult:
        done = restrictions.lift_restriction(info.context.session, key_of(patient_id))
        return PatientRestriction.of(done)

    @mutation(
        Permission.RESTRICT_PATIENTS,
        description="Whoever looks at a VIP is told to who reviews anomalies.",
    )
    def mark_vip(self, info: Info, patient_id: Id, is_vip: bool) -> PatientResult:
        done = restrictions.mark_vip(info.context.session, key_of(patient_id), is_vip=is_vip)
        return Patient.of(done)

    @mutation(
        Permission.BREAK_GLASS,
        recent_sign_in=True,
        description="See a restricted patient for a while; somebody else will ask why.",
    )
    def break_glass(self, info: Info, patient_id: Id, reason: str) -> BreakGlassResult:
        broken = restrictions.break_glass(info.context.session, key_of(patient_id), reason)
        return BrokenGlass.of(broken, patient_id)

    @mutation(Permission.REVIEW_GLASS_BREAKS, description="By another person; ends what was wrong.")
    def review_break_glass(
        self, info: Info, glass_break_id: Id, is_justified: bool, note: str
    ) -> GlassBreakResult:
        reviewed = restrictions.review_break_glass(
            info.context.session, key_of(glass_break_id), is_justified=is_justified, note=note
        )
        return GlassBreak.of(reviewed)
