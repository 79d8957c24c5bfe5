"""GraphQL of remittances: what payers paid and why, posted or in quarantine."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry.scalars import JSON

from api.context import Info
from api.doors import mutation
from api.ids import Id, key_of
from api.payers import Payer
from api.reading.conditions import Choice, Range
from api.reading.declarations import many, one, pages
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, Counter, Direction, SortKey
from api.refusal import Refusal
from api.scalars import Cents
from api.submissions import RawFile
from domain.remittances import commands, models
from tenants.permissions import Permission

if TYPE_CHECKING:
    from api.claims import Claim, ServiceLine


@shows(models.Adjustment, Permission.READ_REMITTANCES)
class Adjustment(Node):
    """One reason why the payer paid another amount: of a claim, or of one of its lines."""

    group_code: str
    reason_code: str
    amount_cents: Cents
    quantity: Decimal | None


@shows(models.ServicePayment, Permission.READ_REMITTANCES)
class ServicePayment(Node):
    """How the payer decided one line."""

    position: int
    line_control_number: str | None
    procedure_code: str
    modifiers: list[str]
    units: Decimal
    charge_cents: Cents
    paid_cents: Cents
    allowed_cents: Cents | None
    remark_codes: list[str]
    service_line: Annotated["ServiceLine", strawberry.lazy("api.claims")] | None = one(
        "service_line_id"
    )
    adjustments: list[Adjustment] = many("service_payment_id")


@shows(models.ClaimPayment, Permission.READ_REMITTANCES)
class ClaimPayment(Node):
    """How the payer decided one claim."""

    position: int
    patient_control_number: str
    payer_claim_control_number: str | None
    claim_status_code: str
    charge_cents: Cents
    paid_cents: Cents
    patient_responsibility_cents: Cents
    crossover_payer_name: str | None
    remark_codes: list[str]
    status: str
    matched_by: str | None
    reason: str | None
    segments: str
    created_at: datetime
    claim: Annotated["Claim", strawberry.lazy("api.claims")] | None = one("claim_id")
    reverses: Annotated["ClaimPayment", strawberry.lazy("api.remittances")] | None = one(
        "reverses_id"
    )
    remittance: Annotated["Remittance", strawberry.lazy("api.remittances")] = one("remittance_id")
    service_payments: list[ServicePayment] = many("claim_payment_id", order=("position",))
    adjustments: list[Adjustment] = many("claim_payment_id")


@shows(models.ProviderAdjustment, Permission.READ_REMITTANCES)
class ProviderAdjustment(Node):
    """Money moved between payer and provider for no one claim; positive reduces the payment."""

    reason_code: str
    reference: str | None
    amount_cents: Cents
    fiscal_period_on: date | None
    details: JSON
    claim: Annotated["Claim", strawberry.lazy("api.claims")] | None = one("claim_id")


@strawberry.enum
class ClaimPaymentOrder(SortKey):
    POSITION = "position"


@shows(models.Remittance, Permission.READ_REMITTANCES)
class Remittance(Node):
    """One 835 transaction set: one payment and its explanation."""

    transaction_control_number: str
    payer_identifier: str
    payer_name: str
    trace_number: str
    payment_method_code: str
    paid_cents: Cents
    provider_adjustment_cents: Cents
    claim_paid_cents: Cents
    paid_on: date
    claim_count: int
    status: str
    reason: str | None
    posted_at: datetime | None
    created_at: datetime
    payer: Payer | None = one("payer_id")
    raw_file: RawFile = one("raw_file_id")
    claim_payments: Connection[ClaimPayment] = pages(
        "remittance_id", ClaimPaymentOrder.POSITION, Direction.ASCENDING
    )
    provider_adjustments: list[ProviderAdjustment] = many("remittance_id")


@strawberry.enum
class RemittanceOrder(SortKey):
    PAID_ON = "paid_on"
    CREATED = "id"


@strawberry.input
class RemittanceFilter:
    status: Choice[str] | None = strawberry.UNSET
    payer_id: Choice[Id] | None = strawberry.UNSET
    paid_on: Range[date] | None = strawberry.UNSET
    trace_number: Choice[str] | None = strawberry.UNSET


@strawberry.type
class RemittanceQuery:
    remittance: Remittance | None = record(Permission.READ_REMITTANCES)
    remittances: Connection[Remittance] = connection(
        Permission.READ_REMITTANCES,
        RemittanceOrder.PAID_ON,
        filters=RemittanceFilter,
        counter=Counter("status"),
    )
    claim_payment: ClaimPayment | None = record(Permission.READ_REMITTANCES)


RemittanceResult = Annotated[Remittance | Refusal, strawberry.union("RemittanceResult")]
ClaimPaymentResult = Annotated[ClaimPayment | Refusal, strawberry.union("ClaimPaymentResult")]


@strawberry.type
class RemittanceMutation:
    @mutation(
        Permission.POST_REMITTANCES,
        description="Prove and match again what waits in quarantine, after its cause is mended;"
        " `paidOn` is for a payment whose BPR16 tells no day.",
    )
    def replay_remittance(
        self, info: Info, remittance_id: Id, paid_on: date | None = None
    ) -> RemittanceResult:
        replayed = commands.replay_remittance(info.context.session, key_of(remittance_id), paid_on)
        return Remittance.of(replayed)

    @mutation(
        Permission.POST_REMITTANCES,
        description="Say which claim a quarantined payment is for; it is then posted.",
    )
    def match_claim_payment(
        self, info: Info, claim_payment_id: Id, claim_id: Id
    ) -> ClaimPaymentResult:
        ids = (key_of(claim_payment_id), key_of(claim_id))
        return ClaimPayment.of(commands.match_by_hand(info.context.session, *ids))
