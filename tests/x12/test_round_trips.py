"""What is written is read back equal, whatever it holds."""

from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.x12.acknowledgments import InterchangeAcknowledgment
from domain.x12.delimiters import Delimiters
from domain.x12.elements import places
from domain.x12.parties import Adjustment
from domain.x12.professional_claims import Diagnosis, Drug, ServiceLine
from domain.x12.reading import (
    read,
    read_claim_acknowledgments,
    read_implementation_acknowledgments,
    read_interchange_acknowledgments,
    read_professional_claims,
    read_remittances,
)
from domain.x12.schema import Loop, Segment
from domain.x12.sets.catalogue import SETS
from domain.x12.writing import (
    write_claim_acknowledgments,
    write_implementation_acknowledgments,
    write_interchange_acknowledgment,
    write_professional_claims,
    write_remittances,
)
from tests.x12.answer_builders import (
    acknowledgment,
    claim_acknowledgment,
    claim_payment,
    remittance,
    service_payment,
)
from tests.x12.builders import (
    FIRST_PLAN,
    INTERCHANGE,
    JANE,
    JOHN,
    KID,
    WRITTEN_AT,
    batch,
    claim,
    decided,
    dependent_claim,
    rich_batch,
    secondary_claim,
)

words = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,-'/", min_size=2, max_size=20).map(
    lambda text: f"A{text.strip()}Z"
)
numbers = st.text("ABCDEFGHJKLMNP0123456789", min_size=3, max_size=18)
cents = st.integers(0, 99_999_999)
signed_cents = st.integers(-9_999_999, 9_999_999)
days = st.dates(date(1930, 1, 1), date(2026, 10, 31))
quantities = st.decimals(Decimal("0.001"), Decimal(9999), places=3).map(
    lambda d: Decimal(format(d, "f").rstrip("0").rstrip("."))
)
codes = st.text("ABCDEFGHIJ0123456789", min_size=2, max_size=2)
adjustments = st.lists(
    st.builds(
        Adjustment,
        st.sampled_from(["CO", "PR", "OA", "PI"]),
        st.integers(1, 300).map(str),
        signed_cents,
        st.none() | quantities,
    ),
    max_size=14,
).map(lambda rows: tuple(sorted(rows, key=lambda row: row.group_code)))
drugs = st.none() | st.builds(
    Drug,
    st.integers(10**10, 10**11 - 1).map(str),
    quantities,
    st.sampled_from(["ML", "UN", "GR", "ME", "F2"]),
    st.just("") | numbers,
)
service_lines = st.builds(
    ServiceLine,
    st.integers(10000, 99999).map(str),
    cents,
    days,
    units=quantities,
    modifiers=st.lists(codes, max_size=4).map(tuple),
    description=st.just("") | words,
    place_of_service_code=st.sampled_from(["", "11", "60"]),
    diagnosis_pointers=st.lists(st.integers(1, 12), min_size=1, max_size=4).map(tuple),
    line_control_number=st.just("") | numbers,
    prior_authorization_numbers=st.lists(numbers, max_size=5).map(tuple),
    clia_number=st.just("") | numbers,
    vaccine_lot_number=st.just("") | numbers,
    sales_tax_cents=st.none() | cents,
    drug=drugs,
)
claims = st.builds(
    replace,
    st.sampled_from([claim(), dependent_claim(), secondary_claim()]),
    patient_control_number=numbers,
    charge_cents=cents,
    patient_paid_cents=st.none() | cents,
    diagnoses=st.lists(numbers.map(lambda n: n[:7]), min_size=1, max_size=12).map(
        lambda found: tuple(Diagnosis(one, "ABF" if i else "ABK") for i, one in enumerate(found))
    ),
    service_lines=st.lists(service_lines, min_size=1, max_size=4).map(tuple),
    condition_codes=st.lists(codes, max_size=24).map(tuple),
    other_payers=st.lists(
        adjustments.map(lambda rows: replace(FIRST_PLAN, adjustments=rows)), max_size=3
    ).map(tuple),
    onset_on=st.none() | days,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(claims, min_size=1, max_size=5))
def test_claims_come_back_equal(some):
    written = write_professional_claims(batch(*some))

    assert list(read_professional_claims(written)) == some


@settings(max_examples=60, deadline=None)
@given(adjustments, signed_cents, st.lists(codes, max_size=5), st.none() | days)
def test_payments_come_back_equal(rows, amount_cents, remarks, produced_on):
    line = service_payment(adjustments=rows, remark_codes=tuple(remarks))
    paid = claim_payment(service_payments=(line, line), adjustments=rows, paid_cents=amount_cents)
    whole = remittance(claim_payments=(paid, paid), produced_on=produced_on)

    assert list(read_remittances(write_remittances([whole]))) == [whole]


def test_a_batch_comes_back_with_its_transaction():
    given = rich_batch()
    written = write_professional_claims(given)

    found = list(read_professional_claims(written))

    assert found == list(given.claims)
    transaction = found[0].transaction
    assert transaction is not None
    assert (transaction.batch_number, transaction.submitter) == ("B000001", given.submitter)
    assert transaction.created_at == WRITTEN_AT
    assert transaction.id.interchange.control_number == INTERCHANGE.control_number
    segments = written.decode().split("~")
    assert [segments[one.segment_index][:4] for one in found] == ["CLM*", "CLM*", "CLM*"]
    assert [one.segment_index - one.position for one in found] == [1, 1, 1]


