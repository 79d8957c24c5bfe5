"""What is wrong with an X12 file: a finding that names segment and element, or a refusal to read on."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Severity(StrEnum):
    """An error keeps a file from being accepted; a warning asks for a look."""

    ERROR = "error"
    WARNING = "warning"


class Level(IntEnum):
    """The kinds of check, from bytes to meaning, as WEDI's SNIP types number them."""

    SYNTAX = 1
    STRUCTURE = 2
    BALANCING = 3
    SITUATION = 4
    CODE_SETS = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, with the place a person or a 999 needs to find it.

    `segment_index` counts from 0 at the ISA; `position` counts from 1 at the ST, as IK302 does, and
    is 0 outside a transaction. `element` is named as the guides do (`CLM02`, `SV101-2`). `syntax`
    is the IK304 or IK403 code of the fault where there is one.
    """

    code: str
    severity: Severity
    level: Level
    segment_index: int
    segment: str
    element: str
    loop: str
    message: str
    position: int = 0
    syntax: str = ""


class Unreadable(ValueError):
    """These bytes cannot be read as X12; the finding says where that began."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"{finding.element or finding.segment}: {finding.message}")
        self.finding = finding
