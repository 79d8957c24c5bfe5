"""Whatever bytes come, reading ends in values or in a refusal that names its place."""

import random

import pytest

from domain.x12.acknowledgments import InterchangeAcknowledgment
from domain.x12.findings import Finding, Unreadable
from domain.x12.reading import read, read_professional_claims, read_remittances
from domain.x12.validating import validate
from domain.x12.writing import (
    write_claim_acknowledgments,
    write_implementation_acknowledgments,
    write_interchange_acknowledgment,
    write_professional_claims,
    write_remittances,
)
from tests.x12.answer_builders import acknowledgment, claim_acknowledgment, remittance
from tests.x12.builders import INTERCHANGE, WRITTEN_AT, rich_batch

FILES = (
    write_professional_claims(rich_batch()),
    write_remittances([remittance()]),
    write_implementation_acknowledgments([acknowledgment()]),
    write_claim_acknowledgments([claim_acknowledgment()]),
    write_interchange_acknowledgment(
        InterchangeAcknowledgment(INTERCHANGE, 77, "R", WRITTEN_AT, "025")
    ),
)
STRANGE = (b"", b"-", b"--1", b"1_000", b"\xb2", b"NaN", b"1e5", b"9" * 5000, b"1:2:3:4:5:6:7:8:9")
TURNS = 150


def _spoiled_bytes(chance: random.Random, data: bytes) -> bytes:
    spoiled = bytearray(data)
    for _ in range(chance.choice((1, 3, 20))):
        at = chance.randrange(len(spoiled) or 1)
        match chance.randrange(4):
            case 0:
                spoiled[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del spoiled[at : at + chance.choice((1, 50))]
            case 2:
                spoiled[at : at + 1] = bytes([chance.choice(b"*~:^ \n")])
            case _:
                spoiled[at:at] = spoiled[:200]
    return bytes(spoiled)


def _spoiled_segments(chance: random.Random, data: bytes) -> bytes:
    segments = data.split(b"~")
    for _ in range(chance.choice((1, 3, 10))):
        at, other = chance.randrange(len(segments)), chance.randrange(len(segments))
        match chance.randrange(4):
            case 0:
                segments[at], segments[other] = segments[other], segments[at]
            case 1:
                segments.insert(at, chance.choice(chance.choice(FILES).split(b"~")))
            case 2:
                elements = segments[at].split(b"*")
                elements[chance.randrange(len(elements))] = chance.choice(STRANGE)
                segments[at] = b"*".join(elements)
            case _ if len(segments) > 1:
                del segments[at]
    return b"~".join(segments)


def _refusal(data: bytes) -> Finding | None:
    try:
        list(read(data))
    except Unreadable as fault:
        return fault.finding
    return None


@pytest.mark.parametrize("spoil", [_spoiled_bytes, _spoiled_segments])
@pytest.mark.parametrize("data", FILES, ids=["837", "835", "999", "277", "TA1"])
def test_a_spoiled_file_is_read_or_refused_with_its_place(data, spoil):
    chance = random.Random(12)
    for _ in range(TURNS):
        spoiled = spoil(chance, data)

        findings = list(validate(spoiled))

        refusal = _refusal(spoiled)
        assert refusal is None or (refusal.segment and refusal.element and findings), refusal


def test_a_segment_that_comes_too_late_changes_no_claim_before_it():
    segments = FILES[0].decode().split("~")
    after = next(i for i, one in enumerate(segments) if one.startswith("HL*3"))
    late = [*segments[:after], "N3*9 LATE ST", *segments[after:]]

    claims = list(read_professional_claims("~".join(late).encode()))

    assert claims[0].subscriber == rich_batch().claims[0].subscriber
    assert any(one.segment == "N3" for one in validate("~".join(late).encode()))


@pytest.mark.parametrize("amount", ["1_0", "+70", " 70", "\xb2", "--70", "7e1"])
def test_an_amount_in_strange_figures_is_refused(amount):
    spoiled = FILES[1].replace(b"BPR*I*70*", f"BPR*I*{amount}*".encode("latin-1"))

    with pytest.raises(Unreadable, match="BPR02"):
        list(read_remittances(spoiled))


@pytest.mark.parametrize(
    ("data", "element"),
    [
        (b"", "ISA"),
        (FILES[4].split(b"~TA1")[0] + b"~IEA*0*000000905~", "IEA01"),
    ],
    ids=["no interchange", "nothing in it"],
)
def test_nothing_is_a_fault(data, element):
    assert [one.element for one in validate(data)] == [element]


@pytest.mark.parametrize("padding", [b"\x1a", b"\x00" * 9, b"\r\n\x1a\r\n"])
def test_what_old_systems_leave_behind_a_file_is_no_fault(padding):
    assert list(validate(FILES[1] + padding)) == []
    assert list(read(FILES[1] + padding)) == list(read(FILES[1]))


def test_prose_behind_a_file_is_found_where_it_is():
    (finding,) = validate(FILES[1] + b"and so on")

    assert (finding.segment, finding.segment_index) == ("ISA", FILES[1].count(b"~"))
