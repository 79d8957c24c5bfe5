"""Reads a CSV of patients with coverage; every problem is named by row and column, in words."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
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
from domain.sheet_files import NotThisValue, Problem, Shape, Unreadable, date_in
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

SHEET = Shape(REQUIRED, OPTIONAL, MOST_ROWS, MOST_BYTES, "The file holds no patients.")
_COVERAGE_COLUMNS = OPTIONAL[OPTIONAL.index("payer_number") :]
_FIELD_COLUMNS = {
    "system": "identifier_system",
    "value": "identifier_value",
    "payer_id": "payer_number",
}

T = TypeVar("T")


@dataclass
class ImportedPatient:
    """A person with coverages, and the row that names them first."""

    row: int
    details: PatientDetails
    identifier: Identifier
    coverages: list[CoverageDetails] = field(default_factory=list)


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
        for number, cells in SHEET.rows(content):
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
        except NotThisValue as problem:
            self.note(column, str(problem))
            return None


def _details(cell: _Cells, today: date) -> PatientDetails | None:
    birth_on = cell.value("birth_on", date_in)
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
    first_day = cell.value("effective_from_on", date_in)
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
        effective_to_on=cell.value("effective_to_on", date_in),
        subscriber_birth_on=cell.value("subscriber_birth_on", date_in),
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


def _whole_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise NotThisValue("This is a whole number, such as 1.")
    return int(text)
