"""Releases: staged, guarded, activated, rolled back; the answers they give before and after."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from domain.codes.changes import ChangeCounts, count_changes, list_changes
from domain.codes.codebook import Standing
from domain.codes.commands import activate_release, roll_back, stage_release
from domain.codes.guards import Bounds
from domain.codes.in_memory import codebook
from domain.codes.models import ChangeKind, CodeRelease, ReleaseState
from domain.codes.queries import list_releases, resolve
from domain.codes.snapshot import embedded_files
from domain.codes.sources import CodeFile, official_file
from domain.codes.systems import CodeSystem, FileRefused
from domain.errors import WrongState
from tests.codes.files import ANY_SIZE, CHOLERA, HcpcsRecord, anweb_file, order_file, order_rows
from tests.conftest import TestDatabase

ICD10CM, HCPCS = CodeSystem.ICD10CM, CodeSystem.HCPCS
FY2028 = date(2027, 10, 1)
Row = tuple[str, int, str, str]
SHOT = HcpcsRecord("G0008", ("Administration of a shot",), added="19940101")
COMPOUND = HcpcsRecord("JF", ("Compounded drug",), added="20150401", terminated="20150630")
NEW = HcpcsRecord("G0999", ("Something new",), added="20261001", changed="20261001")


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """Some chapters' worth of fiscal year 2027, as an official file would list them."""
    kept = ("A00", "J10", "J12", "Z23", "Z71", "U07")
    return [row for row in order_rows(embedded_files()[1].read()) if row[0].startswith(kept)]


@pytest.fixture
def two_years(empty: Session, rows: list[Row]) -> Session:
    """Fiscal year 2026, and 2027 with one code more, both active."""
    for year, listed in (("2026", changed(rows, without("Z7187"))), ("2027", rows)):
        file = official_file(ICD10CM, f"icd10cm-order-{year}.txt", order_file(listed))
        activate_release(empty, stage_release(empty, file, bounds=ANY_SIZE).id)
    return empty


def fiscal_year_2028(rows: Iterable[Row]) -> CodeFile:
    return official_file(ICD10CM, "icd10cm-order-2028.txt", order_file(rows))


def stage(session: Session, rows: Iterable[Row]) -> CodeRelease:
    return stage_release(session, fiscal_year_2028(rows), bounds=ANY_SIZE)


def without(code: str) -> Callable[[Row], Row | None]:
    return lambda row: None if row[0] == code else row


def changed(rows: Iterable[Row], change: Callable[[Row], Row | None]) -> list[Row]:
    return [new for row in rows if (new := change(row)) is not None]


def next_year(rows: Iterable[Row]) -> list[Row]:
    """Z23 becomes a header of one new code, Z71.85 is retitled, the last covid code is deleted."""

    def change(row: Row) -> Row | None:
        match row[0]:
            case "Z23":
                return ("Z23", 0, *row[2:])
            case "Z7185":
                return ("Z7185", 1, "Vaccine talk", "Vaccine talk")
            case "J1282":
                return None
            case _:
                return row

    kept = changed(rows, change)
    place = [row[0] for row in kept].index("Z23") + 1
    return [*kept[:place], ("Z230", 1, "Immunization", "Immunization"), *kept[place:]]


def hcpcs(records: Iterable[HcpcsRecord], name: str = "HCPC2026_OCT_ANWEB.txt") -> CodeFile:
    return official_file(HCPCS, name, anweb_file(records))


def states(session: Session) -> list[tuple[str, str]]:
    return [(release.version, release.state) for release in list_releases(session, ICD10CM)]


def test_a_staged_release_answers_nobody(two_years: Session, rows: list[Row]) -> None:
    release = stage(two_years, next_year(rows))

    assert (release.state, release.version) == (ReleaseState.STAGED, "FY2028")
    assert release.code_count == len(rows)
    assert release.billable_count == sum(row[1] for row in rows) - 1
    assert release.stale_from_on == date(2028, 10, 1)
    assert codebook(two_years).standing(ICD10CM, "Z23", FY2028) is Standing.BILLABLE


