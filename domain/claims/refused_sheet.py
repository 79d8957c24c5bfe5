"""Why an act on many claims was not done to some of them, as a sheet to work through."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.claims.bulk_acts import see_act
from domain.claims.models import BulkActRefusal, Claim
from domain.payers.models import Payer
from domain.providers.models import Store
from domain.sheets import sheet_of

COLUMNS = ("claim", "served_on", "store", "payer", "status", "code", "why")
MOST_ROWS = 20_000


def refused_sheet(session: Session, bulk_act_id: UUID) -> tuple[str, int, set[UUID]]:
    """CSV of what was refused, how many rows it has, and whose claims they are.

    Raises:
        NotFound: there is no such act, or it is somebody else's.
    """
    see_act(session, bulk_act_id)
    statement = (
        select(BulkActRefusal, Claim, Store.name, Payer.name)
        .join(Claim, Claim.id == BulkActRefusal.claim_id)
        .join(Store, Store.id == Claim.store_id)
        .join(Payer, Payer.id == Claim.payer_id)
        .where(BulkActRefusal.bulk_act_id == bulk_act_id)
        .order_by(BulkActRefusal.id)
        .limit(MOST_ROWS)
    )
    found = session.execute(statement).all()
    rows = [
        (
            claim.patient_control_number, claim.served_on, store, payer, claim.display_status,
            refusal.code, refusal.message,
        )
        for refusal, claim, store, payer in found
    ]  # fmt: skip
    return sheet_of(COLUMNS, rows), len(rows), {claim.patient_id for _, claim, _, _ in found}
