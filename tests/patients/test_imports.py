"""Files of patients: loaded whole or not at all, with every problem named by row and column."""

import csv
import io

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.patients import import_files
from domain.patients.import_files import HEADER, problems_csv
from domain.patients.imports import import_patients
from domain.patients.models import Coverage, Patient, PatientImport
from tests.builders import a_payer

PERSON = {
    "identifier_system": "dispensing",
    "identifier_value": "1",
    "first_name": "Ava",
    "last_name": "Sample",
    "birth_on": "1958-04-12",
    "sex": "F",
    "address_line": "12 Elm Ave",
    "city": "Saint Paul",
    "state": "MN",
    "zip_code": "55102",
}
COVERAGE = {"payer_number": "INVENTED", "member_id": "W100", "effective_from_on": "2024-01-01"}


@pytest.fixture(autouse=True)
def payer(session: Session) -> None:
    a_payer(session, payer_number="INVENTED")
    a_payer(session, payer_number="SECOND")
    a_payer(session, payer_number="GONE", is_active=False)


def csv_of(*rows: dict[str, str], header: tuple[str, ...] = HEADER, ends: str = "\n") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, header, restval="", lineterminator=ends)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def counts(session: Session) -> tuple[int, int]:
    patients = session.scalar(select(func.count()).select_from(Patient))
    coverages = session.scalar(select(func.count()).select_from(Coverage))
    return patients or 0, coverages or 0


def problems(session: Session, content: bytes) -> list[tuple[int, str]]:
    """The row and column of each problem, after making sure that nothing was loaded."""
    before = counts(session)
    done = import_patients(session, "patients.csv", content)
    assert (done.status, done.patient_count, counts(session)) == ("refused", 0, before)
    return [(problem["row"], problem["column"]) for problem in done.problems]


def test_patients_are_loaded_with_their_coverages_in_order(session: Session) -> None:
    medicare = {"payer_number": "SECOND", "member_id": "S200", "insurance_type_code": "12"}
    second = PERSON | COVERAGE | medicare
    uncovered = PERSON | {"identifier_value": "2", "first_name": "Thomas", "birth_on": "04/13/1958"}

    done = import_patients(session, "patients.csv", csv_of(PERSON | COVERAGE, second, uncovered))

    assert (done.status, done.patient_count, done.coverage_count) == ("loaded", 2, 2)
    loaded = session.scalars(select(Coverage).order_by(Coverage.priority))
    assert [(each.member_id, each.priority, each.insurance_type_code) for each in loaded] == [
        ("W100", 1, None),
        ("S200", 2, "12"),
    ]


def test_a_dependents_subscriber_is_loaded(session: Session) -> None:
    dependent = {
        "relationship_code": "19",
        "subscriber_first_name": "Mia",
        "subscriber_last_name": "Sample",
        "subscriber_birth_on": "1980-01-02",
        "subscriber_sex": "F",
    }

    import_patients(session, "patients.csv", csv_of(PERSON | COVERAGE | dependent))

    coverage = session.scalars(select(Coverage)).one()
    assert (coverage.relationship_code, coverage.subscriber_first_name) == ("19", "Mia")


@pytest.mark.parametrize(
    "content",
    [
        csv_of(PERSON | {"city": "Münster"}, ends="\r\n"),
        b"\xef\xbb\xbf" + csv_of(PERSON | {"city": "Münster"}),
        csv_of(PERSON | {"city": "Münster"}).decode().encode("cp1252"),
    ],
    ids=["utf-8 and CRLF", "byte order mark", "cp1252"],
)
def test_files_of_usual_programs_are_read(session: Session, content: bytes) -> None:
    import_patients(session, "patients.csv", content)

    assert [each.city for each in session.scalars(select(Patient))] == ["Münster"]


