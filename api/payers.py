"""GraphQL of payers and of the partners that carry claims to them."""

from datetime import date

import strawberry

from api.reading.conditions import Choice
from api.reading.declarations import many, one
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, Direction, SortKey
from api.scalars import Cents
from domain.payers import models
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
    is_active: bool | None = strawberry.UNSET
    payer_number: Choice[str] | None = strawberry.UNSET
    claim_filing_indicator_code: Choice[str] | None = strawberry.UNSET


@strawberry.enum
class TradingPartnerOrder(SortKey):
    NAME = "name"


@strawberry.type
class PayerQuery:
    payer: Payer | None = record(Permission.READ_PAYERS)
    payers: Connection[Payer] = connection(
        Permission.READ_PAYERS, PayerOrder.NAME, Direction.ASCENDING, filters=PayerFilter
    )
    trading_partners: Connection[TradingPartner] = connection(
        Permission.READ_PAYERS, TradingPartnerOrder.NAME, Direction.ASCENDING
    )
