"""GraphQL of the ledger: entries, their legs, and whether it all balances."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from api.approvals import Approval
from api.context import Info
from api.doors import mutation
from api.ids import Id, key_of
from api.payers import Payer
from api.providers import Store
from api.reading.conditions import Choice, OfClaim, Range
from api.reading.declarations import many, one
from api.reading.fields import Node, connection, listing, record, shows
from api.reading.paging import Connection, Counter, SortKey
from api.reading.resolving import Row
from api.refusal import Refusal
from api.scalars import Cents
from domain.approvals import commands as approvals
from domain.approvals.models import Approval as ApprovalRow
from domain.ledger import models
from domain.ledger.refunds import RefundTo
from domain.reports.queries import trial_balance
from tenants.permissions import Permission

if TYPE_CHECKING:
    from api.claims import Claim, ServiceLine

strawberry.enum(models.Account)
strawberry.enum(RefundTo)


@shows(models.Leg, Permission.READ_LEDGER)
class Leg(Node):
    """A signed amount on one account: debits positive, credits negative."""

    account: models.Account
    amount_cents: Cents
    entry: Annotated["Entry", strawberry.lazy("api.ledger")] = one("entry_id")
    claim: Annotated["Claim", strawberry.lazy("api.claims")] | None = one("claim_id")
    service_line: Annotated["ServiceLine", strawberry.lazy("api.claims")] | None = one(
        "service_line_id"
    )
    payer: Payer | None = one("payer_id")
    store: Store | None = one("store_id")


@shows(models.Entry, Permission.READ_LEDGER)
class Entry(Node):
    """One balanced movement of money, with its cause."""

    kind: str
    source_kind: str
    source_id: UUID
    effective_on: date
    posted_at: datetime
    posted_by: str
    memo: str
    reverses: Annotated["Entry", strawberry.lazy("api.ledger")] | None = one("reverses_id")
    legs: list[Leg] = many("entry_id")


@shows(None, Permission.READ_LEDGER)
class AccountBalance(Row):
    """What stands on one account; over all accounts the balances sum to zero."""

    account: models.Account
    debit_cents: Cents
    credit_cents: Cents
    balance_cents: Cents


@strawberry.enum
class EntryOrder(SortKey):
    POSTED_AT = "posted_at"


@strawberry.input
class EntryFilter:
    kind: Choice[str] | None = strawberry.UNSET
    effective_on: Range[date] | None = strawberry.UNSET
    posted_at: Range[datetime] | None = strawberry.UNSET
    id: OfClaim | None = strawberry.UNSET


@strawberry.input
class BalanceFilter:
    store_id: Choice[Id] | None = strawberry.UNSET
    payer_id: Choice[Id] | None = strawberry.UNSET


@strawberry.type
class LedgerQuery:
    entry: Entry | None = record(Permission.READ_LEDGER)
    entries: Connection[Entry] = connection(
        Permission.READ_LEDGER, EntryOrder.POSTED_AT, filters=EntryFilter, counter=Counter("kind")
    )
    trial_balance: list[AccountBalance] = listing(
        Permission.READ_LEDGER, trial_balance, "account", filters=BalanceFilter
    )


EntryResult = Annotated[Entry | Approval | Refusal, strawberry.union("EntryResult")]


@strawberry.type
class LedgerMutation:
    @mutation(
        Permission.WRITE_LEDGER,
        recent_sign_in=True,
        description="Give up part of what is still owed on a claim; the reason stays with it.",
    )
    def write_off(self, info: Info, claim_id: Id, amount_cents: Cents, reason: str) -> EntryResult:
        done = approvals.write_off(info.context.session, key_of(claim_id), amount_cents, reason)
        return Approval.of(done) if isinstance(done, ApprovalRow) else Entry.of(done)

    @mutation(
        Permission.WRITE_LEDGER,
        recent_sign_in=True,
        description="Give money back to the payer or the patient; the reason stays with it.",
    )
    def refund(
        self, info: Info, claim_id: Id, to: RefundTo, amount_cents: Cents, reason: str
    ) -> EntryResult:
        done = approvals.refund(info.context.session, key_of(claim_id), to, amount_cents, reason)
        return Approval.of(done) if isinstance(done, ApprovalRow) else Entry.of(done)
