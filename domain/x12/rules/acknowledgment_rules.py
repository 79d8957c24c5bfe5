"""999 and 277CA: counts and statuses that must agree with what they summarise."""

from collections.abc import Iterator
from typing import Any

from domain.x12.acknowledgments import ImplementationAcknowledgment
from domain.x12.claim_acknowledgments import (
    ClaimAcknowledgment,
    ClaimStatus,
    ReceiverStatus,
    Status,
)
from domain.x12.rules.faults import Fault, Faults
from domain.x12.rules.forms import is_npi, is_status

ACCEPTED = frozenset({"A", "E"})
CATEGORIES = frozenset(
    [
        "A0",
        "A1",
        "A2",
        "A3",
        "A4",
        "A5",
        "A6",
        "A7",
        "A8",
        "D0",
        "E0",
        "E1",
        "E2",
        "E3",
        "E4",
        "F0",
        "F1",
        "F2",
        "F3",
        "F3F",
        "F3N",
        "F4",
        "P0",
        "P1",
        "P2",
        "P3",
        "P4",
        "P5",
        "R0",
        "R1",
        "R3",
        "R4",
        "R5",
        "R6",
        "R7",
        "R8",
        "R9",
        "R10",
        "R11",
        "R12",
        "R13",
        "R14",
        "R15",
        "R16",
        "R17",
    ]
)
REJECTING = frozenset({"A3", "A4", "A6", "A7", "A8"})


def counts_agree(answer: ImplementationAcknowledgment) -> Faults:
    """AK903 counts the AK2 loops, AK904 those accepted; neither exceeds AK902."""
    told = answer.transactions
    accepted = sum(one.status_code in ACCEPTED for one in told)
    if told and answer.received_count != len(told):
        message = "The count received is not the count of sets answered."
        yield Fault("count.received", answer, "received_count", message)
    if told and answer.accepted_count != accepted:
        message = "The count accepted is not that of the sets accepted."
        yield Fault("count.accepted", answer, "accepted_count", message)
    if answer.accepted_count > answer.received_count:
        message = "More was accepted than received."
        yield Fault("count.accepted", answer, "accepted_count", message)
    if answer.received_count > answer.included_count:
        message = "More was received than the group says it holds."
        yield Fault("count.included", answer, "included_count", message)


def group_status_follows_from_its_sets(answer: ImplementationAcknowledgment) -> Faults:
    """AK901: A and E accept all, P some, R none."""
    status, accepted, received = answer.status_code, answer.accepted_count, answer.received_count
    fits = {
        "A": accepted == received,
        "E": accepted == received,
        "P": 0 < accepted < received,
        "R": accepted == 0,
    }
    if not fits.get(status, True):
        message = "The group's status contradicts its counts."
        yield Fault("acknowledgment.status", answer, "status_code", message)


def rejected_set_says_why(answer: ImplementationAcknowledgment) -> Faults:
    """IK5*R goes with an IK3 or an IK502; IK5*A with neither."""
    for one in answer.transactions:
        has_reasons = bool(one.segment_errors or one.error_codes)
        if one.is_rejected and not has_reasons:
            message = "The set is rejected without a reason."
            yield Fault("acknowledgment.reason", one, "status_code", message)
        if one.status_code == "A" and has_reasons:
            message = "The set is accepted although it has errors."
            yield Fault("acknowledgment.status", one, "status_code", message)


def segment_errors_have_elements(answer: ImplementationAcknowledgment) -> Faults:
    """IK304 8 announces IK4 segments, and no other code does."""
    for one in answer.transactions:
        for error in one.segment_errors:
            if bool(error.element_errors) != (error.error_code == "8"):
                message = "Element errors are announced and missing, or there unannounced."
                yield Fault("acknowledgment.elements", error, "error_code", message)


def sets_are_answered_once(answer: ImplementationAcknowledgment) -> Faults:
    """AK202 is unique among the sets of a group."""
    seen: set[str] = set()
    for one in answer.transactions:
        if one.control_number in seen:
            message = "The same set is answered twice."
            yield Fault("acknowledgment.duplicate", one, "control_number", message)
        seen.add(one.control_number)


def totals_agree_with_claims(answer: ClaimAcknowledgment) -> Faults:
    """QTY and AMT of loop 2200C count the claims below; those of 2200B the providers'."""
    for receiver in _receivers(answer):
        for provider in receiver.providers:
            if not provider.claims:
                continue
            for field, total in _totals(provider.claims).items():
                told = getattr(provider, field)
                if None not in {told, total} and told != total:
                    message = "The total is not that of the claims listed."
                    yield Fault("count.claims", provider, field, message)
        yield from _receiver_totals(receiver)


