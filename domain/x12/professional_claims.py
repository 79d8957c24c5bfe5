"""The professional claim (837P, 005010X222A1) in the field's words, for writing and for reading."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.x12.interchange import UNKNOWN_TIME, Interchange, TransactionId
from domain.x12.parties import (
    ORGANIZATION,
    PERSON,
    Address,
    Adjustment,
    Provider,
    Reference,
)
from domain.x12.professional_lines import (
    Attachment,
    Drug,
    DurableEquipment,
    LineAdjudication,
    Note,
    Repricing,
    ServiceLine,
)
from domain.x12.professional_parties import (
    BillingProvider,
    Patient,
    Payer,
    PayTo,
    PayToPlan,
    Receiver,
    Submitter,
    Subscriber,
)

__all__ = [
    "VERSION",
    "Attachment",
    "BillingProvider",
    "Claim",
    "ClaimBatch",
    "Diagnosis",
    "Drug",
    "DurableEquipment",
    "LineAdjudication",
    "Note",
    "OtherPayer",
    "OtherSubscriber",
    "Patient",
    "PayTo",
    "PayToPlan",
    "Payer",
    "ProfessionalTransaction",
    "Receiver",
    "Repricing",
    "ServiceLine",
    "Submitter",
    "Subscriber",
]

VERSION = "005010X222A1"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """HI: an ICD-10-CM code without its dot; ABK is the principal one and comes first."""

    code: str
    qualifier: str = "ABF"


@dataclass(frozen=True, slots=True)
class OtherSubscriber:
    """The holder of another coverage (loop 2330A)."""

    last_name: str
    member_id: str
    first_name: str = ""
    middle_name: str = ""
    suffix: str = ""
    entity_type_code: str = PERSON
    member_id_qualifier: str = "MI"
    address: Address | None = None
    social_security_number: str = ""


@dataclass(frozen=True, slots=True)
class OtherPayer:
    """Another coverage of the patient and what its payer did (loops 2320, 2330A, 2330B)."""

    payer_name: str
    payer_id: str
    """NM109 of loop 2330B: unique in the claim, the target of `LineAdjudication.payer_id`."""
    subscriber: OtherSubscriber
    payer_id_qualifier: str = "PI"
    entity_type_code: str = ORGANIZATION
    payer_responsibility_code: str = "P"
    relationship_code: str = "18"
    group_number: str = ""
    group_name: str = ""
    insurance_type_code: str = ""
    claim_filing_indicator_code: str = ""
    adjustments: tuple[Adjustment, ...] = ()
    """Claim-level CAS: only what the lines do not already say."""
    paid_cents: int | None = None
    """AMT*D."""
    noncovered_cents: int | None = None
    """AMT*A8."""
    remaining_liability_cents: int | None = None
    """AMT*EAF: what the patient still owes after this payer."""
    benefits_assigned: str = "Y"
    """OI03."""
    patient_signature_source_code: str = ""
    release_of_information_code: str = "Y"
    """OI06."""
    remark_codes: tuple[str, ...] = ()
    """MOA03-07."""
    payer_address: Address | None = None
    adjudicated_on: date | None = None
    """DTP*573, where the lines carry none."""
    payer_claim_control_number: str = ""
    """REF*F8."""
    prior_authorization_number: str = ""
    referral_number: str = ""
    claim_adjustment_indicator: str = ""
    references: tuple[Reference, ...] = ()
    """REF*2U, EI, FY, NF of loop 2330B."""


@dataclass(frozen=True, slots=True)
class ProfessionalTransaction:
    """What stands before the claims of one 837P: ids, BHT, submitter and receiver."""

    id: TransactionId
    batch_number: str
    """BHT03; comes back in the 277CA as the receiver's trace."""
    submitter: Submitter
    receiver: Receiver
    created_at: datetime = UNKNOWN_TIME
    purpose_code: str = "00"
    """BHT02: 00 original, 18 reissue."""
    claim_or_encounter_code: str = "CH"
    """BHT06: CH chargeable, RP reporting, 31 subrogation."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim (loop 2300) with everybody it names."""

    patient_control_number: str
    """CLM01: ours; comes back as CLP01 and as the trace of a 277CA."""
    charge_cents: int
    """CLM02: the sum of the lines."""
    billing_provider: BillingProvider
    subscriber: Subscriber
    service_lines: tuple[ServiceLine, ...] = ()
    patient: Patient | None = None
    """None where the subscriber is the patient."""
    place_of_service_code: str = "01"
    claim_frequency_code: str = "1"
    """CLM05-3: 1 original, 7 replacement, 8 void."""
    provider_signature_on_file: str = "Y"
    """CLM06."""
    assignment_code: str = "A"
    """CLM07: A assigned, B lab only, C not."""
    benefits_assigned: str = "Y"
    """CLM08: Y, N, W."""
    release_of_information_code: str = "Y"
    """CLM09: Y signed, I informed consent."""
    patient_signature_source_code: str = ""
    related_cause_codes: tuple[str, ...] = ()
    accident_state_code: str = ""
    accident_country_code: str = ""
    special_program_code: str = ""
    delay_reason_code: str = ""
    onset_on: date | None = None
    initial_treatment_on: date | None = None
    last_seen_on: date | None = None
    acute_manifestation_on: date | None = None
    accident_on: date | None = None
    last_menstrual_period_on: date | None = None
    last_x_ray_on: date | None = None
    prescription_on: date | None = None
    disability_on: date | None = None
    """DTP*314, with `disability_through_on`; 360 and 361 tell only the one or the other."""
    disability_through_on: date | None = None
    disability_began_on: date | None = None
    disability_ended_on: date | None = None
    last_worked_on: date | None = None
    returned_to_work_on: date | None = None
    admitted_on: date | None = None
    discharged_on: date | None = None
    assumed_care_on: date | None = None
    relinquished_care_on: date | None = None
    first_contact_on: date | None = None
    repricer_received_on: date | None = None
    attachments: tuple[Attachment, ...] = ()
    patient_paid_cents: int | None = None
    """AMT*F5."""
    service_authorization_exception_code: str = ""
    mandatory_medicare_crossover_code: str = ""
    mammography_certification_number: str = ""
    referral_number: str = ""
    """REF*9F."""
    prior_authorization_number: str = ""
    """REF*G1."""
    payer_claim_control_number: str = ""
    """REF*F8: the payer's number of the claim that this one replaces or voids."""
    clia_number: str = ""
    """REF*X4."""
    repriced_claim_number: str = ""
    adjusted_repriced_claim_number: str = ""
    investigational_device_numbers: tuple[str, ...] = ()
    clearinghouse_trace_number: str = ""
    """REF*D9."""
    medical_record_number: str = ""
    """REF*EA."""
    demonstration_project_id: str = ""
    care_plan_oversight_number: str = ""
    file_information: tuple[str, ...] = ()
    note: Note | None = None
    diagnoses: tuple[Diagnosis, ...] = ()
    """The principal one (ABK) first, at most twelve."""
    anesthesia_procedure_codes: tuple[str, ...] = ()
    condition_codes: tuple[str, ...] = ()
    repricing: Repricing | None = None
    referring_providers: tuple[Provider, ...] = ()
    """Loop 2310A, DN and P3."""
    rendering_provider: Provider | None = None
    """Loop 2310B, where not the billing provider."""
    service_facility: Provider | None = None
    """Loop 2310C, where not the billing provider's address."""
    supervising_provider: Provider | None = None
    """Loop 2310D."""
    other_payers: tuple[OtherPayer, ...] = ()
    transaction: ProfessionalTransaction | None = field(default=None, compare=False, repr=False)
    """On reading: the file the claim came in."""
    segment_index: int = field(default=0, compare=False)
    """On reading: where the CLM stands, 0 being the ISA."""
    position: int = field(default=0, compare=False)
    """On reading: where the CLM stands in its transaction, 1 being the ST, as in IK302."""
    raw_segments: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """On reading: the claim's own segments as they came."""
    unplaced_segments: tuple[str, ...] = ()
    """On reading: segments that have no place here, kept so that nothing is lost silently."""


@dataclass(frozen=True, slots=True)
class ClaimBatch:
    """What one 837P file is made of; claims that share a provider and subscriber should be neighbours."""

    interchange: Interchange
    batch_number: str
    submitter: Submitter
    receiver: Receiver
    claims: Iterable[Claim]
    transaction_control_number: int = 1
    """ST02 of the first transaction; each 5,000 claims begin another."""
    purpose_code: str = "00"
    claim_or_encounter_code: str = "CH"
