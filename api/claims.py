"""GraphQL of claims: what is asked of a payer, what stands in the way, and all that happened."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import strawberry
from strawberry.scalars import JSON

from api.encounters import Encounter
from api.ids import Id
from api.ledger import Leg
from api.patients import Coverage, Patient
from api.payers import Payer
from api.providers import Provider, Store
from api.reading.conditions import Choice, Range
from api.reading.declarations import many, one
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, Counter, SortKey
from api.remittances import ClaimPayment
from api.scalars import Cents
from api.submissions import Acknowledgement, ClaimSubmission, RawFile
from domain.claims import models
from domain.claims.status import DisplayStatus
from domain.errors import Severity
from tenants.permissions import Permission

for states in (
    models.Readiness,
    models.Transport,
    models.Adjudication,
    models.Money,
    models.Work,
    DisplayStatus,
    Severity,
):
    strawberry.enum(states)


@shows(models.ServiceLine, Permission.READ_CLAIMS)
class ServiceLine(Node):
    """One line of a claim."""

    line_number: int
    line_control_number: str
    served_on: date
    procedure_code: str
    modifiers: list[str]
    units: Decimal
    charge_cents: Cents
    expected_cents: Cents | None
    diagnosis_pointers: list[int]
    ndc: str | None
    ndc_quantity: Decimal | None
    ndc_unit_code: str | None
    lot_number: str | None
    rule: str


@shows(models.ClaimFinding, Permission.READ_CLAIMS)
class ClaimFinding(Node):
    """Something an edit found: which rule, whose rule, and how to fix it."""

    code: str
    path: str
    message: str
    fix: str
    source: str
    severity: Severity
    overridden_by: str | None
    override_reason: str | None


@shows(models.ClaimHold, Permission.READ_CLAIMS)
class ClaimHold(Node):
    """A person keeps the claim here, until released."""

    reason: str
    held_by: str
    created_at: datetime
    released_by: str | None
    released_at: datetime | None


@shows(models.ClaimEvent, Permission.READ_CLAIMS)
class ClaimEvent(Node):
    """One step of a claim's history, with the raw segments that say so."""

    happened_at: datetime
    actor: str
    kind: str
    summary: str
    changes: JSON
    raw_segments: str | None
    raw_file: RawFile | None = one("raw_file_id")


@shows(models.Claim, Permission.READ_CLAIMS)
class Claim(Node):
    """One claim to one payer for one patient, by one billing provider."""

    patient_control_number: str
    claim_frequency_code: str
    payer_claim_control_number: str | None
    payer_sequence: int
    served_on: date
    place_of_service_code: str
    diagnosis_codes: list[str]
    charge_cents: Cents
    expected_cents: Cents | None
    paid_cents: Cents
    patient_responsibility_cents: Cents
    prior_authorization_number: str | None
    clia_number: str | None
    note: str | None
    display_status: DisplayStatus
    readiness: models.Readiness
    transport: models.Transport
    adjudication: models.Adjudication
    money: models.Money
    work: models.Work
    submitted_at: datetime | None
    adjudicated_at: datetime | None
    created_at: datetime
    encounter: Encounter | None = one("encounter_id")
    store: Store = one("store_id")
    patient: Patient = one("patient_id")
    coverage: Coverage = one("coverage_id")
    payer: Payer = one("payer_id")
    provider: Provider = one("provider_id")
    replaces: Annotated["Claim", strawberry.lazy("api.claims")] | None = one("replaces_id")
    previous_payer_claim: Annotated["Claim", strawberry.lazy("api.claims")] | None = one(
        "previous_payer_claim_id"
    )
    service_lines: list[ServiceLine] = many("claim_id", order=("line_number",))
    findings: list[ClaimFinding] = many("claim_id", order=("code", "path"))
    holds: list[ClaimHold] = many("claim_id")
    events: list[ClaimEvent] = many("claim_id", order=("happened_at", "id"))
    submissions: list[ClaimSubmission] = many("claim_id")
    acknowledgements: list[Acknowledgement] = many("claim_id")
    payments: list[ClaimPayment] = many("claim_id")
    legs: list[Leg] = many("claim_id")


@strawberry.enum
class ClaimOrder(SortKey):
    SERVED_ON = "served_on"
    CREATED = "id"


@strawberry.input
class ClaimFilter:
    display_status: Choice[DisplayStatus] | None = strawberry.UNSET
    store_id: Choice[Id] | None = strawberry.UNSET
    patient_id: Choice[Id] | None = strawberry.UNSET
    payer_id: Choice[Id] | None = strawberry.UNSET
    served_on: Range[date] | None = strawberry.UNSET
    charge_cents: Range[Cents] | None = strawberry.UNSET
    patient_control_number: Choice[str] | None = strawberry.UNSET
    payer_claim_control_number: Choice[str] | None = strawberry.UNSET
    transport: Choice[models.Transport] | None = strawberry.UNSET
    adjudication: Choice[models.Adjudication] | None = strawberry.UNSET
    money: Choice[models.Money] | None = strawberry.UNSET
    work: Choice[models.Work] | None = strawberry.UNSET


@strawberry.type
class ClaimQuery:
    claim: Claim | None = record(Permission.READ_CLAIMS)
    claims: Connection[Claim] = connection(
        Permission.READ_CLAIMS,
        ClaimOrder.SERVED_ON,
        filters=ClaimFilter,
        counter=Counter("display_status", "store_id"),
    )
