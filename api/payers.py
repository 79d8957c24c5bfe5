"""GraphQL of payers and of the partners that carry claims to them."""

from datetime import date
from typing import Annotated

import strawberry

from api.context import Info
from api.doors import mutation
from api.ids import Id, key_of
from api.inputs import given
from api.reading.conditions import Choice, Containing
from api.reading.declarations import many, one
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, Direction, SortKey
from api.refusal import Refusal
from api.scalars import Cents
from domain.payers import commands, models
from tenants.permissions import Permission


@shows(models.TradingPartner, Permission.READ_PAYERS)
class TradingPartner(Node):
    """Whoever receives our interchanges: a clearinghouse, a payer, or the payer simulator."""

    name: str
    gateway: str
    submitter_id: str
    submitter_name: str
    contact_name: str
    contact_phone: str
    receiver_id: str
    receiver_name: str
    is_production: bool
    last_control_number: int


@shows(models.ContractRate, Permission.READ_PAYERS)
class ContractRate(Node):
    """What a payer has agreed to pay for a procedure, from a day on."""

    procedure_code: str
    modifiers: list[str]
    allowed_cents: Cents
    effective_from_on: date
    effective_to_on: date | None


@shows(models.Payer, Permission.READ_PAYERS)
class Payer(Node):
    """Who pays for a service."""

    name: str
    payer_number: str
    claim_filing_indicator_code: str
    state: str | None
    timely_filing_days: int
    requires_taxonomy: bool
    accepts_secondary_claims: bool
    expects_answer_within_days: int
    requires_enrollment: bool
    is_active: bool
    trading_partner: TradingPartner | None = one("trading_partner_id")
    contract_rates: list[ContractRate] = many(
        "payer_id", order=("procedure_code", "effective_from_on", "id")
    )


@strawberry.enum
class PayerOrder(SortKey):
    NAME = "name"
    ADDED = "id"


@strawberry.input
class PayerFilter:
    name: Containing | None = strawberry.UNSET
    is_active: bool | None = strawberry.UNSET
    payer_number: Choice[str] | None = strawberry.UNSET
    claim_filing_indicator_code: Choice[str] | None = strawberry.UNSET
    trading_partner_id: Choice[Id] | None = strawberry.UNSET


@strawberry.enum
class TradingPartnerOrder(SortKey):
    NAME = "name"


@strawberry.type
class PayerQuery:
    payer: Payer | None = record(Permission.READ_PAYERS)
    payers: Connection[Payer] = connection(
        Permission.READ_PAYERS, PayerOrder.NAME, Direction.ASCENDING, filters=PayerFilter
    )
    trading_partner: TradingPartner | None = record(Permission.READ_PAYERS)
    trading_partners: Connection[TradingPartner] = connection(
        Permission.READ_PAYERS, TradingPartnerOrder.NAME, Direction.ASCENDING
    )


@strawberry.input
class TradingPartnerInput:
    name: str
    gateway: str
    submitter_id: str
    submitter_name: str
    contact_name: str
    contact_phone: str
    receiver_id: str
    receiver_name: str
    is_production: bool = False


@strawberry.input
class PayerInput:
    name: str
    payer_number: str
    claim_filing_indicator_code: str
    trading_partner_id: Id | None = None
    state: str | None = None
    timely_filing_days: int = 365
    requires_taxonomy: bool = True
    accepts_secondary_claims: bool = True
    expects_answer_within_days: int = 30
    requires_enrollment: bool = False
    is_active: bool = True


@strawberry.input
class ContractRateInput:
    procedure_code: str
    allowed_cents: Cents
    effective_from_on: date
    effective_to_on: date | None = None
    modifiers: list[str] = strawberry.field(default_factory=list)


TradingPartnerResult = Annotated[TradingPartner | Refusal, strawberry.union("TradingPartnerResult")]
PayerResult = Annotated[Payer | Refusal, strawberry.union("PayerResult")]
ContractRateResult = Annotated[ContractRate | Refusal, strawberry.union("ContractRateResult")]


@strawberry.type
class PayerMutation:
    @mutation(Permission.MANAGE_PAYERS, recent_sign_in=True)
    def add_trading_partner(self, info: Info, details: TradingPartnerInput) -> TradingPartnerResult:
        added = commands.add_trading_partner(
            info.context.session, given(commands.TradingPartnerDetails, details)
        )
        return TradingPartner.of(added)

    @mutation(Permission.MANAGE_PAYERS, recent_sign_in=True)
    def change_trading_partner(
        self, info: Info, trading_partner_id: Id, details: TradingPartnerInput
    ) -> TradingPartnerResult:
        changed = commands.change_trading_partner(
            info.context.session,
            key_of(trading_partner_id),
            given(commands.TradingPartnerDetails, details),
        )
        return TradingPartner.of(changed)

    @mutation(Permission.MANAGE_PAYERS)
    def add_payer(self, info: Info, details: PayerInput) -> PayerResult:
        added = commands.add_payer(info.context.session, given(commands.PayerDetails, details))
        return Payer.of(added)

    @mutation(Permission.MANAGE_PAYERS)
    def change_payer(self, info: Info, payer_id: Id, details: PayerInput) -> PayerResult:
        changed = commands.change_payer(
            info.context.session, key_of(payer_id), given(commands.PayerDetails, details)
        )
        return Payer.of(changed)

    @mutation(Permission.MANAGE_PAYERS)
    def set_contract_rate(
        self, info: Info, payer_id: Id, terms: ContractRateInput
    ) -> ContractRateResult:
        rate = commands.set_contract_rate(
            info.context.session, key_of(payer_id), given(commands.ContractTerms, terms)
        )
        return ContractRate.of(rate)
