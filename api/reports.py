"""GraphQL of reports: revenue by service, payers' performance, receivables by age, claim counts."""

from datetime import date
from decimal import Decimal

import strawberry

from api.ids import Id
from api.payers import Payer
from api.providers import Store
from api.reading.conditions import Choice, Range
from api.reading.declarations import one
from api.reading.fields import listing, shows
from api.reading.resolving import Row
from api.scalars import Cents
from api.services import Service
from domain.claims.status import DisplayStatus
from domain.ledger.models import Account
from domain.reports import queries
from tenants.permissions import Permission


@shows(None, Permission.READ_REPORTS)
class ServiceRevenue(Row):
    """What a service earned."""

    service: Service = one("service_id")
    claim_count: int
    charge_cents: Cents
    expected_cents: Cents
    paid_cents: Cents
    adjusted_cents: Cents
    patient_cents: Cents


@shows(None, Permission.READ_REPORTS)
class PayerRevenue(Row):
    """What was earned from a payer."""

    payer: Payer = one("payer_id")
    claim_count: int
    charge_cents: Cents
    expected_cents: Cents
    paid_cents: Cents
    adjusted_cents: Cents
    patient_cents: Cents


@shows(None, Permission.READ_REPORTS)
class StoreRevenue(Row):
    """What a store earned."""

    store: Store = one("store_id")
    claim_count: int
    charge_cents: Cents
    expected_cents: Cents
    paid_cents: Cents
    adjusted_cents: Cents
    patient_cents: Cents


@shows(None, Permission.READ_REPORTS)
class PayerPerformance(Row):
    """How fast and how fully a payer pays."""

    payer: Payer = one("payer_id")
    adjudicated_count: int
    denied_count: int
    paid_cents: Cents
    expected_cents: Cents
    days_to_pay: Decimal | None
    denial_rate: Decimal | None
    paid_to_expected: Decimal | None


@shows(None, Permission.READ_REPORTS)
class Receivable(Row):
    """What is owed for services that old: by payers or by patients, as the account says."""

    account: Account
    from_days: int
    claim_count: int
    owed_cents: Cents


@shows(None, Permission.READ_REPORTS)
class ClaimCount(Row):
    """How many claims have a status."""

    display_status: DisplayStatus
    count: int


@strawberry.input
class RevenueFilter:
    served_on: Range[date] | None = strawberry.UNSET
    store_id: Choice[Id] | None = strawberry.UNSET
    payer_id: Choice[Id] | None = strawberry.UNSET
    service_id: Choice[Id] | None = strawberry.UNSET


@strawberry.input
class PerformanceFilter:
    month_on: Range[date] | None = strawberry.UNSET
    payer_id: Choice[Id] | None = strawberry.UNSET


@strawberry.input
class ReceivableFilter:
    store_id: Choice[Id] | None = strawberry.UNSET
    payer_id: Choice[Id] | None = strawberry.UNSET


@strawberry.input
class ClaimCountFilter:
    store_id: Choice[Id] | None = strawberry.UNSET


@strawberry.type
class ReportQuery:
    revenue_by_service: list[ServiceRevenue] = listing(
        Permission.READ_REPORTS,
        queries.revenue_by_service,
        "service_id",
        filters=RevenueFilter,
        is_heavy=False,
    )
    revenue_by_payer: list[PayerRevenue] = listing(
        Permission.READ_REPORTS,
        queries.revenue_by_payer,
        "payer_id",
        filters=RevenueFilter,
        is_heavy=False,
    )
    revenue_by_store: list[StoreRevenue] = listing(
        Permission.READ_REPORTS,
        queries.revenue_by_store,
        "store_id",
        filters=RevenueFilter,
        is_heavy=False,
    )
    payer_performance: list[PayerPerformance] = listing(
        Permission.READ_REPORTS,
        queries.payer_performance,
        "payer_id",
        filters=PerformanceFilter,
        is_heavy=False,
    )
    receivables_by_age: list[Receivable] = listing(
        Permission.READ_REPORTS,
        queries.receivables_by_age,
        "account",
        "from_days",
        filters=ReceivableFilter,
    )
    claim_counts: list[ClaimCount] = listing(
        Permission.READ_REPORTS,
        queries.claim_counts,
        "display_status",
        filters=ClaimCountFilter,
        is_heavy=False,
    )
