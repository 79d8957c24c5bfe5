"""The proof at the end of the day: what the ledger holds, and that it balances."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from domain.ledger.models import Account, Leg
from infra.database import make_engine
from infra.settings import Settings
from tenants.actor import job
from tenants.context import ContextSigner
from tenants.database import TenantDatabase


@dataclass(frozen=True)
class Books:
    """The balance of each account that was moved."""

    cents: dict[str, int]

    @property
    def cash_cents(self) -> int:
        return self.cents.get(Account.CASH, 0)

    @property
    def total_cents(self) -> int:
        """Debits are positive and credits negative: nothing, if the books balance."""
        return sum(self.cents.values())


def books_of(settings: Settings, tenant_id: UUID) -> Books:
    """As a job of the tenant reads them from the ledger itself."""
    engine = make_engine(settings.database_url, pool_size=1)
    signer = ContextSigner(settings.context_key_file.read_bytes())
    database = TenantDatabase(engine, signer, job(tenant_id, "journey"))
    try:
        with database.transaction() as session:
            rows = session.execute(
                select(Leg.account, func.sum(Leg.amount_cents)).group_by(Leg.account)
            )
            return Books({account: int(cents) for account, cents in rows})
    finally:
        engine.dispose()
