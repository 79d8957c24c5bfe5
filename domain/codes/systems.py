"""The code systems that Mortar knows, and one code as its publisher gives it."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.codes.ndc import ndc11
from domain.errors import Invalid

ALWAYS = date(1, 1, 1)
"""Valid from, where a code has no first day."""


class CodeSystem(StrEnum):
    """CPT is absent on purpose: its codes are bare, and each tenant names its own."""

    ICD10CM = "icd-10-cm"
    HCPCS = "hcpcs"
    CVX = "cvx"
    MVX = "mvx"
    VACCINE_NDC = "vaccine-ndc"
    PLACE_OF_SERVICE = "place-of-service"


@dataclass(frozen=True, slots=True)
class PublishedCode:
    """One code of one release, in force on days `valid_from_on <= day < valid_to_on`.

    Without a first day of its own it is in force from the first day of its release. An ICD-10-CM
    header, or a modifier in place of a procedure, is not billable. Texts are empty where no lawful
    source gives them.
    """

    code: str
    is_billable: bool
    short_text: str
    long_text: str
    valid_from_on: date | None = None
    valid_to_on: date | None = None
    attributes: dict[str, object] = field(default_factory=dict)


def normalized(system: CodeSystem, code: str) -> str:
    """A code as it is stored: capitals, without the dot of ICD-10-CM or the dashes of an NDC."""
    code = code.strip().upper()
    match system:
        case CodeSystem.ICD10CM:
            return code.replace(".", "")
        case CodeSystem.CVX:
            return code.zfill(2)
        case CodeSystem.VACCINE_NDC:
            return _eleven_digits(code)
        case _:
            return code


def _eleven_digits(ndc: str) -> str:
    """What is no NDC is left as it is: no release has it."""
    try:
        return ndc11(ndc)
    except ValueError:
        return ndc


class FileRefused(Invalid):
    """An official file is not what it should be; nothing of it was kept."""

    code = "file_refused"

    @classmethod
    def at(cls, file_name: str, line: int, column: int, message: str) -> "FileRefused":
        """Refuse at a line and column, both counted from one as text editors do."""
        return cls(f"{file_name}, line {line}, column {column}: {message}", f"{line}:{column}")
