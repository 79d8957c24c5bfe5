"""The professional claim (837P, 005010X222A1) in the field's words, for writing and for reading."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from domain.x12.interchange import UNKNOWN_TIME, Interchange, TransactionId
from domain.x12.parties import (
    ORGANIZATION,
    PERSON,
    Address,
    Adjustment,
    Contact,
    Provider,
    Reference,
)

VERSION = "005010X222A1"


@dataclass(frozen=True, slots=True)
class Submitter:
    """Who sends the file (loop 1000A)."""

    name: str
    submitter_id: str
    """NM109, the electronic transmitter number agreed with the receiver."""
    first_name: str = ""
    middle_name: str = ""
    suffix: str = ""
    entity_type_code: str = ORGANIZATION
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who takes the file in (loop 1000B)."""

    name: str
    receiver_id: str
    entity_type_code: str = ORGANIZATION


@dataclass(frozen=True, slots=True)
class PayToPlan:
    """The plan that paid and wants its money back (loop 2010AC, subrogation)."""

    name: str = ""
    payer_id: str = ""
    payer_id_qualifier: str = "PI"
    entity_type_code: str = ORGANIZATION
    address: Address | None = None
    references: tuple[Reference, ...] = ()
    tax_id: str = ""


@dataclass(frozen=True, slots=True)
class PayTo:
    """Where the money goes, if not to the billing provider's street (loop 2010AB)."""

    address: Address
    entity_type_code: str = ORGANIZATION


@dataclass(frozen=True, slots=True)
class BillingProvider:
    """Who bills (loops 2000A, 2010AA, 2010AB, 2010AC)."""

    name: str
    npi: str = ""
    tax_id: str = ""
    tax_id_qualifier: str = "EI"
    """EI employer number, SY social security number."""
    address: Address | None = None
    """A street, never a post office box; ZIP+4."""
    entity_type_code: str = ORGANIZATION
    first_name: str = ""
    middle_name: str = ""
    suffix: str = ""
    taxonomy_code: str = ""
    currency_code: str = ""
    license_references: tuple[Reference, ...] = ()
    """REF*0B, 1G."""
    contacts: tuple[Contact, ...] = ()
    pay_to: PayTo | None = None
    pay_to_plan: PayToPlan | None = None


@dataclass(frozen=True, slots=True)
class Payer:
    """Who is asked to pay (loop 2010BB)."""

    name: str
    payer_id: str
    payer_id_qualifier: str = "PI"
    entity_type_code: str = ORGANIZATION
    address: Address | None = None
    references: tuple[Reference, ...] = ()
    """REF*2U, EI, FY, NF."""
    billing_provider_references: tuple[Reference, ...] = ()
    """REF*G2, LU: the payer's own number for the billing provider."""


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Whose insurance it is, and the payer (loops 2000B, 2010BA, 2010BB)."""

    last_name: str
    payer: Payer
    member_id: str = ""
    member_id_qualifier: str = "MI"
    first_name: str = ""
    middle_name: str = ""
    suffix: str = ""
    entity_type_code: str = PERSON
    payer_responsibility_code: str = "P"
    """SBR01: P primary, S secondary, T tertiary, A-H further, U unknown."""
    relationship_code: str = ""
    """SBR02: 18 where the subscriber is the patient, else empty and a Patient follows."""
    group_number: str = ""
    group_name: str = ""
    insurance_type_code: str = ""
    """SBR05, only where Medicare is secondary."""
    claim_filing_indicator_code: str = ""
    """SBR09."""
    address: Address | None = None
    born_on: date | None = None
    sex_code: str = ""
    died_on: date | None = None
    weight_pounds: Decimal | None = None
    pregnancy_indicator: str = ""
    social_security_number: str = ""
    property_casualty_claim_number: str = ""
    property_casualty_contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class Patient:
    """The patient where someone else is the subscriber (loops 2000C, 2010CA)."""

    relationship_code: str
    """PAT01: 01 spouse, 19 child, 20 employee, 21 unknown, 39, 40, 53, G8."""
    last_name: str
    entity_type_code: str = PERSON
    first_name: str = ""
    middle_name: str = ""
    suffix: str = ""
    address: Address | None = None
    born_on: date | None = None
    sex_code: str = ""
    died_on: date | None = None
    weight_pounds: Decimal | None = None
    pregnancy_indicator: str = ""
    property_casualty_claim_number: str = ""
    member_id: str = ""
    """REF*1W, property and casualty only."""
    social_security_number: str = ""
    property_casualty_contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """HI: an ICD-10-CM code without its dot; ABK is the principal one and comes first."""

    code: str
    qualifier: str = "ABF"


@dataclass(frozen=True, slots=True)
class Note:
    """NTE."""

    reference_code: str
    text: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """PWK: a paper or electronic document that supports the claim or line."""

    report_type_code: str
    transmission_code: str
    control_number: str = ""


@dataclass(frozen=True, slots=True)
class Repricing:
    """HCP: what a repricing organisation made of the charge."""

    pricing_method_code: str
    allowed_cents: int = 0
    savings_cents: int | None = None
    repricer_id: str = ""


@dataclass(frozen=True, slots=True)
class Drug:
    """What was dispensed or given (loop 2410): LIN and CTP always together."""

    ndc: str
    """Eleven digits, padded 5-4-2."""
    quantity: Decimal | None = None
    unit: str = ""
    """F2 international unit, GR gram, ME milligram, ML millilitre, UN unit."""
    prescription_number: str = ""
    """REF*XZ."""
    product_qualifier: str = "N4"
    link_sequence_number: str = ""
    """REF*VY, in place of a prescription number where a compound was not prescribed."""


@dataclass(frozen=True, slots=True)
class LineAdjudication:
    """What another payer decided about the line (loop 2430)."""

    payer_id: str
    """SVD01: the `payer_id` of one of the claim's other payers."""
    paid_cents: int
    procedure_code: str = ""
    procedure_qualifier: str = "HC"
    modifiers: tuple[str, ...] = ()
    units: Decimal = Decimal(1)
    bundled_line_number: int | None = None
    adjustments: tuple[Adjustment, ...] = ()
    adjudicated_on: date | None = None
    remaining_liability_cents: int | None = None


