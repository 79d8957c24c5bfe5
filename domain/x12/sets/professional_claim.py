"""837P (005010X222A1): the whole transaction, and loop 2300 in full.

What a pharmacist's service never needs (ambulance, spinal manipulation, home oxygen, forms) is
checked like the rest but bound to no field; on reading it remains in the claim's raw segments.
"""

from domain.x12.professional_claims import (
    VERSION,
    BillingProvider,
    Claim,
    Diagnosis,
    Note,
    Patient,
    Payer,
    PayTo,
    PayToPlan,
    ProfessionalTransaction,
    Receiver,
    Submitter,
    Subscriber,
)
from domain.x12.schema import (
    UNUSED,
    Composite,
    Element,
    Kind,
    Loop,
    R,
    S,
    Segment,
    TransactionSet,
    code,
    composite,
    const,
    day,
    key,
    loop,
    money,
    number,
    segment,
    text,
    unused,
    words,
)
from domain.x12.sets.parties import (
    FILING_INDICATORS,
    RELATIONSHIPS,
    RESPONSIBILITIES,
    YES_NO,
    address,
    contact,
    dated,
    identified,
    named,
    nameless,
    provider,
    reference,
    references,
    spanning,
    specialty,
    unbound,
)
from domain.x12.sets.professional_other_payer import MEDICARE_SECONDARY, OTHER_PAYER
from domain.x12.sets.professional_service_line import (
    AMBULANCE,
    CONTRACT,
    FILE_INFORMATION,
    PRICING_METHODS,
    SERVICE_LINE,
    attachment,
    condition,
    repricing,
)


def level(level_code: str, *, child: str = R, parent: str = R) -> Segment:
    """HL: numbered, parented and told of its children by the writer."""
    return segment(
        "HL R 1",
        Element(Kind.LEVEL, 1, 12, R),
        Element(Kind.LEVEL, 1, 12, parent),
        key(level_code),
        Element(Kind.LEVEL, 1, 1, child, ("0", "1")),
    )


def vital(usage: str, relationship: Element = UNUSED) -> Segment:
    """PAT: how patient and subscriber are related; death, weight and pregnancy."""
    return segment(
        f"PAT {usage} 1",
        relationship,
        *unused(3),
        const("D8", S, follows="died_on"),
        day("died_on"),
        const("01", S, follows="weight_pounds"),
        number("weight_pounds", maximum=10),
        code("pregnancy_indicator", "Y"),
        notes="P0506 P0708",
    )


def demographics(usage: str) -> Segment:
    return segment(f"DMG {usage} 1", const("D8"), day("born_on", R), code("sex_code", "F M U", R))


CASUALTY_CONTACT = contact("PER S 1", many="property_casualty_contact", ways="TE EX")

CLAIM_DATES = (
    dated("DTP S 1", "431", "onset_on"),
    dated("DTP S 1", "454", "initial_treatment_on"),
    dated("DTP S 1", "304", "last_seen_on"),
    dated("DTP S 1", "453", "acute_manifestation_on"),
    dated("DTP S 1", "439", "accident_on"),
    dated("DTP S 1", "484", "last_menstrual_period_on"),
    dated("DTP S 1", "455", "last_x_ray_on"),
    dated("DTP S 1", "471", "prescription_on"),
    spanning("DTP S 1", "314", "disability_on", "disability_through_on"),
    dated("DTP S 1", "360", "disability_began_on"),
    dated("DTP S 1", "361", "disability_ended_on"),
    dated("DTP S 1", "297", "last_worked_on"),
    dated("DTP S 1", "296", "returned_to_work_on"),
    dated("DTP S 1", "435", "admitted_on"),
    dated("DTP S 1", "096", "discharged_on"),
    dated("DTP S 1", "090", "assumed_care_on"),
    dated("DTP S 1", "091", "relinquished_care_on"),
    dated("DTP S 1", "444", "first_contact_on"),
    dated("DTP S 1", "050", "repricer_received_on"),
)

CLAIM_REFERENCES = (
    reference("REF S 1", "4N", "service_authorization_exception_code"),
    reference("REF S 1", "F5", "mandatory_medicare_crossover_code"),
    reference("REF S 1", "EW", "mammography_certification_number"),
    reference("REF S 1", "9F", "referral_number"),
    reference("REF S 1", "G1", "prior_authorization_number"),
    reference("REF S 1", "F8", "payer_claim_control_number"),
    reference("REF S 1", "X4", "clia_number"),
    reference("REF S 1", "9A", "repriced_claim_number"),
    reference("REF S 1", "9C", "adjusted_repriced_claim_number"),
    segment("REF S 5", key("LX"), text("investigational_device_numbers", 1, 50, R)),
    reference("REF S 1", "D9", "clearinghouse_trace_number"),
    reference("REF S 1", "EA", "medical_record_number"),
    reference("REF S 1", "P4", "demonstration_project_id"),
    reference("REF S 1", "1J", "care_plan_oversight_number"),
)

