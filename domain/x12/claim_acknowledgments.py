"""The claim acknowledgment (277CA, 005010X214): which claims entered adjudication and which came back."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from domain.x12.interchange import UNKNOWN_TIME, TransactionId
from domain.x12.parties import Reference

VERSION = "005010X214"


@dataclass(frozen=True, slots=True)
class StatusCode:
    """STC01, 10, 11: a category (A1 received, A2 accepted, A3, A6-A8 returned), a status, whom it concerns."""

    category_code: str
    status_code: str = ""
    entity_code: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """STC."""

    codes: tuple[StatusCode, ...] = ()
    """One to three."""
    effective_on: date | None = None
    action_code: str = ""
    """STC03: WQ accepted, U rejected."""
    charge_cents: int | None = None
    message: str = ""

    @property
    def is_rejection(self) -> bool:
        return self.action_code == "U"


@dataclass(frozen=True, slots=True)
class LineStatus:
    """The fate of one service line (loop 2220D)."""

    procedure_code: str = ""
    procedure_qualifier: str = "HC"
    modifiers: tuple[str, ...] = ()
    charge_cents: int | None = None
    revenue_code: str = ""
    units: Decimal | None = None
    statuses: tuple[Status, ...] = ()
    line_control_number: str = ""
    """REF*FJ: our REF*6R."""
    prescription_number: str = ""
    """REF*XZ."""
    service_on: date | None = None
    service_through_on: date | None = None


@dataclass(frozen=True, slots=True)
class ClaimStatus:
    """The fate of one claim (loops 2000D to 2200D)."""

    patient_control_number: str
    """TRN02: our CLM01."""
    entity_type_code: str = "1"
    last_name: str = ""
    first_name: str = ""
    middle_name: str = ""
    suffix: str = ""
    member_id_qualifier: str = "MI"
    member_id: str = ""
    statuses: tuple[Status, ...] = ()
    payer_claim_control_number: str = ""
    """REF*1K: REF*F8 of a replacement."""
    clearinghouse_trace_number: str = ""
    """REF*D9."""
    institutional_bill_type: str = ""
    """REF*BLT."""
    service_on: date | None = None
    service_through_on: date | None = None
    lines: tuple[LineStatus, ...] = ()

    @property
    def is_rejected(self) -> bool:
        return any(status.is_rejection for status in self.statuses)


@dataclass(frozen=True, slots=True)
class ProviderStatus:
    """What happened to one billing provider's claims (loops 2000C to 2200C)."""

    name: str = ""
    identification: str = ""
    identification_qualifier: str = "XX"
    entity_type_code: str = "2"
    first_name: str = ""
    middle_name: str = ""
    suffix: str = ""
    trace_number: str = ""
    statuses: tuple[Status, ...] = ()
    """A rejection here rejects every claim of the provider, listed or not."""
    references: tuple[Reference, ...] = ()
    accepted_count: int | None = None
    rejected_count: int | None = None
    accepted_cents: int | None = None
    rejected_cents: int | None = None
    claims: tuple[ClaimStatus, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiverStatus:
    """What happened to one submitter's batch (loops 2000B to 2200B)."""

    name: str
    identification: str
    batch_number: str
    """TRN02: our BHT03."""
    identification_qualifier: str = "46"
    entity_type_code: str = "2"
    first_name: str = ""
    middle_name: str = ""
    suffix: str = ""
    statuses: tuple[Status, ...] = ()
    """A rejection here rejects the whole batch, with no claim listed."""
    accepted_count: int | None = None
    """QTY*90."""
    rejected_count: int | None = None
    """QTY*AA."""
    accepted_cents: int | None = None
    """AMT*YU."""
    rejected_cents: int | None = None
    """AMT*YY."""
    providers: tuple[ProviderStatus, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """Who tells: a payer (PR) or clearinghouse (AY) (loops 2000A, 2100A, 2200A)."""

    name: str
    identification: str
    trace_number: str
    received_on: date | None = None
    """DTP*050."""
    processed_on: date | None = None
    """DTP*009."""
    entity_code: str = "PR"
    entity_type_code: str = "2"
    identification_qualifier: str = "PI"
    receivers: tuple[ReceiverStatus, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimAcknowledgment:
    """One 277CA."""

    id: TransactionId
    reference_number: str
    """BHT03."""
    created_at: datetime = UNKNOWN_TIME
    sources: tuple[SourceStatus, ...] = ()
    segment_index: int = field(default=0, compare=False)
    raw_segments: tuple[str, ...] = field(default=(), compare=False, repr=False)
    unplaced_segments: tuple[str, ...] = ()
