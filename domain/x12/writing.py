"""Write values as X12 files."""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby, islice
from operator import attrgetter
from typing import Any

from domain.x12.acknowledgments import ImplementationAcknowledgment, InterchangeAcknowledgment
from domain.x12.claim_acknowledgments import ClaimAcknowledgment
from domain.x12.delimiters import USUAL, Delimiters
from domain.x12.element_writing import Unwritable
from domain.x12.interchange import (
    FunctionalGroup,
    Interchange,
    Trailer,
    TransactionHeader,
    TransactionId,
)
from domain.x12.loop_writing import LoopWriter, segment_writer
from domain.x12.professional_claims import (
    Claim,
    ClaimBatch,
    ProfessionalTransaction,
)
from domain.x12.remittances import Remittance
from domain.x12.schema import Loop, Segment, TransactionSet
from domain.x12.sets.acknowledgment import ACKNOWLEDGMENT
from domain.x12.sets.claim_acknowledgment import CLAIM_ACKNOWLEDGMENT
from domain.x12.sets.envelope import GE, GS, IEA, ISA, SE, ST, TA1
from domain.x12.sets.professional_claim import (
    BILLING_PROVIDER,
    PATIENT,
    PROFESSIONAL_CLAIM,
    SUBSCRIBER,
)
from domain.x12.sets.remittance import REMITTANCE

Segments = list[str]
"""Of one loop and what is in it."""

CLAIMS_A_TRANSACTION = 5000
CLAIMS_A_SUBSCRIBER = 100


def write_professional_claims(batch: ClaimBatch, delimiters: Delimiters = USUAL) -> bytes:
    """The 837P file of a batch.

    Raises:
        Unwritable: a value does not fit; the refusal names element and claim.
    """
    return b"".join(write_professional_claims_in_parts(batch, delimiters))


def write_professional_claims_in_parts(
    batch: ClaimBatch, delimiters: Delimiters = USUAL
) -> Iterator[bytes]:
    """The same, a loop or claim at a time, for batches too large to hold."""
    return _file(
        batch.interchange, PROFESSIONAL_CLAIM, _claim_transactions(batch, delimiters), delimiters
    )


def write_remittances(remittances: Iterable[Remittance], delimiters: Delimiters = USUAL) -> bytes:
    """An 835 file; all remittances travel in the interchange that the first one names."""
    return _whole(REMITTANCE, remittances, delimiters)


def write_implementation_acknowledgments(
    acknowledgments: Iterable[ImplementationAcknowledgment], delimiters: Delimiters = USUAL
) -> bytes:
    """A 999 file."""
    return _whole(ACKNOWLEDGMENT, acknowledgments, delimiters)


def write_claim_acknowledgments(
    acknowledgments: Iterable[ClaimAcknowledgment], delimiters: Delimiters = USUAL
) -> bytes:
    """A 277CA file."""
    return _whole(CLAIM_ACKNOWLEDGMENT, acknowledgments, delimiters)


def write_interchange_acknowledgment(
    acknowledgment: InterchangeAcknowledgment, delimiters: Delimiters = USUAL
) -> bytes:
    """A file of one TA1 and nothing else."""
    interchange = acknowledgment.interchange
    parts = (
        _written(ISA, interchange, delimiters),
        _written(TA1, acknowledgment, delimiters),
        _written(IEA, Trailer(0, interchange.control_number), delimiters),
    )
    return b"".join(_ended(parts, delimiters))


def _whole(declared: TransactionSet, documents: Iterable[Any], delimiters: Delimiters) -> bytes:
    held = list(documents)
    interchange = held[0].id.interchange
    transactions = (
        (one.id.control_number, [LoopWriter(delimiters).write(declared.root, one)]) for one in held
    )
    return b"".join(_file(interchange, declared, transactions, delimiters))


def _file(
    interchange: Interchange,
    declared: TransactionSet,
    transactions: Iterable[tuple[str, Iterable[Segments]]],
    delimiters: Delimiters,
) -> Iterator[bytes]:
    return _ended(_envelopes(interchange, declared, transactions, delimiters), delimiters)


def _ended(parts: Iterable[Segments], delimiters: Delimiters) -> Iterator[bytes]:
    marks = (delimiters.element, delimiters.component, delimiters.repetition, delimiters.segment)
    if len(set(marks)) < len(marks) or any(one.isalnum() or one == " " for one in marks):
        raise Unwritable("ISA", "needs four delimiters that no text holds.")
    end = delimiters.segment
    for segments in parts:
        yield (end.join(segments) + end).encode("ascii")


