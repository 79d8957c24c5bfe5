"""Which patient a row belongs to: the one that it names, or that of the row it hangs on."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, any_, literal, select

from tenants.records import Record

PATIENTS = "patients"
NAMES_PATIENT = "patient_id"
HANGS_ON = {
    "claim_id": "claims",
    "encounter_id": "encounters",
    "claim_payment_id": "claim_payments",
    "coverage_id": "coverages",
}
"""Columns that lead to a patient, and the tables they refer to: the first that a table has counts."""


@lru_cache(maxsize=1_000)
def way_to_patient(table: str) -> tuple[str, ...] | None:
    """The columns to follow from a row to its patient; none for a patient; None: it has no patient."""
    if table == PATIENTS:
        return ()
    columns = Record.metadata.tables[table].c
    if NAMES_PATIENT in columns:
        return (NAMES_PATIENT,)
    for column, parent in HANGS_ON.items():
        if column in columns:
            further = way_to_patient(parent)
            return None if further is None else (column, *further)
    return None


def parent_of(table: str) -> str:
    """The table that the first step of a row's way leads to."""
    way = way_to_patient(table)
    assert way, f"{table} hangs on nothing"
    return PATIENTS if way[0] == NAMES_PATIENT else HANGS_ON[way[0]]


def patient_of(table: str, columns: Any) -> ColumnElement[UUID] | None:
    """SQL for the patient that a row with these columns belongs to; None: to nobody, ever."""
    way = way_to_patient(table)
    if way is None:
        return None
    if not way or way[0] == NAMES_PATIENT:
        return columns[way[0] if way else "id"]  # type: ignore[no-any-return]
    parent = Record.metadata.tables[parent_of(table)].alias()
    found = patient_of(parent_of(table), parent.c)
    assert found is not None
    found_id: ColumnElement[UUID] = (
        select(found)
        .where(parent.c.id == columns[way[0]])
        .correlate_except(parent)
        .scalar_subquery()
    )
    return found_id


def patients_of(table: str, ids: Iterable[UUID]) -> Select[UUID]:
    """The patients that these rows belong to."""
    rows = Record.metadata.tables[table]
    found = patient_of(table, rows.c)
    assert found is not None, f"{table} hangs on nothing"
    among = literal(list(ids), ARRAY(Uuid))
    return select(found).where(rows.c.id == any_(among), found.is_not(None))
