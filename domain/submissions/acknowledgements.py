"""What TA1, 999 and 277CA say, applied to interchanges and their claims.

Answers come twice, late and in any order. Each is kept; it moves a claim only as far as it is news,
and only where the interchange it answers is the claim's latest.
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

from sqlalchemy.orm import Session

from domain.submissions.claim_answers import claim_answers
from domain.submissions.file_answers import interchange_answers, set_answers
from domain.submissions.matching import Batch, batch_by_number, batch_by_reference
from domain.submissions.models import RawFile
from domain.submissions.receiving import (
    PROCESSED,
    RECEIVED,
    quarantine,
    raw_file_content,
    refuse,
)
from domain.submissions.verdicts import Answer, apply
from domain.x12.acknowledgments import ImplementationAcknowledgment, InterchangeAcknowledgment
from domain.x12.claim_acknowledgments import ClaimAcknowledgment
from domain.x12.findings import Unreadable
from domain.x12.reading import Document, read
from tenants.database import lock


class Orphaned(ValueError):
    """The file answers something that we did not send."""


def take_in(session: Session, raw_file_id: UUID) -> None:
    """Read an acknowledgement file and apply it whole, or set it aside. Once: a second time is nothing.

    Raises:
        NotFound: this tenant has no such file.
    """
    raw_file = lock(session, RawFile, raw_file_id)
    if raw_file.status != RECEIVED:
        return
    try:
        documents = list(read(raw_file_content(session, raw_file_id)))
        found = list(_answers(session, raw_file, documents))
    except Unreadable as fault:
        refuse(raw_file, fault)
        return
    except Orphaned as orphaned:
        quarantine(raw_file, str(orphaned))
        return
    for batch, answers in found:
        apply(session, raw_file, batch, answers)
    raw_file.status = PROCESSED


def _answers(
    session: Session, raw_file: RawFile, documents: Iterable[Document]
) -> Iterator[tuple[Batch, list[Answer]]]:
    """Each document's batch and what it says of it.

    Raises:
        Orphaned: a batch or claim is not ours, or the file holds nothing that answers anything.
    """
    none = True
    for document in documents:
        none = False
        if isinstance(document, InterchangeAcknowledgment):
            number = document.acknowledged_control_number
            batch = _ours(batch_by_number(session, raw_file, number), f"TA101 {number:09d}")
            yield batch, list(interchange_answers(document, batch))
        elif isinstance(document, ImplementationAcknowledgment):
            number = document.group_control_number
            batch = _ours(batch_by_number(session, raw_file, number), f"AK102 {number}")
            yield batch, list(set_answers(document, batch))
        elif isinstance(document, ClaimAcknowledgment):
            yield from _claim_batches(session, raw_file, document)
        else:
            raise Orphaned("ST01: the file holds more than acknowledgements.")
    if none:
        raise Orphaned("The file holds no acknowledgement.")


def _claim_batches(
    session: Session, raw_file: RawFile, document: ClaimAcknowledgment
) -> Iterator[tuple[Batch, list[Answer]]]:
    for source in document.sources:
        for receiver in source.receivers:
            number = receiver.batch_number
            batch = _ours(
                batch_by_reference(session, raw_file, number), f"TRN02 of loop 2200B, {number}"
            )
            answers = list(claim_answers(document, receiver, batch))
            strangers = sum(answer.claim_id is None and answer.is_of_claim for answer in answers)
            if strangers:
                raise Orphaned(
                    f"TRN02 of loop 2200D: {strangers} claims are not of batch {number}."
                )
            yield batch, answers


def _ours(batch: Batch | None, where: str) -> Batch:
    if batch is None:
        raise Orphaned(f"{where}: nothing of that number was sent to this partner.")
    return batch
