"""What an operation leaves in the audit log: what was asked for, and what came of it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from graphql import ExecutionResult, GraphQLSchema
from sqlalchemy.orm import Session

from api.ids import key_of, kind_of
from api.reading.declarations import declaration_of
from tenants.audit import Outcome, record, trail_of
from tenants.belonging import PATIENTS, patients_of, way_to_patient
from tenants.refusals import Invalid

FAILED = "internal_error"
DEEPEST_INPUT = 8

Rows = Mapping[str, set[UUID]]
"""Keys by table."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Why an operation was undone."""

    outcome: Outcome
    code: str


def asked_for(schema: GraphQLSchema, given: Any) -> Rows:
    """The rows that ids anywhere in the arguments name, theirs or not."""
    rows: dict[str, set[UUID]] = defaultdict(set)
    for text in _texts(given, DEEPEST_INPUT):
        kind = schema.get_type(kind_of(text) or "")
        declared = None if kind is None else declaration_of(kind)
        if declared is not None and declared.model is not None:
            try:
                rows[declared.table_name].add(key_of(text))
            except Invalid:
                continue
    return rows


def note_asked(session: Session, rows: Rows) -> None:
    """Note what a command was asked to touch; of patients only those that are the tenant's own."""
    trail = trail_of(session)
    for table, ids in rows.items():
        if table == PATIENTS:
            own = set(session.scalars(patients_of(table, ids)))
            trail.patients |= own
            trail.objects[table] |= ids - own
            continue
        for id_ in ids:
            trail.note(table, id_)


def note_shown(session: Session, rows: Rows) -> None:
    """Note the patients of rows that a resolver of its own tells about."""
    seen = trail_of(session).seen
    for table, ids in rows.items():
        if way_to_patient(table) is not None:
            seen.update(session.scalars(patients_of(table, ids)))


def loss_of(result: ExecutionResult) -> Loss | None:
    """Why an operation with errors was undone; a bug outweighs a refusal."""
    if not result.errors:
        return None
    codes = [(error.extensions or {}).get("code") for error in result.errors]
    refusals = [code for code in codes if isinstance(code, str)]
    if len(refusals) < len(codes):
        return Loss(Outcome.FAILED, FAILED)
    return Loss(Outcome.REFUSED, refusals[0])


def record_loss(session: Session, action: str, loss: Loss, rows: Rows) -> None:
    note_asked(session, rows)
    record(session, action, loss.outcome, loss.code)


def _texts(given: Any, depth: int) -> Iterator[str]:
    if isinstance(given, str):
        yield given
    elif depth and isinstance(given, Mapping):
        for item in given.values():
            yield from _texts(item, depth - 1)
    elif depth and isinstance(given, list | tuple):
        for item in given:
            yield from _texts(item, depth - 1)
    elif depth and hasattr(given, "__strawberry_definition__"):
        yield from _texts(vars(given), depth - 1)
