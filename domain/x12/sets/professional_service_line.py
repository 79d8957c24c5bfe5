"""837P, loops 2400 to 2440: one service line and all that may be said of it."""

from domain.x12.parties import Provider
from domain.x12.professional_claims import (
    Attachment,
    Drug,
    DurableEquipment,
    LineAdjudication,
    Note,
    Repricing,
    ServiceLine,
)
from domain.x12.schema import (
    UNUSED,
    Element,
    Kind,
    R,
    S,
    Segment,
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
    whole,
    words,
)
from domain.x12.sets.parties import (
    CLAIM_GROUPS,
    NPI,
    PAYER_NUMBER,
    YES_NO,
    address,
    adjustments,
    contact,
    dated,
    named,
    nameless,
    procedure,
    provider,
    reference,
    references_of_payers,
    spanning,
    specialty,
    unbound,
)

REPORT_TYPES = (
    "03 04 05 06 07 08 09 10 11 13 15 21 A3 A4 AM AS B2 B3 B4 BR BS BT CB CK CT D2 DA DB DG DJ "
    "DS EB HC HR I5 IR LA M1 MT NN OB OC OD OE OX OZ P4 P5 PE PN PO PQ PY PZ RB RR RT RX SG V5 XP"
)

TRANSMISSIONS = "AA BM EL EM FT FX"  # PWK02
CERTIFICATE_TRANSMISSIONS = "AB AD AF AG NS"  # PWK02 of PWK*CT in loop 2400
FILE_INFORMATION = segment("K3 S 10", words("file_information", 1, 80, R))
AMBULANCE = segment(
    "CR1 S 1",
    const("LB", S),
    number("", maximum=10),
    UNUSED,
    code("", "A B C D E", R),
    const("DH"),
    number("", R),
    *unused(2),
    text("", 1, 80),
    text("", 1, 80),
    notes="P0102",
)
CONTRACT = segment(
    "CN1 S 1",
    code("", "01 02 03 04 05 06 09", R),
    money(""),
    number("", maximum=6),
    text("", 1, 50),
    number("", maximum=6),
    text("", 1, 30),
)


def attachment(head: str, further_transmissions: str = "") -> Segment:
    """PWK: what is sent beside the claim, and how."""
    return segment(
        head,
        key(REPORT_TYPES, "report_type_code"),
        code("transmission_code", f"{TRANSMISSIONS} {further_transmissions}", R),
        *unused(2),
        const("AC", S, follows="control_number"),
        text("control_number", 2, 80),
        name="attachments",
        into=Attachment,
        notes="P0506",
    )


def condition(
    head: str, category: str, codes: str, *, most: int = 5, answers: str = YES_NO
) -> Segment:
    """CRC: up to five conditions that hold, or do not."""
    first, further = code("", codes, R), code("", codes)
    return segment(head, key(category), code("", answers, R), first, *[further] * (most - 1))


def repricing(methods: str, *product: Element) -> Segment:
    """HCP; `product` is HCP09 to HCP12, which only a line may carry."""
    return segment(
        "HCP S 1",
        code("pricing_method_code", methods, R),
        money("allowed_cents", R),
        money("savings_cents"),
        text("repricer_id", 1, 50),
        number("", maximum=9),
        text("", 1, 50),
        money(""),
        UNUSED,
        *product,
        code("", "T1 T2 T3 T4 T5 T6"),
        code("", "1 2 3 4 5"),
        code("", "1 2 3 4 5 6"),
        name="repricing",
        into=Repricing,
        notes="P0910 P1112",
    )


PRICING_METHODS = "00 01 02 03 04 05 07 08 09 10 11 12 13 14"

LINE_DATES = (
    spanning("DTP R 1", "472", "service_on", "service_through_on"),
    dated("DTP S 1", "471", "prescribed_on"),
    dated("DTP S 1", "607", "certified_on"),
    dated("DTP S 1", "463", "therapy_began_on"),
    dated("DTP S 1", "461", "last_certified_on"),
    dated("DTP S 1", "304", "last_seen_on"),
    dated("DTP S 1", "738", "hemoglobin_tested_on"),
    dated("DTP S 1", "739", "creatinine_tested_on"),
    dated("DTP S 1", "011", "shipped_on"),
    dated("DTP S 1", "455", "last_x_ray_on"),
    dated("DTP S 1", "454", "initial_treatment_on"),
)

LINE_REFERENCES = (
    reference("REF S 1", "9B", "repriced_reference_number"),
    reference("REF S 1", "9D", ""),
    segment(
        "REF S 5", key("G1"), text("prior_authorization_numbers", 1, 50, R), UNUSED, PAYER_NUMBER
    ),
    reference("REF S 1", "6R", "line_control_number", 30),
    reference("REF S 1", "EW", "mammography_certification_number"),
    reference("REF S 1", "X4", "clia_number"),
    reference("REF S 1", "F4", "referring_clia_number"),
    reference("REF S 1", "BT", "vaccine_lot_number"),
    segment("REF S 5", key("9F"), text("referral_numbers", 1, 50, R), UNUSED, PAYER_NUMBER),
)

DRUG = loop(
    "2410 S 1",
    segment(
        "LIN R 1",
        UNUSED,
        code("product_qualifier", "N4 EN EO HI ON UK UP", R, follows="ndc"),
        text("ndc", 1, 48, R),
    ),
    segment(
        "CTP R 1",
        *unused(3),
        number("quantity", R),
        composite(code("unit", "F2 GR ME ML UN", R), usage=R),
    ),
    reference("REF S 1", "XZ", "prescription_number"),
    reference("REF S 1", "VY", "link_sequence_number"),
    name="drug",
    into=Drug,
)

