"""Every single fault injected into a clean 835, 999, 277CA or TA1 is found, where it is."""

import pytest

from domain.x12.acknowledgments import InterchangeAcknowledgment
from domain.x12.validating import validate
from domain.x12.writing import (
    write_claim_acknowledgments,
    write_implementation_acknowledgments,
    write_interchange_acknowledgment,
    write_remittances,
)
from tests.x12.answer_builders import acknowledgment, claim_acknowledgment, remittance
from tests.x12.builders import INTERCHANGE, WRITTEN_AT
from tests.x12.faults import Injected, add, drop, element_faults, move, recounted, repeat, swap

CLEAN = {
    "835": write_remittances([remittance()]),
    "999": write_implementation_acknowledgments([acknowledgment()]),
    "277": write_claim_acknowledgments([claim_acknowledgment()]),
    "TA1": write_interchange_acknowledgment(
        InterchangeAcknowledgment(INTERCHANGE, 77, "R", WRITTEN_AT, "025")
    ),
}

FAULTS = {
    "835": [
        Injected("BPR02 differs", swap("BPR*I*70", "BPR*I*71"), "BPR02"),
        Injected("BPR02 negative", swap("BPR*I*70", "BPR*I*-70"), "BPR02"),
        Injected("BPR02 missing", swap("BPR*I*70", "BPR*I*"), "BPR02"),
        Injected("BPR01 unknown", swap("BPR*I", "BPR*Q"), "BPR01"),
        Injected("BPR03 unknown", swap("*70*C", "*70*X"), "BPR03"),
        Injected("BPR04 unknown", swap("*C*ACH", "*C*ABC"), "BPR04"),
        Injected("BPR04 without money", swap("*C*ACH", "*C*NON"), "BPR04"),
        Injected("BPR15 missing", swap("*DA*654321", "*DA*"), "BPR15"),
        Injected("BPR16 missing", swap("654321*20261105", "654321"), "BPR16"),
        Injected("BPR16 no date", swap("654321*20261105", "654321*20261305"), "BPR16"),
        Injected("TRN01", swap("TRN*1", "TRN*2"), "TRN01"),
        Injected("TRN03 short", swap("EFT12345*1512345678", "EFT12345*151"), "TRN03"),
        Injected("without TRN", drop("TRN"), "TRN"),
        Injected("without BPR", drop("BPR"), "BPR"),
        Injected("without payer", drop("N1*PR"), "N1"),
        Injected("without payee", drop("N1*PE"), "N1"),
        Injected("payer unnamed", swap("N1*PR*EXAMPLE HEALTH PLAN", "N1*PR"), "N1"),
        Injected("payer's technical contact", drop("PER*BL"), "PER"),
        Injected("payee NPI", swap("XX*1234567893", "XX*1234567894"), "N104"),
        Injected("payee unidentified", swap("*XX*1234567893", ""), "N104"),
        Injected("payer state", swap("DAYTON*OH", "DAYTON*XX"), "N402"),
        Injected("payer ZIP", swap("OH*45402", "OH*454"), "N403"),
        Injected("CLP04 differs", swap("*150*80*30", "*150*81*30"), "CLP04"),
        Injected("CLP03 differs", swap("*150*80*30", "*151*80*30"), "CLP04"),
        Injected("CLP05 differs", swap("*150*80*30", "*150*80*31"), "CLP05"),
        Injected("CLP02 unknown", swap("CLP*PCN00000001*1", "CLP*PCN00000001*9"), "CLP02"),
        Injected("CLP01 missing", swap("CLP*PCN00000001", "CLP*"), "CLP01"),
        Injected("CLP06 missing", swap("*30*12*", "*30**"), "CLP06"),
        Injected("CLP07 missing", swap("*12*ICN1000*11*1", "*12**11*1"), "CLP07"),
        Injected("CLP10 used", swap("*12*ICN1000*11*1", "*12*ICN1000*11*1*X"), "CLP10"),
        Injected("crossed over to nobody", swap("CLP*PCN00000001*1", "CLP*PCN00000001*19"), "NM101"),
        Injected("positive reversal", swap("CLP*PCN00000001*1", "CLP*PCN00000001*22"), "CLP03"),
        Injected("patient unnamed", drop("NM1*QC"), "NM101"),
        Injected("rendering NPI", swap("1555555550", "1555555551"), "NM109"),
        Injected("SVC03 differs", swap("*100*60**1", "*100*61**1"), "SVC03"),
        Injected("SVC02 differs", swap("*100*60**1", "*101*60**1"), "SVC03"),
        Injected("SVC01 qualifier", swap("SVC*HC", "SVC*XX"), "SVC01-1"),
        Injected("SVC01 code", swap("HC:99605", "HC:ABC"), "SVC01-2"),
        Injected("line CAS amount", swap("CAS*CO*45*20", "CAS*CO*45*21"), "SVC03"),
        Injected("claim CAS amount", swap("CAS*CO*29*65.5", "CAS*CO*29*65"), "CLP04"),
        Injected("CAS01 CR", swap("CAS*CO*45", "CAS*CR*45"), "CAS01"),
        Injected("CAS02 999", swap("CAS*CO*45", "CAS*CO*999"), "CAS02"),
        Injected("CAS03 missing", swap("CAS*CO*45*20", "CAS*CO*45"), "CAS03"),
        Injected("without CAS", drop("CAS*PR"), "SVC03"),
        Injected("without date of service", lambda s: drop("DTM*232")(drop("DTM*472")(s)), "DTM02"),
        Injected("half a period", swap("DTM*472", "DTM*150"), "DTM02"),
        Injected("DTM01 unknown", swap("DTM*472", "DTM*999"), "DTM01"),
        Injected("DTM02 no date", swap("DTM*472*20261028", "DTM*472*20261328"), "DTM02"),
        Injected("6R twice on a line", repeat("REF*6R"), "REF"),
        Injected("6R of another line", swap("REF*6R*L2", "REF*6R*L1"), "REF02"),
        Injected("REF01 unknown", swap("REF*0K", "REF*QQ"), "REF01"),
        Injected("AMT01 unknown", swap("AMT*B6", "AMT*QQ"), "AMT01"),
        Injected("LQ01 unknown", swap("LQ*HE", "LQ*ZZ"), "LQ01"),
        Injected("remark code", swap("LQ*HE*N130", "LQ*HE*ZZZZ"), "LQ02"),
        Injected("MOA remark", swap("MOA***MA18", "MOA***QQ18"), "MOA03"),
        Injected("MOA twice", repeat("MOA"), "MOA"),
        Injected("PLB amount", swap("WO:ICN0001*15", "WO:ICN0001*16"), "BPR02"),
        Injected("PLB reason", swap("WO:ICN0001", "QQ:ICN0001"), "PLB03-1"),
        Injected("PLB date", swap("*20261231*", "*20261331*"), "PLB02"),
        Injected("PLB without amount", swap("*L6*-5", "*L6"), "PLB06"),
        Injected("PLB dropped", drop("PLB"), "BPR02"),
        Injected("claim dropped", lambda s: s[: s.index("LX*1") + 1] + s[s.index("CLP*PCN00000002*4*65.5*0*0*12*ICN1000*11*1") :], "BPR02"),
        Injected("LX missing", drop("LX"), "CLP"),
        Injected("SE01", lambda s: [one if one[:3] != "SE*" else "SE*7*0001" for one in s], "SE01"),
        Injected("GS08 of another guide", swap("X*005010X221A1", "X*004010X091"), "GS08"),
        Injected("CLP before LX", move("LX*1", "CLP*"), "CLP"),
        Injected("CAS behind DTM and REF", move("CAS*CO*45*20", "REF*6R"), "CAS"),
        Injected("SVC twice", repeat("SVC"), "SVC03"),
        Injected("CLP twice", repeat("CLP*PCN00000002"), "CLP04"),
        Injected("unknown segment", add("LX*1", "XYZ*1"), "XYZ"),
        Injected("GS01", swap("GS*HP", "GS*HC"), "GS01"),
    ],
    "999": [
        Injected("AK1 missing", drop("AK1"), "AK1"),
        Injected("AK101 long", swap("AK1*HC", "AK1*HCX"), "AK101"),
        Injected("AK102 letter", swap("AK1*HC*1*", "AK1*HC*A*"), "AK102"),
        Injected("AK201 short", swap("AK2*837", "AK2*83"), "AK201"),
        Injected("AK202 short", swap("AK2*837*0001", "AK2*837*1"), "AK202"),
        Injected("IK5 missing", drop("IK5*A"), "IK5"),
        Injected("IK501 unknown", swap("IK5*A", "IK5*Q"), "IK501"),
        Injected("IK502 unknown", swap("IK5*R*5", "IK5*R*99"), "IK502"),
        Injected("IK304 unknown", swap("2010*8", "2010*99"), "IK304"),
        Injected("IK302 letter", swap("IK3*NM1*8", "IK3*NM1*A"), "IK302"),
        Injected("IK304 without elements", swap("2300*3", "2300*8"), "IK304"),
        Injected("IK4 unannounced", swap("2010*8", "2010*3"), "IK304"),
        Injected("IK401 missing", swap("IK4*9", "IK4*"), "IK401"),
        Injected("IK403 unknown", swap("*67*7*", "*67*99*"), "IK403"),
        Injected("AK9 missing", drop("AK9"), "AK9"),
        Injected("AK901 unknown", swap("AK9*P", "AK9*Z"), "AK901"),
        Injected("AK901 accepts a rejected set", swap("AK9*P", "AK9*A"), "AK901"),
        Injected("AK901 rejects an accepted set", swap("AK9*P", "AK9*R"), "AK901"),
        Injected("AK902 less than received", swap("*2*2*1", "*1*2*1"), "AK902"),
        Injected("AK903 differs", swap("*2*2*1", "*3*3*1"), "AK903"),
        Injected("AK904 differs", swap("*2*2*1", "*2*2*2"), "AK904"),
        Injected("rejected without a reason", lambda s: [("IK5*R" if one == "IK5*R*5" else one) for one in s if one[:3] not in {"IK3", "IK4", "CTX"}], "IK501"),
        Injected("accepted with errors", swap("IK5*R*5", "IK5*A*5"), "IK501"),
        Injected("AK2 twice", repeat("AK2*837*0001"), "IK5"),
        Injected("IK4 outside IK3", move("IK3*NM1", "IK4"), "IK4"),
        Injected("AK5 of the old 997", swap("IK5*A", "AK5*A"), "AK5"),
    ],
    "277": [
        Injected("BHT01", swap("BHT*0085", "BHT*0010"), "BHT01"),
        Injected("BHT06", swap("*1200*TH", "*1200*CH"), "BHT06"),
        Injected("HL01", swap("HL*3*2", "HL*7*2"), "HL01"),
        Injected("HL02", swap("HL*3*2", "HL*3*1"), "HL02"),
        Injected("HL03", swap("*19*1", "*18*1"), "HL03"),
        Injected("HL04", swap("*19*1", "*19*0"), "HL04"),
        Injected("source unnamed", drop("NM1*PR"), "NM1"),
        Injected("source untraced", drop("TRN*1*TRACE1"), "TRN"),
        Injected("received when", drop("DTP*050"), "DTP"),
        Injected("processed when", drop("DTP*009"), "DTP"),
        Injected("receiver unnamed", drop("NM1*41"), "NM1"),
        Injected("batch untraced", drop("TRN*2*B000001"), "TRN"),
        Injected("receiver without status", drop("STC*A1"), "STC"),
        Injected("QTY of accepted", swap("QTY*90*1", "QTY*90*2"), "QTY02"),
        Injected("QTY of rejected", swap("QTY*AA*1", "QTY*AA*5"), "QTY02"),
        Injected("QTY of a provider", swap("QTY*QA*1", "QTY*QA*2"), "QTY02"),
        Injected("AMT of accepted", swap("AMT*YU*150", "AMT*YU*151"), "AMT02"),
        Injected("AMT of rejected", swap("AMT*YY*65.5", "AMT*YY*65"), "AMT02"),
        Injected("QTY01 unknown", swap("QTY*90", "QTY*91"), "QTY01"),
        Injected("AMT01 unknown", swap("AMT*YU", "AMT*ZZ"), "AMT01"),
        Injected("provider NPI", swap("1234567893", "1234567894"), "NM109"),
        Injected("claim untraced", drop("TRN*2*PCN00000001"), "TRN"),
        Injected("claim without status", drop("STC*A2"), "STC"),
        Injected("STC01 category", swap("STC*A2:20", "STC*ZZ:20"), "STC01-1"),
        Injected("STC01 status missing", swap("STC*A2:20:PR", "STC*A2"), "STC01-2"),
        Injected("STC03 unknown", swap("20261102*WQ*150", "20261102*XX*150"), "STC03"),
        Injected("accepting rejection", swap("20261102*WQ*150", "20261102*U*150"), "STC03"),
        Injected("rejecting acceptance", swap("20261102*U*65.5", "20261102*WQ*65.5"), "STC03"),
        Injected("STC02 no date", swap("STC*A2:20:PR*20261102", "STC*A2:20:PR*20261302"), "STC02"),
        Injected("claim answered twice", swap("PCN00000002", "PCN00000001"), "TRN02"),
        Injected("REF01 unknown", swap("REF*1K", "REF*QK"), "REF01"),
        Injected("DTP01 unknown", swap("DTP*472", "DTP*473"), "DTP01"),
        Injected("patient unnamed", drop("NM1*QC"), "NM1"),
        Injected("line charge missing", swap("SVC*HC:90471*20", "SVC*HC:90471*"), "SVC02"),
        Injected("line without status", drop("STC*A7", 1), "STC"),
        Injected("GS01", swap("GS*HN", "GS*HC"), "GS01"),
    ],
    "TA1": [
        Injected("TA101 letter", swap("TA1*000000077", "TA1*00000007A"), "TA101"),
        Injected("TA101 short", swap("TA1*000000077", "TA1*77"), "TA101"),
        Injected("TA102 date", swap("*261101*1200*R", "*261301*1200*R"), "TA102"),
        Injected("TA103 time", swap("*261101*1200*R", "*261101*2500*R"), "TA103"),
        Injected("TA104 unknown", swap("*R*025", "*X*025"), "TA104"),
        Injected("TA105 unknown", swap("*R*025", "*R*099"), "TA105"),
        Injected("IEA02", swap("IEA*0*000000905", "IEA*0*000000906"), "IEA02"),
        Injected("IEA01", swap("IEA*0", "IEA*1"), "IEA01"),
    ],
}  # fmt: skip


def segments_of(kind: str) -> list[str]:
    return CLEAN[kind].decode().split("~")[:-1]


CASES = [
    (kind, fault)
    for kind, faults in FAULTS.items()
    for fault in (*faults, *element_faults(segments_of(kind), set()))
]


@pytest.mark.parametrize("kind", CLEAN)
def test_the_clean_file_has_no_finding(kind):
    assert list(validate(CLEAN[kind])) == []


@pytest.mark.parametrize(
    ("kind", "fault"), CASES, ids=[f"{kind} {fault.name}" for kind, fault in CASES]
)
def test_a_fault_is_found_where_it_is(kind: str, fault: Injected):
    clean = segments_of(kind)
    segments = fault.inject(list(clean))
    assert segments != clean
    if kind != "TA1" and fault.name != "SE01" and not fault.expected.startswith("ST0"):
        segments = recounted(segments)

    findings = list(validate(("~".join(segments) + "~").encode("latin-1")))

    named = {
        name for one in findings for name in (one.segment, one.element, one.element.split("-")[0])
    }
    assert fault.expected in named, sorted(named)
