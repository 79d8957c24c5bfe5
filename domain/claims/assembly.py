"""From coded charges to claims: one payer, one billing provider, and what may stand on one claim."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.charges.models import Charge
from domain.claims.models import Claim, ServiceLine
from domain.encounters.models import Encounter
from domain.patients.models import Coverage
from domain.payers.models import ContractRate
from domain.providers.models import Store
from tenants.identifiers import new_id

MOST_LINES = 50
"""LX in loop 2400. Source: 005010X222A1."""
MOST_DIAGNOSES = 12
"""HI in loop 2300. Source: 005010X222A1."""
MOST_POINTERS = 4
"""SV107. Source: 005010X222A1."""
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Assembled:
    """A claim not yet kept, with its lines in order."""

    claim: Claim
    service_lines: tuple[ServiceLine, ...]


@dataclass(frozen=True)
class Basis:
    """What every claim of one encounter shares."""

    encounter: Encounter
    coverage: Coverage
    store: Store
    rates: Sequence[ContractRate]
    """The payer's contract rates, whatever their dates."""


def assemble(basis: Basis, charges: Iterable[Charge]) -> list[Assembled]:
    """The claims that these charges make, in the order of their charges.

    Charges stand together while they share day and CLIA certificate and the claim holds no more
    lines and diagnoses than an 837P carries.
    """
    groups: list[list[Charge]] = []
    for charge in sorted(charges, key=lambda charge: charge.position):
        home = next((group for group in groups if may_join(group, charge)), None)
        if home is None:
            groups.append([charge])
        else:
            home.append(charge)
    return [_claim(basis, group) for group in groups]


def may_join(group: Sequence[Charge], charge: Charge) -> bool:
    """Whether a charge may stand on the claim that the others make."""
    together = [*group, charge]
    certificates = {each.clia_number for each in together if each.clia_number}
    return (
        len(together) <= MOST_LINES
        and len(diagnoses_of(together)) <= MOST_DIAGNOSES
        and len(certificates) <= 1
        and charge.served_on == group[0].served_on
    )


def diagnoses_of(charges: Iterable[Charge]) -> list[str]:
    """Every diagnosis once, in the order in which the charges name them."""
    return list(dict.fromkeys(code for charge in charges for code in charge.diagnosis_codes))


def expected_cents(rates: Sequence[ContractRate], charge: Charge) -> int | None:
    """What the contract allows for a charge on its day; None without a rate.

    A rate for the exact modifiers goes before one without any.
    """

    def holds(rate: ContractRate) -> bool:
        return (
            rate.procedure_code == charge.procedure_code
            and rate.effective_from_on <= charge.served_on
            and (rate.effective_to_on is None or charge.served_on <= rate.effective_to_on)
            and (not rate.modifiers or rate.modifiers == charge.modifiers)
        )

    held = [rate for rate in rates if holds(rate)]
    if not held:
        return None
    best = max(held, key=lambda rate: (len(rate.modifiers), rate.effective_from_on))
    return round(best.allowed_cents * charge.units)


def control_number(claim_id: UUID) -> str:
    """CLM01: seventeen characters that sort by time, with no letter that reads as a digit.

    Made of the id's 48 bits of milliseconds and 37 of its random bits.
    """
    value = claim_id.int >> 80 << 37 | claim_id.int & (1 << 37) - 1
    return "".join(CROCKFORD[value >> 5 * place & 31] for place in range(16, -1, -1))


def _claim(basis: Basis, charges: Sequence[Charge]) -> Assembled:
    claim_id = new_id()
    diagnoses = diagnoses_of(charges)
    number = control_number(claim_id)
    lines = tuple(
        _line(charge, claim_id, f"{number}-{place}", place, diagnoses, basis.rates)
        for place, charge in enumerate(charges, 1)
    )
    claim = Claim(
        id=claim_id,
        encounter_id=basis.encounter.id,
        store_id=basis.store.id,
        patient_id=basis.encounter.patient_id,
        coverage_id=basis.coverage.id,
        payer_id=basis.coverage.payer_id,
        provider_id=basis.encounter.provider_id,
        patient_control_number=number,
        claim_frequency_code="1",
        payer_sequence=1,
        served_on=charges[0].served_on,
        place_of_service_code=basis.store.place_of_service_code,
        diagnosis_codes=diagnoses,
        charge_cents=sum(line.charge_cents for line in lines),
        expected_cents=total(line.expected_cents for line in lines),
        clia_number=next((each.clia_number for each in charges if each.clia_number), None),
        paid_cents=0,
        patient_responsibility_cents=0,
    )
    return Assembled(claim, lines)


def total(amounts: Iterable[int | None]) -> int | None:
    """The sum, unless a part of it is unknown."""
    known = list(amounts)
    return None if None in known else sum(amount for amount in known if amount is not None)


def _line(
    charge: Charge,
    claim_id: UUID,
    line_control_number: str,
    place: int,
    diagnoses: Sequence[str],
    rates: Sequence[ContractRate],
) -> ServiceLine:
    position: Callable[[str], int] = diagnoses.index
    return ServiceLine(
        id=new_id(),
        claim_id=claim_id,
        charge_id=charge.id,
        line_number=place,
        line_control_number=line_control_number,
        served_on=charge.served_on,
        procedure_code=charge.procedure_code,
        modifiers=charge.modifiers,
        units=charge.units,
        charge_cents=charge.charge_cents,
        expected_cents=expected_cents(rates, charge),
        diagnosis_pointers=[position(code) + 1 for code in charge.diagnosis_codes[:MOST_POINTERS]],
        ndc=charge.ndc,
        ndc_quantity=charge.ndc_quantity,
        ndc_unit_code=charge.ndc_unit_code,
        lot_number=charge.lot_number,
        rule=charge.rule,
    )
