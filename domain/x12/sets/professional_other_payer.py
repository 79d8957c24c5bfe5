"""837P, loops 2320 and 2330: the patient's other coverages and what their payers did."""

from domain.x12.professional_claims import OtherPayer, OtherSubscriber
from domain.x12.schema import (
    Loop,
    R,
    code,
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
    CLAIM_GROUPS,
    FILING_INDICATORS,
    RELATIONSHIPS,
    RESPONSIBILITIES,
    address,
    adjustments,
    identified,
    named,
    nameless,
    reference,
    references,
    unbound,
)

MEDICARE_SECONDARY = "12 13 14 15 16 41 42 43 47"  # SBR05

COVERAGE = segment(
    "SBR R 1",
    code("payer_responsibility_code", RESPONSIBILITIES, R),
    code("relationship_code", f"18 {RELATIONSHIPS}", R),
    text("group_number", 1, 50),
    words("group_name", 1, 60),
    code("insurance_type_code", MEDICARE_SECONDARY),
    *unused(3),
    code("claim_filing_indicator_code", FILING_INDICATORS),
)

OUTPATIENT_ADJUDICATION = segment(
    "MOA S 1",
    number("", maximum=10),
    money(""),
    *(text("remark_codes", 1, 50) for _ in range(5)),
    money(""),
    money(""),
)

SUBSCRIBER = loop(
    "2330A R 1",
    named(
        key("IL"),
        last="last_name",
        identification=identified("MI II", "member_id", R),
    ),
    *address("S"),
    reference("REF S 1", "SY", "social_security_number"),
    name="subscriber",
    into=OtherSubscriber,
)

PAYER = loop(
    "2330B R 1",
    named(
        key("PR"),
        kinds="2",
        last="payer_name",
        identification=identified("PI XV", "payer_id", R),
    ),
    *address("S", "payer_address"),
    segment("DTP S 1", key("573"), const("D8"), day("adjudicated_on", R)),
    references("REF S 2", "2U EI FY NF"),
    reference("REF S 1", "G1", "prior_authorization_number"),
    reference("REF S 1", "9F", "referral_number"),
    reference("REF S 1", "T4", "claim_adjustment_indicator"),
    reference("REF S 1", "F8", "payer_claim_control_number"),
)


def known_to_payer(head: str, roles: str, kinds: str, codes: str, most: int) -> Loop:
    """A provider named only by the numbers that this payer gave it (2330C-G)."""
    return loop(
        head,
        *unbound(nameless(roles, kinds)),
        segment(f"REF R {most}", key(codes), text("", 1, 50, R)),
    )


OTHER_PAYER = loop(
    "2320 S 10",
    COVERAGE,
    adjustments("CAS S 5", CLAIM_GROUPS),
    segment("AMT S 1", key("D"), money("paid_cents", R)),
    segment("AMT S 1", key("A8"), money("noncovered_cents", R)),
    segment("AMT S 1", key("EAF"), money("remaining_liability_cents", R)),
    segment(
        "OI R 1",
        *unused(2),
        code("benefits_assigned", "N W Y", R),
        code("patient_signature_source_code", "P"),
        *unused(1),
        code("release_of_information_code", "I Y", R),
    ),
    OUTPATIENT_ADJUDICATION,
    SUBSCRIBER,
    PAYER,
    known_to_payer("2330C S 2", "DN P3", "1", "0B 1G G2", 3),
    known_to_payer("2330D S 1", "82", "1 2", "0B 1G G2 LU", 3),
    known_to_payer("2330E S 1", "77", "2", "0B G2 LU", 3),
    known_to_payer("2330F S 1", "DQ", "1", "0B 1G G2 LU", 3),
    known_to_payer("2330G S 1", "85", "1 2", "G2 LU", 2),
    name="other_payers",
    into=OtherPayer,
)
