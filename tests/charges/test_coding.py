"""Every shipped template, from answers to exact lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.charges.coding import Coding, code, time_units
from domain.codes.codebook import Codebook, CodeDates, ReleaseInMemory
from domain.codes.in_memory import codebook
from domain.codes.systems import CodeSystem
from domain.services.answers import read_answers
from domain.services.evidence import what_is_missing
from domain.services.facts import Circumstances, Documentation
from domain.services.prices import DatedPrice, PriceList
from domain.services.shipped import KINDS, shipped_definition
from domain.services.templates import Units, template_from
from tests.conftest import TestDatabase

SERVED_ON = date(2026, 10, 15)
COMMERCIAL = Circumstances(
    SERVED_ON,
    birth_on=date(1990, 1, 1),
    store_state="MN",
    clia_number="24D1234567",
    claim_filing_indicator_code="CI",
    payer_number="INV01",
)
MEDICARE = replace(COMMERCIAL, claim_filing_indicator_code="MB", birth_on=date(1950, 1, 1))
UNINSURED = replace(COMMERCIAL, claim_filing_indicator_code=None, payer_number=None)

FLU = {
    "cvx_code": "140",
    "ndc": "49281-425-88",
    "lot_number": "U8765AB",
    "expires_on": "2027-06-30",
    "site_code": "LD",
    "route_code": "IM",
    "dose_quantity": "0.5",
    "dose_unit_code": "ML",
    "funding_source": "private",
    "statement_given_on": "2026-10-15",
}
TDAP = FLU | {"cvx_code": "115", "ndc": "58160084252", "lot_number": "TD1"}
SHINGRIX = FLU | {"cvx_code": "187", "ndc": "58160082311", "lot_number": "SH1"}
PNEUMO = FLU | {"cvx_code": "216", "ndc": "00005200010", "lot_number": "PN1"}
HEPATITIS_B = FLU | {"cvx_code": "189", "ndc": "43528000305", "lot_number": "HB1"}
COVID = FLU | {"cvx_code": "309", "ndc": "00069252801", "lot_number": "CO1", "dose_quantity": "0.3"}
FLUMIST = FLU | {
    "cvx_code": "111", "ndc": "66019031201", "lot_number": "FM1", "route_code": "NS",
    "site_code": "BN", "dose_quantity": "0.2",
}  # fmt: skip


def vaccines(*items: Mapping[str, Any]) -> dict[str, Any]:
    return {"screened": True, "vaccines": list(items)}


def analyte(analyte: str, result: str = "Negative", **given: Any) -> dict[str, Any]:
    return {
        "analyte": analyte, "result": result, "device": "Acucheck", "lot_number": "K1",
        "expires_on": "2027-01-31", **given,
    }  # fmt: skip


def point_of_care(
    *items: Mapping[str, Any], diagnoses: tuple[str, ...] = ("J02.9",)
) -> dict[str, Any]:
    return {"diagnosis_codes": list(diagnoses), "result_told": True, "tests": list(items)}


def medication_review(status: str, minutes: int, **given: Any) -> dict[str, Any]:
    problem = {"kind": "adherence", "intervention": "Simplified the schedule."}
    return {
        "patient_status": status, "minutes": minutes, "action_plan": "Review in a month.",
        "problems": [problem], **given,
    }  # fmt: skip


def follow_up(*conditions: str, **given: Any) -> dict[str, Any]:
    return {
        "conditions": list(conditions), "plan": "Go on.", "visit_level": "straightforward", **given,
    }  # fmt: skip


def screening(**given: Any) -> dict[str, Any]:
    return {"systolic": 120, "diastolic": 70, "minutes": 0, **given}


def tobacco(minutes: int, product: str = "cigarettes") -> dict[str, Any]:
    return {
        "product": product, "minutes": minutes, "readiness": "ready", "advice": "Nicotine patch.",
    }  # fmt: skip


def adherence(minutes: int, barrier: str = "cost") -> dict[str, Any]:
    return {
        "medication": "Lisinopril", "barrier": barrier, "minutes": minutes,
        "intervention": "Changed to a generic.",
    }  # fmt: skip


@dataclass(frozen=True)
class Line:
    """What a test expects of a line; one unit at ten dollars for Z23 unless it says otherwise."""

    procedure_code: str
    rule: str
    modifiers: tuple[str, ...] = ()
    units: int = 1
    charge_cents: int = 10_00
    diagnosis_codes: tuple[str, ...] = ("Z23",)
    product: tuple[str, str, str, str] | None = None
    clia_number: str | None = None


@dataclass(frozen=True)
class Case:
    """What was answered under which circumstances, and the lines that it comes to."""

    name: str
    kind: str
    answers: dict[str, Any]
    lines: list[Line]
    circumstances: Circumstances = field(default=COMMERCIAL)


def product(code_: str, answers: Mapping[str, str], **given: Any) -> Line:
    ndc = {"49281-425-88": "49281042588"}.get(answers["ndc"], answers["ndc"])
    values = {"product": (ndc, answers["dose_quantity"], "ML", answers["lot_number"])}
    return Line(code_, "immunization@3/product", **(values | given))


def administration(code_: str, rule: str, **given: Any) -> Line:
    return Line(code_, f"immunization@3/{rule}", **given)


def poct_line(code_: str, *modifiers: str, diagnoses: tuple[str, ...] = ("J029",)) -> Line:
    return Line(
        code_, "point_of_care_test@3/test", modifiers,
        diagnosis_codes=diagnoses, clia_number="24D1234567",
    )  # fmt: skip


def review_line(code_: str, rule: str, units: int = 1, *diagnoses: str) -> Line:
    return Line(
        code_,
        f"medication_therapy_management@3/{rule}",
        units=units,
        charge_cents=10_00 * units,
        diagnosis_codes=diagnoses or ("Z79899",),
    )


def visit_line(code_: str, rule: str, *diagnoses: str, **given: Any) -> Line:
    return Line(code_, f"chronic_condition_follow_up@3/{rule}", diagnosis_codes=diagnoses, **given)


def quality_line(code_: str, rule: str, diagnosis: str) -> Line:
    return visit_line(code_, rule, diagnosis, charge_cents=0)


def wellness_line(code_: str, rule: str, diagnosis: str, *modifiers: str, **given: Any) -> Line:
    return Line(
        code_, f"wellness_screening@3/{rule}", modifiers, diagnosis_codes=(diagnosis,), **given
    )


def adherence_line(code_: str, rule: str, diagnosis: str, units: int = 1) -> Line:
    return Line(
        code_,
        f"adherence_intervention@3/{rule}",
        units=units,
        charge_cents=10_00 * units,
        diagnosis_codes=(diagnosis,),
    )


CASES = [
    Case(
        "one vaccine, commercial payer",
        "immunization",
        vaccines(FLU),
        [product("90656", FLU), administration("90471", "injection_first")],
    ),
    Case(
        "three injections: one first, two further on one line",
        "immunization",
        vaccines(FLU, TDAP, SHINGRIX),
        [
            product("90656", FLU),
            product("90715", TDAP),
            product("90750", SHINGRIX),
            administration("90471", "injection_first"),
            administration("90472", "injection_further", units=2, charge_cents=20_00),
        ],
    ),
    Case(
        "nose after injection",
        "immunization",
        vaccines(FLUMIST, TDAP),
        [
            product("90660", FLUMIST),
            product("90715", TDAP),
            administration("90471", "injection_first"),
            administration("90474", "nasal_or_oral_further"),
        ],
    ),
    Case(
        "nose alone",
        "immunization",
        vaccines(FLUMIST),
        [product("90660", FLUMIST), administration("90473", "nasal_or_oral_first")],
    ),
    Case(
        "Medicare influenza, pneumococcal and hepatitis B",
        "immunization",
        vaccines(FLU, PNEUMO, HEPATITIS_B),
        [
            product("90656", FLU),
            product("90677", PNEUMO),
            product("90739", HEPATITIS_B),
            administration("G0008", "medicare_influenza"),
            administration("G0009", "medicare_pneumococcal"),
            administration("G0010", "medicare_hepatitis_b"),
        ],
        MEDICARE,
    ),
    Case(
        "Medicare, and a vaccine without a code of its own",
        "immunization",
        vaccines(FLU, TDAP),
        [
            product("90656", FLU),
            product("90715", TDAP),
            administration("G0008", "medicare_influenza"),
            administration("90471", "injection_first"),
        ],
        MEDICARE,
    ),
    Case(
        "COVID-19 beside influenza",
        "immunization",
        vaccines(COVID, FLU),
        [
            product("91320", COVID),
            product("90656", FLU),
            administration("90480", "covid_administration"),
            administration("90471", "injection_first"),
        ],
    ),
    Case(
        "supplied by the state: marked, and free",
        "immunization",
        vaccines(FLU | {"funding_source": "state"}),
        [
            product("90656", FLU, modifiers=("SL",), charge_cents=0),
            administration("90471", "injection_first"),
        ],
        replace(COMMERCIAL, claim_filing_indicator_code="MC", birth_on=date(2019, 1, 1)),
    ),
    Case(
        "nobody but the patient pays",
        "immunization",
        vaccines(FLU),
        [product("90656", FLU), administration("90471", "injection_first")],
        UNINSURED,
    ),
    Case(
        "one waived test",
        "point_of_care_test",
        point_of_care(analyte("strep_a")),
        [poct_line("87880", "QW")],
    ),
    Case(
        "both influenza antigens: the second is a separate test",
        "point_of_care_test",
        point_of_care(analyte("influenza_a"), analyte("influenza_b"), diagnoses=("R50.9", "R05.1")),
        [
            poct_line("87804", "QW", diagnoses=("R509", "R051")),
            poct_line("87804", "QW", "59", diagnoses=("R509", "R051")),
        ],
    ),
    Case(
        "tests that carry no QW",
        "point_of_care_test",
        point_of_care(analyte("glucose", "98", unit="mg/dL"), analyte("pregnancy"), diagnoses=("Z32.02",)),
        [poct_line("82962", diagnoses=("Z3202",)), poct_line("81025", diagnoses=("Z3202",))],
    ),
    Case(
        "new patient, an hour",
        "medication_therapy_management",
        medication_review("new", 60),
        [review_line("99605", "first_new"), review_line("99607", "further", 3)],
    ),
    Case(
        "established patient, a quarter of an hour",
        "medication_therapy_management",
        medication_review("established", 15),
        [review_line("99606", "first_established")],
    ),
    Case(
        "established patient, more than half of a second quarter",
        "medication_therapy_management",
        medication_review("established", 23, diagnosis_codes=["e11.9", "I10"]),
        [
            review_line("99606", "first_established", 1, "E119", "I10"),
            review_line("99607", "further", 1, "E119", "I10"),
        ],
    ),
    Case(
        "blood pressure, measured",
        "chronic_condition_follow_up",
        follow_up("hypertension", systolic=138, diastolic=90),
        [
            visit_line("99212", "visit", "I10"),
            quality_line("3075F", "systolic_130_to_139", "I10"),
            quality_line("3080F", "diastolic_90_or_more", "I10"),
        ],
    ),
    Case(
        "diabetes, tested here",
        "chronic_condition_follow_up",
        follow_up("type_2_diabetes", a1c="9.0", a1c_tested_here=True, visit_level="brief"),
        [
            visit_line("99211", "visit", "E119", modifiers=("25",)),
            visit_line(
                "83036", "a1c_test", "E119", modifiers=("QW",), clia_number="24D1234567"
            ),
            quality_line("3052F", "a1c_8_to_9", "E119"),
        ],
    ),
    Case(
        "two conditions, an A1c from elsewhere",
        "chronic_condition_follow_up",
        follow_up(
            "hypertension", "type_2_diabetes",
            systolic=129, diastolic=79, a1c=6.9, a1c_tested_here=False,
        ),
        [
            visit_line("99212", "visit", "I10", "E119"),
            quality_line("3044F", "a1c_below_7", "E119"),
            quality_line("3074F", "systolic_below_130", "I10"),
            quality_line("3078F", "diastolic_below_80", "I10"),
        ],
    ),
    Case(
        "counselling with both tests",
        "wellness_screening",
        screening(minutes=30, advice="Walk.", glucose="101", lipids_tested=True, total_cholesterol=210),
        [
            wellness_line("99402", "counselling_30", "Z7189", "25"),
            wellness_line("82962", "glucose", "Z131", clia_number="24D1234567"),
            wellness_line("80061", "lipids", "Z13220", "QW", clia_number="24D1234567"),
        ],
    ),
    Case(
        "counselling alone",
        "wellness_screening",
        screening(minutes=8, advice="Walk."),
        [wellness_line("99401", "counselling_15", "Z7189")],
    ),
    Case(
        "tobacco, four minutes",
        "tobacco_cessation",
        tobacco(4),
        [Line("99406", "tobacco_cessation@3/intermediate", diagnosis_codes=("F17210",))],
    ),
    Case(
        "tobacco, ten minutes",
        "tobacco_cessation",
        tobacco(10, "chewing"),
        [Line("99406", "tobacco_cessation@3/intermediate", diagnosis_codes=("F17220",))],
    ),
    Case(
        "tobacco, eleven minutes",
        "tobacco_cessation",
        tobacco(11, "other"),
        [Line("99407", "tobacco_cessation@3/intensive", diagnosis_codes=("F17290",))],
    ),
    Case(
        "adherence, a quarter of an hour",
        "adherence_intervention",
        adherence(15),
        [adherence_line("99606", "first", "Z91120")],
    ),
    Case(
        "adherence, three quarters of an hour",
        "adherence_intervention",
        adherence(45, "forgetting"),
        [
            adherence_line("99606", "first", "Z91138"),
            adherence_line("99607", "further", "Z91138", units=2),
        ],
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def book(database: TestDatabase, embedded_codes: None) -> Codebook:
    with database.new_tenant().transaction() as session:
        return codebook(session)


def documented(
    kind: str, answers: Mapping[str, Any], circumstances: Circumstances = COMMERCIAL
) -> Documentation:
    template = template_from(shipped_definition(kind))
    return Documentation(template, read_answers(template, answers), circumstances)


def prices_of(documentation: Documentation) -> PriceList:
    codes = documentation.template.procedure_codes()
    return PriceList({code_: [DatedPrice(date(2026, 1, 1), 10_00)] for code_ in codes})


def coded(documentation: Documentation, book: Codebook) -> Coding:
    return code(documentation, 3, prices_of(documentation), book)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_answers_come_to_exactly_these_lines(case: Case, book: Codebook) -> None:
    documentation = documented(case.kind, case.answers, case.circumstances)

    coding = coded(documentation, book)

    assert list(what_is_missing(documentation, book)) == []
    assert coding.findings == ()
    assert [
        Line(
            line.procedure_code,
            line.rule,
            line.modifiers,
            line.units,
            line.charge_cents,
            line.diagnosis_codes,
            (line.ndc and (line.ndc, str(line.ndc_quantity), line.ndc_unit_code, line.lot_number))
            or None,
            line.clia_number,
        )
        for line in coding.lines
    ] == case.lines


@pytest.mark.parametrize(
    ("that_day", "given", "rules"),
    [
        ({}, FLU, ["injection_first"]),
        ({"injection_first": 1}, FLU, ["injection_further"]),
        ({"injection_first": 1, "injection_further": 1}, FLU, ["injection_further"]),
        ({"nasal_or_oral_first": 1}, FLU, ["injection_further"]),
        ({"covid_administration": 1}, FLU, ["injection_first"]),
        ({"injection_further": 1}, FLU, ["injection_first"]),
        ({"injection_first": 1}, FLUMIST, ["nasal_or_oral_further"]),
        ({"nasal_or_oral_first": 1}, FLUMIST, ["nasal_or_oral_further"]),
    ],
)
def test_the_first_of_the_day_is_counted_across_encounters(
    book: Codebook, that_day: dict[str, int], given: dict[str, Any], rules: list[str]
) -> None:
    documentation = documented("immunization", vaccines(given))

    coding = code(documentation, 3, prices_of(documentation), book, that_day)

    made = [line.rule.rpartition("/")[2] for line in coding.lines]
    assert (made, coding.findings) == (["product", *rules], ())


def test_every_shipped_template_has_a_case() -> None:
    assert {case.kind for case in CASES} == set(KINDS)


def test_a_line_explains_itself(book: Codebook) -> None:
    coding = coded(documented("point_of_care_test", point_of_care(analyte("strep_a"))), book)

    assert coding.lines[0].explanation == (
        "One line for each analyte tested. QW: The test is waived under CLIA."
    )


def test_an_explanation_tells_the_minutes(book: Codebook) -> None:
    coding = coded(documented("tobacco_cessation", tobacco(7)), book)

    assert coding.lines[0].explanation == "7 minutes: more than three, up to ten."


def found(coding: Coding) -> list[tuple[str, str]]:
    return [(finding.code, finding.path) for finding in coding.findings]


def test_what_has_no_price_is_not_billed(book: Codebook) -> None:
    documentation = documented("immunization", vaccines(FLU))

    coding = code(documentation, 3, PriceList({"90656": [DatedPrice(date(2026, 1, 1), 1)]}), book)

    assert found(coding) == [("coding.no_price", "90471")]


def test_a_price_of_tomorrow_is_no_price_today(book: Codebook) -> None:
    documentation = documented("tobacco_cessation", tobacco(7))
    prices = PriceList({"99406": [DatedPrice(date(2026, 10, 16), 20_00)]})

    assert found(code(documentation, 3, prices, book)) == [("coding.no_price", "99406")]


def test_the_price_of_the_day_is_taken(book: Codebook) -> None:
    documentation = documented("tobacco_cessation", tobacco(7))
    prices = PriceList(
        {
            "99406": [
                DatedPrice(date(2026, 1, 1), 15_00),
                DatedPrice(date(2026, 10, 15), 16_00),
                DatedPrice(date(2026, 10, 16), 17_00),
            ]
        }
    )

    assert code(documentation, 3, prices, book).charge_cents == 16_00


def test_a_vaccine_without_a_code_is_named(book: Codebook) -> None:
    unusual = vaccines(FLU | {"cvx_code": "37", "ndc": "49281091501"})

    coding = coded(documented("immunization", unusual), book)

    assert found(coding) == [("coding.no_code", "vaccines.0.cvx_code")]


def test_a_test_without_a_certificate_is_not_billed(book: Codebook) -> None:
    uncertified = replace(COMMERCIAL, clia_number=None)
    documentation = documented("point_of_care_test", point_of_care(analyte("strep_a")), uncertified)

    assert found(coded(documentation, book)) == [("coding.no_clia_number", "tests.0")]


def test_too_short_a_talk_bills_nothing(book: Codebook) -> None:
    coding = coded(documented("tobacco_cessation", tobacco(3)), book)

    assert (coding.lines, found(coding)) == ((), [("coding.nothing_to_bill", "answers")])


@pytest.mark.parametrize(
    ("served_on", "codes"),
    [
        (date(2026, 9, 30), []),
        (date(2026, 10, 1), [("coding.diagnosis", "Z681")]),
    ],
)
def test_a_diagnosis_is_judged_by_the_day_of_service(
    book: Codebook, served_on: date, codes: list[tuple[str, str]]
) -> None:
    documentation = documented(
        "medication_therapy_management",
        medication_review("new", 15, diagnosis_codes=["Z68.1"]),
        replace(COMMERCIAL, served_on=served_on),
    )

    assert found(coded(documentation, book)) == codes


def test_a_hcpcs_code_that_ended_is_found() -> None:
    ended = CodeDates(
        is_billable=True, valid_from_on=date(2019, 1, 1), valid_to_on=date(2025, 1, 1)
    )
    release = ReleaseInMemory(
        effective_from_on=date(2026, 10, 1),
        stale_from_on=None,
        is_complete=False,
        is_embedded=False,
        activated_at=None,
        dates={"G2012": ended},
    )
    definition = shipped_definition("tobacco_cessation")
    definition["codes"]["intermediate"] = "G2012"
    template = template_from(definition)
    documentation = Documentation(template, read_answers(template, tobacco(7)), COMMERCIAL)

    coding = coded(documentation, Codebook({CodeSystem.HCPCS: [release]}))

    assert found(coding) == [("coding.procedure", "G2012")]


@given(st.integers(0, 600), st.integers(1, 30), st.data())
def test_a_step_counts_from_its_minute(minutes: int, each: int, data: st.DataObject) -> None:
    counts_from = data.draw(st.integers(1, each))
    after = data.draw(st.integers(0, 60))
    units = Units(minutes="minutes", after=after, each=each, counts_from=counts_from)

    counted = time_units(minutes, units)

    steps = [after + step * each + counts_from for step in range(601)]
    assert counted == sum(first <= minutes for first in steps)


@given(st.integers(1, 240))
def test_a_minute_more_never_bills_less(minutes: int) -> None:
    empty = Codebook({})

    def total(of: int) -> int:
        documentation = documented("medication_therapy_management", medication_review("new", of))
        return coded(documentation, empty).charge_cents

    assert total(minutes) <= total(minutes + 1) <= total(minutes) + 10_00


def test_quantities_stay_exact(book: Codebook) -> None:
    coding = coded(documented("immunization", vaccines(FLU | {"dose_quantity": 0.25})), book)

    assert coding.lines[0].ndc_quantity == Decimal("0.25")
