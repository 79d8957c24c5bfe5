"""Which of our claims and lines a payer means: by line number, then by control numbers and codes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.claims.models import Claim, ServiceLine
from domain.x12.remittances import ClaimPayment, ServicePayment


@dataclass(frozen=True)
class Candidates:
    """Everything of ours that a remittance may mean, fetched at once."""

    claims: Mapping[UUID, Claim]
    by_patient_control_number: Mapping[str, Claim]
    by_payer_claim_control_number: Mapping[str, Claim]
    lines: Mapping[str, ServiceLine]
    """By REF*6R."""
    lines_of: Mapping[UUID, list[ServiceLine]]
    """By claim, in line order."""


@dataclass(frozen=True)
class Match:
    """A claim payment's claim and how it was found."""

    claim: Claim
    matched_by: str


def candidates(session: Session, payments: Iterable[ClaimPayment]) -> Candidates:
    """Fetch by every number that the payments name: three statements, however many they are."""
    payments = list(payments)
    line_numbers = {
        line.line_control_number for payment in payments for line in payment.service_payments
    } - {""}
    own_numbers = {payment.patient_control_number for payment in payments} - {""}
    payer_numbers = {payment.payer_claim_control_number for payment in payments} - {""}
    # Ids as values, not as a subquery: within an OR only values use the index.
    named_claims = session.scalars(
        select(ServiceLine.claim_id).where(ServiceLine.line_control_number.in_(line_numbers))
    ).all()
    claims = session.scalars(
        select(Claim).where(
            Claim.patient_control_number.in_(own_numbers)
            | Claim.payer_claim_control_number.in_(payer_numbers)
            | Claim.id.in_(named_claims)
        )
    ).all()
    by_id = {claim.id: claim for claim in claims}
    lines = session.scalars(
        select(ServiceLine)
        .where(ServiceLine.claim_id.in_(by_id))
        .order_by(ServiceLine.claim_id, ServiceLine.line_number)
    ).all()
    lines_of: dict[UUID, list[ServiceLine]] = {}
    for line in lines:
        lines_of.setdefault(line.claim_id, []).append(line)
    return Candidates(
        by_id,
        {claim.patient_control_number: claim for claim in claims},
        {
            claim.payer_claim_control_number: claim
            for claim in claims
            if claim.payer_claim_control_number
        },
        {line.line_control_number: line for line in lines},
        lines_of,
    )


def match(payment: ClaimPayment, ours: Candidates) -> Match | None:
    """The claim that the payment means; None if nothing of ours fits.

    A line number is proof alone. A control number counts only if the charge agrees or every
    procedure does, since systems before us may have used the same numbers.
    """
    for line in payment.service_payments:
        found = ours.lines.get(line.line_control_number)
        if found is not None:
            return Match(ours.claims[found.claim_id], "line_control_number")
    for matched_by, claim in (
        (
            "patient_control_number",
            ours.by_patient_control_number.get(payment.patient_control_number),
        ),
        (
            "payer_claim_control_number",
            ours.by_payer_claim_control_number.get(payment.payer_claim_control_number),
        ),
    ):
        if claim is not None and _agrees(payment, claim, ours.lines_of.get(claim.id, [])):
            return Match(claim, matched_by)
    return None


def match_lines(payment: ClaimPayment, lines: Iterable[ServiceLine]) -> list[ServiceLine | None]:
    """For each of the payer's lines ours, by number, then by codes and charge, then by code."""
    free = list(lines)
    by_number = {line.line_control_number: line for line in free}
    found: list[ServiceLine | None] = [
        by_number.get(line.line_control_number) for line in payment.service_payments
    ]
    taken = {line.id for line in found if line is not None}
    for position, theirs in enumerate(payment.service_payments):
        if found[position] is None:
            found[position] = ours = _likeliest(
                theirs, [line for line in free if line.id not in taken]
            )
            taken |= {ours.id} if ours is not None else set()
    return found


def _likeliest(theirs: ServicePayment, lines: list[ServiceLine]) -> ServiceLine | None:
    code = theirs.original_procedure_code or theirs.procedure_code
    modifiers = theirs.original_modifiers or theirs.modifiers
    same_code = [line for line in lines if line.procedure_code == code]

    def likeness(line: ServiceLine) -> tuple[bool, bool, int]:
        return (
            abs(theirs.charge_cents) == line.charge_cents,
            list(modifiers) == line.modifiers,
            -line.line_number,
        )

    return max(same_code, key=likeness, default=None)


def _agrees(payment: ClaimPayment, claim: Claim, lines: list[ServiceLine]) -> bool:
    if abs(payment.charge_cents) == claim.charge_cents:
        return True
    ours = {line.procedure_code for line in lines}
    theirs = {
        line.original_procedure_code or line.procedure_code for line in payment.service_payments
    }
    return bool(theirs) and theirs <= ours