def test_an_active_release_answers_from_its_first_day(two_years: Session, rows: list[Row]) -> None:
    release = stage(two_years, next_year(rows))

    activate_release(two_years, release.id)

    book = codebook(two_years)
    assert book.standing(ICD10CM, "Z23", date(2027, 9, 30)) is Standing.BILLABLE
    assert book.standing(ICD10CM, "Z23", FY2028) is Standing.NOT_BILLABLE
    assert book.standing(ICD10CM, "Z23.0", FY2028) is Standing.BILLABLE
    assert book.standing(ICD10CM, "J12.82", FY2028) is Standing.UNKNOWN


def test_the_change_set_names_each_code_and_field(two_years: Session, rows: list[Row]) -> None:
    release = stage(two_years, next_year(rows))

    found = {
        change.code: (change.kind, change.fields)
        for kind in (ChangeKind.ADDED, ChangeKind.DELETED, ChangeKind.LOST_BILLABLE)
        for change in list_changes(two_years, release.id, kind)
    }
    retitled = [c for c in list_changes(two_years, release.id) if c.code == "Z7185"]

    assert found == {
        "Z230": ("added", []),
        "J1282": ("deleted", []),
        "Z23": ("lost_billable", ["is_billable"]),
    }
    assert [(c.kind, c.fields) for c in retitled] == [("revised", ["short_text", "long_text"])]


def test_the_same_file_again_is_the_same_release(two_years: Session, rows: list[Row]) -> None:
    file = fiscal_year_2028(next_year(rows))
    release = activate_release(two_years, stage_release(two_years, file, bounds=ANY_SIZE).id)
    activated_at = release.activated_at

    again = activate_release(two_years, stage_release(two_years, file, bounds=ANY_SIZE).id)

    assert (again.id, again.activated_at) == (release.id, activated_at)
    assert states(two_years).count(("FY2028", "active")) == 1


def test_a_rollback_restores_every_answer(two_years: Session, rows: list[Row]) -> None:
    before = answers(two_years)
    release = stage(two_years, next_year(rows))
    activate_release(two_years, release.id)
    during = answers(two_years)

    withdrawn = roll_back(two_years, ICD10CM)

    assert (withdrawn.id, withdrawn.state) == (release.id, ReleaseState.WITHDRAWN)
    assert during != before
    assert answers(two_years) == before
    assert activate_release(two_years, release.id).state == ReleaseState.ACTIVE
    assert answers(two_years) == during


def answers(session: Session) -> str:
    """A digest of all that is said of all codes, on both sides of each October."""
    book = codebook(session)
    codes = sorted({code for release in book.releases[ICD10CM] for code in release.dates})
    days = (date(2026, 9, 30), date(2026, 10, 1), FY2028)
    said = "".join(book.standing(ICD10CM, code, day) for code in codes for day in days)
    texts = [resolve(session, ICD10CM, code, FY2028) for code in ("Z23", "Z7185", "J1282")]
    return hashlib.sha256(
        f"{said}{[version and version.long_text for version in texts]}".encode()
    ).hexdigest()


def test_changes_are_against_the_release_that_now_comes_before(
    two_years: Session, rows: list[Row]
) -> None:
    later = activate_release(two_years, stage(two_years, next_year(rows)).id)
    against_2027 = count_changes(two_years, later.id)
    again = changed(rows, without("Z7188"))
    update = official_file(
        ICD10CM, "icd10cm-order-2027.txt", order_file(again), effective_from_on=date(2027, 4, 1)
    )

    between = activate_release(two_years, stage_release(two_years, update, bounds=ANY_SIZE).id)
    against_update = count_changes(two_years, later.id)
    roll_back(two_years, ICD10CM)

    assert between.version == "FY2027 from 2027-04-01"
    assert against_2027 == ChangeCounts(added=1, deleted=1, lost_billable=1, revised=1)
    assert against_update == replace(against_2027, added=2)
    assert count_changes(two_years, later.id) == against_2027


def test_the_last_release_cannot_be_rolled_back(two_years: Session) -> None:
    roll_back(two_years, ICD10CM)

    with pytest.raises(WrongState, match="no earlier release"):
        roll_back(two_years, ICD10CM)


def test_a_loaded_release_goes_before_the_embedded_one_of_that_day(
    two_years: Session, rows: list[Row]
) -> None:
    embedded = replace(another_copy(fiscal_year_2028(rows)), is_embedded=True)
    loaded = stage(two_years, next_year(rows))
    for release in (loaded, stage_release(two_years, embedded)):
        activate_release(two_years, release.id)

    version = resolve(two_years, ICD10CM, "Z71.85", FY2028)

    assert version is not None
    assert version.long_text == "Vaccine talk"


