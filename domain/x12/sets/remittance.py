"""835 (005010X221A1): the payment, the claims it settles, the provider adjustments."""

from domain.x12.parties import Amount, DateReference, Quantity
from domain.x12.remittances import (
    VERSION,
    ClaimPayment,
    ProviderAdjustment,
    Remittance,
    RemittanceName,
    RemittanceParty,
    ServicePayment,
)
from domain.x12.schema import (
    UNUSED,
    Element,
    Kind,
    Loop,
    R,
    Repeat,
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
    address,
    adjustments,
    contact,
    procedure,
    reference,
    references,
)

GROUPS = "CO OA PI PR"
DECIDED_AS = "12 13 14 15 16 17 AM CH DS HM LM MA MB MC OF TV VA WC ZZ"  # CLP06
PROCEDURES = "AD ER HC HP IV N4 N6 NU UI WK"

PAYMENT = segment(
    "BPR R 1",
    code("handling_code", "C D H I P U X", R),
    money("amount_cents", R),
    code("credit_debit_code", "C D", R),
    code("payment_method_code", "ACH BOP CHK FWT NON", R),
    code("payment_format_code", "CCP CTX"),
    code("payer_routing_qualifier", "01 04", follows="payer_routing_number"),
    text("payer_routing_number", 3, 12),
    const("DA", S, follows="payer_account_number"),
    text("payer_account_number", 1, 35),
    text("payer_company_id", 10, 10),
    text("payer_supplement", 9, 9),
    code("payee_routing_qualifier", "01 04", follows="payee_routing_number"),
    text("payee_routing_number", 3, 12),
    code("payee_account_qualifier", "DA SG", follows="payee_account_number"),
    text("payee_account_number", 1, 35),
    day("paid_on", R),
    notes="P0607 C0809 P1213 C1415",
)


def party(head: str, role: str, identification: str, *more: Segment) -> Loop:
    return loop(
        head,
        segment(
            "N1 R 1",
            key(role),
            words("name", 1, 60),
            code("identification_qualifier", identification, follows="identification"),
            text("identification", 2, 80),
            notes="P0304 R0203",
        ),
        *more,
        name="payer" if role == "PR" else "payee",
        into=RemittanceParty,
    )


PAYER = party(
    "1000A R 1", "PR", "XV",
    *address("R"),
    references("REF S 4", "2U EO HI NF"),
    contact("PER R >", "BL CX IC", many="contacts", ways="TE EM FX EX UR"),
)  # fmt: skip
PAYEE = party(
    "1000B R 1", "PE", "FI XV XX",
    *address("S"),
    references("REF S >", "0B D3 PQ TJ"),
    segment("RDM S 1", code("", "BM EM FT OL", R), text("", 1, 60), text("", 1, 256)),
)  # fmt: skip

NAME = segment(
    "NM1 R 7",
    key("QC IL 74 82 TT PR GB", "entity_code"),
    code("entity_type_code", "1 2", R),
    words("name", 1, 60),
    words("first_name", 1, 35),
    words("middle_name", 1, 25),
    UNUSED,
    words("suffix", 1, 10),
    code(
        "identification_qualifier",
        "34 HN II MI MR BD BS FI MC PC SL UP XX AD NI PI PP XV C",
        follows="identification",
    ),
    text("identification", 2, 80),
    name="names",
    into=RemittanceName,
    notes="P0809",
)

INPATIENT_ADJUDICATION = segment(
    "MIA S 1",
    number("", R),
    money(""),
    number(""),
    money(""),
    text("inpatient_remark_codes", 1, 50),
    *(money("") for _ in range(9)),
    number(""),
    *(money("") for _ in range(4)),
    *(text("inpatient_remark_codes", 1, 50) for _ in range(4)),
    money(""),
)

OUTPATIENT_ADJUDICATION = segment(
    "MOA S 1",
    number("", maximum=10),
    money(""),
    *(text("remark_codes", 1, 50) for _ in range(5)),
    money(""),
    money(""),
)


def dated(head: str, codes: str, name: str) -> Segment:
    """DTM of one meaning."""
    return segment(head, key(codes), Element(Kind.DATE, 8, 8, R, name=name))


def amounts(head: str, codes: str) -> Segment:
    return segment(
        head, key(codes, "qualifier"), money("amount_cents", R), name="amounts", into=Amount
    )


def quantities(head: str, codes: str) -> Segment:
    return segment(
        head, key(codes, "qualifier"), number("quantity", R), name="quantities", into=Quantity
    )


