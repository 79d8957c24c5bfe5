"""Claims as a sheet: what is asked and paid of each, without a patient's name."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.claims.models import Claim
from domain.claims.totals import Narrowing
from domain.encounters.models import Encounter
from domain.payers.models import Payer
from domain.providers.models import Store
from domain.services.models import Service
from domain.sheets import sheet_of

MOST_ROWS = 20_000
COLUMNS = (
    "claim", "served_on", "store", "payer", "service", "status", "charge", "expected", "paid",
    "patient_owes", "payer_claim_control_number", "decided_at",
)  # fmt: skip


def claim_sheet(session: Session, narrow: Narrowing) -> tuple[str, int, set[UUID]]:
    """CSV of the claims, the newest first; how many rows it has; and whose claims they are."""
    claims, encounters = Claim.__table__.alias(), Encounter.__table__.alias()
    statement = (
        select(
            claims.c.patient_id,
            claims.c.patient_control_number,
            claims.c.served_on,
            Store.name.label("store"),
            Payer.name.label("payer"),
            Service.name.label("service"),
            claims.c.display_status,
            claims.c.charge_cents,
            claims.c.expected_cents,
            claims.c.paid_cents,
            claims.c.patient_responsibility_cents,
            claims.c.payer_claim_control_number,
            claims.c.adjudicated_at,
        )
        .select_from(claims)
        .join(Store, Store.id == claims.c.store_id)
        .join(Payer, Payer.id == claims.c.payer_id)
        .outerjoin(encounters, encounters.c.id == claims.c.encounter_id)
        .outerjoin(Service, Service.id == encounters.c.service_id)
        .where(*narrow(claims.c))
        .order_by(claims.c.served_on.desc(), claims.c.id.desc())
        .limit(MOST_ROWS)
    )
    found = session.execute(statement).all()
    rows = [
        (*row[1:7], *(_dollars(cents) for cents in row[7:11]), row[11], row[12]) for row in found
    ]
    return sheet_of(COLUMNS, rows), len(rows), {row[0] for row in found}


def _dollars(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents).scaleb(-2)
