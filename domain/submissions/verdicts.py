"""What an answer does to an interchange and its claims."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from domain.claims.checking import note
from domain.claims.history import Step, hear
from domain.claims.models import Claim, Transport, Work
from domain.errors import Finding
from domain.outbox.commands import announce
from domain.submissions.events import ClaimRejected
from domain.submissions.matching import Batch, latest_interchanges
from domain.submissions.models import Acknowledgement, RawFile
from domain.submissions.transmission import mark_sent


class Verdict(IntEnum):
    """How far an answer brings a claim; a rejection outweighs the rest."""

    NOTED = 0
    RECEIVED = 1
    ACCEPTED = 2
    REJECTED = 3


TRANSPORT = {
    Verdict.RECEIVED: Transport.RECEIVED,
    Verdict.ACCEPTED: Transport.ACCEPTED,
    Verdict.REJECTED: Transport.REJECTED,
}
STANDING = ("built", "sending", "sent", "accepted", "partially_accepted", "rejected")
"""An interchange's status only ever moves to the right: answers may come in any order."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one acknowledgement says of one claim, or of its whole interchange."""

    kind: str
    """TA1, 999 or 277CA."""
    verdict: Verdict
    message: str
    segments: str
    codes: dict[str, Any]
    claim_id: UUID | None = None
    is_of_claim: bool = False
    """It speaks of a claim, even if that is not ours."""
    payer_claim_control_number: str | None = None
    """REF*1K."""
    finding: Finding | None = None
    """What to mend, where the claim comes back."""


def apply(session: Session, raw_file: RawFile, batch: Batch, answers: Sequence[Answer]) -> None:
    """Keep each answer; move claims and interchange as far as that is news."""
    mark_sent(session, batch.interchange)
    latest = latest_interchanges(session, batch)
    claims = {member.claim.id: member.claim for member in batch.members.values()}
    of_claims = Counter(answer.verdict for answer in answers if answer.is_of_claim)
    if of_claims:
        _judge(batch, of_claims[Verdict.REJECTED], len(claims) - of_claims[Verdict.REJECTED])
    for answer in answers:
        session.add(_kept(raw_file, batch, answer))
        if answer.claim_id is not None:
            is_latest = latest[answer.claim_id] == batch.interchange.id
            _tell(session, raw_file, claims[answer.claim_id], answer, is_latest=is_latest)
    session.flush()


def _judge(batch: Batch, rejected_count: int, accepted_count: int) -> None:
    """Move the interchange's status by how many of its claims were taken or turned back."""
    if rejected_count == 0:
        status = "accepted"
    else:
        status = "partially_accepted" if accepted_count else "rejected"
    if STANDING.index(status) > STANDING.index(batch.interchange.status):
        batch.interchange.status = status


def _kept(raw_file: RawFile, batch: Batch, answer: Answer) -> Acknowledgement:
    return Acknowledgement(
        raw_file_id=raw_file.id,
        interchange_id=batch.interchange.id,
        claim_id=answer.claim_id,
        kind=answer.kind,
        is_accepted=answer.verdict != Verdict.REJECTED,
        codes=answer.codes,
        message=answer.message,
        segments=answer.segments,
    )


def _tell(
    session: Session, raw_file: RawFile, claim: Claim, answer: Answer, *, is_latest: bool
) -> None:
    """Write the claim's history; an answer to an earlier journey moves nothing any more."""
    step = Step("acknowledged", answer.message, raw_file.id, answer.segments)
    if answer.payer_claim_control_number and not claim.payer_claim_control_number:
        claim.payer_claim_control_number = answer.payer_claim_control_number
    if not is_latest or answer.verdict == Verdict.NOTED:
        hear(session, claim, step)
        return
    before = claim.transport
    if answer.verdict == Verdict.REJECTED and before in {Transport.NOT_SENT, Transport.REJECTED}:
        hear(session, claim, step)
    elif answer.verdict == Verdict.REJECTED:
        hear(session, claim, step, transport=Transport.REJECTED, work=Work.REJECTION)
        if answer.finding is not None:
            note(session, claim, answer.finding)
        announce(session, ClaimRejected(claim.id))
    else:
        hear(session, claim, step, transport=TRANSPORT[answer.verdict])