SERVICE_PAYMENT = loop(
    "2110 S 999",
    segment(
        "SVC R 1",
        procedure(PROCEDURES, description="procedure_description"),
        money("charge_cents", R),
        money("paid_cents", R),
        text("revenue_code", 1, 48),
        number("paid_units"),
        procedure(PROCEDURES, prefix="original_", usage=S),
        number("original_units"),
    ),
    dated("DTM S 1", "472", "service_on"),
    dated("DTM S 1", "150", "service_began_on"),
    dated("DTM S 1", "151", "service_ended_on"),
    adjustments("CAS S 99", GROUPS),
    references("REF S 8", "1S APC BB E9 G1 G3 LU RB"),
    reference("REF S 1", "6R", "line_control_number"),
    references("REF S 10", "0B 1A 1B 1C 1D 1G 1H 1J D3 G2 HPI SY TJ"),
    references("REF S 5", "0K"),
    segment("AMT S 1", key("B6"), money("allowed_cents", R)),
    amounts("AMT S 9", "KH T T2 ZK ZL ZM ZN ZO"),
    quantities("QTY S 6", "ZK ZL ZM ZN ZO"),
    segment("LQ S 99", key("HE"), text("remark_codes", 1, 30, R)),
    segment("LQ S 99", key("RX"), text("ncpdp_reject_codes", 1, 30, R)),
    name="service_payments",
    into=ServicePayment,
)

CLAIM_PAYMENT = loop(
    "2100 R >",
    segment(
        "CLP R 1",
        text("patient_control_number", 1, 38, R),
        code("claim_status_code", "1 2 3 4 19 20 21 22 23 25", R),
        money("charge_cents", R),
        money("paid_cents", R),
        money("patient_responsibility_cents"),
        code("claim_filing_indicator_code", DECIDED_AS, R),
        text("payer_claim_control_number", 1, 50, R),
        text("facility_code", 1, 2),
        text("claim_frequency_code", 1, 1),
        UNUSED,
        text("drg_code", 1, 4),
        number("drg_weight"),
        number("discharge_fraction", maximum=10),
    ),
    adjustments("CAS S 99", GROUPS),
    NAME,
    INPATIENT_ADJUDICATION,
    OUTPATIENT_ADJUDICATION,
    references("REF S 5", "1L 1W 28 6P 9A 9C BB CE EA F8 G1 G3 IG SY"),
    references("REF S 10", "0B 1A 1B 1C 1D 1G 1H 1J D3 G2 LU"),
    segment(
        "DTM S 4", key("232 233 036 050", "qualifier"), day("on", R),
        name="dates", into=DateReference,
    ),
    contact("PER S 2", "CX", many="contacts"),
    amounts("AMT S 13", "AU D8 DY F5 I NL T T2 ZK ZL ZM ZN ZO"),
    quantities("QTY S 14", "CA CD LA LE NE NR OU PS VS ZK ZL ZM ZN ZO"),
    SERVICE_PAYMENT,
    name="claim_payments",
    into=ClaimPayment,
    emits=True,
)  # fmt: skip

CLAIM_GROUP = loop(
    "2000 S >",
    segment("LX R 1", Element(Kind.COUNTER, 1, 6, R)),
    segment(
        "TS3 S 1",
        text("", 1, 50, R),
        text("", 1, 2, R),
        day("", R),
        number("", R),
        money("", R),
        *unused(7),
        money(""),
        UNUSED,
        money(""),
        UNUSED,
        *[money("")] * 2,
        UNUSED,
        *[money("")] * 3,
        number(""),
        money(""),
    ),
    segment("TS2 S 1", *[money("")] * 19),
    CLAIM_PAYMENT,
)

PROVIDER_ADJUSTMENT = segment(
    "PLB S >",
    text("provider_id", 1, 50, R),
    day("fiscal_period_on", R),
    Repeat(
        6,
        "provider_adjustments",
        ProviderAdjustment,
        (
            composite(text("reason_code", 2, 2, R), text("reference", 1, 50), usage=R),
            money("amount_cents", R),
        ),
        shares=("provider_id", "fiscal_period_on"),
    ),
)

REMITTANCE = TransactionSet(
    code="835",
    functional_id_code="HP",
    version=VERSION,
    accepts=("005010X221A1", "005010X221"),
    names_its_version=False,
    reads_any_version=True,
    has_st03=False,
    root=loop(
        "HEADER R 1",
        PAYMENT,
        segment(
            "TRN R 1",
            const("1"),
            text("trace_number", 1, 50, R),
            text("originating_company_id", 10, 10, R),
            text("trace_supplement", 1, 50),
        ),
        segment("CUR S 1", const("PR"), text("currency_code", 3, 3, R), number("", maximum=10)),
        reference("REF S 1", "EV", "receiver_id"),
        reference("REF S 1", "F2", "version_id"),
        dated("DTM S 1", "405", "produced_on"),
        PAYER,
        PAYEE,
        CLAIM_GROUP,
        PROVIDER_ADJUSTMENT,
        into=Remittance,
    ),
)
