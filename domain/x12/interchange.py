"""The envelope around transactions: who sends to whom, when, under which control numbers."""

from dataclasses import dataclass
from datetime import UTC, datetime

PRODUCTION = "P"
TEST = "T"

UNKNOWN_TIME = datetime(1, 1, 1, tzinfo=UTC)
"""What a moment is read as that the file does not tell, or not as a time."""


@dataclass(frozen=True, slots=True)
class Interchange:
    """ISA/IEA and the one GS/GE inside: times are UTC, to the minute, as X12 writes them."""

    sender_id: str
    receiver_id: str
    control_number: int
    """ISA13, nine digits in the file."""
    created_at: datetime = UNKNOWN_TIME
    group_control_number: int = 1
    """GS06."""
    sender_qualifier: str = "ZZ"
    receiver_qualifier: str = "ZZ"
    application_sender_code: str = ""
    """GS02; the ISA sender where empty."""
    application_receiver_code: str = ""
    """GS03; the ISA receiver where empty."""
    usage_code: str = PRODUCTION
    """ISA15: P production, T test."""
    acknowledgment_requested: bool = False
    """ISA14: ask for a TA1."""
    authorization_qualifier: str = "00"
    authorization: str = ""
    security_qualifier: str = "00"
    security: str = ""


@dataclass(frozen=True, slots=True)
class FunctionalGroup:
    """GS."""

    functional_id_code: str
    application_sender_code: str
    application_receiver_code: str
    group_created_at: datetime
    group_control_number: int
    version: str


@dataclass(frozen=True, slots=True)
class TransactionHeader:
    """ST."""

    code: str
    control_number: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Trailer:
    """SE, GE or IEA: how much there was, and of what."""

    count: int
    control_number: int | str


@dataclass(frozen=True, slots=True)
class TransactionId:
    """The control numbers that name one transaction set in the world (ISA, GS, ST)."""

    interchange: Interchange
    control_number: str
    """ST02."""
    version: str
    """ST03, or GS08 where the set has none: `005010X222A1`."""