def test_quoted_cells_hold_commas(session: Session) -> None:
    quoted = PERSON | {"address_line": 'Farm "Elm", Gate 2'}

    import_patients(session, "patients.csv", csv_of(quoted))

    assert [each.address_line for each in session.scalars(select(Patient))] == [
        'Farm "Elm", Gate 2'
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("identifier_system", ""),
        ("identifier_value", ""),
        ("first_name", ""),
        ("last_name", "X" * 61),
        ("birth_on", ""),
        ("birth_on", "1958-02-30"),
        ("birth_on", "12.4.1958"),
        ("birth_on", "2999-01-01"),
        ("sex", "female"),
        ("state", "Minnesota"),
        ("zip_code", "5510"),
        ("phone", "12"),
        ("email", "nobody"),
        ("city", "a\tb"),
        ("payer_number", "UNKNOWN"),
        ("payer_number", "GONE"),
        ("payer_number", ""),
        ("member_id", ""),
        ("effective_from_on", ""),
        ("effective_from_on", "soon"),
        ("effective_to_on", "2020-01-01"),
        ("priority", "first"),
        ("priority", "12"),
        ("relationship_code", "77"),
        ("subscriber_last_name", "Sample"),
        ("bin_number", "12"),
        ("processor_control_number", "X" * 11),
    ],
)
def test_a_wrong_cell_is_named_and_nobody_is_loaded(
    session: Session, column: str, value: str
) -> None:
    good = PERSON | {"identifier_value": "2", "first_name": "Thomas"}

    named = problems(session, csv_of(good, PERSON | COVERAGE | {column: value}))

    assert named == [(3, column)]


def test_every_problem_of_every_row_is_named(session: Session) -> None:
    other = PERSON | {"identifier_value": "2", "first_name": "Thomas"}

    named = problems(
        session, csv_of(PERSON | {"sex": "?", "state": "??"}, other | {"zip_code": "-"})
    )

    assert named == [(2, "sex"), (2, "state"), (3, "zip_code")]


def test_two_rows_of_one_patient_must_agree(session: Session) -> None:
    second = PERSON | COVERAGE | {"city": "Duluth"}

    assert problems(session, csv_of(PERSON | COVERAGE, second)) == [(3, "city")]


def test_two_coverages_of_one_patient_cannot_both_be_first(session: Session) -> None:
    first = PERSON | COVERAGE | {"priority": "1"}
    second = first | {"payer_number": "SECOND"}

    assert problems(session, csv_of(first, second)) == [(3, "priority")]


def test_two_rows_that_resemble_each_other_are_named(session: Session) -> None:
    twin = PERSON | {"identifier_value": "2", "last_name": "Sampel"}

    assert problems(session, csv_of(PERSON, twin)) == [(3, "last_name")]


def test_a_row_that_resembles_somebody_here_is_named(session: Session) -> None:
    import_patients(session, "first.csv", csv_of(PERSON | COVERAGE))
    same_name = PERSON | {"identifier_value": "2"}
    same_member = PERSON | COVERAGE | {
        "identifier_value": "3", "first_name": "Thomas", "birth_on": "1990-01-01",
    }  # fmt: skip

    named = problems(session, csv_of(same_name, same_member))

    assert named == [(2, "last_name"), (3, "member_id")]


def test_those_who_resemble_each_other_are_loaded_on_demand(session: Session) -> None:
    twin = PERSON | {"identifier_value": "2", "last_name": "Sampel"}

    done = import_patients(session, "patients.csv", csv_of(PERSON, twin), despite_duplicates=True)

    assert (done.status, done.patient_count) == ("loaded", 2)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", (1, "identifier_system")),
        (csv_of(), (1, "")),
        (b"name;city\n", (1, "name;city")),
        (csv_of(header=(*HEADER, "sex")), (1, "sex")),
        (csv_of(header=(*HEADER, "shoe_size")), (1, "shoe_size")),
        (csv_of(header=HEADER[1:]), (1, "identifier_system")),
        (csv_of(PERSON) + b"one,two\n", (3, "")),
        (csv_of(PERSON) + b'"never closed', (3, "")),
        (b"\xff\xfe" + "name".encode("utf-16-le"), (1, "")),
        (b"caf\x81", (1, "")),
    ],
    ids=[
        "empty", "header only", "semicolons", "column twice", "unknown column", "missing column",
        "short row", "open quote", "utf-16", "undecodable",
    ],
)  # fmt: skip
def test_an_unreadable_file_is_refused_with_its_place(
    session: Session, content: bytes, place: tuple[int, str]
) -> None:
    assert problems(session, content) == [place]


