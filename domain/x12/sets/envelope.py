"""The envelope: ISA, GS, ST and what closes them, and the TA1 beside them."""

from domain.x12.schema import (
    Element,
    Kind,
    R,
    S,
    Segment,
    code,
    const,
    segment,
    text,
    whole,
)

PARTY_QUALIFIERS = "01 14 20 27 28 29 30 33 ZZ"  # ISA05


def _padded(name: str, size: int) -> Element:
    return Element(Kind.PADDED, size, size, R, name=name)


def _moment(name: str, kind: Kind, minimum: int, maximum: int) -> Element:
    return Element(kind, minimum, maximum, R, name=name)


def _mark(which: str) -> Element:
    return Element(Kind.MARK, 1, 1, R, follows=which)


def _control(name: str) -> Element:
    return Element(Kind.CONTROL, 9, 9, R, name=name)


ISA = segment(
    "ISA R 1",
    code("authorization_qualifier", "00 03", R),
    _padded("authorization", 10),
    code("security_qualifier", "00 01", R),
    _padded("security", 10),
    code("sender_qualifier", PARTY_QUALIFIERS, R),
    _padded("sender_id", 15),
    code("receiver_qualifier", PARTY_QUALIFIERS, R),
    _padded("receiver_id", 15),
    _moment("created_at", Kind.SHORT_MOMENT_DATE, 6, 6),
    _moment("created_at", Kind.MOMENT_TIME, 4, 4),
    _mark("repetition"),
    const("00501"),
    _control("control_number"),
    Element(Kind.FLAG, 1, 1, R, name="acknowledgment_requested"),
    code("usage_code", "P T", R),
    _mark("component"),
)
GS = segment(
    "GS R 1",
    code("functional_id_code", "HC HP FA HN HB HS HR BE HI RA", R),
    text("application_sender_code", 2, 15, R),
    text("application_receiver_code", 2, 15, R),
    _moment("group_created_at", Kind.MOMENT_DATE, 8, 8),
    _moment("group_created_at", Kind.MOMENT_TIME, 4, 8),
    whole("group_control_number", 1, 9, R),
    const("X"),
    text("version", 1, 12, R),
)
ST = segment(
    "ST R 1",
    text("code", 3, 3, R),
    text("control_number", 4, 9, R),
    text("version", 1, 35, S),
)
SE = segment("SE R 1", whole("count", 1, 10, R), text("control_number", 4, 9, R))
GE = segment("GE R 1", whole("count", 1, 6, R), whole("control_number", 1, 9, R))
IEA = segment("IEA R 1", whole("count", 1, 5, R), _control("control_number"))
TA1 = segment(
    "TA1 R 1",
    _control("acknowledged_control_number"),
    _moment("acknowledged_at", Kind.SHORT_MOMENT_DATE, 6, 6),
    _moment("acknowledged_at", Kind.MOMENT_TIME, 4, 4),
    code("status_code", "A E R", R),
    code("note_code", " ".join(f"{number:03d}" for number in range(32)), R),
)

ENVELOPE: dict[str, Segment] = {one.code: one for one in (ISA, GS, ST, SE, GE, IEA, TA1)}
