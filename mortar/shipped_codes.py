"""The code sets that Mortar ships, for checking a file where there is no database."""

from dataclasses import dataclass
from datetime import date

from domain.codes.codebook import Codebook, CodeDates, ReleaseInMemory, Standing
from domain.codes.snapshot import embedded_files
from domain.codes.sources import CodeFile
from domain.codes.systems import CodeSystem
from domain.x12.validating import FORMS

SYSTEMS = (CodeSystem.ICD10CM, CodeSystem.HCPCS)
INVALID = frozenset({Standing.NOT_BILLABLE, Standing.NOT_IN_FORCE, Standing.UNKNOWN})
"""What shipped sets cannot tell, such as CPT codes or years before them, is not held against a file."""


@dataclass(frozen=True)
class ShippedCodes:
    """Answers the validator: a code has the right shape, and nothing shipped speaks against it."""

    codebook: Codebook

    def diagnosis_is_valid(self, code: str, on: date) -> bool:
        return FORMS.diagnosis_is_valid(code, on) and self._stands(CodeSystem.ICD10CM, code, on)

    def procedure_is_valid(self, code: str, on: date) -> bool:
        return FORMS.procedure_is_valid(code, on) and self._stands(CodeSystem.HCPCS, code, on)

    def _stands(self, system: CodeSystem, code: str, on: date) -> bool:
        return self.codebook.standing(system, code, on) not in INVALID


def shipped_codes() -> ShippedCodes:
    """Read from the package's files; takes about a second."""
    releases: dict[CodeSystem, list[ReleaseInMemory]] = {system: [] for system in SYSTEMS}
    for file in embedded_files():
        if file.system in releases:
            releases[file.system].append(_in_memory(file))
    return ShippedCodes(Codebook(releases))


def _in_memory(file: CodeFile) -> ReleaseInMemory:
    return ReleaseInMemory(
        effective_from_on=file.effective_from_on,
        stale_from_on=file.stale_from_on,
        is_complete=file.is_complete,
        is_embedded=file.is_embedded,
        activated_at=None,
        dates={
            published.code: CodeDates(
                published.is_billable,
                published.valid_from_on or file.effective_from_on,
                published.valid_to_on,
            )
            for published in file.read()
        },
    )
