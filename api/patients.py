"""GraphQL of patients: who they are, and the coverage that pays for them."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Self

import strawberry
from sqlalchemy import ColumnElement, literal_column, select
from strawberry.scalars import Base64

from api.context import Info
from api.doors import mutation, query
from api.ids import Id, global_id, key_of
from api.inputs import given
from api.payers import Payer
from api.reading.conditions import Beginning, Choice
from api.reading.declarations import computed, many, one, pages
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, Counter, SortKey
from api.refusal import Refusal
from domain.patients import commands, models
from domain.patients.coverage import CoverageDetails
from domain.patients.demographics import Identifier, PatientDetails
from domain.patients.imports import import_patients
from domain.patients.rosters import ListedPerson, patients_listed
from tenants.audit import trail_of
from tenants.database import find
from tenants.permissions import Permission

if TYPE_CHECKING:
    from api.claims import Claim
    from api.encounters import Encounter


@strawberry.enum
class PatientOrder(SortKey):
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
    insurance_type_code: str | None
    bin_number: str | None
    processor_control_number: str | None
    pharmacy_group_number: str | None
    effective_from_on: date
    effective_to_on: date | None
    payer: Payer = one("payer_id")
    patient: Annotated["Patient", strawberry.lazy("api.patients")] = one("patient_id")


UNKNOWN_DAY = date(1900, 1, 1)
RESTRICTED = {
    "first_name": "RESTRICTED",
    "last_name": "RESTRICTED",
    "birth_on": UNKNOWN_DAY,
    "sex": "U",
    "address_line": "",
    "city": "",
    "state": "",
    "zip_code": "",
    "is_active": True,
    "is_vip": False,
    "is_restricted": True,
    "created_at": datetime(1900, 1, 1, tzinfo=UTC),
}
"""What is shown of a restricted patient where something shown has one."""


def _is_restricted(row: Any) -> ColumnElement[bool]:
    restrictions = models.PatientRestriction.__table__.alias()
    open_ = restrictions.c.lifted_at.is_(None) & (restrictions.c.patient_id == row.id)
    return select(literal_column("1")).where(open_).correlate_except(restrictions).exists()


@shows(models.Patient, Permission.READ_PATIENTS, withheld=RESTRICTED)
class Patient(Node):
    """A person who receives services; a restricted one is shown without who it is."""

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
    is_vip: bool
    is_restricted: bool = computed(_is_restricted)
    created_at: datetime
    identifiers: list[PatientIdentifier] = many("patient_id", order=("system", "id"))
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
    id: Beginning | None = strawberry.field(name="name", default=strawberry.UNSET)
    birth_on: Choice[date] | None = strawberry.UNSET
    phone: Choice[str] | None = strawberry.UNSET
    email: Choice[str] | None = strawberry.UNSET


@strawberry.input(description="One line of a list of people.")
class ListedPersonInput:
    first_name: str
    last_name: str
    birth_on: date


@strawberry.type(description="A patient who may be the one of a line.")
class ListedPatient:
    id: Id
    first_name: str
    last_name: str
    birth_on: date

    @classmethod
    def of(cls, patient: models.Patient) -> Self:
        return cls(
            id=global_id("Patient", patient.id),
            first_name=patient.first_name,
            last_name=patient.last_name,
            birth_on=patient.birth_on,
        )


@strawberry.type(description="Whom a line of a list may mean.")
class ListedMatch:
    candidates: list[ListedPatient]


@strawberry.type
class PatientQuery:
    @query(Permission.READ_PATIENTS, description="Who the people of a list are, line by line.")
    def patients_listed(self, info: Info, people: list[ListedPersonInput]) -> list[ListedMatch]:
        session = info.context.session
        found = patients_listed(session, [given(ListedPerson, each) for each in people])
        trail_of(session).note_list(models.Patient.__tablename__)
        trail_of(session).seen.update(patient.id for line in found for patient in line)
        return [ListedMatch(candidates=[ListedPatient.of(each) for each in line]) for line in found]

    patient: Patient | None = record(Permission.READ_PATIENTS)
    patients: Connection[Patient] = connection(
        Permission.READ_PATIENTS,
        PatientOrder.ADDED,
        filters=PatientFilter,
        counter=Counter("is_active"),
    )


@strawberry.input
class PatientInput:
    first_name: str
    last_name: str
    birth_on: date
    sex: str
    address_line: str
    city: str
    state: str
    zip_code: str
    middle_name: str | None = None
    address_line_2: str | None = None
    phone: str | None = None
    email: str | None = None


@strawberry.input
class IdentifierInput:
    system: str
    value: str


@strawberry.input(description="Without a priority it comes after what is in force already.")
class CoverageInput:
    payer_id: Id
    member_id: str
    effective_from_on: date
    effective_to_on: date | None = None
    priority: int | None = None
    group_number: str | None = None
    plan_name: str | None = None
    relationship_code: str = "18"
    subscriber_first_name: str | None = None
    subscriber_last_name: str | None = None
    subscriber_birth_on: date | None = None
    subscriber_sex: str | None = None
    insurance_type_code: str | None = strawberry.field(
        default=None, description="Why Medicare pays after another (SBR05): 12 working aged, ..."
    )
    bin_number: str | None = None
    processor_control_number: str | None = None
    pharmacy_group_number: str | None = None


@strawberry.type
class PossibleDuplicate:
    patient: Patient
    reasons: list[str]


@strawberry.type(description="The person may be here already; look at the candidates first.")
class PossibleDuplicates:
    message: str
    candidates: list[PossibleDuplicate]

    @classmethod
    def of(cls, info: Info, refusal: commands.PossibleDuplicate) -> Self:
        return cls(
            message=refusal.message,
            candidates=[
                PossibleDuplicate(
                    patient=Patient.of(
                        find(info.context.session, models.Patient, candidate.patient_id)
                    ),
                    reasons=list(candidate.reasons),
                )
                for candidate in refusal.candidates
            ],
        )


@strawberry.type
class ImportProblem:
    row: int = strawberry.field(description="As a spreadsheet counts: the header is row 1.")
    column: str
    message: str


@strawberry.type(description="What came of a file of patients: all of it was loaded, or nothing.")
class PatientImport:
    status: str = strawberry.field(description="loaded, refused, or checked by a dry run")
    patient_count: int
    coverage_count: int
    known_count: int = strawberry.field(description="Were here already, and were left as they are.")
    problems: list[ImportProblem]

    @classmethod
    def of(cls, done: models.PatientImport) -> Self:
        return cls(
            status=done.status,
            patient_count=done.patient_count,
            coverage_count=done.coverage_count,
            known_count=done.known_count,
            problems=[ImportProblem(**problem) for problem in done.problems],
        )


AddPatientResult = Annotated[
    Patient | PossibleDuplicates | Refusal, strawberry.union("AddPatientResult")
]
PatientResult = Annotated[Patient | Refusal, strawberry.union("PatientResult")]
CoverageResult = Annotated[Coverage | Refusal, strawberry.union("CoverageResult")]
ImportPatientsResult = Annotated[PatientImport | Refusal, strawberry.union("ImportPatientsResult")]


@strawberry.type
class PatientMutation:
    @mutation(Permission.WRITE_PATIENTS)
    def add_patient(
        self,
        info: Info,
        details: PatientInput,
        identifiers: list[IdentifierInput] | None = None,
        coverages: list[CoverageInput] | None = None,
        not_same_as: list[Id] | None = None,
    ) -> AddPatientResult:
        try:
            added = commands.add_patient(
                info.context.session,
                given(PatientDetails, details),
                [given(Identifier, each) for each in identifiers or ()],
                [given(CoverageDetails, each) for each in coverages or ()],
                not_same_as=[key_of(each) for each in not_same_as or ()],
            )
        except commands.PossibleDuplicate as refusal:
            return PossibleDuplicates.of(info, refusal)
        return Patient.of(added)

    @mutation(Permission.WRITE_PATIENTS)
    def change_patient(self, info: Info, patient_id: Id, details: PatientInput) -> PatientResult:
        changed = commands.change_patient(
            info.context.session, key_of(patient_id), given(PatientDetails, details)
        )
        return Patient.of(changed)

    @mutation(Permission.WRITE_PATIENTS)
    def deactivate_patient(self, info: Info, patient_id: Id) -> PatientResult:
        return Patient.of(commands.deactivate_patient(info.context.session, key_of(patient_id)))

    @mutation(Permission.WRITE_PATIENTS)
    def reactivate_patient(self, info: Info, patient_id: Id) -> PatientResult:
        return Patient.of(commands.reactivate_patient(info.context.session, key_of(patient_id)))

    @mutation(Permission.WRITE_PATIENTS)
    def add_patient_identifier(
        self, info: Info, patient_id: Id, identifier: IdentifierInput
    ) -> PatientResult:
        session = info.context.session
        added = commands.add_identifier(session, key_of(patient_id), given(Identifier, identifier))
        return Patient.of(find(session, models.Patient, added.patient_id))

    @mutation(Permission.WRITE_PATIENTS)
    def remove_patient_identifier(self, info: Info, identifier_id: Id) -> PatientResult:
        return Patient.of(commands.remove_identifier(info.context.session, key_of(identifier_id)))

    @mutation(Permission.WRITE_PATIENTS)
    def add_coverage(self, info: Info, patient_id: Id, details: CoverageInput) -> CoverageResult:
        added = commands.add_coverage(
            info.context.session, key_of(patient_id), given(CoverageDetails, details)
        )
        return Coverage.of(added)

    @mutation(Permission.WRITE_PATIENTS, description="Put right what was recorded wrongly.")
    def correct_coverage(
        self, info: Info, coverage_id: Id, details: CoverageInput
    ) -> CoverageResult:
        corrected = commands.correct_coverage(
            info.context.session, key_of(coverage_id), given(CoverageDetails, details)
        )
        return Coverage.of(corrected)

    @mutation(Permission.WRITE_PATIENTS, description="A new card: the old one ends the day before.")
    def replace_coverage(
        self, info: Info, coverage_id: Id, details: CoverageInput
    ) -> CoverageResult:
        replaced = commands.replace_coverage(
            info.context.session, key_of(coverage_id), given(CoverageDetails, details)
        )
        return Coverage.of(replaced)

    @mutation(Permission.WRITE_PATIENTS)
    def end_coverage(self, info: Info, coverage_id: Id, last_day: date) -> CoverageResult:
        return Coverage.of(
            commands.end_coverage(info.context.session, key_of(coverage_id), last_day)
        )

    @mutation(Permission.WRITE_PATIENTS, description="In which order that day's are billed.")
    def order_coverages(
        self, info: Info, patient_id: Id, on: date, coverage_ids: list[Id]
    ) -> PatientResult:
        session, patient_key = info.context.session, key_of(patient_id)
        commands.order_coverages(session, patient_key, on, [key_of(each) for each in coverage_ids])
        return Patient.of(find(session, models.Patient, patient_key))

    @mutation(Permission.IMPORT_PATIENTS, description="A CSV of patients with coverage.")
    def import_patients(
        self,
        info: Info,
        file_name: str,
        content: Base64,
        dry_run: bool = False,
        despite_duplicates: bool = False,
    ) -> ImportPatientsResult:
        done = import_patients(
            info.context.session,
            file_name,
            content,
            dry_run=dry_run,
            despite_duplicates=despite_duplicates,
        )
        return PatientImport.of(done)
