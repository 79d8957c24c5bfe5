"""What a coverage must say before a claim can lean on it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.errors import Finding
from domain.patients.demographics import SEXES, text_findings
from domain.patients.models import Coverage

SELF = "18"
RELATIONSHIPS = frozenset({SELF, "01", "19", "20", "21", "39", "40", "53", "G8"})
"""PAT01, and SBR02 for the subscriber."""

INSURANCE_TYPES = {
    "12": "working aged",
    "13": "kidney disease",
    "14": "no-fault or auto",
    "15": "workers' compensation",
    "16": "public health service",
    "41": "black lung",
    "42": "veterans' affairs",
    "43": "disabled",
    "47": "other liability",
}
"""SBR05: why Medicare is billed after another payer."""

LOWEST_PRIORITY = 11
"""SBR01 knows a primary, a secondary, a tertiary payer, then A to H."""


@dataclass(frozen=True)
class CoverageDetails:
    """A plan, its medical and its pharmacy side; the fields are those of the model.

    Without a priority the coverage comes after those in force at the same time.
    """

    payer_id: UUID
    member_id: str
    effective_from_on: date
    effective_to_on: date | None = None
    priority: int | None = None
    group_number: str | None = None
    plan_name: str | None = None
    relationship_code: str = SELF
    subscriber_first_name: str | None = None
    subscriber_last_name: str | None = None
    subscriber_birth_on: date | None = None
    subscriber_sex: str | None = None
    insurance_type_code: str | None = None
    bin_number: str | None = None
    processor_control_number: str | None = None
    pharmacy_group_number: str | None = None


def coverage_findings(details: CoverageDetails) -> Iterator[Finding]:
    """What is wrong with a coverage by itself; the path is the field."""
    if not 2 <= len(details.member_id) <= 80:
        yield Finding("coverage.member", "member_id", "A member id has two to 80 characters.")
    yield from text_findings(vars(details))
    if details.effective_to_on and details.effective_to_on < details.effective_from_on:
        yield Finding("coverage.dates", "effective_to_on", "The last day is before the first.")
    if details.priority is not None and not 1 <= details.priority <= LOWEST_PRIORITY:
        yield Finding(
            "coverage.priority", "priority", f"The order goes from 1 to {LOWEST_PRIORITY}."
        )
    if details.insurance_type_code and details.insurance_type_code not in INSURANCE_TYPES:
        known = ", ".join(f"{code} {words}" for code, words in INSURANCE_TYPES.items())
        yield Finding(
            "coverage.insurance_type",
            "insurance_type_code",
            f"The reason why Medicare pays later is one of: {known}.",
        )
    yield from _subscriber_findings(details)
    yield from _pharmacy_findings(details)


def overlap(one: CoverageDetails | Coverage, other: CoverageDetails | Coverage) -> bool:
    """Whether both are in force on some day."""
    return (one.effective_to_on is None or other.effective_from_on <= one.effective_to_on) and (
        other.effective_to_on is None or one.effective_from_on <= other.effective_to_on
    )


def next_priority(details: CoverageDetails, others: Iterable[CoverageDetails | Coverage]) -> int:
    """The place after everything in force at the same time."""
    taken = [other.priority or 0 for other in others if overlap(details, other)]
    return max(taken, default=0) + 1


def _subscriber_findings(details: CoverageDetails) -> Iterator[Finding]:
    if details.relationship_code not in RELATIONSHIPS:
        yield Finding(
            "coverage.relationship",
            "relationship_code",
            "The relationship is 18 for the subscriber, 01 spouse, 19 child or G8 other.",
        )
        return
    subscriber = {
        "subscriber_last_name": details.subscriber_last_name,
        "subscriber_first_name": details.subscriber_first_name,
        "subscriber_birth_on": details.subscriber_birth_on,
        "subscriber_sex": details.subscriber_sex,
    }
    for path, value in subscriber.items():
        if details.relationship_code == SELF and value:
            yield Finding(
                "coverage.subscriber", path, "The patient is the subscriber: leave this empty."
            )
        if details.relationship_code != SELF and not value:
            yield Finding("coverage.subscriber", path, "A dependent needs the subscriber's.")
    if details.subscriber_sex and details.subscriber_sex not in SEXES:
        yield Finding("coverage.subscriber", "subscriber_sex", "Sex is F, M or U.")


def _pharmacy_findings(details: CoverageDetails) -> Iterator[Finding]:
    number = details.bin_number
    if number and not (number.isascii() and number.isdigit() and len(number) in (6, 8)):
        yield Finding("coverage.bin", "bin_number", "A BIN has six digits, or eight.")
    # NCPDP 104-A4 and 301-C1.
    for path, longest in (("processor_control_number", 10), ("pharmacy_group_number", 15)):
        if len(getattr(details, path) or "") > longest:
            yield Finding("coverage.pharmacy", path, f"At most {longest} characters fit here.")
