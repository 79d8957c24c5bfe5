"""837P: amounts that must add up (guide section 1.4.4)."""

from typing import Any

from domain.x12.professional_claims import Claim, LineAdjudication, OtherPayer, ServiceLine
from domain.x12.rules.faults import Fault, Faults


def charge_is_sum_of_lines(claim: Claim) -> Faults:
    """CLM02 equals the sum of SV102. Source: 005010X222A1, loop 2300."""
    lines_cents = sum(line.charge_cents for line in claim.service_lines)
    if claim.charge_cents != lines_cents:
        message = "The claim's charge and the sum of its lines differ."
        yield Fault("balance.claim_charge", claim, "charge_cents", message)


def line_balances_for_each_payer(claim: Claim) -> Faults:
    """SV102 = SVD02 + line CAS, for each payer that decided the line by itself."""
    for line in claim.service_lines:
        for decision in line.adjudications:
            adjusted_cents = sum(one.amount_cents for one in decision.adjustments)
            if decision.bundled_line_number is None and (
                line.charge_cents != decision.paid_cents + adjusted_cents
            ):
                message = "What the other payer paid and adjusted is not the line's charge."
                yield Fault("balance.line_adjudication", decision, "paid_cents", message)


def other_payer_paid_is_sum_of_lines(claim: Claim) -> Faults:
    """AMT*D = sum of SVD02 - claim CAS; without line detail, CLM02 - claim CAS."""
    for payer in claim.other_payers:
        if payer.paid_cents is None:
            continue
        adjusted_cents = sum(one.amount_cents for one in payer.adjustments)
        decisions = _decisions_of(claim, payer)
        if decisions:
            expected = sum(one.paid_cents for one in decisions) - adjusted_cents
        elif payer.adjustments:
            expected = claim.charge_cents - adjusted_cents
        else:
            continue
        if payer.paid_cents != expected:
            message = "What the other payer paid does not follow from its lines and adjustments."
            yield Fault("balance.other_payer_paid", payer, "paid_cents", message)


def every_line_is_decided_or_none(claim: Claim) -> Faults:
    """A payer that decided some lines decided them all, or CLM02 cannot balance for it."""
    for payer in claim.other_payers:
        decided = [line for line in claim.service_lines if _has_decision(line, payer)]
        if decided and len(decided) != len(claim.service_lines):
            undecided = next(line for line in claim.service_lines if line not in decided)
            message = "The other payer decided some lines of the claim but not this one."
            yield Fault("balance.line_undecided", undecided, "adjudications", message)


def amounts_are_not_negative(claim: Claim) -> Faults:
    """Charges, and what a patient or payer paid, are zero or more."""
    named: list[tuple[Any, str]] = [(claim, "charge_cents"), (claim, "patient_paid_cents")]
    for line in claim.service_lines:
        named += [(line, field) for field in ("charge_cents", "sales_tax_cents", "postage_cents")]
        named += [(one, "paid_cents") for one in line.adjudications]
    if claim.repricing is not None:
        named.append((claim.repricing, "allowed_cents"))
    named += [
        (payer, field)
        for payer in claim.other_payers
        for field in ("paid_cents", "remaining_liability_cents", "noncovered_cents")
    ]
    for subject, field in named:
        if (getattr(subject, field) or 0) < 0:
            yield Fault("amount.negative", subject, field, "The amount is negative.")


def patient_paid_at_most_the_charge(claim: Claim) -> Faults:
    """AMT*F5 is no more than CLM02."""
    if (claim.patient_paid_cents or 0) > claim.charge_cents:
        message = "The patient paid more than the claim charges."
        yield Fault("balance.patient_paid", claim, "patient_paid_cents", message)


def _decisions_of(claim: Claim, payer: OtherPayer) -> list[LineAdjudication]:
    return [
        decision
        for line in claim.service_lines
        for decision in line.adjudications
        if decision.payer_id == payer.payer_id
    ]


def _has_decision(line: ServiceLine, payer: OtherPayer) -> bool:
    return any(decision.payer_id == payer.payer_id for decision in line.adjudications)


BALANCING = (
    charge_is_sum_of_lines,
    line_balances_for_each_payer,
    other_payer_paid_is_sum_of_lines,
    every_line_is_decided_or_none,
    amounts_are_not_negative,
    patient_paid_at_most_the_charge,
)
