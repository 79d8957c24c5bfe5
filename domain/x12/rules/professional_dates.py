"""837P: the order in which things can have happened."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from domain.x12.interchange import UNKNOWN_TIME
from domain.x12.professional_claims import Claim
from domain.x12.rules.faults import Fault, Faults

CLAIM_DATES = (
    "onset_on", "initial_treatment_on", "last_seen_on", "acute_manifestation_on", "accident_on",
    "last_menstrual_period_on", "last_x_ray_on", "last_worked_on", "admitted_on", "discharged_on",
    "assumed_care_on", "first_contact_on",
    "repricer_received_on", "disability_began_on",
)  # fmt: skip
LINE_DATES = (
    "service_on", "service_through_on", "prescribed_on", "therapy_began_on", "last_certified_on",
    "last_seen_on", "hemoglobin_tested_on", "creatinine_tested_on", "shipped_on", "last_x_ray_on",
    "initial_treatment_on",
)  # fmt: skip


def nothing_happened_after_the_file(claim: Claim) -> Faults:
    """No date of service, decision, accident or birth lies after BHT04."""
    if claim.transaction is None or claim.transaction.created_at == UNKNOWN_TIME:
        return
    written_on = claim.transaction.created_at.date()
    for subject, field, on in _past_dates(claim):
        if on > written_on:
            yield Fault("date.future", subject, field, "The date lies after the file was written.")


def nobody_is_served_before_birth(claim: Claim) -> Faults:
    """DTP*472 is not before DMG02 of the patient."""
    born_on = (claim.patient or claim.subscriber).born_on
    if born_on is None:
        return
    for line in claim.service_lines:
        if line.service_on is not None and line.service_on < born_on:
            message = "The service was given before the patient was born."
            yield Fault("date.before_birth", line, "service_on", message)


def periods_run_forward(claim: Claim) -> Faults:
    """The last day of an RD8 is not before the first; discharge follows admission."""
    for line in claim.service_lines:
        if _is_reversed(line.service_on, line.service_through_on):
            yield Fault(
                "date.reversed", line, "service_through_on", "The period ends before it begins."
            )
    for first, last in (
        ("disability_on", "disability_through_on"),
        ("disability_began_on", "disability_ended_on"),
        ("admitted_on", "discharged_on"),
        ("last_worked_on", "returned_to_work_on"),
    ):
        if _is_reversed(getattr(claim, first), getattr(claim, last)):
            yield Fault("date.reversed", claim, last, "The period ends before it begins.")


def decisions_follow_the_service(claim: Claim) -> Faults:
    """DTP*573 is not before DTP*472, of the line or, for a whole claim, of the first line."""
    first_on = min(
        (line.service_on for line in claim.service_lines if line.service_on), default=None
    )
    for payer in claim.other_payers:
        if _is_reversed(first_on, payer.adjudicated_on):
            message = "The other payer decided before the service was given."
            yield Fault("date.decided_early", payer, "adjudicated_on", message)
    for line in claim.service_lines:
        for decision in line.adjudications:
            if _is_reversed(line.service_on, decision.adjudicated_on):
                message = "The other payer decided before the service was given."
                yield Fault("date.decided_early", decision, "adjudicated_on", message)


def illness_comes_before_its_treatment(claim: Claim) -> Faults:
    """DTP*431 is not after the last DTP*472."""
    last_on = max(
        (line.service_on for line in claim.service_lines if line.service_on), default=None
    )
    if _is_reversed(claim.onset_on, last_on):
        message = "The illness began after it was treated."
        yield Fault("date.onset_late", claim, "onset_on", message)


def the_dead_are_not_served(claim: Claim) -> Faults:
    """DTP*472 is not after PAT06."""
    died_on = (claim.patient or claim.subscriber).died_on
    for line in claim.service_lines:
        if died_on and line.service_on and line.service_on > died_on:
            message = "The service was given after the patient's death."
            yield Fault("date.after_death", line, "service_on", message)


def _past_dates(claim: Claim) -> Iterator[tuple[Any, str, date]]:
    holders: list[tuple[Any, tuple[str, ...]]] = [
        (claim, CLAIM_DATES),
        (claim.subscriber, ("born_on", "died_on")),
        (claim.patient, ("born_on", "died_on")),
    ]
    holders += [(payer, ("adjudicated_on",)) for payer in claim.other_payers]
    for line in claim.service_lines:
        holders.append((line, LINE_DATES))
        holders += [(decision, ("adjudicated_on",)) for decision in line.adjudications]
    for subject, names in holders:
        for name in names:
            on = getattr(subject, name, None)
            if on is not None:
                yield subject, name, on


def _is_reversed(first: date | None, last: date | None) -> bool:
    return first is not None and last is not None and last < first


DATES = (
    nothing_happened_after_the_file,
    nobody_is_served_before_birth,
    periods_run_forward,
    decisions_follow_the_service,
    illness_comes_before_its_treatment,
    the_dead_are_not_served,
)
