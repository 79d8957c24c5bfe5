"""GraphQL of disclosures: what was told to whom, what is kept back, and the account given of it."""

from datetime import date, datetime
from typing import Annotated, Any

import strawberry
from sqlalchemy import ColumnElement, Text, cast, func, literal, literal_column, select

from api.accounting_pages import accounting_page
from api.context import Info
from api.doors import mutation, query
from api.ids import Id, global_id, key_of
from api.inputs import given
from api.reading.conditions import Choice, Range
from api.reading.declarations import computed
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, SortKey
from api.refusal import Refusal
from domain.disclosures import accounting, commands, models
from domain.disclosures.accounting import DUE_AFTER, account_for, period_of
from domain.disclosures.commands import DisclosureDetails, Statement
from domain.disclosures.models import DisclosureKind
from tenants.permissions import Permission

strawberry.enum(DisclosureKind)
PATH = "/disclosures/accountings/"


def _patient_id(row: Any) -> ColumnElement[Any]:
    return func.concat("Patient_", row.patient_id)


def _is_suspended(row: Any) -> ColumnElement[bool]:
    others = models.Disclosure.__table__.alias()
    suspensions = models.DisclosureSuspension.__table__.alias()
    yesterday = func.current_date() - literal_column("1")  # It may not be over yet west of here.
    return (
        select(literal_column("1"))
        .select_from(suspensions.join(others, suspensions.c.disclosure_id == others.c.id))
        .where(
            suspensions.c.patient_id == row.patient_id,
            others.c.recipient_name_index == row.recipient_name_index,
            suspensions.c.ends_on >= yesterday,
            suspensions.c.lifted_at.is_(None),
        )
        .correlate_except(suspensions, others)
        .exists()
    )


@shows(models.Disclosure, Permission.READ_DISCLOSURES)
class Disclosure(Node):
    """That a patient's information was given to somebody outside."""

    patient_id: Id = computed(_patient_id)
    kind: DisclosureKind
    disclosed_on: date
    last_disclosed_on: date | None
    disclosure_count: int
    frequency: str | None
    recipient_name: str
    recipient_address: str | None
    description: str
    purpose: str
    recorded_by: str
    created_at: datetime
    is_suspended: bool = computed(_is_suspended)
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawal_reason: str | None


@shows(models.DisclosureSuspension, Permission.READ_DISCLOSURES)
class DisclosureSuspension(Node):
    """That an agency's disclosures are kept from the patient's account, until when and why."""

    patient_id: Id = computed(_patient_id)
    disclosure_id: Id = computed(lambda row: func.concat("Disclosure_", row.disclosure_id))
    official: str
    statement: str
    is_written: bool
    ends_on: date
    suspended_by: str
    created_at: datetime
    lifted_at: datetime | None
    lifted_by: str | None


@shows(models.DisclosureAccounting, Permission.READ_DISCLOSURES)
class DisclosureAccounting(Node):
    """An account as it was given; `path` has the document."""

    patient_id: Id = computed(_patient_id)
    from_on: date
    to_on: date
    requested_on: date
    due_on: date = computed(lambda row: row.requested_on + literal(DUE_AFTER.days))
    entry_count: int
    made_by: str
    created_at: datetime
    path: str = computed(lambda row: literal(PATH).concat(cast(row.id, Text)))


@strawberry.type(description="What went to one recipient for one purpose.")
class AccountedDisclosure:
    kind: DisclosureKind
    first_on: date
    last_on: date
    disclosure_count: int
    frequency: str | None
    recipient_name: str
    recipient_address: str | None
    description: str
    purpose: str

    @classmethod
    def of(cls, entry: accounting.AccountedDisclosure) -> "AccountedDisclosure":
        return given(cls, entry)


@strawberry.type(description="What a patient is told (45 CFR 164.528).")
class AccountingOfDisclosures:
    patient_id: Id
    from_on: date
    to_on: date
    entries: list[AccountedDisclosure]


@strawberry.enum
class DisclosureOrder(SortKey):
    DISCLOSED_ON = "disclosed_on"
    RECORDED = "id"


@strawberry.enum
class SuspensionOrder(SortKey):
    SUSPENDED = "id"


@strawberry.enum
class AccountingOrder(SortKey):
    MADE = "id"


@strawberry.input
class DisclosureFilter:
    patient_id: Choice[Id] | None = strawberry.UNSET
    kind: Choice[DisclosureKind] | None = strawberry.UNSET
    disclosed_on: Range[date] | None = strawberry.UNSET
    recipient_name: Choice[str] | None = strawberry.UNSET
    recorded_by: Choice[str] | None = strawberry.UNSET