def test_neighbours_share_provider_and_subscriber():
    siblings = (
        claim("A1"), claim("A2"),
        claim("B1", subscriber=JOHN, patient=KID), claim("B2", subscriber=JOHN, patient=KID),
    )  # fmt: skip

    written = write_professional_claims(batch(*siblings)).decode()

    levels = [one for one in written.split("~") if one.startswith("HL*")]
    assert levels == ["HL*1**20*1", "HL*2*1*22*0", "HL*3*1*22*1", "HL*4*3*23*0"]


def test_five_thousand_claims_fill_a_transaction():
    many = (claim(f"P{i}") for i in range(5001))

    written = write_professional_claims(batch(*many))

    assert written.count(b"~ST*837*0001") == 1
    assert written.count(b"~ST*837*0002") == 1
    assert b"~GE*2*1~" in written


@pytest.mark.parametrize(
    ("documents", "write", "read_back"),
    [
        ([remittance()], write_remittances, read_remittances),
        ([acknowledgment()], write_implementation_acknowledgments, read_implementation_acknowledgments),
        ([claim_acknowledgment()], write_claim_acknowledgments, read_claim_acknowledgments),
    ],
)  # fmt: skip
def test_documents_come_back_equal(documents, write, read_back):
    assert list(read_back(write(documents))) == documents


def test_an_interchange_acknowledgment_comes_back_equal():
    given = InterchangeAcknowledgment(INTERCHANGE, 77, "R", WRITTEN_AT, "025")

    assert list(read_interchange_acknowledgments(write_interchange_acknowledgment(given))) == [
        given
    ]


@pytest.mark.parametrize("terminator", ["\n", "\r", "|", "'"])
@pytest.mark.parametrize("element", ["*", "+", "\x1d"])
def test_any_delimiters_serve(terminator, element):
    marks = Delimiters(element, ">", "!", terminator)
    given = rich_batch()

    written = write_professional_claims(given, marks)

    assert list(read_professional_claims(written)) == list(given.claims)


@pytest.mark.parametrize(
    "dress",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"~", b"~\r\n"),
        lambda data: data.replace(b"~", b"~\n  "),
        lambda data: data + b"\n\n",
        lambda data: data[:-1],
        lambda data: [data[i : i + 7] for i in range(0, len(data), 7)],
        lambda data: data + data,
    ],
    ids=["bom", "crlf", "indented", "blank lines", "no last terminator", "tiny chunks", "twice"],
)
def test_ornaments_are_forgiven(dress):
    given = list(rich_batch().claims)

    found = list(read_professional_claims(dress(write_professional_claims(rich_batch()))))

    assert found in (given, given * 2)


def test_text_never_breaks_a_segment():
    odd = replace(JANE, last_name="O*Brien~ Ñuñez:^")

    written = write_professional_claims(batch(claim(subscriber=odd)))

    assert next(read_professional_claims(written)).subscriber.last_name == "O Brien  Nunez"


def test_segments_without_a_place_are_kept():
    written = write_professional_claims(batch(claim())).replace(b"~LX*2", b"~REF*QQ*LOST~LX*2")

    assert next(read_professional_claims(written)).unplaced_segments == ("REF*QQ*LOST",)


def test_periods_are_written_as_a_range():
    line = replace(claim().service_lines[0], service_through_on=date(2026, 10, 30))
    given = claim(service_lines=(line,))

    written = write_professional_claims(batch(given))

    assert b"DTP*472*RD8*20261028-20261030" in written
    assert list(read_professional_claims(written)) == [given]


def test_bundled_and_unbundled_lines_come_back():
    bundled = replace(decided("99605", 0, 5000, 5000), bundled_line_number=1)
    line = replace(claim().service_lines[0], adjudications=(bundled,))
    given = claim(service_lines=(line,), other_payers=(FIRST_PLAN,))

    assert list(read_professional_claims(write_professional_claims(batch(given)))) == [given]


def test_each_kind_of_document_is_told_apart():
    data = write_remittances([remittance()]) + write_professional_claims(batch(claim()))

    assert [type(one).__name__ for one in read(data)] == ["Remittance", "Claim"]


@pytest.mark.parametrize("declared", SETS, ids=lambda one: one.code)
def test_every_bound_element_has_a_field(declared):
    assert list(_unbound_names(declared.root, declared.root.into)) == []


def _unbound_names(loop: Loop, into: type | None):
    into = loop.into or into
    names = {one.name for one in fields(into)}
    for child in loop.children:
        if isinstance(child, Loop):
            if child.into is not None and not child.context and not child.emits:
                yield from (child.name,) if child.name not in names else ()
            yield from _unbound_names(child, into)
        elif isinstance(child, Segment):
            for _, path, _ in places(child):
                head, _, inner = path.partition(".")
                shared = inner == "" and head in {"group_code", "provider_id", "fiscal_period_on"}
                if head and head not in names and not shared:
                    yield path
                if inner and child.into and is_dataclass(child.into):
                    first = inner.partition(".")[0]
                    if first not in {one.name for one in fields(child.into)}:
                        yield path


def test_days_around_a_leap_are_dates():
    leap = date(2024, 2, 29)
    given = claim(onset_on=leap, accident_on=leap + timedelta(days=1))

    assert list(read_professional_claims(write_professional_claims(batch(given)))) == [given]