def _envelopes(
    interchange: Interchange,
    declared: TransactionSet,
    transactions: Iterable[tuple[str, Iterable[Segments]]],
    delimiters: Delimiters,
) -> Iterator[Segments]:
    group = FunctionalGroup(
        declared.functional_id_code,
        interchange.application_sender_code or interchange.sender_id,
        interchange.application_receiver_code or interchange.receiver_id,
        interchange.created_at,
        interchange.group_control_number,
        declared.version,
    )
    yield _written(ISA, interchange, delimiters)
    yield _written(GS, group, delimiters)
    transaction_count = 0
    for control_number, parts in transactions:
        transaction_count += 1
        version = declared.version if declared.has_st03 else ""
        header = TransactionHeader(declared.code, control_number, version)
        yield _written(ST, header, delimiters)
        segment_count = 2
        for segments in parts:
            segment_count += len(segments)
            yield segments
        yield _written(SE, Trailer(segment_count, control_number), delimiters)
    number = interchange.group_control_number
    yield _written(GE, Trailer(transaction_count, number), delimiters)
    yield _written(IEA, Trailer(1, interchange.control_number), delimiters)


def _written(segment: Segment, value: Any, delimiters: Delimiters) -> Segments:
    return segment_writer(segment, delimiters).write(value)


def _claim_transactions(
    batch: ClaimBatch, delimiters: Delimiters
) -> Iterator[tuple[str, Iterator[Segments]]]:
    """A new transaction for each 5,000 claims."""
    claims = iter(batch.claims)
    number = batch.transaction_control_number
    while first := next(claims, None):
        control_number = f"{number:04d}"
        header = ProfessionalTransaction(
            TransactionId(batch.interchange, control_number, PROFESSIONAL_CLAIM.version),
            batch.batch_number,
            batch.submitter,
            batch.receiver,
            batch.interchange.created_at,
            batch.purpose_code,
            batch.claim_or_encounter_code,
        )
        portion = _chain(first, islice(claims, CLAIMS_A_TRANSACTION - 1))
        yield control_number, _claim_segments(header, portion, delimiters)
        number += 1


def _chain(first: Claim, rest: Iterable[Claim]) -> Iterator[Claim]:
    yield first
    yield from rest


def _claim_segments(
    header: ProfessionalTransaction, claims: Iterator[Claim], delimiters: Delimiters
) -> Iterator[Segments]:
    """Provider, subscriber and patient are written once for the neighbours that share them."""
    writer = LoopWriter(delimiters)
    yield writer.write(PROFESSIONAL_CLAIM.root, header)
    latest: deque[Claim] = deque(maxlen=1)
    noted = _noting(claims, latest)
    for provider, of_provider in groupby(noted, key=attrgetter("billing_provider")):
        with _on_behalf_of(latest[0]):
            yield writer.write(BILLING_PROVIDER, provider, has_children=True)
        above = writer.last_level()
        for (subscriber, _), of_subscriber in groupby(of_provider, key=_coverage):
            yield from _subscriber_segments(writer, above, subscriber, of_subscriber)


def _noting(claims: Iterable[Claim], latest: deque[Claim]) -> Iterator[Claim]:
    """Grouping takes a claim before it tells whose it is: for a refusal, remember which."""
    for claim in claims:
        latest.append(claim)
        yield claim


def _coverage(claim: Claim) -> tuple[Any, bool]:
    return claim.subscriber, claim.patient is None


@contextmanager
def _on_behalf_of(claim: Claim) -> Iterator[None]:
    """Let a refusal say which claim it concerns."""
    try:
        yield
    except Unwritable as fault:
        fault.patient_control_number = fault.patient_control_number or claim.patient_control_number
        raise


def _subscriber_segments(
    writer: LoopWriter, above: str, subscriber: Any, claims: Iterator[Claim]
) -> Iterator[Segments]:
    while held := list(islice(claims, CLAIMS_A_SUBSCRIBER)):
        is_patient = held[0].patient is None
        with _on_behalf_of(held[0]):
            yield writer.write(SUBSCRIBER, subscriber, parent=above, has_children=not is_patient)
        if is_patient:
            yield from _claims(writer, SUBSCRIBER, held)
            continue
        parent = writer.last_level()
        for patient, of_patient in groupby(held, key=attrgetter("patient")):
            of_one = list(of_patient)
            with _on_behalf_of(of_one[0]):
                yield writer.write(PATIENT, patient, parent=parent)
            yield from _claims(writer, PATIENT, of_one)


def _claims(writer: LoopWriter, above: Loop, claims: Iterable[Claim]) -> Iterator[Segments]:
    declared = next(child for child in above.children if isinstance(child, Loop) and child.emits)
    for claim in claims:
        with _on_behalf_of(claim):
            yield writer.write(declared, claim)
