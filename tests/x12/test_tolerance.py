"""Payers send what they send: a remittance is read as far as it makes sense, and no further."""

from dataclasses import replace

import pytest

from domain.x12.findings import Unreadable
from domain.x12.reading import read, read_professional_claims, read_remittances
from domain.x12.validating import described, validate
from domain.x12.writing import write_professional_claims, write_remittances
from tests.x12.answer_builders import claim_payment, remittance
from tests.x12.builders import batch, claim

GOOD = write_remittances([remittance()])


def test_a_claim_that_makes_no_sense_is_set_aside_and_the_rest_is_read():
    broken = GOOD.replace(b"*150*80*30*", b"*150*EIGHTY*30*")

    [found] = read_remittances(broken)

    assert [one.patient_control_number for one in found.claim_payments] == ["PCN00000002"]
    [aside] = found.unreadable_claims
    assert (aside.patient_control_number, aside.finding.element) == ("PCN00000001", "CLP04")
    assert aside.raw_segments[0].startswith("CLP*PCN00000001")
    assert len(aside.raw_segments) == 25
    assert found.provider_adjustments == remittance().provider_adjustments


def test_a_group_that_is_no_longer_allowed_is_read_and_reported():
    old = GOOD.replace(b"CAS*CO*29", b"CAS*CR*29")

    [found] = read_remittances(old)

    assert found.claim_payments[1].adjustments[0].group_code == "CR"
    assert [one.element for one in validate(old)] == ["CAS01"]


def test_unknown_codes_names_without_names_and_missing_lines_are_read():
    odd = GOOD.replace(b"NM1*QC*1*DOE*JANE*Q***MI*X000000001", b"NM1*QC*1******MI*X000000001")
    odd = odd.replace(b"CLP*PCN00000002*4", b"CLP*PCN00000002*99")

    [found] = read_remittances(odd)

    patient = found.claim_payments[0].patient
    assert patient is not None
    assert (patient.name, patient.identification) == ("", "X000000001")
    assert found.claim_payments[1].claim_status_code == "99"
    assert found.claim_payments[1].service_payments == ()


def test_a_segment_of_another_kind_is_kept():
    odd = GOOD.replace(b"~LQ*HE*N130", b"~LQ*QQ*N130", 1)

    [found] = read_remittances(odd)

    assert found.claim_payments[0].unplaced_segments == ("LQ*QQ*N130",)


def test_several_remittances_in_one_file_stay_apart():
    second = replace(
        remittance(),
        id=replace(remittance().id, control_number="0002"),
        trace_number="EFT2",
        claim_payments=(claim_payment("PCN9"),),
    )

    found = list(read_remittances(write_remittances([remittance(), second])))

    assert found == [remittance(), second]


def test_a_payment_that_makes_no_sense_is_refused_by_element():
    with pytest.raises(Unreadable) as refusal:
        list(read_remittances(GOOD.replace(b"BPR*I*70*", b"BPR*I*SEVENTY*")))

    assert refusal.value.finding.element == "BPR02"


@pytest.mark.parametrize(
    ("data", "element"),
    [
        (b"\x00\xff\xfe", "ISA"),
        (b"hello, this is no X12 file at all", "ISA"),
        (b"ISA*00*", "ISA"),
        (b"ISA" + b"*" * 300, "ISA16"),
        (GOOD[:104], "ISA"),
        (GOOD.replace(b"ST*835", b"ST*820"), "ST01"),
        (write_professional_claims(batch(claim())).replace(b"X222A1", b"X223A2"), "ST03"),
    ],
    ids=["bytes", "prose", "stub", "stars", "cut", "another set", "institutional"],
)
def test_what_is_not_ours_is_refused_and_never_crashes(data: bytes, element: str):
    findings = list(validate(data))

    with pytest.raises(Unreadable) as refusal:
        list(read(data))

    assert refusal.value.finding.element == element
    assert element in [one.element for one in findings]


def test_an_endless_segment_is_refused():
    with pytest.raises(Unreadable):
        list(read(GOOD[:106] + b"A" * (2 << 20)))


def test_a_bad_claim_is_refused_by_element():
    broken = write_professional_claims(batch(claim())).replace(b"*65.5*", b"*LOTS*")

    with pytest.raises(Unreadable) as refusal:
        list(read_professional_claims(broken))

    assert refusal.value.finding.element == "CLM02"


def test_a_finding_is_plain_data():
    [finding] = validate(GOOD.replace(b"BPR*I*70*", b"BPR*I*71*"))

    assert described(finding) == {
        "code": "balance.payment",
        "severity": "error",
        "level": 3,
        "segment_index": 3,
        "segment": "BPR",
        "element": "BPR02",
        "loop": "HEADER",
        "message": "The payment is not the claims' sum less the provider adjustments.",
        "position": 2,
        "syntax": "",
    }
