"""Declarations that several sets share: names, addresses, contacts, references, adjustments, dates."""

from dataclasses import replace

from domain.x12.parties import Address, Adjustment, Communication, Contact, Provider, Reference
from domain.x12.schema import (
    UNUSED,
    Element,
    Kind,
    Loop,
    Part,
    R,
    Repeat,
    S,
    Segment,
    code,
    composite,
    const,
    key,
    loop,
    money,
    number,
    segment,
    text,
    unused,
    words,
)

YES_NO = "Y N"
FILING_INDICATORS = "11 12 13 14 15 16 17 AM BL CH CI DS FI HM LM MA MB MC OF TV VA WC ZZ"  # SBR09
RESPONSIBILITIES = "A B C D E F G H P S T U"  # SBR01
CLAIM_GROUPS = "CO CR OA PI PR"  # CAS01 of an 837, which may still tell of a correction
RELATIONSHIPS = "01 19 20 21 39 40 53 G8"  # PAT01; SBR02 has 18 besides


def address(usage: str, name: str = "address") -> tuple[Segment, Segment]:
    """N3 and N4, both required or both situational."""
    return (
        segment(
            f"N3 {usage} 1",
            words("street", 1, 55, R),
            words("street_2", 1, 55),
            name=name,
            into=Address,
        ),
        segment(
            f"N4 {usage} 1",
            words("city", 2, 30, R),
            text("state_code", 2, 2),
            text("postal_code", 3, 15),
            text("country_code", 2, 3),
            *unused(2),
            text("country_subdivision_code", 1, 3),
            name=name,
            into=Address,
            notes="C0704",
        ),
    )


def unbound(*segments: Segment) -> tuple[Segment, ...]:
    """The same segments, checked but read into no field and never written."""
    return tuple(
        replace(one, name="", into=None, parts=tuple(_unbound(part) for part in one.parts))
        for one in segments
    )


def _unbound(part: Part) -> Part:
    assert isinstance(part, Element)
    return replace(part, name="", follows="", usage=part.usage)


def contact(
    head: str, functions: str = "IC", many: str = "", ways: str = "TE EM FX EX", **more: str
) -> Segment:
    """PER: a name and up to three ways to reach it."""
    rows = Repeat(
        3,
        "communications",
        Communication,
        (code("qualifier", ways, R), text("number", 1, 256, R)),
    )
    return segment(
        head,
        key(functions, "function_code"),
        words("name", 1, 60),
        rows,
        name=many or "contact",
        into=Contact,
        **more,
    )


PAYER_NUMBER = composite(const("2U"), text("", 1, 50, R))
"""REF04: whose number it is, where another payer gave it."""


def reference(head: str, codes: str, name: str, maximum: int = 50) -> Segment:
    """REF with one meaning."""
    return segment(head, key(codes), text(name, 1, maximum, R))


def references(head: str, codes: str, name: str = "references", *more: Part) -> Segment:
    """REF with several meanings, kept as they come."""
    return segment(
        head, key(codes, "qualifier"), text("number", 1, 50, R), *more, name=name, into=Reference
    )


def references_of_payers(head: str, codes: str) -> Segment:
    """The same, where REF04 may say which other payer gave the number (loops 2420)."""
    return references(head, codes, "references", UNUSED, PAYER_NUMBER)


def dated(head: str, codes: str, name: str) -> Segment:
    """DTP of one day."""
    return segment(head, key(codes), const("D8"), Element(Kind.DATE, 8, 8, R, name=name))


def spanning(head: str, codes: str, first: str, last: str) -> Segment:
    """DTP of one day (D8) or of several (RD8)."""
    return segment(
        head, key(codes),
        Element(Kind.DATE_FORMAT, 2, 3, R, ("D8", "RD8")),
        Element(Kind.PERIOD, 8, 17, R, name=first, until=last),
        notes="D0203",
    )  # fmt: skip


def named(
    entity: Part,
    *,
    kinds: str = "1 2",
    last: str = "name",
    last_usage: str = R,
    identification: tuple[Part, ...] = (),
    suffix: Element | None = None,
) -> Segment:
    """NM1 of a person or organisation; `identification` is NM108 and NM109."""
    persons = "1" in kinds.split()
    last_of_given = suffix or words("suffix", 1, 10)
    given = (words("first_name", 1, 35), words("middle_name", 1, 25), UNUSED, last_of_given)
    return segment(
        "NM1 R 1",
        entity,
        code("entity_type_code", kinds, R),
        words(last, 1, 60, last_usage),
        *(given if persons else unused(4)),
        *identification,
        notes="P0809",
    )


def nameless(
    roles: str, kinds: str, usage: str = R, identification: tuple[Part, ...] = ()
) -> Segment:
    """NM1 that says only what kind of party this is, and perhaps its number."""
    unnamed = unused(5) if identification else ()
    kind = code("entity_type_code", kinds, usage)
    return segment("NM1 R 1", key(roles), kind, *unnamed, *identification, notes="P0809")


def identified(codes: str, field: str, usage: str = S, qualifier: str = "") -> tuple[Part, ...]:
    """NM108 and NM109."""
    if " " in codes:
        return (
            code(qualifier or f"{field}_qualifier", codes, usage, follows=field),
            text(field, 2, 80, usage),
        )
    return const(codes, usage, follows=field), text(field, 2, 80, usage)


NPI = identified("XX", "npi")


def specialty(role: str) -> Segment:
    """PRV with a taxonomy code."""
    return segment("PRV S 1", const(role), const("PXC"), text("taxonomy_code", 10, 10, R))


def provider(
    head: str, roles: str, name: str, *more: Segment, kinds: str = "1 2", last_usage: str = R
) -> Loop:
    """A loop of one kind of provider: NM1 and what follows it."""
    entity = key(roles, "role_code" if " " in roles else "")
    return loop(
        head,
        named(entity, kinds=kinds, identification=NPI, last_usage=last_usage),
        *more,
        name=name,
        into=Provider,
    )


def adjustments(head: str, groups: str) -> Segment:
    """CAS: a group and up to six reasons with amounts and quantities."""
    rows = Repeat(
        6,
        "adjustments",
        Adjustment,
        (text("reason_code", 1, 5, R), money("amount_cents", R), number("quantity")),
        shares=("group_code",),
    )
    return segment(head, code("group_code", groups, R), rows)


def procedure(codes: str, prefix: str = "", description: str = "", usage: str = R) -> Part:
    """A composite medical procedure: qualifier, code, four modifiers, description."""
    what = f"{prefix}procedure_code"
    return composite(
        code(f"{prefix}procedure_qualifier", codes, R, follows=what),
        text(what, 1, 48, R),
        *(text(f"{prefix}modifiers", 2, 2) for _ in range(4)),
        words(description, 1, 80),
        usage=usage,
    )