@pytest.mark.parametrize(
    ("lost", "deleted_percent", "reason"), [(3, 10, "its end is missing"), (6, 5, "would delete 6")]
)
def test_a_file_cut_between_two_lines_is_refused(
    two_years: Session, rows: list[Row], lost: int, deleted_percent: int, reason: str
) -> None:
    before = states(two_years)
    bounds = Bounds(1, 1000, deleted_percent)

    with pytest.raises(FileRefused, match=reason), two_years.begin_nested():
        stage_release(two_years, fiscal_year_2028(rows[:-lost]), bounds=bounds)

    assert states(two_years) == before
    assert two_years.scalar(text("select count(*) from code_versions")) == count_of_all(two_years)


def count_of_all(session: Session) -> int:
    return sum(release.code_count for release in list_releases(session))


def test_a_file_of_the_wrong_size_is_refused(two_years: Session, rows: list[Row]) -> None:
    with pytest.raises(FileRefused, match="between 90000 and 99999"), two_years.begin_nested():
        stage_release(two_years, fiscal_year_2028(next_year(rows)))


def test_last_years_list_under_a_new_name_is_refused(two_years: Session, rows: list[Row]) -> None:
    same_bytes = fiscal_year_2028(rows)

    with pytest.raises(FileRefused, match="the file of FY2027"), two_years.begin_nested():
        stage_release(two_years, same_bytes, bounds=ANY_SIZE)
    with pytest.raises(FileRefused, match="changes nothing"), two_years.begin_nested():
        stage_release(two_years, another_copy(same_bytes), bounds=ANY_SIZE)


def another_copy(file: CodeFile) -> CodeFile:
    """The same list in other bytes, as with other line ends."""
    return replace(file, sha256=file.sha256[::-1])


def test_a_code_listed_twice_is_refused(empty: Session) -> None:
    twice = [*CHOLERA, CHOLERA[0], CHOLERA[1]]

    with pytest.raises(FileRefused, match="lists A00 twice"), empty.begin_nested():
        stage_release(empty, fiscal_year_2028(twice), bounds=ANY_SIZE)


@pytest.mark.parametrize(
    ("system", "name"),
    [
        (ICD10CM, "icd10cm-order-addenda-2028.txt"),
        (ICD10CM, "icd10cm-codes-2028.txt"),
        (ICD10CM, "HCPC2026_OCT_ANWEB.txt"),
        (HCPCS, "icd10cm-order-2028.txt"),
        (HCPCS, "HCPC2026_OCT_Transaction.txt"),
        (CodeSystem.CVX, "cvx.txt"),
    ],
)
def test_a_file_of_another_name_is_refused(system: CodeSystem, name: str) -> None:
    with pytest.raises(FileRefused):
        official_file(system, name, order_file(CHOLERA))


@pytest.mark.parametrize(
    ("day", "version"), [(None, "FY2028"), (date(2028, 4, 1), "FY2028 from 2028-04-01")]
)
def test_a_release_may_start_later_in_its_own_year(day: date | None, version: str) -> None:
    file = official_file(ICD10CM, "icd10cm-order-2028.txt", b"", day)

    assert (file.effective_from_on, file.version) == (day or FY2028, version)


@pytest.mark.parametrize("day", [date(2027, 9, 30), date(2028, 10, 1)])
def test_a_day_outside_the_files_year_is_refused(day: date) -> None:
    with pytest.raises(FileRefused, match="cannot take effect"):
        official_file(ICD10CM, "icd10cm-order-2028.txt", b"", day)


def test_the_file_is_found_in_the_publishers_zip() -> None:
    packed = zipped({"2028/icd10cm-order-2028.txt": order_file(CHOLERA), "readme.pdf": b"%PDF"})

    file = official_file(ICD10CM, "icd10cm-code-descriptions-2028.zip", packed)

    assert (file.name, file.version, len(list(file.read()))) == (
        "icd10cm-order-2028.txt",
        "FY2028",
        3,
    )


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"readme.txt": b"nothing"}, "holds 0"),
        ({"a/icd10cm-order-2028.txt": b"", "b/icd10cm-order-2028.txt": b""}, "holds 2"),
        ({f"{n}.txt": b"" for n in range(101)}, "too many"),
    ],
)
def test_a_zip_without_exactly_one_such_file_is_refused(
    members: dict[str, bytes], message: str
) -> None:
    with pytest.raises(FileRefused, match=message):
        official_file(ICD10CM, "release.zip", zipped(members))


