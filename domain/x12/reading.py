"""Read X12 files into values: claims, remittances, acknowledgments, one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from domain.x12.acknowledgments import ImplementationAcknowledgment, InterchangeAcknowledgment
from domain.x12.claim_acknowledgments import ClaimAcknowledgment
from domain.x12.file_reading import Event, FileReader, Finished
from domain.x12.findings import Unreadable
from domain.x12.professional_claims import Claim
from domain.x12.remittances import ClaimPayment, Remittance, UnreadableClaim
from domain.x12.tokens import Source
from domain.x12.tokens import unreadable as refusal
from domain.x12.transaction_reading import Broken, Emitted

Document = (
    Claim
    | Remittance
    | ImplementationAcknowledgment
    | ClaimAcknowledgment
    | InterchangeAcknowledgment
)


@dataclass(slots=True)
class _Gathering:
    """What of the open transaction waits for its end."""

    payments: list[ClaimPayment] = field(default_factory=list)
    unreadable: list[UnreadableClaim] = field(default_factory=list)
    claim_count: int = 0

    def take(self, event: Event, index: int) -> Document | None:
        """The document that the event completes, if it does."""
        if isinstance(event, Finished):
            return self._finish(event, index)
        if not isinstance(event, Emitted):
            return event
        if isinstance(event.value, Broken):
            self.unreadable.append(_set_aside(event))
            return None
        if isinstance(event.value, ClaimPayment):
            self.payments.append(event.value)
            return None
        self.claim_count += 1
        claim: Claim = event.value
        return claim

    def _finish(self, event: Finished, index: int) -> Document | None:
        document: Document = event.value
        if event.code == "837":
            if self.claim_count == 0:
                raise refusal("CLM", "The transaction holds no claim.", index, "CLM")
            self.claim_count = 0
            return None
        if isinstance(document, Remittance):
            document = replace(
                document,
                claim_payments=tuple(self.payments),
                unreadable_claims=tuple(self.unreadable),
            )
            self.payments, self.unreadable = [], []
        return document


def read(source: Source, wanted: str = "") -> Iterator[Document]:
    """Everything in the file, each claim as soon as it is complete.

    Raises:
        Unreadable: with the segment and element where understanding ended.
    """
    reader, gathering = FileReader(source, wanted), _Gathering()
    for event in reader.events():
        document = gathering.take(event, reader.index)
        if document is not None:
            yield document
    if reader.index >= 0 and not reader.held_anything:
        raise refusal("ST", "The file holds no transaction.", reader.index, "ST")


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
