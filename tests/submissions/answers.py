"""Acknowledgement files as a payer would write them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count

from domain.claims.models import Claim
from domain.submissions.models import Interchange
from domain.x12 import interchange as x12
from domain.x12.acknowledgments import (
    ElementError,
    ImplementationAcknowledgment,
    InterchangeAcknowledgment,
    SegmentError,
    TransactionAcknowledgment,
)
from domain.x12.claim_acknowledgments import (
    ClaimAcknowledgment,
    ClaimStatus,
    ProviderStatus,
    ReceiverStatus,
    SourceStatus,
    Status,
    StatusCode,
)
from domain.x12.writing import (
    write_claim_acknowledgments,
    write_implementation_acknowledgments,
    write_interchange_acknowledgment,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
_numbers = count(1)


def ta1(interchange: Interchange, status: str = "A", note: str = "000") -> bytes:
    return write_interchange_acknowledgment(
        InterchangeAcknowledgment(
            _envelope(), interchange.control_number, status, NOON, note_code=note
        )
    )


def a_999(interchange: Interchange, status: str = "A", *faulty_segments: int) -> bytes:
    """The answer to the only set of an interchange, with a fault in each segment given."""
    errors = tuple(
        SegmentError("SV1", place, "2400", "8", element_errors=(ElementError(1, "7"),))
        for place in faulty_segments
    )
    accepted = int(status != "R")
    return write_implementation_acknowledgments(
        [
            ImplementationAcknowledgment(
                _id("005010X231A1"),
                interchange.control_number,
                status,
                1,
                1,
                accepted,
                version="005010X222A1",
                transactions=(
                    TransactionAcknowledgment(
                        "0001",
                        status,
                        version="005010X222A1",
                        segment_errors=errors,
                        error_codes=("5",) if status == "R" else (),
                    ),
                ),
            )
        ]
    )


def accepted_status() -> Status:
    return Status((StatusCode("A2", "20"),), date(2026, 11, 20), "WQ", 67_50)


def rejected_status(*entity: str) -> Status:
    return Status((StatusCode("A7", "562", *entity),), date(2026, 11, 20), "U", 67_50)


def a_277ca(
    interchange: Interchange,
    claims: Sequence[tuple[Claim, Status]] = (),
    *,
    npi: str = "1000000012",
    batch: Status | None = None,
    provider: Status | None = None,
) -> bytes:
    """The answer to a batch: claim by claim, or to the whole batch or provider at once."""
    statuses = tuple(
        ClaimStatus(
            claim.patient_control_number,
            last_name="SAMPLE",
            first_name="AVA",
            member_id="W000000001",
            statuses=(status,),
            payer_claim_control_number="" if status.is_rejection else f"ICN{next(_numbers):06d}",
            service_on=claim.served_on,
        )
        for claim, status in claims
    )
    providers = (
        (
            ProviderStatus(
                "PRAIRIE PHARMACIES LLC",
                npi,
                trace_number="0",
                statuses=(provider,) if provider else (),
                claims=statuses,
            ),
        )
        if statuses or provider
        else ()
    )
    receiver = ReceiverStatus(
        "PRAIRIE PHARMACIES LLC",
        "MORTAR01",
        interchange.batch_number,
        statuses=(batch or accepted_status(),),
        providers=providers,
    )
    source = SourceStatus(
        "INVENTED HEALTH PLAN",
        "INV00001",
        "TRACE1",
        NOON.date(),
        NOON.date(),
        receivers=(receiver,),
    )
    return write_claim_acknowledgments(
        [ClaimAcknowledgment(_id("005010X214"), "REF1", NOON, sources=(source,))]
    )


def _envelope() -> x12.Interchange:
    number = next(_numbers)
    return x12.Interchange("SIMPAYER", "MORTAR01", number, NOON, group_control_number=number)


def _id(version: str) -> x12.TransactionId:
    return x12.TransactionId(_envelope(), "0001", version)