@dataclass(frozen=True, slots=True)
class DurableEquipment:
    """SV5: equipment rented or bought."""

    procedure_code: str
    length_of_need_days: Decimal
    rental_cents: int | None = None
    purchase_cents: int | None = None
    rental_unit_code: str = ""
    procedure_qualifier: str = "HC"


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service (loop 2400)."""

    procedure_code: str
    charge_cents: int
    service_on: date | None = None
    """DTP*472."""
    service_through_on: date | None = None
    """The last day, where the service spans days (RD8)."""
    units: Decimal = Decimal(1)
    unit_code: str = "UN"
    """UN unit, MJ minutes."""
    procedure_qualifier: str = "HC"
    modifiers: tuple[str, ...] = ()
    description: str = ""
    """SV101-7, for codes that say nothing by themselves."""
    place_of_service_code: str = ""
    """Only where it differs from the claim's."""
    diagnosis_pointers: tuple[int, ...] = ()
    """From 1, the first one the main reason."""
    emergency_indicator: str = ""
    epsdt_indicator: str = ""
    family_planning_indicator: str = ""
    copay_status_code: str = ""
    durable_equipment: DurableEquipment | None = None
    attachments: tuple[Attachment, ...] = ()
    prescribed_on: date | None = None
    """DTP*471."""
    certified_on: date | None = None
    therapy_began_on: date | None = None
    last_certified_on: date | None = None
    last_seen_on: date | None = None
    hemoglobin_tested_on: date | None = None
    creatinine_tested_on: date | None = None
    shipped_on: date | None = None
    last_x_ray_on: date | None = None
    initial_treatment_on: date | None = None
    line_control_number: str = ""
    """REF*6R: unique in the claim; comes back in the 835."""
    prior_authorization_numbers: tuple[str, ...] = ()
    """REF*G1."""
    referral_numbers: tuple[str, ...] = ()
    """REF*9F."""
    clia_number: str = ""
    """REF*X4."""
    referring_clia_number: str = ""
    """REF*F4."""
    vaccine_lot_number: str = ""
    """REF*BT."""
    repriced_reference_number: str = ""
    mammography_certification_number: str = ""
    sales_tax_cents: int | None = None
    postage_cents: int | None = None
    notes: tuple[Note, ...] = ()
    file_information: tuple[str, ...] = ()
    repricing: Repricing | None = None
    drug: Drug | None = None
    rendering_provider: Provider | None = None
    purchased_service_provider: Provider | None = None
    service_facility: Provider | None = None
    supervising_provider: Provider | None = None
    ordering_provider: Provider | None = None
    referring_providers: tuple[Provider, ...] = ()
    adjudications: tuple[LineAdjudication, ...] = ()


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
