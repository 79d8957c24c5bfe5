"""GraphQL of patients: who they are, and the coverage that pays for them."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.payers import Payer
from api.reading.conditions import Beginning, Choice, Range
from api.reading.declarations import many, one, pages
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, Counter, Direction, SortKey
from domain.patients import models
from tenants.permissions import Permission

if TYPE_CHECKING:
    from api.claims import Claim
    from api.encounters import Encounter


@strawberry.enum
class PatientOrder(SortKey):
    NAME = "sort_name"
    ADDED = "id"


@strawberry.enum
class PatientHistoryOrder(SortKey):
    SERVED_ON = "served_on"


@shows(models.PatientIdentifier, Permission.READ_PATIENTS)
class PatientIdentifier(Node):
    """A number by which another system, or the law, knows the patient."""

    system: str
    value: str


@shows(models.Coverage, Permission.READ_PATIENTS)
class Coverage(Node):
    """A plan that pays for a patient: the medical and the pharmacy side of one card."""

    priority: int
    member_id: str
    group_number: str | None
    plan_name: str | None
    relationship_code: str
    subscriber_first_name: str | None
    subscriber_last_name: str | None
    subscriber_birth_on: date | None
    subscriber_sex: str | None
    bin_number: str | None
    processor_control_number: str | None
    pharmacy_group_number: str | None
    effective_from_on: date
    effective_to_on: date | None
    payer: Payer = one("payer_id")
    patient: Annotated["Patient", strawberry.lazy("api.patients")] = one("patient_id")


@shows(models.Patient, Permission.READ_PATIENTS)
class Patient(Node):
    """A person who receives services."""

    first_name: str
    middle_name: str | None
    last_name: str
    birth_on: date
    sex: str
    address_line: str
    address_line_2: str | None
    city: str
    state: str
    zip_code: str
    phone: str | None
    email: str | None
    is_active: bool
    created_at: datetime
    identifiers: list[PatientIdentifier] = many("patient_id", order=("system", "value"))
    coverages: list[Coverage] = many("patient_id", order=("priority", "id"))
    encounters: Connection[Annotated["Encounter", strawberry.lazy("api.encounters")]] = pages(
        "patient_id", PatientHistoryOrder.SERVED_ON
    )
    claims: Connection[Annotated["Claim", strawberry.lazy("api.claims")]] = pages(
        "patient_id", PatientHistoryOrder.SERVED_ON
    )


@strawberry.input
class PatientFilter:
    is_active: bool | None = strawberry.UNSET
    sort_name: Beginning | None = strawberry.field(name="name", default=strawberry.UNSET)
    birth_on: Range[date] | None = strawberry.UNSET
    zip_code: Choice[str] | None = strawberry.UNSET


@strawberry.type
class PatientQuery:
    patient: Patient | None = record(Permission.READ_PATIENTS)
    patients: Connection[Patient] = connection(
        Permission.READ_PATIENTS,
        PatientOrder.NAME,
        Direction.ASCENDING,
        filters=PatientFilter,
        counter=Counter("is_active"),
    )
