"""999 (005010X231A1): what was wrong with a functional group, down to the element."""

from domain.x12.acknowledgments import (
    VERSION,
    Context,
    ElementError,
    ImplementationAcknowledgment,
    SegmentError,
    TransactionAcknowledgment,
)
from domain.x12.schema import (
    R,
    S,
    Segment,
    TransactionSet,
    code,
    composite,
    loop,
    segment,
    text,
    whole,
    words,
)

SYNTAX_CODES = "1 2 3 4 5 6 7 8 9 10 12 13 I10 I11 I12 I13 I6 I9"  # IK403
SEGMENT_CODES = "1 2 3 4 5 6 7 8 I4 I6 I7 I8 I9"  # IK304
SET_CODES = "1 2 3 4 5 6 7 8 9 10 11 12 13 15 16 17 18 19 20 21 22 23 24 25 26 27 I5 I6"  # IK502
GROUPS = "BE HB HC HI HN HP HR HS RA FA"  # AK101
SETS = "270 271 274 275 276 277 278 820 824 834 835 837"  # AK201
GROUP_CODES = "1 2 3 4 5 6 10 11 12 13 14 15 16 17 18 19 23 24 25 26"  # AK905


def context(head: str) -> Segment:
    """CTX: the business unit or the situation that a fault concerns."""
    return segment(
        head,
        composite(text("name", 1, 35, R), words("reference", 1, 80), usage=R),
        text("segment_code", 2, 3),
        whole("segment_position", 1, 10),
        text("loop_code", 1, 4),
        composite(
            whole("element_position", 1, 2, R),
            whole("component_position", 1, 2),
            whole("", 1, 4),
        ),
        composite(whole("", 1, 4, R), whole("", 1, 4)),
        name="contexts",
        into=Context,
    )


ELEMENT_ERROR = loop(
    "2110 S >",
    segment(
        "IK4 R 1",
        composite(
            whole("element_position", 1, 2, R),
            whole("component_position", 1, 2),
            whole("repetition", 1, 4),
            usage=R,
        ),
        text("reference_number", 1, 4),
        code("error_code", SYNTAX_CODES, R),
        words("bad_value", 1, 99),
    ),
    context("CTX S 10"),
    name="element_errors",
    into=ElementError,
)

SEGMENT_ERROR = loop(
    "2100 S >",
    segment(
        "IK3 R 1",
        text("segment_code", 2, 3, R),
        whole("segment_position", 1, 10, R),
        text("loop_code", 1, 4),
        code("error_code", SEGMENT_CODES, R),
    ),
    context("CTX S 11"),
    ELEMENT_ERROR,
    name="segment_errors",
    into=SegmentError,
)

TRANSACTION = loop(
    "2000 S >",
    segment(
        "AK2 R 1",
        code("transaction_set_code", SETS, R),
        text("control_number", 4, 9, R),
        text("version", 1, 35),
    ),
    SEGMENT_ERROR,
    segment(
        "IK5 R 1",
        code("status_code", "A E M R W X", R),
        *(code("error_codes", SET_CODES, S) for _ in range(5)),
    ),
    name="transactions",
    into=TransactionAcknowledgment,
)

ACKNOWLEDGMENT = TransactionSet(
    code="999",
    functional_id_code="FA",
    version=VERSION,
    accepts=("005010X231A1", "005010X231"),
    reads_any_version=True,
    root=loop(
        "HEADER R 1",
        segment(
            "AK1 R 1",
            code("functional_id_code", GROUPS, R),
            whole("group_control_number", 1, 9, R),
            text("version", 1, 12),
        ),
        TRANSACTION,
        segment(
            "AK9 R 1",
            code("status_code", "A E M P R W X", R),
            whole("included_count", 1, 6, R),
            whole("received_count", 1, 6, R),
            whole("accepted_count", 1, 6, R),
            *(code("error_codes", GROUP_CODES, S) for _ in range(5)),
        ),
        into=ImplementationAcknowledgment,
    ),
)