def _totals(claims: tuple[ClaimStatus, ...]) -> dict[str, int | None]:
    """What QTY and AMT should say; None for money that a claim does not tell."""
    totals: dict[str, int | None] = {}
    for name, wanted in (("accepted", False), ("rejected", True)):
        charges = [
            next((each.charge_cents for each in one.statuses), None)
            for one in claims
            if one.is_rejected == wanted
        ]
        totals[f"{name}_count"] = len(charges)
        totals[f"{name}_cents"] = None if None in charges else sum(c for c in charges if c)
    return totals


def _receiver_totals(receiver: ReceiverStatus) -> Faults:
    for field in ("accepted_count", "rejected_count", "accepted_cents", "rejected_cents"):
        told = getattr(receiver, field)
        below = [getattr(one, field) for one in receiver.providers]
        if told is not None and below and None not in below and told != sum(below):
            message = "The total is not the sum of the providers' totals."
            yield Fault("count.providers", receiver, field, message)


def statuses_agree_with_themselves(answer: ClaimAcknowledgment) -> Faults:
    """STC01-1 A3, A4, A6, A7, A8 reject (U); A0, A1, A2, A5 accept (WQ)."""
    for subject, index, status in _statuses(answer):
        path = f"statuses[{index}].action_code"
        for code in status.codes:
            if status.action_code == "WQ" and code.category_code in REJECTING:
                yield Fault("status.action", subject, path, "A rejecting status says it accepts.")
            elif status.action_code == "U" and code.category_code not in REJECTING:
                yield Fault("status.action", subject, path, "An accepting status says it rejects.")


def statuses_have_their_form(answer: ClaimAcknowledgment) -> Faults:
    """STC01-1, a category of the list, and STC01-2, a number."""
    for holder in _status_holders(answer):
        codes = [code for status in holder.statuses for code in status.codes]
        for index, code in enumerate(codes):
            path = f"statuses[{index}].codes"
            if code.category_code not in CATEGORIES:
                message = "There is no such status category."
                yield Fault("code.status_category", holder, f"{path}.category_code", message)
            if not is_status(code.status_code):
                message = "This is no claim status code."
                yield Fault("code.status", holder, f"{path}.status_code", message)


def claims_are_processed_after_receipt(answer: ClaimAcknowledgment) -> Faults:
    """DTP*009 of loop 2200A is not before DTP*050."""
    for source in answer.sources:
        if source.received_on and source.processed_on and source.processed_on < source.received_on:
            message = "The batch was processed before it was received."
            yield Fault("date.reversed", source, "processed_on", message)


def providers_are_real(answer: ClaimAcknowledgment) -> Faults:
    """NM109 of loop 2100C after XX."""
    for receiver in _receivers(answer):
        for provider in receiver.providers:
            if provider.identification_qualifier == "XX" and not is_npi(provider.identification):
                yield Fault("code.npi", provider, "identification", "The NPI is not one.")


def no_claim_is_answered_twice(answer: ClaimAcknowledgment) -> Faults:
    """TRN02 is unique among the claims of a provider."""
    for receiver in _receivers(answer):
        for provider in receiver.providers:
            seen: set[str] = set()
            for claim in provider.claims:
                number = claim.patient_control_number
                if number in seen:
                    message = "The same claim is answered twice."
                    yield Fault("claim_status.duplicate", claim, "patient_control_number", message)
                seen.add(number)


def _receivers(answer: ClaimAcknowledgment) -> Iterator[ReceiverStatus]:
    for source in answer.sources:
        yield from source.receivers


def _statuses(answer: ClaimAcknowledgment) -> Iterator[tuple[Any, int, Status]]:
    for holder in _status_holders(answer):
        for index, status in enumerate(holder.statuses):
            yield holder, index, status


def _status_holders(answer: ClaimAcknowledgment) -> Iterator[Any]:
    for receiver in _receivers(answer):
        yield receiver
        for provider in receiver.providers:
            yield provider
            for claim in provider.claims:
                yield claim
                yield from claim.lines


ACKNOWLEDGMENT_RULES = (
    counts_agree,
    group_status_follows_from_its_sets,
    rejected_set_says_why,
    sets_are_answered_once,
    segment_errors_have_elements,
)
CLAIM_STATUS_RULES = (
    statuses_agree_with_themselves,
    no_claim_is_answered_twice,
    claims_are_processed_after_receipt,
)
CLAIM_STATUS_CODES = (providers_are_real, statuses_have_their_form)