def test_a_cut_zip_is_refused() -> None:
    packed = zipped({"icd10cm-order-2028.txt": order_file(CHOLERA)})

    with pytest.raises(FileRefused, match="damaged"):
        official_file(ICD10CM, "release.zip", packed[:-30])


def zipped(members: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return content.getvalue()


def test_an_official_hcpcs_file_takes_over_from_the_selection(platform: Session) -> None:
    file = hcpcs([COMPOUND, SHOT, NEW])

    release = activate_release(platform, stage_release(platform, file, bounds=ANY_SIZE).id)

    book = codebook(platform)
    assert count_changes(platform, release.id) == ChangeCounts()
    assert (release.code_count, release.billable_count) == (3, 2)
    assert book.standing(HCPCS, "G0999", date(2026, 10, 1)) is Standing.BILLABLE
    assert book.standing(HCPCS, "G0999", date(2026, 9, 30)) is Standing.UNCERTAIN
    assert book.standing(HCPCS, "JF", date(2015, 6, 30)) is Standing.NOT_BILLABLE
    assert book.standing(HCPCS, "JF", date(2015, 7, 1)) is Standing.NOT_IN_FORCE
    assert book.standing(HCPCS, "M0201", date(2026, 10, 1)) is Standing.UNKNOWN
    assert book.standing(HCPCS, "M0201", date(2027, 1, 1)) is Standing.UNCERTAIN


def test_a_discontinued_code_is_ended_not_deleted(empty: Session) -> None:
    first = stage_release(empty, hcpcs([SHOT, NEW]), bounds=ANY_SIZE)
    activate_release(empty, first.id)
    last_quarter = HcpcsRecord(
        "G0008", SHOT.long, added="19940101", changed="20270101", terminated="20261231"
    )

    file = hcpcs([last_quarter], "HCPC2027_JAN_ANWEB.txt")
    release = stage_release(empty, file, bounds=ANY_SIZE)

    found = {c.code: (c.kind, c.fields) for c in list_changes(empty, release.id)}
    assert found == {
        "G0008": ("ended", ["valid_to_on", "attributes"]),
        "G0999": ("deleted", []),
    }


def test_a_hcpcs_file_of_another_quarter_is_refused(empty: Session) -> None:
    with pytest.raises(FileRefused, match="another release"), empty.begin_nested():
        stage_release(empty, hcpcs([SHOT, COMPOUND]), bounds=ANY_SIZE)


def test_a_hcpcs_file_that_loses_too_much_is_refused(empty: Session) -> None:
    first = stage_release(empty, hcpcs([COMPOUND, SHOT, NEW]), bounds=ANY_SIZE)
    activate_release(empty, first.id)
    again = HcpcsRecord("G0999", NEW.long, added="20261001", changed="20270101")

    file = hcpcs([again], "HCPC2027_JAN_ANWEB.txt")

    with pytest.raises(FileRefused, match="2 of 3"), empty.begin_nested():
        stage_release(empty, file, bounds=Bounds(1, 10, 10))


def test_the_application_reads_codes_and_writes_none(codes_database: TestDatabase) -> None:
    tenant = codes_database.new_tenant()

    with tenant.transaction() as session:
        assert resolve(session, ICD10CM, "Z23", date(2026, 10, 1)) is not None
    for statement in ("update code_releases set state = 'withdrawn'", "delete from code_versions"):
        with tenant.transaction() as session, pytest.raises(ProgrammingError, match="denied"):
            session.execute(text(statement))


def test_not_even_the_platform_changes_a_code(platform: Session) -> None:
    with pytest.raises(ProgrammingError, match="denied"), platform.begin_nested():
        platform.execute(text("update code_versions set is_billable = true"))


def test_nothing_is_invented_for_codes_without_a_text(platform: Session) -> None:
    version = resolve(platform, ICD10CM, "I42.81", date(2026, 10, 1))

    assert version is not None
    assert (version.is_billable, version.short_text, version.long_text) == (True, "", "")