@strawberry.input
class SuspensionFilter:
    patient_id: Choice[Id] | None = strawberry.UNSET
    ends_on: Range[date] | None = strawberry.UNSET


@strawberry.input
class AccountingFilter:
    patient_id: Choice[Id] | None = strawberry.UNSET
    requested_on: Range[date] | None = strawberry.UNSET


@strawberry.input(
    description="One disclosure; or several to one recipient for one purpose, with the last day."
)
class DisclosureInput:
    kind: DisclosureKind
    disclosed_on: date
    recipient_name: str
    description: str
    purpose: str
    recipient_address: str | None = None
    last_disclosed_on: date | None = None
    disclosure_count: int = 1
    frequency: str | None = None


@strawberry.input(description="What an agency's official stated.")
class SuspensionInput:
    official: str
    statement: str
    is_written: bool
    ends_on: date


DisclosureResult = Annotated[Disclosure | Refusal, strawberry.union("DisclosureResult")]
SuspensionResult = Annotated[DisclosureSuspension | Refusal, strawberry.union("SuspensionResult")]
AccountingResult = Annotated[DisclosureAccounting | Refusal, strawberry.union("AccountingResult")]


@strawberry.type
class DisclosureQuery:
    disclosure: Disclosure | None = record(Permission.READ_DISCLOSURES)
    disclosures: Connection[Disclosure] = connection(
        Permission.READ_DISCLOSURES, DisclosureOrder.DISCLOSED_ON, filters=DisclosureFilter
    )
    disclosure_suspensions: Connection[DisclosureSuspension] = connection(
        Permission.READ_DISCLOSURES, SuspensionOrder.SUSPENDED, filters=SuspensionFilter
    )
    disclosure_accountings: Connection[DisclosureAccounting] = connection(
        Permission.READ_DISCLOSURES, AccountingOrder.MADE, filters=AccountingFilter
    )

    @query(
        Permission.READ_DISCLOSURES,
        description="What the patient would be told now, of six years unless of less.",
    )
    def accounting_of_disclosures(
        self, info: Info, patient_id: Id, from_on: date | None = None, to_on: date | None = None
    ) -> AccountingOfDisclosures:
        period = period_of(from_on, to_on)
        account = account_for(info.context.session, key_of(patient_id), period)
        return AccountingOfDisclosures(
            patient_id=global_id("Patient", account.patient.id),
            from_on=period.from_on,
            to_on=period.to_on,
            entries=[AccountedDisclosure.of(entry) for entry in account.entries],
        )


@strawberry.type
class DisclosureMutation:
    @mutation(
        Permission.RECORD_DISCLOSURES,
        description="For what is neither treatment, payment nor operations, nor authorized.",
    )
    def record_disclosure(
        self, info: Info, patient_id: Id, disclosure: DisclosureInput
    ) -> DisclosureResult:
        details = given(DisclosureDetails, disclosure)
        done = commands.record_disclosure(info.context.session, key_of(patient_id), details)
        return Disclosure.of(done)

    @mutation(Permission.RECORD_DISCLOSURES, description="It was recorded wrongly; it stays here.")
    def withdraw_disclosure(self, info: Info, disclosure_id: Id, reason: str) -> DisclosureResult:
        done = commands.withdraw_disclosure(info.context.session, key_of(disclosure_id), reason)
        return Disclosure.of(done)

    @mutation(
        Permission.SUSPEND_DISCLOSURES,
        description="All of the patient's to the same recipient are kept from accounts.",
    )
    def suspend_disclosures(
        self, info: Info, disclosure_id: Id, suspension: SuspensionInput
    ) -> SuspensionResult:
        stated = given(Statement, suspension)
        done = commands.suspend_disclosures(info.context.session, key_of(disclosure_id), stated)
        return DisclosureSuspension.of(done)

    @mutation(Permission.SUSPEND_DISCLOSURES)
    def lift_suspension(self, info: Info, suspension_id: Id) -> SuspensionResult:
        done = commands.lift_suspension(info.context.session, key_of(suspension_id))
        return DisclosureSuspension.of(done)

    @mutation(
        Permission.RECORD_DISCLOSURES,
        description="Make the document that a patient asked for, and keep it as it is given.",
    )
    def make_accounting(
        self,
        info: Info,
        patient_id: Id,
        from_on: date | None = None,
        to_on: date | None = None,
        requested_on: date | None = None,
    ) -> AccountingResult:
        session, period = info.context.session, period_of(from_on, to_on, requested_on)
        account = account_for(session, key_of(patient_id), period)
        document = accounting_page(session, account, period)
        return DisclosureAccounting.of(commands.keep_accounting(session, account, period, document))
