"""Faults that clearinghouses reject for and that no table of elements shows, each at its segment."""

import pytest

from domain.x12.acknowledgments import InterchangeAcknowledgment
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
from tests.x12.contradictions import CONTRADICTIONS
from tests.x12.faults import Injected, Segments, add, recounted, swap

CLEAN = {
    "837": write_professional_claims(rich_batch()),
    "835": write_remittances([remittance()]),
    "999": write_implementation_acknowledgments([acknowledgment()]),
    "277": write_claim_acknowledgments([claim_acknowledgment()]),
    "TA1": write_interchange_acknowledgment(
        InterchangeAcknowledgment(INTERCHANGE, 77, "R", WRITTEN_AT, "025")
    ),
}


def _decided_as_a_whole(segments: Segments) -> Segments:
    """The other payer tells a date and no lines, and not what it paid."""
    lines = ("SVD", "CAS", "DTP*573", "AMT*D*")
    kept = [one for one in segments if not one.startswith(lines)]
    return add("NM1*PR*2*FIRST", "DTP*573*D8*20261030")(kept)


FAULTS = {
    "837": [
        Injected("nobody sends", swap("RXBILLER       ", " " * 15), "ISA06"),
        Injected("nobody receives", swap("CLRHOUSE       ", " " * 15), "ISA08"),
        Injected("ISA09 in February", swap("*261101*1200*^", "*260230*1200*^"), "ISA09"),
        Injected("GS04 in April", swap("*20261101*1200*1*X", "*20260431*1200*1*X"), "GS04"),
        Injected("BHT04 in no leap year", swap("*20261101*1200*CH", "*20260229*1200*CH"), "BHT04"),
        Injected("ST03 missing", swap("*0001*005010X222A1", "*0001"), "ST03"),
        Injected("submitter's suffix", swap("INC*****46", "INC****JR*46"), "NM107"),
        Injected("contact by web address", swap("*TE*8005551212", "*UR*RXBILLER"), "PER03"),
        Injected("tax id with a hyphen", swap("311234567", "31-1234567"), "REF02"),
        Injected("post office box in short", swap("N3*100 MAIN ST", "N3*POB 12"), "N301"),
        Injected("post office box below", swap("N3*100 MAIN ST", "N3*A*P.O. BOX 12"), "N302"),
        Injected("short ZIP in the country", swap("*432151234", "*43215*US"), "N403"),
        Injected("no state", swap("*OH*432150001", "**432150001"), "N402"),
        Injected("gap between modifiers", swap("HC:99605:25*100", "HC:99605::25*100"), "SV101-3"),
        Injected("gap between pointers", swap("***1:2", "***1::2"), "SV107-2"),
        Injected("gap between diagnoses", swap("*ABF:I10", "*"), "HI02"),
        Injected("external cause first", swap("ABK:Z23", "ABK:W19XXXA"), "HI01-2"),
        Injected("emergency denied", swap("***1:2", "***1:2**N"), "SV109"),
        Injected("attachment unnumbered", add("DTP*431", "PWK*OZ*FX"), "PWK06"),
        Injected("attachment sent as a form", add("DTP*431", "PWK*OZ*AD"), "PWK02"),
        Injected("accident in no state", swap("*Y*A*Y*Y", "*Y*A*Y*Y**AA:::XX"), "CLM11-4"),
        Injected("accident uncaused", add("DTP*431", "DTP*439*D8*20261020"), "CLM11-1"),
        Injected("illness after treatment", swap("431*D8*20261020", "431*D8*20261030"), "DTP03"),
        Injected("decided, not paid", _decided_as_a_whole, "AMT02"),
        Injected("bundled into no line", swap("99605:25**1", "99605:25**1*9"), "SVD06"),
        Injected("two notes of a line", add("REF*6R*L1", "NTE*ADD*A~NTE*DCP*B"), "NTE01"),
        Injected("number of whom", add("REF*EI", "REF*0B*1**2U:1"), "REF04"),
    ],
    "835": [
        Injected("debit", swap("*70*C*", "*70*D*"), "BPR03"),
        Injected("transfer without format", swap("*ACH*CCP*", "*ACH**"), "BPR05"),
        Injected("no such bank", swap("CCP*01*044000037", "CCP*01*044000038"), "BPR07"),
        Injected("payee unnamed", swap("N1*PE*MAIN STREET PHARMACY", "N1*PE*"), "N102"),
        Injected("payee's tax id", swap("REF*TJ*311234567", "REF*TJ*3112345"), "REF02"),
        Injected("two claim contacts", add("N4*DAYTON", "PER*CX*A*TE*8005550001~PER*CX*B*TE*8005550001"), "PER01"),
        Injected("two patients", add("NM1*QC", "NM1*QC*1*DOE*JOHN"), "NM101"),
        Injected("patient with an NPI", swap("*MI*X000000001", "*XX*1234567893"), "NM108"),
        Injected("provider without a number", swap("*PAT****XX*1555555550", "*PAT"), "NM101"),
        Injected("next payer a person", add("NM1*82", "NM1*TT*1*PLAN*****PI*99999"), "NM102"),
        Injected("received twice", add("DTM*050", "DTM*050*20261103"), "DTM01"),
        Injected("claim period backwards", add("DTM*232", "DTM*233*20261001"), "DTM02"),
        Injected("line period backwards", swap("DTM*472*20261028", "DTM*150*20261028~DTM*151*20261001"), "DTM02"),
        Injected("denied and paid", swap("PCN00000001*1*", "PCN00000001*4*"), "CLP02"),
        Injected("adjusted provider", swap("PLB*1234567893", "PLB*1234567894"), "PLB01"),
    ],
    "999": [
        Injected("ST03 missing", swap("*0001*005010X231A1", "*0001"), "ST03"),
        Injected("no such group", swap("AK1*HC", "AK1*ZZ"), "AK101"),
        Injected("no such set", swap("AK2*837", "AK2*8X7"), "AK201"),
        Injected("answered twice", swap("AK2*837*0002", "AK2*837*0001"), "AK202"),
    ],
    "277": [
        Injected("processed too early", swap("009*D8*20261102", "009*D8*20261001"), "DTP03"),
        Injected("status of letters", swap("A2:20", "A2:XX"), "STC01-2"),
        Injected("undated status", swap("A2:20:PR*20261102", "A2:20:PR*"), "STC02"),
        Injected("accepted or not", swap("*20261102*WQ*150", "*20261102**150"), "STC03"),
        Injected("status without charge", swap("*20261102*WQ*150", "*20261102*WQ"), "STC04"),
        Injected("money that differs", swap("*20261102*WQ*150", "*20261102*WQ*151"), "AMT02"),
        Injected("line accepted", swap("*20261102*U*65.5", "*20261102*WQ*65.5", 1), "STC03"),
    ],
    "TA1": [
        Injected("accepted for a reason", swap("*R*025", "*A*025"), "TA105"),
        Injected("rejected for nothing", swap("*R*025", "*R*000"), "TA105"),
    ],
}  # fmt: skip
CASES = [
    (kind, fault)
    for faults_of in (FAULTS, CONTRADICTIONS)
    for kind, faults in faults_of.items()
    for fault in faults
]