CLAIM_INFORMATION = segment(
    "CLM R 1",
    text("patient_control_number", 1, 38, R),
    money("charge_cents", R),
    *unused(2),
    composite(
        text("place_of_service_code", 1, 2, R),
        const("B"),
        text("claim_frequency_code", 1, 1, R),
        usage=R,
    ),
    code("provider_signature_on_file", YES_NO, R),
    code("assignment_code", "A B C", R),
    code("benefits_assigned", "N W Y", R),
    code("release_of_information_code", "I Y", R),
    code("patient_signature_source_code", "P"),
    composite(
        code("related_cause_codes", "AA EM OA", R),
        code("related_cause_codes", "AA EM OA"),
        UNUSED,
        text("accident_state_code", 2, 2),
        text("accident_country_code", 2, 3),
    ),
    code("special_program_code", "02 03 05 09"),
    *unused(7),
    code("delay_reason_code", "1 2 3 4 5 6 7 8 9 10 11 15"),
)


def diagnosis(qualifiers: str, usage: str = S) -> Composite:
    return composite(
        code("qualifier", qualifiers, R),
        text("code", 1, 30, R),
        usage=usage,
        name="diagnoses",
        into=Diagnosis,
    )


DIAGNOSES = segment(
    "HI R 1",
    diagnosis("ABK BK", R),
    *[diagnosis("ABF BF")] * 11,
    notes="C0302 C0403 C0504 C0605 C0706 C0807 C0908 C1009 C1110 C1211",
)
ANESTHESIA = segment(
    "HI S 1",
    composite(const("BP"), text("anesthesia_procedure_codes", 1, 30, R), usage=R),
    composite(const("BO"), text("anesthesia_procedure_codes", 1, 30, R)),
)
CONDITIONS = segment(
    "HI S 2",
    composite(const("BG"), text("condition_codes", 1, 30, R), usage=R),
    *[composite(const("BG"), text("condition_codes", 1, 30, R))] * 11,
)

CLAIM_PROVIDERS = (
    provider("2310A S 2", "DN P3", "referring_providers", references("REF S 3", "0B 1G G2"), kinds="1"),
    provider(
        "2310B S 1", "82", "rendering_provider", specialty("PE"),
        references("REF S 4", "0B 1G G2 LU"),
    ),
    provider(
        "2310C S 1", "77", "service_facility", *address("R"), references("REF S 3", "0B G2 LU"),
        contact("PER S 1", ways="TE EX"), kinds="2",
    ),
    provider("2310D S 1", "DQ", "supervising_provider", references("REF S 4", "0B 1G G2 LU"), kinds="1"),
    loop("2310E S 1", *unbound(nameless("PW", "2"), *address("R"))),
    loop("2310F S 1", *unbound(named(key("45"), kinds="2", last_usage=S), *address("R"))),
)  # fmt: skip


def claim(usage: str) -> Loop:
    """Loop 2300, under a subscriber (situational) or under a patient (required)."""
    return loop(
        f"2300 {usage} 100",
        CLAIM_INFORMATION,
        *CLAIM_DATES,
        attachment("PWK S 10"),
        CONTRACT,
        segment("AMT S 1", key("F5"), money("patient_paid_cents", R)),
        *CLAIM_REFERENCES,
        FILE_INFORMATION,
        segment(
            "NTE S 1", key("ADD CER DCP DGN TPO", "reference_code"), words("text", 1, 80, R),
            name="note", into=Note,
        ),
        AMBULANCE,
        segment(
            "CR2 S 1", *unused(7), code("", "A C D E F G M", R), UNUSED, text("", 1, 80), text("", 1, 80)
        ),
        condition("CRC S 3", "07", "01 04 05 06 07 08 09 12"),
        condition("CRC S 3", "E1 E2 E3", "L1 L2 L3 L4 L5"),
        condition("CRC S 1", "75", "IH", most=1, answers="Y"),
        condition("CRC S 1", "ZZ", "AV NU S2 ST", most=3),
        DIAGNOSES,
        ANESTHESIA,
        CONDITIONS,
        repricing(PRICING_METHODS, *unused(4)),
        *CLAIM_PROVIDERS,
        OTHER_PAYER,
        SERVICE_LINE,
        name="claims",
        into=Claim,
        emits=True,
    )  # fmt: skip


