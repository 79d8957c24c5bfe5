"""Loads a file of patients with coverage, whole or not at all."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    LargeBinary,
    Table,
    any_,
    column,
    func,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.orm import Session

from domain.patients.import_files import (
    MOST_COMPARED,
    ImportedPatient,
    PatientFile,
    note_twins,
    read_patients,
)
from domain.patients.matching import same_person_by_name
from domain.patients.models import (
    Coverage,
    NamePrefix,
    Patient,
    PatientIdentifier,
    PatientImport,
)
from domain.patients.name_search import prefix_rows
from domain.payers.models import Payer
from tenants.audit import touch
from tenants.identifiers import new_id
from tenants.sealed_fields import blind, keys_of, sealed_row

LONGEST_FILE_NAME = 255
MOST_A_STATEMENT = 5_000
"""Rows: none of their statements comes near the time that one may take."""

LOADED = "loaded"
REFUSED = "refused"
CHECKED = "checked"
"""A dry run: nothing was wrong, and nothing was kept."""


def import_patients(
    session: Session,
    file_name: str,
    content: bytes,
    *,
    dry_run: bool = False,
    despite_duplicates: bool = False,
) -> PatientImport:
    """Load the patients of a CSV; `import_files.HEADER` names its columns.

    Either everybody is loaded or nobody: `problems` then names each row and column. Patients who
    are here already by their identifier are counted and left as they are. The same file again
    changes nothing; one that was refused is judged anew.

    Args:
        session: the transaction.
        file_name: as the person who uploads it knows it.
        content: the file's bytes.
        dry_run: judge the file and keep nothing, not even the verdict.
        despite_duplicates: load people who resemble others by birth date and name, or member id.
    """
    verdict = PatientImport(
        id=new_id(),
        file_name=file_name[-LONGEST_FILE_NAME:],
        checksum=hashlib.sha256(content).hexdigest(),
        status=REFUSED,
        patient_count=0,
        coverage_count=0,
        known_count=0,
        problems=[],
    )
    if not dry_run:
        verdict = _claimed(session, verdict)
    if verdict.status == LOADED:
        return verdict
    read = read_patients(content, _payer_ids(session), today=datetime.now(UTC).date())
    new = _unknown(session, read.patients)
    if not despite_duplicates:
        note_twins(read)
        _note_resemblances(session, read, new)
    verdict.problems = [asdict(problem) for problem in read.problems]
    if not read.problems:
        verdict.status = CHECKED if dry_run else LOADED
        verdict.patient_count = len(new)
        verdict.coverage_count = sum(len(patient.coverages) for patient in new)
        verdict.known_count = len(read.patients) - len(new)
        if not dry_run:
            _load(session, new)
    if not dry_run:
        session.flush()
    return verdict


def _claimed(session: Session, verdict: PatientImport) -> PatientImport:
    """The one row for this content: a second upload at the same time waits here for the first."""
    row = {
        name: getattr(verdict, name)
        for name in (
            "id", "file_name", "checksum", "status",
            "patient_count", "coverage_count", "known_count", "problems",
        )
    }  # fmt: skip
    table: Table = PatientImport.__table__  # type: ignore[assignment]
    kept = insert_or(table).values(sealed_row(session, PatientImport, row))
    session.execute(kept.on_conflict_do_nothing())
    return session.scalars(
        select(PatientImport)
        .where(PatientImport.checksum == verdict.checksum)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _payer_ids(session: Session) -> dict[str, UUID]:
    rows = session.execute(select(Payer.payer_number, Payer.id).where(Payer.is_active))
    return {row.payer_number: row.id for row in rows}


def _unknown(session: Session, patients: Sequence[ImportedPatient]) -> list[ImportedPatient]:
    indexes = {
        patient.row: blind(session, PatientIdentifier.value, patient.identifier.value)
        for patient in patients
    }
    rows = session.execute(
        select(PatientIdentifier.system, PatientIdentifier.value_index).where(
            _is_one_of(PatientIdentifier.value_index, indexes.values())
        )
    )
    known = {(system, index) for system, index in rows}
    return [
        patient
        for patient in patients
        if (patient.identifier.system, indexes[patient.row]) not in known
    ]


def _note_resemblances(session: Session, read: PatientFile, new: Sequence[ImportedPatient]) -> None:
    born = _names_by_birth(session, {patient.details.birth_on for patient in new})
    insured = _insured(session, new)
    for patient in new:
        name = (patient.details.first_name, patient.details.last_name)
        others = born[patient.details.birth_on][:MOST_COMPARED]
        if any(same_person_by_name(name, other) for other in others):
            read.note(
                patient.row,
                "last_name",
                "Somebody with this birth date and a similar name is here already.",
            )
        for coverage in patient.coverages:
            if (coverage.payer_id, coverage.member_id, coverage.relationship_code) in insured:
                read.note(patient.row, "member_id", "Somebody with this member id is here already.")


def _names_by_birth(session: Session, days: set[date]) -> dict[date, list[tuple[str, str]]]:
    indexes = [blind(session, Patient.birth_on, day) for day in days]
    born = session.scalars(
        select(Patient).where(_is_one_of(Patient.birth_on_index, indexes)).order_by(Patient.id)
    )
    names: dict[date, list[tuple[str, str]]] = defaultdict(list)
    for patient in born:
        names[patient.birth_on].append((patient.first_name, patient.last_name))
    return names


def _insured(session: Session, new: Sequence[ImportedPatient]) -> set[tuple[UUID, str, str]]:
    """Payer, member id and relationship of subscribers here already; families share a member id."""
    member_ids = [coverage.member_id for patient in new for coverage in patient.coverages]
    indexes = [blind(session, Coverage.member_id, member_id) for member_id in member_ids]
    found = session.scalars(
        select(Coverage).where(
            _is_one_of(Coverage.member_id_index, indexes), Coverage.relationship_code == "18"
        )
    )
    return {(each.payer_id, each.member_id, each.relationship_code) for each in found}


def _is_one_of(column: Any, indexes: Iterable[bytes]) -> ColumnElement[bool]:
    return column == any_(literal(list(indexes), ARRAY(LargeBinary)))  # type: ignore[no-any-return]


def _load(session: Session, new: Sequence[ImportedPatient]) -> None:
    ids = [new_id() for _ in new]
    people = [vars(patient.details) | {"id": id_} for id_, patient in zip(ids, new, strict=True)]
    identifiers = [
        vars(patient.identifier) | {"id": new_id(), "patient_id": id_}
        for id_, patient in zip(ids, new, strict=True)
    ]
    coverages = [
        vars(coverage) | {"id": new_id(), "patient_id": id_}
        for id_, patient in zip(ids, new, strict=True)
        for coverage in patient.coverages
    ]
    _insert(session, Patient, people)
    touch(session, Patient.__tablename__, ids)
    # The checks of foreign keys may have been planned for a few patients: each would read them all.
    session.execute(text("discard plans"))
    _insert(session, PatientIdentifier, identifiers)
    _insert(session, Coverage, coverages)
    keys = keys_of(session)
    prefixes = [
        row
        for person in people
        for row in prefix_rows(
            keys, person["id"], person["first_name"], person["middle_name"], person["last_name"]
        )
    ]
    _insert(session, NamePrefix, prefixes)


def _insert(session: Session, kind: type[Any], rows: list[dict[str, Any]]) -> None:
    """Many rows as one value of a statement: a policy costs once, and no row a round trip."""
    table: Table = kind.__table__
    for start in range(0, len(rows), MOST_A_STATEMENT):
        some = [sealed_row(session, kind, row) for row in rows[start : start + MOST_A_STATEMENT]]
        given = func.jsonb_to_recordset(literal([_as_json(row) for row in some], JSONB))
        columns = [column(name, table.c[name].type) for name in some[0]]
        source = given.table_valued(*columns).render_derived(with_types=True)
        session.execute(insert(table).from_select(list(some[0]), select(source)))


def _as_json(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _as_text(value) for name, value in row.items()}


def _as_text(value: object) -> object:
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    return str(value) if isinstance(value, date | UUID) else value
