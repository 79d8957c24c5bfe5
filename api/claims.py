"""GraphQL of claims: what is asked of a payer, what stands in the way, and all that happened."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import strawberry
from strawberry.scalars import JSON

from api.context import Info
from api.doors import mutation
from api.encounters import Encounter
from api.ids import Id, key_of
from api.inputs import given
from api.ledger import Leg
from api.patients import Coverage, Patient
from api.payers import Payer
from api.providers import Provider, Store
from api.reading.commands import Swift
from api.reading.conditions import Choice, OfService, Owing, Range
from api.reading.declarations import many, one
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, Counter, SortKey
from api.refusal import Refusal
from api.remittances import ClaimPayment
from api.scalars import Cents
from api.submissions import Acknowledgement, ClaimSubmission, RawFile
from domain.claims import by_hand, commands, corrections, holding, models
from domain.claims.by_hand import ClaimByHand, LineByHand
from domain.claims.corrections import Correction
from domain.claims.status import DisplayStatus
from domain.codes.in_memory import codebook
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
    coverage: Coverage | None = one("coverage_id")
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
    CHARGE = "charge_cents"


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
    adjudicated_at: Range[datetime] | None = strawberry.UNSET
    encounter_id: OfService | None = strawberry.UNSET
    id: Owing | None = strawberry.UNSET


@strawberry.type
class ClaimQuery:
    claim: Claim | None = record(Permission.READ_CLAIMS)
    claims: Connection[Claim] = connection(
        Permission.READ_CLAIMS,
        ClaimOrder.SERVED_ON,
        filters=ClaimFilter,
        counter=Counter("display_status", "store_id"),
    )


ClaimResult = Annotated[Claim | Refusal, strawberry.union("ClaimResult")]


@strawberry.input(description="One line as a person states it.")
class ServiceLineInput:
    procedure_code: str
    units: Decimal
    charge_cents: Cents
    diagnosis_pointers: list[int]
    modifiers: list[str] = strawberry.field(default_factory=list)
    ndc: str | None = None
    ndc_quantity: Decimal | None = None
    ndc_unit_code: str | None = None
    lot_number: str | None = None


@strawberry.input(description="A claim as a person states it; the patient is the coverage's.")
class ClaimInput:
    coverage_id: Id
    store_id: Id
    provider_id: Id
    served_on: date
    diagnosis_codes: list[str]
    lines: list[ServiceLineInput]
    place_of_service_code: str | None = None
    prior_authorization_number: str | None = None
    clia_number: str | None = None
    note: str | None = None


@strawberry.input(description="What to change; what is left out stays as it is.")
class ClaimCorrectionInput:
    coverage_id: Id | None = None
    provider_id: Id | None = None
    diagnosis_codes: list[str] | None = None
    place_of_service_code: str | None = None
    prior_authorization_number: str | None = None
    clia_number: str | None = None
    note: str | None = None


@strawberry.type
class ClaimMutation:
    @mutation(Permission.WRITE_CLAIMS, description="Build a claim that no template describes.")
    def build_claim(self, info: Info, claim: ClaimInput) -> ClaimResult:
        session = info.context.session
        lines = [given(LineByHand, line) for line in claim.lines]
        stated = replace(given(ClaimByHand, claim), lines=lines)
        return Claim.of(by_hand.build_claim(session, stated, codebook(session)))

    @mutation(
        Permission.WRITE_CLAIMS, description="Judge a claim again after what it rests on changed."
    )
    def recheck_claim(self, info: Info, claim_id: Id) -> ClaimResult:
        session = info.context.session
        return Claim.of(commands.recheck_claim(session, key_of(claim_id), codebook(session)))

    @mutation(Permission.WRITE_CLAIMS, description="Change a claim that is here, or came back.")
    def correct_claim(
        self, info: Info, claim_id: Id, correction: ClaimCorrectionInput
    ) -> ClaimResult:
        session = info.context.session
        stated = given(Correction, correction)
        return Claim.of(
            corrections.correct_claim(session, key_of(claim_id), stated, codebook(session))
        )

    @mutation(Permission.SUBMIT_CLAIMS, description="Let a claim leave with the next interchange.")
    def release_claim(self, info: Info, claim_id: Id) -> ClaimResult:
        session = info.context.session
        return Claim.of(commands.release_claim(session, key_of(claim_id), codebook(session)))

    @mutation(
        Permission.WRITE_CLAIMS,
        description="Keep a claim here until the hold is lifted.",
        swift=Swift(holding.hold, row="claim_id"),
    )
    def hold_claim(self, info: Info, claim_id: Id, reason: str) -> ClaimResult:
        return Claim.of(commands.hold_claim(info.context.session, key_of(claim_id), reason))

    @mutation(Permission.WRITE_CLAIMS, description="End a hold; the claim leaves if it may.")
    def lift_hold(self, info: Info, claim_id: Id) -> ClaimResult:
        session = info.context.session
        return Claim.of(commands.lift_hold(session, key_of(claim_id), codebook(session)))

    @mutation(Permission.OVERRIDE_FINDINGS, description="Let one finding pass, with a reason.")
    def override_finding(
        self, info: Info, claim_id: Id, finding_id: Id, reason: str
    ) -> ClaimResult:
        session, ids = info.context.session, (key_of(claim_id), key_of(finding_id))
        return Claim.of(commands.override_finding(session, *ids, reason, codebook(session)))

    @mutation(Permission.WRITE_CLAIMS, description="Give up a claim that the payer does not have.")
    def cancel_claim(self, info: Info, claim_id: Id, reason: str) -> ClaimResult:
        return Claim.of(commands.cancel_claim(info.context.session, key_of(claim_id), reason))

    @mutation(
        Permission.SUBMIT_CLAIMS,
        description="Send a rejected claim again, after what it rests on was mended.",
    )
    def resubmit_claim(self, info: Info, claim_id: Id) -> ClaimResult:
        session = info.context.session
        return Claim.of(corrections.resubmit_claim(session, key_of(claim_id), codebook(session)))

    @mutation(
        Permission.SUBMIT_CLAIMS,
        description="Make a replacement (frequency 7) of what the payer has, to be corrected.",
    )
    def replace_claim(self, info: Info, claim_id: Id) -> ClaimResult:
        session = info.context.session
        return Claim.of(corrections.replace_claim(session, key_of(claim_id), codebook(session)))

    @mutation(
        Permission.SUBMIT_CLAIMS, description="Ask the payer to forget a claim (frequency 8)."
    )
    def void_claim(self, info: Info, claim_id: Id) -> ClaimResult:
        session = info.context.session
        return Claim.of(corrections.void_claim(session, key_of(claim_id), codebook(session)))