@pytest.mark.parametrize("kind", CLEAN)
def test_the_clean_file_has_no_finding(kind):
    assert list(validate(CLEAN[kind])) == []


@pytest.mark.parametrize(
    ("kind", "fault"), CASES, ids=[f"{kind} {fault.name}" for kind, fault in CASES]
)
def test_the_finding_names_the_element(kind: str, fault: Injected):
    clean = CLEAN[kind].decode().split("~")[:-1]
    segments = "~".join(fault.inject(list(clean))).split("~")
    if kind != "TA1":
        segments = recounted(segments)

    findings = list(validate(("~".join(segments) + "~").encode("latin-1")))

    found = [one for one in findings if one.element == fault.expected]
    assert found, [(one.segment_index, one.element) for one in findings]
    assert all(one.segment_index < len(segments) for one in found)


def test_a_finding_of_an_empty_element_points_to_its_segment():
    segments = CLEAN["837"].decode().split("~")
    at = next(i for i, one in enumerate(segments) if one.startswith("SBR*S*18"))
    segments[at] = "SBR*S*18*GRP2"

    (finding,) = validate("~".join(segments).encode())

    assert (finding.segment_index, finding.element) == (at, "SBR09")


def test_a_missing_segment_is_missed_where_it_should_stand():
    segments = [one for one in CLEAN["835"].decode().split("~") if not one.startswith("TRN*")]

    findings = list(validate("~".join(recounted(segments)).encode()))

    bpr = next(i for i, one in enumerate(segments) if one.startswith("BPR"))
    assert [(one.segment, one.segment_index) for one in findings] == [("TRN", bpr)]
