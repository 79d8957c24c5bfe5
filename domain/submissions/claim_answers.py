"""What a 277CA says of each claim, and of whole batches and providers that it lists no claim of."""

from collections.abc import Iterator
from typing import Any

from domain.submissions.matching import Batch, Member
from domain.submissions.rejections import finding_of, words_for
from domain.submissions.verdicts import Answer, Verdict
from domain.x12.claim_acknowledgments import (
    ClaimAcknowledgment,
    ClaimStatus,
    ProviderStatus,
    ReceiverStatus,
    Status,
)

ACCEPTED_FOR_ADJUDICATION = "A2"
"""STC01-1; A0 and A1 only say that the claim got there."""
PATIENT_LEVEL = "PT"
"""HL03."""


def claim_answers(
    document: ClaimAcknowledgment, receiver: ReceiverStatus, batch: Batch
) -> Iterator[Answer]:
    """One answer a claim. A rejection of the batch or provider is one of each of its claims."""
    segments = _Segments(document)
    listed = {
        claim.patient_control_number: claim
        for provider in receiver.providers
        for claim in provider.claims
    }
    for number in listed.keys() - batch.members.keys():
        yield _answer(None, listed[number].statuses, segments.of(number), listed[number])
    for number, member in batch.members.items():
        above = _rejection_above(receiver, member)
        claim = listed.get(number)
        if above:
            yield _answer(member, above, segments.of(number), claim)
        elif claim is not None:
            yield _answer(member, claim.statuses, segments.of(number), claim)


class _Segments:
    """The raw segments of a 277CA, so that a claim is shown its own patient's and nobody else's."""

    def __init__(self, document: ClaimAcknowledgment) -> None:
        self._above: list[str] = []
        self._patients: dict[str, list[str]] = {}
        level: list[str] = self._above
        separator = document.raw_segments[0][len("BHT")]
        for segment in document.raw_segments:
            code, *elements = segment.split(separator)
            if code == "HL":
                level = [] if elements[2] == PATIENT_LEVEL else self._above
            elif code == "TRN" and level is not self._above:
                self._patients.setdefault(elements[1], level)
            level.append(segment)

    def of(self, patient_control_number: str) -> str:
        """What stands above all patients, then this claim's loop 2200D."""
        return "\n".join([*self._above, *self._patients.get(patient_control_number, [])])


def _rejection_above(receiver: ReceiverStatus, member: Member) -> tuple[Status, ...]:
    """What turned back the whole batch, or all of the claim's provider."""
    if _has_rejection(receiver.statuses) and not _claims_of(receiver):
        return receiver.statuses
    for provider in receiver.providers:
        if _concerns(provider, member) and _has_rejection(provider.statuses):
            return provider.statuses
    return ()


def _claims_of(receiver: ReceiverStatus) -> list[ClaimStatus]:
    """A batch answered claim by claim may still be called rejected, when some of them were."""
    return [claim for provider in receiver.providers for claim in provider.claims]


def _concerns(provider: ProviderStatus, member: Member) -> bool:
    return provider.identification == member.billing_npi


def _has_rejection(statuses: tuple[Status, ...]) -> bool:
    return any(status.is_rejection for status in statuses)


def _answer(
    member: Member | None,
    statuses: tuple[Status, ...],
    segments: str,
    claim: ClaimStatus | None,
) -> Answer:
    verdict = _verdict(statuses)
    is_rejected = verdict == Verdict.REJECTED
    return Answer(
        "277CA",
        verdict,
        _message(statuses),
        segments,
        {"STC": [_codes(status) for status in statuses]},
        member.claim.id if member else None,
        is_of_claim=True,
        payer_claim_control_number=claim.payer_claim_control_number or None if claim else None,
        finding=finding_of(_status_codes(statuses), _told(statuses)) if is_rejected else None,
    )


def _verdict(statuses: tuple[Status, ...]) -> Verdict:
    if _has_rejection(statuses):
        return Verdict.REJECTED
    categories = {code.category_code for status in statuses for code in status.codes}
    if ACCEPTED_FOR_ADJUDICATION in categories:
        return Verdict.ACCEPTED
    return Verdict.RECEIVED


def _status_codes(statuses: tuple[Status, ...]) -> list[str]:
    return [code.status_code for status in statuses for code in status.codes]


def _told(statuses: tuple[Status, ...]) -> str:
    told = ", ".join(
        ":".join(filter(None, (code.category_code, code.status_code, code.entity_code)))
        for status in statuses
        for code in status.codes
    )
    return f"STC {told}"


def _message(statuses: tuple[Status, ...]) -> str:
    verdict = _verdict(statuses)
    words = {
        Verdict.REJECTED: "Turned back before adjudication",
        Verdict.ACCEPTED: "Accepted into adjudication",
        Verdict.RECEIVED: "Received",
    }
    ours = words_for(_status_codes(statuses)) if verdict == Verdict.REJECTED else ""
    theirs = " ".join(status.message for status in statuses if status.message)
    return " ".join(filter(None, (f"{words[verdict]} ({_told(statuses)}).", ours, theirs)))


def _codes(status: Status) -> dict[str, Any]:
    return {
        "STC01": [
            [code.category_code, code.status_code, code.entity_code] for code in status.codes
        ],
        "STC03": status.action_code,
        "STC12": status.message,
    }
