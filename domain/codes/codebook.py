"""All codes in force as one value, so that pure functions can ask about them without a database.

`domain.codes.in_memory.codebook(session)` makes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from domain.codes.governing import governing
from domain.codes.systems import CodeSystem, normalized


class Standing(StrEnum):
    """What can be said of a code on a day of service."""

    BILLABLE = "billable"
    NOT_BILLABLE = "not_billable"
    """In force, but an ICD-10-CM header, or a modifier in place of a procedure."""
    NOT_IN_FORCE = "not_in_force"
    """Known, but not on that day."""
    UNKNOWN = "unknown"
    """A complete release of that day does not have it: an error on a claim."""
    UNCERTAIN = "uncertain"
    """What is loaded cannot tell (a selection, or a day outside its releases): a warning."""


@dataclass(frozen=True, slots=True)
class CodeDates:
    """Whether and when a code of one release may be used."""

    is_billable: bool
    valid_from_on: date
    valid_to_on: date | None

    def in_force(self, on: date) -> bool:
        return self.valid_from_on <= on and (self.valid_to_on is None or on < self.valid_to_on)


@dataclass(frozen=True, slots=True)
class VaccineStatement:
    """A Vaccine Information Statement; the edition handed out goes into the record."""

    name: str
    edition_on: date


@dataclass(frozen=True, slots=True)
class Vaccine:
    """A vaccine as CDC's CVX names it."""

    cvx_code: str
    short_text: str
    full_text: str
    status: str
    """Active, Inactive (still right for doses of the past), Non-US, Never Active."""
    groups: tuple[str, ...]
    """FLU, COVID-19, PneumoPCV ..."""
    statements: tuple[VaccineStatement, ...]
    """What is to be handed out, and which edition."""


@dataclass(frozen=True, slots=True)
class VaccineProduct:
    """A vaccine's NDC, of the carton sold or the unit used."""

    ndc: str
    brand_name: str
    unit: str
    """`sale` or `use`."""
    cvx_codes: tuple[str, ...]
    mvx_code: str
    starts_on: date | None
    ends_on: date | None
    """The last day the maker labels it for; an influenza vaccine's season ends on 30 June."""


@dataclass(frozen=True, slots=True)
class ReleaseInMemory:
    """One active release with its codes. Releases never change, so neither does this."""

    effective_from_on: date
    stale_from_on: date | None
    is_complete: bool
    is_embedded: bool
    activated_at: datetime | None
    dates: Mapping[str, CodeDates]
    vaccines: Mapping[str, Vaccine] = field(default_factory=dict)
    products: Mapping[str, VaccineProduct] = field(default_factory=dict)

    def is_certain(self, on: date) -> bool:
        """Whether absence proves that a code does not exist: only within a release's own time."""
        is_fresh = self.stale_from_on is None or on < self.stale_from_on
        return self.is_complete and self.effective_from_on <= on and is_fresh


@dataclass(frozen=True, slots=True)
class Codebook:
    """Answers about codes by day of service. Codes come as people write them: `Z68.1`, `Z681`."""

    releases: Mapping[CodeSystem, Sequence[ReleaseInMemory]]
    """Of each system, in the order of their claim to a day."""

    def standing(self, system: CodeSystem, code: str, on: date) -> Standing:
        """What may be said of a code on a day."""
        release = governing(self.releases.get(system, ()), on)
        if release is None:
            return Standing.UNCERTAIN
        dates = release.dates.get(normalized(system, code))
        if dates is None:
            return Standing.UNKNOWN if release.is_certain(on) else Standing.UNCERTAIN
        if not dates.in_force(on):
            began_with_release = dates.valid_from_on == release.effective_from_on
            unheard_of = on < dates.valid_from_on and began_with_release
            return Standing.UNCERTAIN if unheard_of else Standing.NOT_IN_FORCE
        return Standing.BILLABLE if dates.is_billable else Standing.NOT_BILLABLE

    def vaccine(self, cvx_code: str) -> Vaccine | None:
        """A vaccine by CVX code."""
        newest = self._newest(CodeSystem.CVX)
        return newest.vaccines.get(normalized(CodeSystem.CVX, cvx_code)) if newest else None

    def ndc(self, ndc: str) -> VaccineProduct | None:
        """A vaccine product by NDC, dashed or eleven digits."""
        newest = self._newest(CodeSystem.VACCINE_NDC)
        return newest.products.get(normalized(CodeSystem.VACCINE_NDC, ndc)) if newest else None

    def _newest(self, system: CodeSystem) -> ReleaseInMemory | None:
        """CDC's sets are not dated by day of service: status and season are in the entry."""
        releases = self.releases.get(system, ())
        return releases[-1] if releases else None
