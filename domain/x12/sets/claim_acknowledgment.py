"""277CA (005010X214): which claims of a batch entered adjudication and which came back."""

from domain.x12.claim_acknowledgments import (
    VERSION,
    ClaimAcknowledgment,
    ClaimStatus,
    LineStatus,
    ProviderStatus,
    ReceiverStatus,
    SourceStatus,
    Status,
    StatusCode,
)
from domain.x12.schema import (
    UNUSED,
    Composite,
    Element,
    Kind,
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
    whole,
    words,
)
from domain.x12.sets.parties import (
    dated,
    identified,
    named,
    procedure,
    reference,
    references,
    spanning,
)


def level(level_code: str, parent: str = R, child: str = R) -> Segment:
    return segment(
        "HL R 1",
        Element(Kind.LEVEL, 1, 12, R),
        Element(Kind.LEVEL, 1, 12, parent),
        key(level_code),
        Element(Kind.LEVEL, 1, 1, child, ("0", "1")),
    )


def status_code(usage: str) -> Composite:
    return composite(
        text("category_code", 1, 30, R),
        text("status_code", 1, 30, R),
        text("entity_code", 2, 3),
        UNUSED,
        usage=usage,
        name="codes",
        into=StatusCode,
    )


def status(usage: str = R, *, dated: str = R, actions: str = "U WQ", charged: str = R) -> Segment:
    """STC, of the batch, the provider, the claim or, for what is wrong with it, the line."""
    return segment(
        f"STC {usage} >",
        status_code(R),
        day("effective_on", dated),
        code("action_code", actions, R),
        money("charge_cents", charged),
        *unused(5),
        status_code(S),
        status_code(S),
        words("message", 1, 264),
        name="statuses",
        into=Status,
    )


def totals(accepted: str, rejected: str) -> tuple[Segment, ...]:
    """How many claims, and for how much, were taken and were not."""
    return (
        segment("QTY S 1", key(accepted), whole("accepted_count", 1, 15, R)),
        segment("QTY S 1", key(rejected), whole("rejected_count", 1, 15, R)),
        segment("AMT S 1", key("YU"), money("accepted_cents", R)),
        segment("AMT S 1", key("YY"), money("rejected_cents", R)),
    )


LINE = loop(
    "2220D S >",
    segment(
        "SVC R 1",
        procedure("AD ER HC HP IV N4 NU WK"),
        money("charge_cents", R),
        UNUSED,
        text("revenue_code", 1, 48),
        *unused(2),
        number("units"),
    ),
    status(actions="U", charged=S),
    reference("REF S 1", "FJ", "line_control_number"),
    reference("REF S 1", "XZ", "prescription_number"),
    spanning("DTP S 1", "472", "service_on", "service_through_on"),
    name="lines",
    into=LineStatus,
)

CLAIM = loop(
    "2000D S >",
    level("PT", child=S),
    loop(
        "2100D R 1",
        named(
            key("QC"),
            kinds="1 2",
            last="last_name",
            identification=identified("II MI", "member_id"),
        ),
    ),
    loop(
        "2200D R >",
        segment("TRN R 1", const("2"), text("patient_control_number", 1, 50, R)),
        status(),
        reference("REF S 1", "1K", "payer_claim_control_number"),
        reference("REF S 1", "D9", "clearinghouse_trace_number"),
        reference("REF S 1", "BLT", "institutional_bill_type"),
        spanning("DTP R 1", "472", "service_on", "service_through_on"),
        LINE,
    ),
    name="claims",
    into=ClaimStatus,
)

PROVIDER = loop(
    "2000C S >",
    level("19"),
    loop(
        "2100C R 1",
        named(key("85"), identification=identified("FI SV XX", "identification", R)),
    ),
    loop(
        "2200C S 1",
        segment("TRN R 1", const("1"), text("trace_number", 1, 50, R)),
        status("S", dated=S),
        references("REF S 3", "0B 1G G2 LU SY TJ"),
        *totals("QA", "QC"),
    ),
    CLAIM,
    name="providers",
    into=ProviderStatus,
)

RECEIVER = loop(
    "2000B R >",
    level("21"),
    loop(
        "2100B R 1",
        named(key("41"), identification=identified("46", "identification", R)),
    ),
    loop(
        "2200B R 1",
        segment("TRN R 1", const("2"), text("batch_number", 1, 50, R)),
        status(),
        *totals("90", "AA"),
    ),
    PROVIDER,
    name="receivers",
    into=ReceiverStatus,
)

SOURCE = loop(
    "2000A R >",
    level("20", parent="N"),
    loop(
        "2100A R 1",
        named(
            key("AY PR", "entity_code"),
            kinds="2",
            identification=identified("46 FI PI XV", "identification", R),
        ),
    ),
    loop(
        "2200A R 1",
        segment("TRN R 1", const("1"), text("trace_number", 1, 50, R)),
        dated("DTP R 1", "050", "received_on"),
        dated("DTP R 1", "009", "processed_on"),
    ),
    RECEIVER,
    name="sources",
    into=SourceStatus,
)

CLAIM_ACKNOWLEDGMENT = TransactionSet(
    code="277",
    functional_id_code="HN",
    version=VERSION,
    accepts=("005010X214", "005010X214E1"),
    root=loop(
        "HEADER R 1",
        segment(
            "BHT R 1",
            const("0085"),
            const("08"),
            text("reference_number", 1, 50, R),
            Element(Kind.MOMENT_DATE, 8, 8, R, name="created_at"),
            Element(Kind.MOMENT_TIME, 4, 8, R, name="created_at"),
            const("TH"),
        ),
        SOURCE,
        into=ClaimAcknowledgment,
    ),
)