ADJUDICATION = loop(
    "2430 S 15",
    segment(
        "SVD R 1",
        text("payer_id", 2, 80, R),
        money("paid_cents", R),
        procedure("ER HC HP IV WK"),
        UNUSED,
        number("units", R),
        whole("bundled_line_number", 1, 6),
    ),
    adjustments("CAS S 5", CLAIM_GROUPS),
    segment("DTP R 1", key("573"), const("D8"), day("adjudicated_on", R)),
    segment("AMT S 1", key("EAF"), money("remaining_liability_cents", R)),
    name="adjudications",
    into=LineAdjudication,
)

FORM = loop(
    "2440 S >",
    segment("LQ R 1", code("", "AS UT", R), text("", 1, 30, R)),
    segment(
        "FRM R 99",
        text("", 1, 20, R),
        code("", "N W Y"),
        text("", 1, 50),
        day(""),
        number("", maximum=6),
        notes="R02030405",
    ),
)

PLACE = (*address("R"),)

LINE_PROVIDERS = (
    provider(
        "2420A S 1", "82", "rendering_provider", specialty("PE"),
        references_of_payers("REF S 20", "0B 1G G2 LU"),
    ),
    loop(
        "2420B S 1", nameless("QB", "1 2", identification=NPI),
        references_of_payers("REF S 20", "0B 1G G2"),
        name="purchased_service_provider", into=Provider,
    ),
    provider("2420C S 1", "77", "service_facility", *PLACE, references_of_payers("REF S 3", "G2 LU"), kinds="2"),
    provider(
        "2420D S 1", "DQ", "supervising_provider", references_of_payers("REF S 20", "0B 1G G2 LU"), kinds="1"
    ),
    provider(
        "2420E S 1", "DK", "ordering_provider", *address("S"), references_of_payers("REF S 20", "0B 1G G2"),
        contact("PER S 1"), kinds="1",
    ),
    provider(
        "2420F S 2", "DN P3", "referring_providers", references_of_payers("REF S 20", "0B 1G G2"), kinds="1"
    ),
    loop("2420G S 1", *unbound(nameless("PW", "2"), *address("R"))),
    loop("2420H S 1", *unbound(named(key("45"), kinds="2", last_usage=S), *address("R"))),
)  # fmt: skip

SERVICE = segment(
    "SV1 R 1",
    procedure("ER HC IV WK", description="description"),
    money("charge_cents", R),
    code("unit_code", "MJ UN", R),
    number("units", R),
    text("place_of_service_code", 1, 2),
    UNUSED,
    composite(
        whole("diagnosis_pointers", 1, 2, R),
        *(whole("diagnosis_pointers", 1, 2) for _ in range(3)),
        usage=R,
    ),
    UNUSED,
    code("emergency_indicator", "Y"),
    UNUSED,
    code("epsdt_indicator", "Y"),
    code("family_planning_indicator", "Y"),
    *unused(2),
    code("copay_status_code", "0", follows="copay_status_code"),
)

EQUIPMENT = segment(
    "SV5 S 1",
    composite(const("HC"), text("procedure_code", 1, 48, R), usage=R),
    const("DA"),
    number("length_of_need_days", R),
    money("rental_cents"),
    money("purchase_cents"),
    code("rental_unit_code", "1 4 6"),
    name="durable_equipment",
    into=DurableEquipment,
    notes="R0405 C0604",
)

MEASUREMENT = segment(
    "MEA S 5", code("", "OG TR", R), code("", "HT R1 R2 R3 R4", R), number("", R, 20)
)

SERVICE_LINE = loop(
    "2400 R 50",
    segment("LX R 1", Element(Kind.COUNTER, 1, 6, R)),
    SERVICE,
    EQUIPMENT,
    attachment("PWK S 11", CERTIFICATE_TRANSMISSIONS),
    AMBULANCE,
    segment("CR3 S 1", code("", "I R S", R), const("MO"), number("", R)),
    condition("CRC S 3", "07", "01 04 05 06 07 08 09 12"),
    condition("CRC S 1", "70", "65", most=1),
    condition("CRC S 1", "09", "38 ZV", most=2),
    *LINE_DATES,
    segment("QTY S 1", key("PT"), number("", R)),
    segment("QTY S 1", key("FL"), number("", R)),
    MEASUREMENT,
    CONTRACT,
    *LINE_REFERENCES,
    segment("AMT S 1", key("T"), money("sales_tax_cents", R)),
    segment("AMT S 1", key("F4"), money("postage_cents", R)),
    FILE_INFORMATION,
    segment(
        "NTE S 2", key("ADD DCP TPO", "reference_code"), words("text", 1, 80, R),
        name="notes", into=Note,
    ),
    segment("PS1 S 1", text("", 1, 50, R), money("", R)),
    repricing(
        f"{PRICING_METHODS} 06",
        code("", "ER HC IV WK"), text("", 1, 48), code("", "MJ UN"), number(""),
    ),
    DRUG,
    *LINE_PROVIDERS,
    ADJUDICATION,
    FORM,
    name="service_lines",
    into=ServiceLine,
)  # fmt: skip
