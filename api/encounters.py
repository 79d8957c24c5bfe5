"""GraphQL of encounters: what was done for a patient, as documented, signed and coded."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry.scalars import JSON

from api.ids import Id
from api.patients import Patient
from api.providers import Provider, Store
from api.reading.conditions import Choice, Range
from api.reading.declarations import many, one
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, Counter, SortKey
from api.scalars import Cents
from api.services import Service, ServiceTemplate
from domain.charges.models import Charge as ChargeModel
from domain.encounters import models
from tenants.permissions import Permission

if TYPE_CHECKING:
    from api.claims import Claim

strawberry.enum(models.EncounterStatus)


@shows(models.Signature, Permission.READ_ENCOUNTERS)
class Signature(Node):
    """Who vouches for which exact content."""

    signed_by: str
    content_hash: str
    signed_at: datetime


@shows(models.Immunization, Permission.READ_ENCOUNTERS)
class Immunization(Node):
    """A vaccine given, as registries and payers want it."""

    cvx_code: str
    ndc: str
    lot_number: str
    expires_on: date
    site_code: str
    route_code: str
    dose_quantity: Decimal
    dose_unit_code: str
    funding_source: str


@shows(models.Observation, Permission.READ_ENCOUNTERS)
class Observation(Node):
    """Something measured: a test result, a blood pressure, an A1c, a weight."""

    name: str
    value: str
    unit_code: str | None
    device: str | None
    lot_number: str | None


@shows(models.Intervention, Permission.READ_ENCOUNTERS)
class Intervention(Node):
    """Something done about a problem: a drug problem resolved, counselling given."""

    kind: str
    detail: str | None
    minutes: int | None


@shows(ChargeModel, Permission.READ_ENCOUNTERS)
class Charge(Node):
    """One billable line of an encounter, with the rule that made it."""

    position: int
    served_on: date
    procedure_code: str
    modifiers: list[str]
    units: Decimal
    unit_price_cents: Cents
    charge_cents: Cents
    diagnosis_codes: list[str]
    ndc: str | None
    ndc_quantity: Decimal | None
    ndc_unit_code: str | None
    lot_number: str | None
    clia_number: str | None
    rule: str
    explanation: str


@shows(models.Encounter, Permission.READ_ENCOUNTERS)
class Encounter(Node):
    """One service for one patient at one store."""

    status: models.EncounterStatus
    served_on: date
    answers: JSON
    revision: int
    amendment_reason: str | None
    void_reason: str | None
    completed_at: datetime | None
    signed_at: datetime | None
    created_at: datetime
    store: Store = one("store_id")
    patient: Patient = one("patient_id")
    service: Service = one("service_id")
    template: ServiceTemplate = one("template_id")
    provider: Provider = one("provider_id")
    amends: Annotated["Encounter", strawberry.lazy("api.encounters")] | None = one("amends_id")
    signature: Signature | None = one("id", "encounter_id")
    immunizations: list[Immunization] = many("encounter_id")
    observations: list[Observation] = many("encounter_id")
    interventions: list[Intervention] = many("encounter_id")
    charges: list[Charge] = many("encounter_id", order=("position",))
    claims: list[Annotated["Claim", strawberry.lazy("api.claims")]] = many("encounter_id")


@strawberry.enum
class EncounterOrder(SortKey):
    SERVED_ON = "served_on"
    CREATED = "id"


@strawberry.input
class EncounterFilter:
    status: Choice[models.EncounterStatus] | None = strawberry.UNSET
    store_id: Choice[Id] | None = strawberry.UNSET
    patient_id: Choice[Id] | None = strawberry.UNSET
    service_id: Choice[Id] | None = strawberry.UNSET
    provider_id: Choice[Id] | None = strawberry.UNSET
    served_on: Range[date] | None = strawberry.UNSET


@strawberry.type
class EncounterQuery:
    encounter: Encounter | None = record(Permission.READ_ENCOUNTERS)
    encounters: Connection[Encounter] = connection(
        Permission.READ_ENCOUNTERS,
        EncounterOrder.SERVED_ON,
        filters=EncounterFilter,
        counter=Counter("status", "store_id"),
    )
