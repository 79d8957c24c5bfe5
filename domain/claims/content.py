"""A claim with everything it says: what edits judge and what an 837P is written from."""

from dataclasses import dataclass, field
from datetime import date

from domain.claims.models import Claim, PriorAdjudication, ServiceLine
from domain.patients.models import Coverage, Patient
from domain.payers.models import Payer
from domain.providers.models import Credential, Enrollment, Provider, Store

MEDICARE = frozenset({"MA", "MB"})
"""SBR09 of Medicare Part A and Part B."""


def insurance_type(coverage: Coverage, payer: Payer, payer_sequence: int) -> str | None:
    """The reason why this payer is not the first (SBR05), where it is Medicare."""
    is_asked = payer.claim_filing_indicator_code in MEDICARE and payer_sequence > 1
    return coverage.insurance_type_code if is_asked else None


@dataclass(frozen=True)
class OtherPayer:
    """A payer who has decided on this claim before (loops 2320 and 2330)."""

    coverage: Coverage
    payer: Payer
    adjudications: tuple[PriorAdjudication, ...]
    """One for each line it decided, found by `service_line_id`."""

    @property
    def paid_cents(self) -> int:
        """AMT*D."""
        return sum(prior.paid_cents for prior in self.adjudications)


@dataclass(frozen=True)
class ClaimContent:
    """One claim, its lines and its parties. Plain values once loaded; nothing here asks anybody."""

    claim: Claim
    service_lines: tuple[ServiceLine, ...]
    """By line number."""
    patient: Patient
    coverage: Coverage
    payer: Payer
    store: Store
    provider: Provider
    credentials: tuple[Credential, ...] = ()
    """All that the provider was ever given."""
    enrollments: tuple[Enrollment, ...] = ()
    """The provider's with a payer who demands one, at any store."""
    credentials_are_recorded: bool = False
    """Whether the tenant says that a provider without a recorded licence has none."""
    filing_warning_days: int = 14
    """How long before the payer's limit the claim is urgent."""
    other_payers: tuple[OtherPayer, ...] = ()
    """In the order in which they are liable."""
    replaced: Claim | None = None
    """The claim that this one replaces or voids."""
    duplicate_numbers: tuple[str, ...] = ()
    """Other living claims for the same patient, day, payer and procedure."""
    billed_beside: frozenset[str] = frozenset()
    """Procedures of the day's other encounters: same patient, provider and store."""
    as_of_on: date = field(default_factory=date.today)
    """The day on which it is judged."""

    @property
    def insurance_type_code(self) -> str | None:
        """SBR05, which is said of Medicare behind another payer and of nobody else."""
        return insurance_type(self.coverage, self.payer, self.claim.payer_sequence)

    @property
    def has_dependent(self) -> bool:
        """Whether the patient is someone other than the subscriber (loop 2000C)."""
        return self.coverage.relationship_code != "18"
