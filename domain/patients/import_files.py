"""Reads a CSV of patients with coverage; every problem is named by row and column, in words."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from domain.errors import Finding
from domain.patients.coverage import CoverageDetails, coverage_findings, next_priority, overlap
from domain.patients.demographics import (
    Identifier,
    PatientDetails,
    identifier_findings,
    patient_findings,
    tidied,
)
from domain.patients.matching import same_person_by_name
from domain.sheets import sheet_of

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 50_000
MOST_PROBLEMS = 1_000
MOST_COMPARED = 200
"""Same-birthday strangers that a row is compared with; no chain has more by nature."""

REQUIRED = (
    "identifier_system", "identifier_value", "first_name", "last_name", "birth_on", "sex",
    "address_line", "city", "state", "zip_code",
)  # fmt: skip
OPTIONAL = (
    "middle_name", "address_line_2", "phone", "email",
    "payer_number", "member_id", "effective_from_on", "effective_to_on", "priority",
    "group_number", "plan_name", "insurance_type_code", "relationship_code",
    "subscriber_first_name", "subscriber_last_name", "subscriber_birth_on", "subscriber_sex",
    "bin_number", "processor_control_number", "pharmacy_group_number",
)  # fmt: skip
HEADER = REQUIRED + OPTIONAL
"""The columns, in any order. Dates are 1958-04-12 or 04/12/1958.

One row for each coverage: a patient with two has two rows, with the same identifier and the same
person in both. A patient without coverage leaves the columns from `payer_number` on empty.
"""

_COVERAGE_COLUMNS = OPTIONAL[OPTIONAL.index("payer_number") :]
_FIELD_COLUMNS = {
    "system": "identifier_system",
    "value": "identifier_value",
    "payer_id": "payer_number",
}
_AMERICAN_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

T = TypeVar("T")


@dataclass(frozen=True)
class Problem:
    """What is wrong where. Row 1 is the header, as spreadsheets count."""

    row: int
    column: str
    message: str


@dataclass
class ImportedPatient:
    """A person with coverages, and the row that names them first."""

    row: int
    details: PatientDetails
    identifier: Identifier
    coverages: list[CoverageDetails] = field(default_factory=list)


class _NotThisValue(Exception):
    """A cell cannot be read as what its column holds; the message is for people."""


class Unreadable(Exception):
    """The file as a whole cannot be read."""

    def __init__(self, row: int, column: str, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(row, column, message)


@dataclass
class PatientFile:
    """The people of a file, and all that is wrong with it."""

    patients: list[ImportedPatient] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def note(self, row: int, column: str, message: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(row, column, message))


def read_patients(content: bytes, payer_ids: Mapping[str, UUID], today: date) -> PatientFile:
    """Every patient of the file; where there are problems, nobody may be loaded."""
    read = PatientFile()
    by_identifier: dict[Identifier, ImportedPatient] = {}
    try:
        for number, cells in _rows(content):
            _read_row(read, by_identifier, number, cells, payer_ids, today)
    except Unreadable as unreadable:
        read.problems.append(unreadable.problem)
    read.patients = list(by_identifier.values())
    return read


def note_twins(read: PatientFile) -> None:
    """Name the rows that look like another row's person under another identifier."""
    born: dict[date, list[ImportedPatient]] = defaultdict(list)
    for patient in read.patients:
        same_day = born[patient.details.birth_on]
        for other in same_day[:MOST_COMPARED]:
            if same_person_by_name(_name(patient), _name(other)):
                read.note(
                    patient.row,
                    "last_name",
                    f"This may be the person of row {other.row}:"
                    " same birth date and a similar name, but another identifier.",
                )
                break
        same_day.append(patient)


def problems_csv(problems: Sequence[Mapping[str, Any]]) -> str:
    """The problems for a spreadsheet; no cell can start a formula."""
    rows = ((each["row"], each["column"], each["message"]) for each in problems)
    return sheet_of(("row", "column", "message"), rows)


