"""GraphQL of encounters: what was done for a patient, as documented, signed and coded."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry.scalars import JSON

from api.context import Info
from api.doors import mutation, query
from api.findings import Finding
from api.ids import Id, key_of
from api.inputs import json_object
from api.patients import Patient
from api.providers import Provider, Store
from api.reading.conditions import Choice, Range
from api.reading.declarations import many, one
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, Counter, SortKey
from api.refusal import Refusal
from api.scalars import Cents
from api.services import Service, ServiceTemplate
from domain.charges import commands as charging
from domain.charges.models import Charge as ChargeModel
from domain.charges.queries import Uncoded, why_uncoded
from domain.encounters import commands, models
from domain.encounters.queries import missing_of, signature_holds
from tenants.database import find
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


@strawberry.type(description="An encounter that bills nothing yet, and why not.")
class UncodedEncounter:
    encounter: Encounter
    findings: list[Finding] = strawberry.field(
        description="All that it lacks, each with its mend; none: it is about to be coded."
    )

    @classmethod
    def of(cls, uncoded: Uncoded) -> "UncodedEncounter":
        return cls(
            encounter=Encounter.of(uncoded.encounter),
            findings=[Finding.of(each) for each in uncoded.findings],
        )


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
    template_id: Choice[Id] | None = strawberry.UNSET
    provider_id: Choice[Id] | None = strawberry.UNSET
    served_on: Range[date] | None = strawberry.UNSET


@strawberry.type
class EncounterQuery:
    @query(Permission.READ_ENCOUNTERS, description="What is missing before it may be signed.")
    def encounter_findings(self, info: Info, encounter_id: Id) -> list[Finding]:
        return [Finding.of(each) for each in missing_of(info.context.session, key_of(encounter_id))]

    @query(Permission.READ_ENCOUNTERS, description="Whether the content is what was signed.")
    def signature_holds(self, info: Info, encounter_id: Id) -> bool:
        return signature_holds(info.context.session, key_of(encounter_id))

    @query(Permission.READ_ENCOUNTERS, description="Signed, but a code or a price was missing.")
    def uncoded_encounters(
        self, info: Info, first: int = 20, after: Id | None = None
    ) -> list[UncodedEncounter]:
        """The oldest first, at most 50 at once; `after` is the id of the last one seen."""
        after_id = key_of(after) if after is not None else None
        return [
            UncodedEncounter.of(each) for each in why_uncoded(info.context.session, first, after_id)
        ]

    encounter: Encounter | None = record(Permission.READ_ENCOUNTERS)
    encounters: Connection[Encounter] = connection(
        Permission.READ_ENCOUNTERS,
        EncounterOrder.SERVED_ON,
        filters=EncounterFilter,
        counter=Counter("status", "store_id"),
    )


@strawberry.input
class EncounterInput:
    store_id: Id
    patient_id: Id
    service_id: Id
    provider_id: Id
    served_on: date
    answers: JSON | None = strawberry.field(
        default=None, description="By the ids of the template's questions and groups."
    )


EncounterResult = Annotated[Encounter | Refusal, strawberry.union("EncounterResult")]


@strawberry.type
class EncounterMutation:
    @mutation(Permission.WRITE_ENCOUNTERS, description="Begin to document a service.")
    def start_encounter(self, info: Info, details: EncounterInput) -> EncounterResult:
        draft = commands.start_draft(
            info.context.session,
            store_id=key_of(details.store_id),
            patient_id=key_of(details.patient_id),
            service_id=key_of(details.service_id),
            provider_id=key_of(details.provider_id),
            served_on=details.served_on,
            answers=json_object({} if details.answers is None else details.answers, "answers"),
        )
        return Encounter.of(draft)

    @mutation(
        Permission.WRITE_ENCOUNTERS,
        description="Keep some answers of a draft; null takes one back, a group is given whole.",
    )
    def save_answers(
        self, info: Info, encounter_id: Id, revision: int, answers: JSON
    ) -> EncounterResult:
        kept = json_object(answers, "answers")
        saved = commands.save_answers(info.context.session, key_of(encounter_id), revision, kept)
        return Encounter.of(saved)

    @mutation(Permission.WRITE_ENCOUNTERS, description="Put right the day, and who rendered it.")
    def change_visit(
        self, info: Info, encounter_id: Id, revision: int, served_on: date, provider_id: Id
    ) -> EncounterResult:
        changed = commands.change_visit(
            info.context.session, key_of(encounter_id), revision, served_on, key_of(provider_id)
        )
        return Encounter.of(changed)

    @mutation(Permission.WRITE_ENCOUNTERS, description="Ready to be signed.")
    def complete_encounter(self, info: Info, encounter_id: Id) -> EncounterResult:
        return Encounter.of(commands.complete_encounter(info.context.session, key_of(encounter_id)))

    @mutation(Permission.WRITE_ENCOUNTERS, description="Back to editing what nobody has signed.")
    def reopen_encounter(self, info: Info, encounter_id: Id) -> EncounterResult:
        return Encounter.of(commands.reopen_encounter(info.context.session, key_of(encounter_id)))

    @mutation(Permission.WRITE_ENCOUNTERS, description="Take back what nobody has signed.")
    def discard_draft(self, info: Info, encounter_id: Id, reason: str) -> EncounterResult:
        return Encounter.of(
            commands.discard_draft(info.context.session, key_of(encounter_id), reason)
        )

    @mutation(Permission.SIGN_ENCOUNTERS, description="Vouch for it; it never changes again.")
    def sign_encounter(self, info: Info, encounter_id: Id) -> EncounterResult:
        return Encounter.of(commands.sign_encounter(info.context.session, key_of(encounter_id)))

    @mutation(
        Permission.SIGN_ENCOUNTERS,
        description="Begin a draft that replaces a signed encounter once it is signed itself.",
    )
    def amend_encounter(self, info: Info, encounter_id: Id, reason: str) -> EncounterResult:
        return Encounter.of(
            commands.amend_encounter(info.context.session, key_of(encounter_id), reason)
        )

    @mutation(Permission.SIGN_ENCOUNTERS, description="Take it back, and all that it led to.")
    def void_encounter(self, info: Info, encounter_id: Id, reason: str) -> EncounterResult:
        return Encounter.of(
            commands.void_encounter(info.context.session, key_of(encounter_id), reason)
        )

    @mutation(Permission.WRITE_CLAIMS, description="Again, once a missing price or code is there.")
    def code_encounter(self, info: Info, encounter_id: Id) -> EncounterResult:
        session, key = info.context.session, key_of(encounter_id)
        charging.code_encounter(session, key)
        return Encounter.of(find(session, models.Encounter, key))