def test_a_file_too_large_is_refused(session: Session) -> None:
    assert problems(session, b"x" * (import_files.MOST_BYTES + 1)) == [(1, "")]


def test_a_file_with_too_many_rows_is_refused(session: Session) -> None:
    rows = csv_of(PERSON).decode().splitlines(keepends=True)
    content = (rows[0] + rows[1] * (import_files.MOST_ROWS + 1)).encode()

    assert problems(session, content) == [(import_files.MOST_ROWS + 2, "")]


def test_only_so_many_problems_are_kept(session: Session) -> None:
    bad = [
        PERSON | {"identifier_value": str(n), "first_name": ""}
        for n in range(import_files.MOST_PROBLEMS + 5)
    ]

    assert len(problems(session, csv_of(*bad))) == import_files.MOST_PROBLEMS


def test_the_same_file_again_changes_nothing(session: Session) -> None:
    content = csv_of(PERSON | COVERAGE)
    first = import_patients(session, "patients.csv", content)

    again = import_patients(session, "renamed.csv", content)

    assert (again.id, again.status, again.file_name) == (first.id, "loaded", "patients.csv")
    assert counts(session) == (1, 1)


def test_patients_already_here_are_counted_and_left(session: Session) -> None:
    import_patients(session, "first.csv", csv_of(PERSON | COVERAGE))
    other = PERSON | {"identifier_value": "2", "first_name": "Thomas"}

    done = import_patients(session, "next.csv", csv_of(PERSON | {"city": "Duluth"}, other))

    assert (done.status, done.patient_count, done.known_count) == ("loaded", 1, 1)
    assert {each.city for each in session.scalars(select(Patient))} == {"Saint Paul"}


def test_a_refused_file_is_judged_anew(session: Session) -> None:
    content = csv_of(PERSON | COVERAGE | {"payer_number": "NEW"})
    assert problems(session, content) == [(2, "payer_number")]
    a_payer(session, payer_number="NEW")

    done = import_patients(session, "patients.csv", content)

    assert (done.status, done.problems, counts(session)) == ("loaded", [], (1, 1))


def test_a_dry_run_keeps_nothing(session: Session) -> None:
    done = import_patients(session, "patients.csv", csv_of(PERSON | COVERAGE), dry_run=True)

    assert (done.status, done.patient_count, done.coverage_count) == ("checked", 1, 1)
    assert counts(session) == (0, 0)
    assert session.scalars(select(PatientImport)).all() == []


def test_ten_thousand_rows_are_loaded(session: Session) -> None:
    rows = [
        PERSON | COVERAGE | {
            "identifier_value": str(n), "member_id": f"W{n}", "first_name": f"{n}",
            "birth_on": f"19{n % 80 + 10}-{n % 12 + 1:02}-{n % 28 + 1:02}",
        }
        for n in range(10_000)
    ]  # fmt: skip

    done = import_patients(session, "patients.csv", csv_of(*rows))

    assert (done.problems, done.patient_count, counts(session)) == ([], 10_000, (10_000, 10_000))


def test_no_cell_of_exported_problems_starts_a_formula() -> None:
    text = problems_csv([{"row": 1, "column": "=cmd()", "message": "-1"}])

    assert list(csv.reader(io.StringIO(text)))[1] == ["1", "'=cmd()", "'-1"]