def _name(patient: ImportedPatient) -> tuple[str, str]:
    return patient.details.first_name, patient.details.last_name


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row that holds anything, by column, with its number."""
    lines = csv.reader(io.StringIO(_decoded(content), newline=""), strict=True)
    number = 0
    try:
        header = _header(next(lines, []))
        for number, cells in enumerate(lines, start=2):
            if number > MOST_ROWS + 1:
                raise Unreadable(number, "", f"A file has at most {MOST_ROWS} rows: split it.")
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                raise Unreadable(
                    number, "", f"The row has {len(cells)} cells, the header {len(header)}."
                )
            yield number, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    except csv.Error:
        raise Unreadable(
            number + 1, "", "A quotation mark is not closed, or stands alone."
        ) from None
    if number == 0:
        raise Unreadable(1, "", "The file holds no patients.")


def _decoded(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise Unreadable(1, "", f"A file has at most {MOST_BYTES // 1024 // 1024} MiB: split it.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content:
        raise Unreadable(1, "", "This is not CSV: save the sheet as `CSV UTF-8`.")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(1, "", "The characters are neither UTF-8 nor Windows-1252.")


def _header(cells: list[str]) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    for name in names:
        if name not in HEADER:
            raise Unreadable(1, name, "There is no such column; separate columns by commas.")
        if names.count(name) > 1:
            raise Unreadable(1, name, "The column stands in the header twice.")
    for name in REQUIRED:
        if name not in names:
            raise Unreadable(1, name, "The column is missing.")
    return names


def _read_row(
    read: PatientFile,
    by_identifier: dict[Identifier, ImportedPatient],
    number: int,
    cells: Mapping[str, str],
    payer_ids: Mapping[str, UUID],
    today: date,
) -> None:
    cell = _Cells(read, number, cells)
    identifier = Identifier(cells["identifier_system"], cells["identifier_value"])
    cell.note_all(identifier_findings(identifier))
    details = _details(cell, today)
    coverage = _coverage(cell, payer_ids) if any(map(cells.get, _COVERAGE_COLUMNS)) else None
    if details is None:
        return
    patient = by_identifier.setdefault(identifier, ImportedPatient(number, details, identifier))
    for each in fields(details):
        if getattr(details, each.name) != getattr(patient.details, each.name):
            cell.note(each.name, f"Row {patient.row} says otherwise of the same patient.")
    if coverage is not None:
        _take(cell, patient, coverage)


@dataclass(frozen=True)
class _Cells:
    """One row's cells, and where its problems are noted."""

    read: PatientFile
    number: int
    cells: Mapping[str, str]

    def note(self, column: str, message: str) -> None:
        self.read.note(self.number, column, message)

    def note_all(self, findings: Iterator[Finding]) -> None:
        for finding in findings:
            self.note(_FIELD_COLUMNS.get(finding.path, finding.path), finding.message)

    def text(self, column: str) -> str | None:
        return self.cells.get(column) or None

    def value(self, column: str, read_as: Callable[[str], T]) -> T | None:
        """None where the cell is empty or cannot be read; the latter is noted."""
        text = self.text(column)
        try:
            return read_as(text) if text else None
        except _NotThisValue as problem:
            self.note(column, str(problem))
            return None


def _details(cell: _Cells, today: date) -> PatientDetails | None:
    birth_on = cell.value("birth_on", _date)
    if birth_on is None:
        if not cell.text("birth_on"):
            cell.note("birth_on", "This must not be empty.")
        return None
    texts: dict[str, Any] = {
        each.name: cell.cells.get(each.name, "")
        for each in fields(PatientDetails)
        if each.name != "birth_on"
    }
    details = tidied(PatientDetails(birth_on=birth_on, **texts))
    details = replace(details, sex=details.sex.upper())
    cell.note_all(patient_findings(details, today))
    return details


def _coverage(cell: _Cells, payer_ids: Mapping[str, UUID]) -> CoverageDetails | None:
    payer_id = payer_ids.get(cell.cells.get("payer_number", ""))
    if payer_id is None:
        cell.note("payer_number", "There is no active payer with this number.")
    first_day = cell.value("effective_from_on", _date)
    if not cell.text("effective_from_on"):
        cell.note("effective_from_on", "A coverage needs the day from which it holds.")
    if payer_id is None or first_day is None:
        return None
    texts: dict[str, Any] = {
        name: cell.text(name)
        for name in _COVERAGE_COLUMNS
        if name not in ("payer_number", "member_id", "priority") and not name.endswith("_on")
    }
    texts["relationship_code"] = texts["relationship_code"] or "18"
    details = CoverageDetails(
        payer_id=payer_id,
        member_id=cell.text("member_id") or "",
        effective_from_on=first_day,
        effective_to_on=cell.value("effective_to_on", _date),
        subscriber_birth_on=cell.value("subscriber_birth_on", _date),
        priority=cell.value("priority", _whole_number),
        **texts,
    )
    cell.note_all(coverage_findings(details))
    return details


def _take(cell: _Cells, patient: ImportedPatient, coverage: CoverageDetails) -> None:
    if coverage.priority is None:
        coverage = replace(coverage, priority=next_priority(coverage, patient.coverages))
    for other in patient.coverages:
        if other.priority == coverage.priority and overlap(other, coverage):
            cell.note("priority", f"Two coverages of this patient are number {other.priority}.")
    patient.coverages.append(coverage)


def _date(text: str) -> date:
    american = _AMERICAN_DATE.fullmatch(text)
    try:
        if american:
            return date(int(american[3]), int(american[1]), int(american[2]))
        if _ISO_DATE.fullmatch(text):
            return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  a calendar day has no zone
    except ValueError:
        raise _NotThisValue("There is no such day in the calendar.") from None
    raise _NotThisValue("A date looks like 1958-04-12 or 04/12/1958.")


def _whole_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise _NotThisValue("This is a whole number, such as 1.")
    return int(text)
