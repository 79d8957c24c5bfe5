"""Edits on days: of service, of birth, of coverage, of filing."""

from collections.abc import Iterator
from datetime import timedelta

from domain.claims.content import ClaimContent
from domain.errors import Finding, Severity


def service_is_not_in_the_future(content: ClaimContent) -> Iterator[Finding]:
    """Source: loop 2400 DTP*472."""
    if content.claim.served_on > content.as_of_on:
        yield Finding(
            "date.future",
            "claim.served_on",
            "The date of service has not come yet.",
            "Correct the date of service.",
            "005010X222A1, loop 2400 DTP*472",
        )


def lines_share_the_day(content: ClaimContent) -> Iterator[Finding]:
    """All lines of one of our claims are of one day."""
    for line in content.service_lines:
        if line.served_on != content.claim.served_on:
            yield Finding(
                "date.line",
                f"service_lines.{line.line_number}.served_on",
                f"Line {line.line_number} is of another day than the claim.",
                "Bill the other day on a claim of its own.",
            )


def patient_was_born(content: ClaimContent) -> Iterator[Finding]:
    """Source: DMG02."""
    if content.patient.birth_on > content.claim.served_on:
        yield Finding(
            "patient.birth",
            "patient.birth_on",
            "The patient's birth date is after the service.",
            "Correct the birth date.",
            "005010X222A1, DMG02",
        )


def coverage_was_in_force(content: ClaimContent) -> Iterator[Finding]:
    coverage, served_on = content.coverage, content.claim.served_on
    ended = coverage.effective_to_on is not None and served_on > coverage.effective_to_on
    if served_on < coverage.effective_from_on or ended:
        yield Finding(
            "coverage.dates",
            "coverage.effective_from_on",
            "The coverage was not in force on the day of service.",
            "Choose the coverage that was, or correct its dates.",
        )


def claim_is_in_time(content: ClaimContent) -> Iterator[Finding]:
    """Within the payer's limit for filing; close to it, a warning."""
    deadline = content.claim.served_on + timedelta(days=content.payer.timely_filing_days)
    left = (deadline - content.as_of_on).days
    if left < 0:
        yield Finding(
            "filing.late",
            "claim.served_on",
            f"{content.payer.name} takes claims for {content.payer.timely_filing_days} days;"
            " this one is older.",
            "Send it only with a reason for delay that the payer accepts.",
            "Payer's timely filing limit",
        )
    elif left <= content.filing_warning_days:
        yield Finding(
            "filing.soon",
            "claim.served_on",
            f"Only {left} days are left to file this claim.",
            "Send it first.",
            "Payer's timely filing limit",
            Severity.WARNING,
        )
