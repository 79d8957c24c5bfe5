"""GraphQL of what lets people and stores serve and be paid: credentials, enrolments, last days."""

from datetime import date
from typing import Annotated

import strawberry
from sqlalchemy import case, func

from api.context import Info
from api.doors import mutation
from api.ids import Id, key_of
from api.inputs import given
from api.payers import Payer
from api.providers import Provider, ProviderResult, Store
from api.reading.conditions import Choice, Range
from api.reading.declarations import computed, one
from api.reading.fields import Node, connection, listing, record, shows
from api.reading.paging import Connection, SortKey
from api.reading.resolving import Row
from api.refusal import Refusal
from domain.providers import credentials, enrollments, models
from domain.providers.queries import expirations
from tenants.permissions import Permission

strawberry.enum(models.CredentialKind)
strawberry.enum(models.EnrollmentStage)


@shows(models.Credential, Permission.READ_PROVIDERS)
class Credential(Node):
    """A licence, certificate, protocol or agreement of a provider in one state, for some time."""

    kind: models.CredentialKind
    number: str
    state: str
    issued_by: str | None
    procedure_codes: list[str]
    effective_from_on: date
    effective_to_on: date | None
    is_in_force: bool = computed(
        lambda row: func.current_date().between(
            row.effective_from_on, func.coalesce(row.effective_to_on, func.current_date())
        )
    )
    provider: Provider = one("provider_id")


@shows(models.Enrollment, Permission.READ_PROVIDERS)
class Enrollment(Node):
    """A provider taken in by a payer, for services at one store, for some time."""

    status: str = computed(
        lambda row: case((row.effective_to_on < func.current_date(), "expired"), else_=row.stage)
    )
    number: str | None
    submitted_on: date | None
    effective_from_on: date | None
    effective_to_on: date | None
    provider: Provider = one("provider_id")
    store: Store = one("store_id")
    payer: Payer = one("payer_id")


@shows(None, Permission.READ_PROVIDERS)
class Expiration(Row):
    """The last day of a credential, a laboratory's certificate or an enrolment."""

    kind: str
    number: str | None
    effective_to_on: date
    days_left: int
    provider: Provider | None = one("provider_id")
    store: Store | None = one("store_id")
    payer: Payer | None = one("payer_id")


@strawberry.enum
class CredentialOrder(SortKey):
    EFFECTIVE_FROM_ON = "effective_from_on"


@strawberry.enum
class EnrollmentOrder(SortKey):
    ADDED = "id"


@strawberry.input
class CredentialFilter:
    provider_id: Choice[Id] | None = strawberry.UNSET
    kind: Choice[models.CredentialKind] | None = strawberry.UNSET
    state: Choice[str] | None = strawberry.UNSET
    effective_to_on: Range[date] | None = strawberry.UNSET


@strawberry.input
class EnrollmentFilter:
    provider_id: Choice[Id] | None = strawberry.UNSET
    store_id: Choice[Id] | None = strawberry.UNSET
    payer_id: Choice[Id] | None = strawberry.UNSET
    stage: Choice[models.EnrollmentStage] | None = strawberry.UNSET
    effective_to_on: Range[date] | None = strawberry.UNSET


@strawberry.input(description="Days left are negative of what has expired.")
class ExpirationFilter:
    days_left: Range[int] | None = strawberry.UNSET
    kind: Choice[str] | None = strawberry.UNSET
    provider_id: Choice[Id] | None = strawberry.UNSET
    store_id: Choice[Id] | None = strawberry.UNSET
    payer_id: Choice[Id] | None = strawberry.UNSET


@strawberry.type
class CredentialQuery:
    credential: Credential | None = record(Permission.READ_PROVIDERS)
    credentials: Connection[Credential] = connection(
        Permission.READ_PROVIDERS, CredentialOrder.EFFECTIVE_FROM_ON, filters=CredentialFilter
    )
    enrollment: Enrollment | None = record(Permission.READ_PROVIDERS)
    enrollments: Connection[Enrollment] = connection(
        Permission.READ_PROVIDERS, EnrollmentOrder.ADDED, filters=EnrollmentFilter
    )
    expirations: list[Expiration] = listing(
        Permission.READ_PROVIDERS,
        expirations,
        "effective_to_on",
        "subject_id",
        filters=ExpirationFilter,
        is_heavy=False,
    )


@strawberry.input
class CredentialInput:
    kind: models.CredentialKind
    number: str
    state: str
    effective_from_on: date
    effective_to_on: date | None = None
    issued_by: str | None = None
    procedure_codes: list[str] = strawberry.field(default_factory=list)


@strawberry.input
class EnrollmentInput:
    stage: models.EnrollmentStage
    number: str | None = None
    submitted_on: date | None = None
    effective_from_on: date | None = None
    effective_to_on: date | None = None


CredentialResult = Annotated[Credential | Refusal, strawberry.union("CredentialResult")]
EnrollmentResult = Annotated[Enrollment | Refusal, strawberry.union("EnrollmentResult")]


@strawberry.type
class CredentialMutation:
    @mutation(Permission.MANAGE_PROVIDERS, description="A renewal is a credential of its own.")
    def add_credential(
        self, info: Info, provider_id: Id, details: CredentialInput
    ) -> CredentialResult:
        added = credentials.add_credential(
            info.context.session, key_of(provider_id), given(credentials.CredentialDetails, details)
        )
        return Credential.of(added)

    @mutation(Permission.MANAGE_PROVIDERS, description="Put right what was recorded wrongly.")
    def correct_credential(
        self, info: Info, credential_id: Id, details: CredentialInput
    ) -> CredentialResult:
        corrected = credentials.correct_credential(
            info.context.session,
            key_of(credential_id),
            given(credentials.CredentialDetails, details),
        )
        return Credential.of(corrected)

    @mutation(Permission.MANAGE_PROVIDERS, description="Forget what was recorded by mistake.")
    def remove_credential(self, info: Info, credential_id: Id) -> ProviderResult:
        return Provider.of(
            credentials.remove_credential(info.context.session, key_of(credential_id))
        )

    @mutation(Permission.MANAGE_PROVIDERS)
    def begin_enrollment(
        self, info: Info, provider_id: Id, store_id: Id, payer_id: Id, details: EnrollmentInput
    ) -> EnrollmentResult:
        begun = enrollments.begin_enrollment(
            info.context.session,
            key_of(provider_id),
            key_of(store_id),
            key_of(payer_id),
            given(enrollments.EnrollmentDetails, details),
        )
        return Enrollment.of(begun)

    @mutation(Permission.MANAGE_PROVIDERS)
    def change_enrollment(
        self, info: Info, enrollment_id: Id, details: EnrollmentInput
    ) -> EnrollmentResult:
        changed = enrollments.change_enrollment(
            info.context.session,
            key_of(enrollment_id),
            given(enrollments.EnrollmentDetails, details),
        )
        return Enrollment.of(changed)