PAYER = loop(
    "2010BB R 1",
    named(key("PR"), kinds="2", identification=identified("PI XV", "payer_id", R)),
    *address("S"),
    references("REF S 3", "2U EI FY NF"),
    references("REF S 2", "G2 LU", "billing_provider_references"),
    name="payer",
    into=Payer,
)

PATIENT = loop(
    "2000C S >",
    level("23"),
    vital("R", code("relationship_code", RELATIONSHIPS, R)),
    loop(
        "2010CA R 1",
        named(key("QC"), kinds="1", last="last_name"),
        *address("R"),
        demographics("R"),
        reference("REF S 1", "Y4", "property_casualty_claim_number"),
        reference("REF S 1", "1W", "member_id"),
        reference("REF S 1", "SY", "social_security_number"),
        CASUALTY_CONTACT,
    ),
    claim(R),
    name="patient",
    into=Patient,
    context=True,
)

SUBSCRIBER = loop(
    "2000B R >",
    level("22"),
    segment(
        "SBR R 1",
        code("payer_responsibility_code", RESPONSIBILITIES, R),
        code("relationship_code", "18"),
        text("group_number", 1, 50),
        words("group_name", 1, 60),
        code("insurance_type_code", MEDICARE_SECONDARY),
        *unused(3),
        code("claim_filing_indicator_code", FILING_INDICATORS),
    ),
    vital("S"),
    loop(
        "2010BA R 1",
        named(key("IL"), last="last_name", identification=identified("MI II", "member_id")),
        *address("S"),
        demographics("S"),
        reference("REF S 1", "SY", "social_security_number"),
        reference("REF S 1", "Y4", "property_casualty_claim_number"),
        CASUALTY_CONTACT,
    ),
    PAYER,
    claim(S),
    PATIENT,
    name="subscriber",
    into=Subscriber,
    context=True,
)

BILLING_PROVIDER = loop(
    "2000A R >",
    level("20", parent="N"),
    specialty("BI"),
    segment("CUR S 1", const("85"), text("currency_code", 3, 3, R)),
    loop(
        "2010AA R 1",
        named(key("85"), identification=identified("XX", "npi")),
        *address("R"),
        segment("REF R 1", key("EI SY", "tax_id_qualifier"), text("tax_id", 1, 50, R)),
        references("REF S 2", "0B 1G", "license_references"),
        contact("PER S 2", many="contacts"),
    ),
    loop(
        "2010AB S 1",
        segment("NM1 R 1", key("87"), code("entity_type_code", "1 2", R)),
        *address("R"),
        name="pay_to",
        into=PayTo,
    ),
    loop(
        "2010AC S 1",
        named(key("PE"), kinds="2", identification=identified("PI XV", "payer_id", R)),
        *address("R"),
        references("REF S 1", "2U FY NF"),
        reference("REF R 1", "EI", "tax_id"),
        name="pay_to_plan",
        into=PayToPlan,
    ),
    SUBSCRIBER,
    name="billing_provider",
    into=BillingProvider,
    context=True,
)

SUBMITTER = loop(
    "1000A R 1",
    named(key("41"), identification=identified("46", "submitter_id", R), suffix=UNUSED),
    contact("PER R 2", many="contacts"),
    name="submitter",
    into=Submitter,
)

RECEIVER = loop(
    "1000B R 1",
    named(key("40"), kinds="2", identification=identified("46", "receiver_id", R)),
    name="receiver",
    into=Receiver,
)

PROFESSIONAL_CLAIM = TransactionSet(
    code="837",
    functional_id_code="HC",
    version=VERSION,
    accepts=("005010X222A1", "005010X222", "005010X222A2"),
    root=loop(
        "HEADER R 1",
        segment(
            "BHT R 1",
            const("0019"),
            code("purpose_code", "00 18", R),
            text("batch_number", 1, 30, R),
            Element(Kind.MOMENT_DATE, 8, 8, R, name="created_at"),
            Element(Kind.MOMENT_TIME, 4, 8, R, name="created_at"),
            code("claim_or_encounter_code", "31 CH RP", R),
        ),
        SUBMITTER,
        RECEIVER,
        BILLING_PROVIDER,
        name="transaction",
        into=ProfessionalTransaction,
        context=True,
    ),
    composite_keys=("HI",),
)
