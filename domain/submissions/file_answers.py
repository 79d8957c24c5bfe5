"""What a TA1 says of an interchange, and a 999 of a transaction set and its claims."""

from collections.abc import Iterator
from typing import Any

from domain.submissions.matching import Batch, Member
from domain.submissions.rejections import not_of_the_claim, of_a_segment
from domain.submissions.verdicts import Answer, Verdict
from domain.x12.acknowledgments import (
    ImplementationAcknowledgment,
    InterchangeAcknowledgment,
    SegmentError,
    TransactionAcknowledgment,
)

DUPLICATE_CONTROL_NUMBER = "025"
"""TA105."""
ACCEPTED_WITH_ERRORS = "E"


def interchange_answers(document: InterchangeAcknowledgment, batch: Batch) -> Iterator[Answer]:
    """A rejected envelope takes all its claims back; a duplicate of one that arrived takes none."""
    codes = {"TA104": document.status_code, "TA105": document.note_code}
    segments = _ta1(document)
    is_second = document.note_code == DUPLICATE_CONTROL_NUMBER and batch.interchange.status in {
        "accepted",
        "partially_accepted",
    }
    if not document.is_rejected or is_second:
        message = f"The envelope arrived (TA1 {document.status_code}, {document.note_code})."
        yield Answer("TA1", Verdict.NOTED, message, segments, codes)
        return
    message = f"The envelope was refused (TA105 {document.note_code})."
    yield Answer("TA1", Verdict.REJECTED, message, segments, codes)
    for member in batch.members.values():
        yield Answer(
            "TA1",
            Verdict.REJECTED,
            message,
            segments,
            codes,
            member.claim.id,
            is_of_claim=True,
            finding=not_of_the_claim(f"TA105 {document.note_code}"),
        )


def set_answers(document: ImplementationAcknowledgment, batch: Batch) -> Iterator[Answer]:
    """Every claim of a refused set comes back; the one at fault is told which segment."""
    segments = "\n".join(document.raw_segments)
    yield Answer(
        "999",
        _group_verdict(document),
        f"The group was answered with AK901 {document.status_code}.",
        segments,
        {"AK901": document.status_code, "AK905": list(document.error_codes)},
    )
    answered = {one.control_number: one for one in document.transactions}
    for member in batch.members.values():
        of_set = answered.get(member.submission.transaction_control_number)
        yield _of_claim(document, of_set, member, segments)


def _group_verdict(document: ImplementationAcknowledgment) -> Verdict:
    return Verdict.REJECTED if document.status_code == "R" else Verdict.RECEIVED


def _of_claim(
    document: ImplementationAcknowledgment,
    of_set: TransactionAcknowledgment | None,
    member: Member,
    segments: str,
) -> Answer:
    """A group refused as a whole may list no set at all."""
    errors = [
        error
        for error in (of_set.segment_errors if of_set else ())
        if member.holds(error.segment_position)
    ]
    status = of_set.status_code if of_set else document.status_code
    is_rejected = of_set.is_rejected if of_set else document.status_code == "R"
    verdict = Verdict.REJECTED if is_rejected else Verdict.RECEIVED
    message = _message(status, is_rejected=is_rejected, errors=errors)
    source = f"IK501 {status}"
    finding = of_a_segment(message, source) if errors else not_of_the_claim(source)
    codes: dict[str, Any] = {"IK501": status, "IK3": [_codes(error) for error in errors]}
    return Answer(
        "999",
        verdict,
        message,
        segments,
        codes,
        member.claim.id,
        is_of_claim=True,
        finding=finding if is_rejected else None,
    )


def _message(status: str, *, is_rejected: bool, errors: list[SegmentError]) -> str:
    if errors:
        told = "; ".join(_described(error) for error in errors)
        return f"{'Refused' if is_rejected else 'Accepted, with errors'}: {told}."
    if is_rejected:
        return f"Refused with its transaction set (IK501 {status}); the fault is not in this claim."
    if status == ACCEPTED_WITH_ERRORS:
        return "Its transaction set was accepted with errors elsewhere."
    return "Its transaction set was accepted."


def _described(error: SegmentError) -> str:
    elements = ", ".join(
        f"{error.segment_code}{one.element_position:02d} (IK403 {one.error_code})"
        for one in error.element_errors
    )
    return elements or f"{error.segment_code} (IK304 {error.error_code})"


def _codes(error: SegmentError) -> dict[str, Any]:
    return {
        "IK301": error.segment_code,
        "IK302": error.segment_position,
        "IK303": error.loop_code,
        "IK304": error.error_code,
        "IK4": [
            {"IK401": one.element_position, "IK403": one.error_code} for one in error.element_errors
        ],
    }


def _ta1(document: InterchangeAcknowledgment) -> str:
    at = document.acknowledged_at
    return (
        f"TA1*{document.acknowledged_control_number:09d}*{at:%y%m%d}*{at:%H%M}"
        f"*{document.status_code}*{document.note_code}"
    )
