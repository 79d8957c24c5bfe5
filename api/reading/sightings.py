"""Which patients an answer shows: marks in its text, which leave it before anybody reads it.

A mark is a control character and a patient's id. JSON escapes control characters, so nothing that
is stored can look like one. Within an object whose patient is marked, what is known to be the same
patient's is not marked again.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, cast, func, literal_column

from api.reading.declarations import Declaration, Many, One
from api.reading.paging import Pages
from tenants.belonging import parent_of, patient_of, way_to_patient

MARK = "\x04"
MARK_BYTE = MARK.encode()
ID_LENGTH = 36


def mark_of(declaration: Declaration, columns: Any) -> ColumnElement[str] | None:
    """SQL for the mark of a row's patient, null where it has none; None: rows of that type never do."""
    if declaration.model is None:
        return None
    found = patient_of(declaration.table_name, columns)
    return None if found is None else _mark(found)


def marks_of(patients: Select[tuple[UUID]]) -> ColumnElement[str]:
    """SQL for the marks of all the patients that a query finds."""
    (id_,) = patients.selected_columns
    marks = patients.with_only_columns(func.string_agg(_mark(id_), literal_column("''")))
    return marks.correlate_except(*patients.get_final_froms()).scalar_subquery()


def is_same_patients(above: Declaration, read: One | Many | Pages, below: Declaration) -> bool:
    """Whether a relation leads from a row to rows that surely belong to the same patient."""
    if above.model is None or below.model is None:
        return False
    if isinstance(read, One) and _hangs(above, read.local, below) and read.remote == "id":
        return True
    remote = read.remote
    return remote is not None and _hangs(below, remote, above) and read.local == "id"


def _hangs(child: Declaration, column: str, parent: Declaration) -> bool:
    way = way_to_patient(child.table_name)
    if not way:
        return False
    return way[0] == column and parent_of(child.table_name) == parent.table_name


def without_marks(answer: bytes) -> tuple[bytes, list[str]]:
    """The answer as it may leave, and the patients that it shows."""
    if MARK_BYTE not in answer:
        return answer, []
    first, *parts = answer.split(MARK_BYTE)
    seen = {part[:ID_LENGTH] for part in parts}
    body = first + b"".join([part[ID_LENGTH:] for part in parts])
    return body, [id_.decode() for id_ in seen]


def _mark(patient: ColumnElement[Any]) -> ColumnElement[str]:
    marked: ColumnElement[str] = literal_column(f"'{MARK}'", Text).concat(cast(patient, Text))
    return marked
