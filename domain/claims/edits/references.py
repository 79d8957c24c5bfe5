"""Edits on what a claim refers to: its number, what it replaces, who paid before, its doubles."""

from collections.abc import Iterator

from domain.claims.content import MEDICARE, ClaimContent, OtherPayer
from domain.claims.models import PriorAdjudication, ServiceLine
from domain.errors import Finding

LONGEST_CONTROL_NUMBER = 20
"""What payers return unharmed, of the 38 that CLM01 may have."""


def control_number_survives(content: ClaimContent) -> Iterator[Finding]:
    """Source: 005010X222A1, loop 2300 CLM01."""
    if not 1 <= len(content.claim.patient_control_number) <= LONGEST_CONTROL_NUMBER:
        yield Finding(
            "control_number.length",
            "claim.patient_control_number",
            f"The control number is longer than {LONGEST_CONTROL_NUMBER} characters.",
            "Choose a shorter one.",
            "005010X222A1, loop 2300 CLM01",
        )


def replacement_names_the_payers_number(content: ClaimContent) -> Iterator[Finding]:
    """A replacement or void gives the number of what it replaces. Source: REF*F8."""
    if content.claim.claim_frequency_code == "1":
        return
    if content.replaced is None or not content.replaced.payer_claim_control_number:
        yield Finding(
            "replacement.number",
            "claim.replaces_id",
            "The payer's number of the claim to replace is not known.",
            "Wait for the payer's answer to the first claim, or send a new claim.",
            "005010X222A1, loop 2300 REF*F8",
        )


def claim_is_asked_once(content: ClaimContent) -> Iterator[Finding]:
    if content.duplicate_numbers:
        yield Finding(
            "claim.duplicate",
            "claim",
            f"The same service is on claim {content.duplicate_numbers[0]} already.",
            "Cancel one of them, or override when the service was given twice.",
        )


def payer_takes_secondary_claims(content: ClaimContent) -> Iterator[Finding]:
    if content.claim.payer_sequence > 1 and not content.payer.accepts_secondary_claims:
        yield Finding(
            "secondary.refused",
            "payer.accepts_secondary_claims",
            f"{content.payer.name} takes no secondary claims electronically.",
            "Send it as this payer wishes, outside of Mortar.",
        )


def secondary_claim_tells_what_was_paid(content: ClaimContent) -> Iterator[Finding]:
    """Source: 005010X222A1, loops 2320 and 2430."""
    if content.claim.payer_sequence > 1 and not content.other_payers:
        yield Finding(
            "secondary.prior",
            "claim.previous_payer_claim_id",
            "A secondary claim says what the first payer decided; that is missing.",
            "Post the first payer's remittance before billing the next.",
            "005010X222A1, loop 2320",
        )


def medicare_behind_another_tells_why(content: ClaimContent) -> Iterator[Finding]:
    """Source: 005010X222A1, loop 2000B SBR05; 42 U.S.C. 1395y(b)."""
    is_later_medicare = (
        content.claim.payer_sequence > 1 and content.payer.claim_filing_indicator_code in MEDICARE
    )
    if is_later_medicare and not content.insurance_type_code:
        yield Finding(
            "secondary.insurance_type",
            "coverage.insurance_type_code",
            "Medicare pays after another payer here, but the reason is missing.",
            "Enter the coverage's insurance type: 12 working aged, 13 kidney disease, 43 disabled,"
            " or another that Medicare knows.",
            "005010X222A1, loop 2000B SBR05",
        )


def earlier_decisions_balance(content: ClaimContent) -> Iterator[Finding]:
    """SV102 = SVD02 + the line's CAS, for each payer before. Source: 005010X222A1, 1.4.4."""
    lines = {line.id: line for line in content.service_lines}
    for other in content.other_payers:
        for prior in other.adjudications:
            line = lines.get(prior.service_line_id)
            if line is None or not _balances(line, prior):
                yield _unbalanced(other, line)


def _balances(line: ServiceLine, prior: PriorAdjudication) -> bool:
    adjusted = sum(int(adjustment["amount_cents"]) for adjustment in prior.adjustments)
    return line.charge_cents == prior.paid_cents + adjusted


def _unbalanced(other: OtherPayer, line: ServiceLine | None) -> Finding:
    number = line.line_number if line else 0
    return Finding(
        "secondary.balance",
        f"service_lines.{number}",
        f"What {other.payer.name} paid and adjusted on line {number} is not the line's charge.",
        "Correct the posting of the first payer's remittance.",
        "005010X222A1, section 1.4.4",
    )
