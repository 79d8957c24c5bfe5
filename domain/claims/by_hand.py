"""Claims that a person builds, for what no template describes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from domain.claims.assembly import MOST_LINES, Assembled, control_number
from domain.claims.commands import check_and_release, keep
from domain.claims.models import Claim, ServiceLine
from domain.codes.codebook import Codebook
from domain.errors import Invalid
from domain.patients.models import Coverage
from domain.providers.models import Provider, Store
from tenants.database import find
from tenants.identifiers import new_id

RULE = "by hand"


@dataclass(frozen=True)
class LineByHand:
    """One line as a person states it."""

    procedure_code: str
    units: Decimal
    charge_cents: int
    diagnosis_pointers: Sequence[int]
    modifiers: Sequence[str] = ()
    ndc: str | None = None
    ndc_quantity: Decimal | None = None
    ndc_unit_code: str | None = None
    lot_number: str | None = None


@dataclass(frozen=True)
class ClaimByHand:
    """A claim as a person states it; the patient is the coverage's."""

    coverage_id: UUID
    store_id: UUID
    provider_id: UUID
    served_on: date
    diagnosis_codes: Sequence[str]
    lines: Sequence[LineByHand]
    place_of_service_code: str | None = None
    prior_authorization_number: str | None = None
    clia_number: str | None = None
    note: str | None = None


def build_claim(session: Session, stated: ClaimByHand, codes: Codebook) -> Claim:
    """Keep a claim as stated, check it, release it if nothing speaks against it.

    Raises:
        NotFound: this tenant has no such coverage, store or provider.
        Invalid: no lines, too many, or units that are not positive.
    """
    if not 1 <= len(stated.lines) <= MOST_LINES:
        raise Invalid(f"A claim has 1 to {MOST_LINES} lines.", path="lines")
    if any(line.units <= 0 or line.charge_cents < 0 for line in stated.lines):
        raise Invalid("Units are positive and charges not negative.", path="lines")
    coverage = find(session, Coverage, stated.coverage_id)
    store = find(session, Store, stated.store_id)
    provider = find(session, Provider, stated.provider_id)
    made = _assembled(stated, coverage, store, provider)
    keep(session, made, "Built by hand.")
    check_and_release(session, made.claim, codes)
    return made.claim


def _assembled(
    stated: ClaimByHand, coverage: Coverage, store: Store, provider: Provider
) -> Assembled:
    claim_id = new_id()
    number = control_number(claim_id)
    claim = Claim(
        id=claim_id,
        store_id=store.id,
        patient_id=coverage.patient_id,
        coverage_id=coverage.id,
        payer_id=coverage.payer_id,
        provider_id=provider.id,
        patient_control_number=number,
        claim_frequency_code="1",
        payer_sequence=1,
        served_on=stated.served_on,
        place_of_service_code=stated.place_of_service_code or store.place_of_service_code,
        diagnosis_codes=[code.replace(".", "").upper() for code in stated.diagnosis_codes],
        charge_cents=sum(line.charge_cents for line in stated.lines),
        prior_authorization_number=stated.prior_authorization_number,
        clia_number=stated.clia_number,
        note=stated.note,
        paid_cents=0,
        patient_responsibility_cents=0,
    )
    lines = (
        ServiceLine(
            id=new_id(),
            claim_id=claim_id,
            line_number=place,
            line_control_number=f"{number}-{place}",
            served_on=stated.served_on,
            procedure_code=line.procedure_code.upper(),
            modifiers=[modifier.upper() for modifier in line.modifiers],
            units=line.units,
            charge_cents=line.charge_cents,
            diagnosis_pointers=list(line.diagnosis_pointers),
            ndc=line.ndc,
            ndc_quantity=line.ndc_quantity,
            ndc_unit_code=line.ndc_unit_code,
            lot_number=line.lot_number,
            rule=RULE,
        )
        for place, line in enumerate(stated.lines, 1)
    )
    return Assembled(claim, tuple(lines))
