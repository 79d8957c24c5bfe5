"""Read X12 files into values: claims, remittances, acknowledgments, one after the other."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from domain.x12.acknowledgments import ImplementationAcknowledgment, InterchangeAcknowledgment
from domain.x12.claim_acknowledgments import ClaimAcknowledgment
from domain.x12.file_reading import FileReader, Finished
from domain.x12.findings import Unreadable
from domain.x12.professional_claims import Claim
from domain.x12.remittances import ClaimPayment, Remittance, UnreadableClaim
from domain.x12.tokens import Source
from domain.x12.transaction_reading import Broken, Emitted

Document = (
    Claim
    | Remittance
    | ImplementationAcknowledgment
    | ClaimAcknowledgment
    | InterchangeAcknowledgment
)


def read(source: Source, wanted: str = "") -> Iterator[Document]:
    """Everything in the file, each claim as soon as it is complete.

    Raises:
        Unreadable: with the segment and element where understanding ended.
    """
    payments: list[ClaimPayment] = []
    unreadable: list[UnreadableClaim] = []
    for event in FileReader(source, wanted).events():
        if isinstance(event, Finished):
            if isinstance(event.value, Remittance):
                yield replace(
                    event.value,
                    claim_payments=tuple(payments),
                    unreadable_claims=tuple(unreadable),
                )
                payments, unreadable = [], []
            elif event.code != "837":
                yield event.value
        elif not isinstance(event, Emitted):
            yield event
        elif isinstance(event.value, Broken):
            unreadable.append(_set_aside(event))
        elif isinstance(event.value, ClaimPayment):
            payments.append(event.value)
        else:
            yield event.value


def read_professional_claims(source: Source) -> Iterator[Claim]:
    """The claims of an 837P, one by one, each with its transaction, provider and subscriber.

    Raises:
        Unreadable: with the segment and element where understanding ended.
    """
    return _only(source, "837", Claim)


def read_remittances(source: Source) -> Iterator[Remittance]:
    """Every remittance of an 835 file; a claim that cannot be understood is set aside in it.

    Raises:
        Unreadable: the payment itself cannot be understood.
    """
    return _only(source, "835", Remittance)


def read_implementation_acknowledgments(source: Source) -> Iterator[ImplementationAcknowledgment]:
    """Every 999 of a file.

    Raises:
        Unreadable: with the segment and element where understanding ended.
    """
    return _only(source, "999", ImplementationAcknowledgment)


def read_claim_acknowledgments(source: Source) -> Iterator[ClaimAcknowledgment]:
    """Every 277CA of a file.

    Raises:
        Unreadable: with the segment and element where understanding ended.
    """
    return _only(source, "277", ClaimAcknowledgment)


def read_interchange_acknowledgments(source: Source) -> Iterator[InterchangeAcknowledgment]:
    """Every TA1 of a file.

    Raises:
        Unreadable: with the segment and element where understanding ended.
    """
    return _only(source, "", InterchangeAcknowledgment)


def _only(source: Source, wanted: str, kind: type[Any]) -> Iterator[Any]:
    return (one for one in read(source, wanted) if isinstance(one, kind))


def _set_aside(event: Emitted) -> UnreadableClaim:
    """Raises Unreadable where there is no remittance to keep the claim for quarantine in."""
    broken = event.value
    if event.scope.node.loop.into is not ClaimPayment:
        raise Unreadable(broken.finding)
    return UnreadableClaim(
        broken.draft.get("patient_control_number", ""),
        broken.finding,
        event.first,
        broken.draft.get("raw_segments", ()),
    )
