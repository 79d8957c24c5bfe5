"""999 and 277CA: codes and positions that must be what they claim to be, and days that have come."""

import re
from collections.abc import Iterator

from domain.x12.acknowledgments import ImplementationAcknowledgment, SegmentError
from domain.x12.claim_acknowledgments import ClaimAcknowledgment, ClaimStatus, ReceiverStatus
from domain.x12.rules.faults import Fault, Faults, warning
from domain.x12.rules.forms import is_procedure

SETS = {
    "BE": {"834"}, "FA": {"997", "999"}, "HB": {"271"}, "HC": {"837"}, "HI": {"278"},
    "HN": {"277"}, "HP": {"835"}, "HR": {"276"}, "HS": {"270"}, "RA": {"820"},
}  # fmt: skip
"""AK201 by AK101."""

_VERSION = re.compile(r"\d{6}(?:X\d{3}(?:[A-Z]\d)?)?")
_SEGMENT = re.compile(r"[A-Z][A-Z0-9]{1,2}")
_REFERENCE = re.compile(r"[CS]?\d{1,4}")
_ENTITY = re.compile(r"[A-Z0-9]{2,3}")


def sets_fit_their_group(answer: ImplementationAcknowledgment) -> Faults:
    """AK201 and AK203 are of the group that AK101 and AK103 name."""
    welcome = SETS.get(answer.functional_id_code)
    for one in answer.transactions:
        if welcome and one.transaction_set_code not in welcome:
            message = "Such a set does not stand in such a group."
            yield Fault("acknowledgment.set", one, "transaction_set_code", message)
        if one.version and answer.version and one.version != answer.version:
            message = "The set has another version than its group."
            yield Fault("acknowledgment.version", one, "version", message)


def group_can_be_found(answer: ImplementationAcknowledgment) -> Faults:
    """AK102 is no zero, AK103 has the form of GS08."""
    if answer.group_control_number == 0:
        message = "No group has the number zero."
        yield Fault("acknowledgment.group", answer, "group_control_number", message)
    if answer.version and not _VERSION.fullmatch(answer.version):
        yield Fault("acknowledgment.version", answer, "version", "This is no version.")


def errors_can_be_found(answer: ImplementationAcknowledgment) -> Faults:
    """IK301 names a segment, IK302 and IK401 count from one, IK402 is a number of the dictionary."""
    for one in answer.transactions:
        for error in one.segment_errors:
            yield from _error(error)


def _error(error: SegmentError) -> Faults:
    if not _SEGMENT.fullmatch(error.segment_code):
        message = "This is no name of a segment."
        yield Fault("acknowledgment.segment", error, "segment_code", message)
    if error.segment_position == 0:
        message = "Segments are counted from one."
        yield Fault("acknowledgment.position", error, "segment_position", message)
    for element in error.element_errors:
        if element.element_position == 0:
            message = "Elements are counted from one."
            yield Fault("acknowledgment.position", element, "element_position", message)
        if element.reference_number and not _REFERENCE.fullmatch(element.reference_number):
            message = "This is no number of a data element."
            yield Fault("acknowledgment.reference", element, "reference_number", message)


def noted_errors_are_there(answer: ImplementationAcknowledgment) -> Faults:
    """IK501 E announces an IK3 or an IK502; an IK502 code stands once."""
    for one in answer.transactions:
        if one.status_code == "E" and not (one.segment_errors or one.error_codes):
            message = "Errors are announced and missing."
            yield Fault("acknowledgment.reason", one, "status_code", message)
        for index, code in enumerate(one.error_codes):
            if code in one.error_codes[:index]:
                message = "The same error stands twice."
                yield Fault("acknowledgment.error_twice", one, f"error_codes[{index}]", message)


def statuses_name_their_entity(answer: ClaimAcknowledgment) -> Faults:
    """STC01-1 is of the A family in this answer; STC01-3 has the form of an entity code."""
    for claim in _claims(answer):
        codes = [code for status in claim.statuses for code in status.codes]
        for index, code in enumerate(codes):
            path = f"statuses[{index}].codes"
            if code.category_code[:1] in "FPR":
                message = "This category answers an inquiry, not a batch."
                yield Fault("status.category", claim, f"{path}.category_code", message)
            if code.entity_code and not _ENTITY.fullmatch(code.entity_code):
                message = "This is no entity code."
                yield Fault("code.entity", claim, f"{path}.entity_code", message)


def nothing_is_decided_in_the_future(answer: ClaimAcknowledgment) -> Faults:
    """STC02, DTP*472 and DTP*050 are not after BHT04."""
    if answer.created_at.year == 1:
        return
    written_on = answer.created_at.date()
    message = "The date lies after the answer was written."
    for source in answer.sources:
        if source.received_on and source.received_on > written_on:
            yield Fault("date.future", source, "received_on", message)
    for claim in _claims(answer):
        if claim.service_on and claim.service_on > written_on:
            yield Fault("date.future", claim, "service_on", message)
        for index, status in enumerate(claim.statuses):
            if status.effective_on and (status.effective_on - written_on).days > 1:
                path = f"statuses[{index}].effective_on"
                yield Fault("date.future", claim, path, message)


def lines_are_coded(answer: ClaimAcknowledgment) -> Faults:
    """SVC01-2 and SVC02 of loop 2220D."""
    for claim in _claims(answer):
        for line in claim.lines:
            if line.procedure_qualifier == "HC" and not is_procedure(line.procedure_code):
                message = "This is no HCPCS or CPT code."
                yield Fault("code.procedure", line, "procedure_code", message)
            if (line.charge_cents or 0) < 0:
                yield Fault("amount.negative", line, "charge_cents", "The amount is negative.")


def totals_are_told(answer: ClaimAcknowledgment) -> Faults:
    """QTY and AMT of loop 2200B, where claims follow that they count."""
    for receiver in _receivers(answer):
        claims = [claim for provider in receiver.providers for claim in provider.claims]
        for name, wanted in (("accepted", False), ("rejected", True)):
            if not any(claim.is_rejected is wanted for claim in claims):
                continue
            for field in (f"{name}_count", f"{name}_cents"):
                if getattr(receiver, field) is None:
                    message = f"How much was {name} is missing."
                    yield warning("count.missing", receiver, field, message)


def rejected_batch_holds_no_accepted_claim(answer: ClaimAcknowledgment) -> Faults:
    """STC03 U of loop 2200B rejects every claim below."""
    for receiver in _receivers(answer):
        is_rejected = any(status.is_rejection for status in receiver.statuses)
        claims = [claim for provider in receiver.providers for claim in provider.claims]
        if is_rejected and any(not claim.is_rejected for claim in claims):
            message = "The batch is rejected, yet claims of it are accepted."
            yield Fault("status.batch", receiver, "statuses[0].action_code", message)


def _receivers(answer: ClaimAcknowledgment) -> Iterator[ReceiverStatus]:
    for source in answer.sources:
        yield from source.receivers


def _claims(answer: ClaimAcknowledgment) -> Iterator[ClaimStatus]:
    for receiver in _receivers(answer):
        for provider in receiver.providers:
            yield from provider.claims


ACKNOWLEDGMENT_FORMS = (
    sets_fit_their_group,
    group_can_be_found,
    errors_can_be_found,
    noted_errors_are_there,
)
CLAIM_STATUS_FORMS = (
    statuses_name_their_entity,
    nothing_is_decided_in_the_future,
    lines_are_coded,
    totals_are_told,
    rejected_batch_holds_no_accepted_claim,
)
