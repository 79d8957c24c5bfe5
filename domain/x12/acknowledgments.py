"""Acknowledgments of files: TA1 for the envelope, 999 (005010X231A1) for syntax and structure."""

from dataclasses import dataclass, field
from datetime import datetime

from domain.x12.interchange import UNKNOWN_TIME, Interchange, TransactionId

VERSION = "005010X231A1"


@dataclass(frozen=True, slots=True)
class InterchangeAcknowledgment:
    """TA1: whether the receiver could open one interchange."""

    interchange: Interchange
    """The envelope that carries the TA1."""
    acknowledged_control_number: int
    """TA101: ISA13 of the file answered."""
    status_code: str
    """TA104: A accepted, E accepted with errors, R rejected."""
    acknowledged_at: datetime = UNKNOWN_TIME
    """TA102, TA103: the date and time that its ISA carried."""
    note_code: str = "000"
    """TA105: 000 no error, 025 duplicate control number ..."""

    @property
    def is_rejected(self) -> bool:
        return self.status_code == "R"


@dataclass(frozen=True, slots=True)
class Context:
    """CTX: which business unit (`CLM01` and its value), or which situation, a fault concerns."""

    name: str
    """CTX01-1: `CLM01`, `NM109` or SITUATIONAL TRIGGER."""
    reference: str = ""
    segment_code: str = ""
    segment_position: int | None = None
    loop_code: str = ""
    element_position: int | None = None
    component_position: int | None = None


@dataclass(frozen=True, slots=True)
class ElementError:
    """IK4: one faulty element of a segment."""

    element_position: int
    error_code: str
    """IK403: 1 missing, 4 too short, 5 too long, 6 character, 7 code value, 8 date, 12 pattern ..."""
    component_position: int | None = None
    repetition: int | None = None
    reference_number: str = ""
    bad_value: str = ""
    contexts: tuple[Context, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentError:
    """IK3: one faulty segment, by its position in the transaction (ST is 1)."""

    segment_code: str
    segment_position: int
    loop_code: str = ""
    error_code: str = ""
    """IK304: 1 unknown, 2 unexpected, 3 missing, 4 loop too often, 5 too often, 8 has element errors."""
    contexts: tuple[Context, ...] = ()
    element_errors: tuple[ElementError, ...] = ()


@dataclass(frozen=True, slots=True)
class TransactionAcknowledgment:
    """AK2 to IK5: the fate of one transaction set."""

    control_number: str
    """AK202: ST02 of the set answered."""
    status_code: str
    """IK501: A accepted, E accepted with errors, R rejected, M, W, X."""
    transaction_set_code: str = "837"
    version: str = ""
    segment_errors: tuple[SegmentError, ...] = ()
    error_codes: tuple[str, ...] = ()
    """IK502-06."""

    @property
    def is_rejected(self) -> bool:
        return self.status_code in {"R", "M", "W", "X"}


@dataclass(frozen=True, slots=True)
class ImplementationAcknowledgment:
    """999: the fate of one functional group."""

    id: TransactionId
    group_control_number: int
    """AK102: GS06 of the group answered."""
    status_code: str
    """AK901: A accepted, E accepted with errors, P partly, R rejected."""
    included_count: int
    received_count: int
    accepted_count: int
    functional_id_code: str = "HC"
    version: str = ""
    error_codes: tuple[str, ...] = ()
    """AK905-09."""
    transactions: tuple[TransactionAcknowledgment, ...] = ()
    segment_index: int = field(default=0, compare=False)
    raw_segments: tuple[str, ...] = field(default=(), compare=False, repr=False)
    unplaced_segments: tuple[str, ...] = ()
