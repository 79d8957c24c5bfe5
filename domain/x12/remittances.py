"""The remittance advice (835, 005010X221A1) in the field's words, for reading and for writing."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from domain.x12.findings import Finding
from domain.x12.interchange import Interchange, TransactionId
from domain.x12.parties import (
    Address,
    Adjustment,
    Amount,
    Contact,
    DateReference,
    Quantity,
    Reference,
)

VERSION = "005010X221A1"


@dataclass(frozen=True, slots=True)
class RemittanceParty:
    """The payer (loop 1000A) or the payee (loop 1000B)."""

    name: str = ""
    identification_qualifier: str = ""
    """N103: XV for a payer; XX NPI or FI tax number for a payee."""
    identification: str = ""
    address: Address | None = None
    references: tuple[Reference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    """PER*CX, BL, IC: by `Contact.function_code`."""


@dataclass(frozen=True, slots=True)
class RemittanceName:
    """An NM1 of a claim payment: QC patient, IL subscriber, 74 corrected insured, 82 rendering
    provider, TT crossover carrier, PR corrected priority payer, GB other subscriber.
    """

    entity_code: str
    name: str = ""
    first_name: str = ""
    middle_name: str = ""
    suffix: str = ""
    entity_type_code: str = "1"
    identification_qualifier: str = ""
    identification: str = ""


@dataclass(frozen=True, slots=True)
class ServicePayment:
    """How the payer decided one line (loop 2110)."""

    charge_cents: int
    paid_cents: int
    procedure_code: str = ""
    """SVC01-2: as adjudicated."""
    procedure_qualifier: str = "HC"
    modifiers: tuple[str, ...] = ()
    procedure_description: str = ""
    revenue_code: str = ""
    paid_units: Decimal | None = None
    """SVC05; one where absent."""
    original_procedure_qualifier: str = ""
    original_procedure_code: str = ""
    """SVC06-2: as submitted, where the payer changed, bundled or unbundled it."""
    original_modifiers: tuple[str, ...] = ()
    original_units: Decimal | None = None
    service_on: date | None = None
    """DTM*472."""
    service_began_on: date | None = None
    """DTM*150, together with `service_ended_on` in place of `service_on`."""
    service_ended_on: date | None = None
    """DTM*151."""
    adjustments: tuple[Adjustment, ...] = ()
    line_control_number: str = ""
    """REF*6R, as submitted."""
    references: tuple[Reference, ...] = ()
    allowed_cents: int | None = None
    """AMT*B6."""
    amounts: tuple[Amount, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    remark_codes: tuple[str, ...] = ()
    """LQ*HE."""
    ncpdp_reject_codes: tuple[str, ...] = ()
    """LQ*RX."""

    @property
    def first_service_on(self) -> date | None:
        return self.service_on or self.service_began_on


@dataclass(frozen=True, slots=True)
class ClaimPayment:
    """How the payer decided one claim (loop 2100)."""

    patient_control_number: str
    """CLP01: our CLM01."""
    claim_status_code: str
    """CLP02: 1-3 paid, 4 denied, 19-21 paid and forwarded, 22 reversal, 23 forwarded, 25 predetermined."""
    charge_cents: int
    paid_cents: int
    patient_responsibility_cents: int | None = None
    claim_filing_indicator_code: str = ""
    payer_claim_control_number: str = ""
    """CLP07: REF*F8 of a replacement."""
    facility_code: str = ""
    claim_frequency_code: str = ""
    drg_code: str = ""
    drg_weight: Decimal | None = None
    discharge_fraction: Decimal | None = None
    adjustments: tuple[Adjustment, ...] = ()
    """Claim-level CAS only; each line has its own."""
    names: tuple[RemittanceName, ...] = ()
    inpatient_remark_codes: tuple[str, ...] = ()
    """MIA05, 20-23."""
    remark_codes: tuple[str, ...] = ()
    """MOA03-07."""
    references: tuple[Reference, ...] = ()
    dates: tuple[DateReference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    amounts: tuple[Amount, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    service_payments: tuple[ServicePayment, ...] = ()
    segment_index: int = field(default=0, compare=False)
    """On reading: where the CLP stands, 0 being the ISA."""
    raw_segments: tuple[str, ...] = field(default=(), compare=False, repr=False)
    unplaced_segments: tuple[str, ...] = ()
    """On reading: segments that have no place here, kept so that nothing is lost silently."""

    def name_of(self, entity_code: str) -> RemittanceName | None:
        return next((name for name in self.names if name.entity_code == entity_code), None)

    @property
    def patient(self) -> RemittanceName | None:
        return self.name_of("QC")

    @property
    def corrected_insured(self) -> RemittanceName | None:
        return self.name_of("74")

    @property
    def crossover_payer(self) -> RemittanceName | None:
        return self.name_of("TT")


@dataclass(frozen=True, slots=True)
class UnreadableClaim:
    """A claim payment whose segments cannot be understood: for quarantine, never for posting."""

    patient_control_number: str
    finding: Finding
    segment_index: int
    raw_segments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProviderAdjustment:
    """PLB: money moved outside any claim; positive takes away from the payment."""

    reason_code: str
    """PLB03-1: WO recoupment, FB forwarding balance, L6 interest, 72 refund, CS, J1, IR ..."""
    amount_cents: int
    reference: str = ""
    """PLB03-2: for WO the payer's number of the old claim."""
    provider_id: str = ""
    fiscal_period_on: date | None = None


@dataclass(frozen=True, slots=True)
class Remittance:
    """One payment or notice and the claims it settles: BPR02 = sum of CLP04 - sum of PLB."""

    id: TransactionId
    amount_cents: int
    """BPR02."""
    trace_number: str
    """TRN02: the check or EFT number, on the bank statement too."""
    originating_company_id: str
    """TRN03: 1 and the payer's tax number."""
    paid_on: date | None = None
    """BPR16."""
    handling_code: str = "I"
    """BPR01: I with advice, H notice only, C, D, P, U, X."""
    credit_debit_code: str = "C"
    payment_method_code: str = "CHK"
    """BPR04: ACH, BOP, CHK, FWT, NON."""
    payment_format_code: str = ""
    payer_routing_number: str = ""
    payer_routing_qualifier: str = "01"
    payer_account_number: str = ""
    payer_company_id: str = ""
    """BPR10: 1 and the payer's tax number, as TRN03."""
    payer_supplement: str = ""
    payee_routing_number: str = ""
    payee_routing_qualifier: str = "01"
    payee_account_number: str = ""
    payee_account_qualifier: str = "DA"
    currency_code: str = ""
    trace_supplement: str = ""
    receiver_id: str = ""
    """REF*EV."""
    version_id: str = ""
    """REF*F2."""
    produced_on: date | None = None
    """DTM*405."""
    payer: RemittanceParty = RemittanceParty()
    payee: RemittanceParty = RemittanceParty()
    claim_payments: tuple[ClaimPayment, ...] = ()
    unreadable_claims: tuple[UnreadableClaim, ...] = ()
    provider_adjustments: tuple[ProviderAdjustment, ...] = ()
    unreadable_elements: tuple[Finding, ...] = ()
    """What could not be understood outside the claims, so that the rest is for quarantine only."""
    segment_index: int = field(default=0, compare=False)
    raw_segments: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """On reading: every segment of the transaction outside its claims, as it came."""
    unplaced_segments: tuple[str, ...] = ()

    @property
    def interchange(self) -> Interchange:
        return self.id.interchange
