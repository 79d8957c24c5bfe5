"""Seals again, batch by batch, what older versions of a tenant's data key sealed.

A batch locks the rows that it takes and passes over those that somebody else has locked, so nobody
waits for it long and it overwrites nobody's edit: it writes the value that it found under lock. What
it passed over is found in the next pass over the table.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import add
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    LargeBinary,
    Row,
    Table,
    Uuid,
    and_,
    column,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from tenants.audit import touch
from tenants.records import Record
from tenants.rotation_models import KeyRotation, ResealedTable
from tenants.sealed_fields import SealedField, fields_of, keys_of
from tenants.sealing import VERSION_BYTES, DoesNotOpen, TenantKeys

MOST_ROWS = 500
MOST_BYTES = 8_000_000
"""Of ciphertext in one batch; a single row may have more."""

logger = logging.getLogger(__name__)


class Step(StrEnum):
    """What became of a batch."""

    GOES_ON = "goes on"
    WAITS = "waits"
    """Only rows that somebody has locked are left of a table: try again in a moment."""
    ENDED = "ended"


@dataclass(frozen=True)
class SealedTable:
    """A table, and those of its sealed columns that may be sealed again."""

    table: Table
    fields: tuple[SealedField, ...]

    def stale(self, field: SealedField, mark: bytes) -> ColumnElement[bool]:
        """Whether another version than the one in use sealed this column of a row."""
        stored = self.table.c[field.name]
        sealed_with: ColumnElement[bytes] = func.substring(
            stored, 1, VERSION_BYTES, type_=LargeBinary
        )
        stays = field.declared.stays_once
        if stays is None:
            return sealed_with != mark
        return and_(sealed_with != mark, self.table.c[stays].is_(None))

    def any_stale(self, mark: bytes) -> ColumnElement[bool]:
        return or_(*(self.stale(field, mark) for field in self.fields))

    def byte_count(self) -> ColumnElement[int]:
        sizes: list[ColumnElement[int]] = [
            func.coalesce(func.octet_length(self.table.c[field.name]), 0) for field in self.fields
        ]
        return reduce(add, sizes)


def sealed_tables(session: Session) -> Mapping[str, SealedTable]:
    """By name. What only grows is left as it was written: nobody may update it."""
    fields = [
        (mapper.local_table, field)
        for mapper in Record.registry.mappers
        for field in fields_of(mapper.class_).values()
    ]
    allowed = session.execute(
        select(
            *(
                func.has_column_privilege(
                    field.column.place.partition(".")[0], field.name, "update"
                )
                for _, field in fields
            )
        )
    ).one()
    found: dict[str, SealedTable] = {}
    for (table, field), may in zip(fields, allowed, strict=True):
        if may:
            assert isinstance(table, Table)
            others = found[table.name].fields if table.name in found else ()
            found[table.name] = SealedTable(table, (*others, field))
    return found


def begin(session: Session, rotation: KeyRotation) -> None:
    """Note how much there is to do."""
    mark = keys_of(session).mark
    for name, sealed in sorted(sealed_tables(session).items()):
        count = select(func.count()).select_from(sealed.table).where(sealed.any_stale(mark))
        row_count = session.scalar(count) or 0
        session.add(
            ResealedTable(
                rotation_id=rotation.id,
                table_name=name,
                row_count=row_count,
                is_done=row_count == 0,
            )
        )
    session.flush()


def reseal_batch(session: Session, rotation: KeyRotation) -> Step:
    """Seal some rows of the first table that is not done; the rotation is locked meanwhile."""
    progress = session.scalars(
        select(ResealedTable)
        .where(ResealedTable.rotation_id == rotation.id, ResealedTable.is_done.is_(False))
        .order_by(ResealedTable.table_name)
        .limit(1)
    ).first()
    if progress is None:
        return Step.ENDED
    keys, sealed = keys_of(session), sealed_tables(session)[progress.table_name]
    taken, is_last = _taken(session, sealed, progress.after_id, keys.mark)
    touch(session, KeyRotation.__tablename__, [rotation.id])
    if taken:
        unopened = _reseal(session, sealed, taken, keys)
        progress.after_id = taken[-1]
        progress.unopened_count += unopened
        progress.resealed_count += len(taken) - unopened
        progress.row_count = max(progress.row_count, progress.resealed_count)
    return _end_pass(session, progress, sealed, keys.mark) if is_last else Step.GOES_ON


def _end_pass(session: Session, progress: ResealedTable, sealed: SealedTable, mark: bytes) -> Step:
    left = select(func.count()).select_from(sealed.table).where(sealed.any_stale(mark))
    if (session.scalar(left) or 0) <= progress.unopened_count:
        progress.is_done = True
        return Step.GOES_ON
    progress.after_id = None
    progress.unopened_count = 0
    return Step.WAITS


def _taken(
    session: Session, sealed: SealedTable, after_id: UUID | None, mark: bytes
) -> tuple[list[UUID], bool]:
    """The ids of the next rows, locked, and whether no more follow."""
    id_ = sealed.table.c.id
    wanted = select(id_, sealed.byte_count().label("byte_count")).where(sealed.any_stale(mark))
    if after_id is not None:
        wanted = wanted.where(id_ > after_id)
    found = session.execute(
        wanted.order_by(id_).limit(MOST_ROWS).with_for_update(skip_locked=True, key_share=True)
    ).all()
    taken = list(_at_most(found))
    return taken, len(taken) == len(found) < MOST_ROWS


def _at_most(found: Iterable[Row[Any]]) -> Iterator[UUID]:
    byte_count = 0
    for row in found:
        if byte_count and byte_count + row.byte_count > MOST_BYTES:
            return
        byte_count += row.byte_count
        yield row.id


def _reseal(session: Session, sealed: SealedTable, ids: Sequence[UUID], keys: TenantKeys) -> int:
    """Returns how many rows have a value that does not open."""
    table = sealed.table
    marks = [sealed.stale(each, keys.mark).label(f"stale_{each.name}") for each in sealed.fields]
    stored = [table.c[each.name] for each in sealed.fields]
    rows = session.execute(select(table.c.id, *stored, *marks).where(table.c.id.in_(ids))).all()
    fresh = [_fresh(sealed, row, keys) for row in rows]
    values = [literal([row.id for row in rows], ARRAY(Uuid))]
    values += [
        literal([each.get(field.name) for each in fresh], ARRAY(LargeBinary))
        for field in sealed.fields
    ]
    columns = [column(each.name, LargeBinary) for each in sealed.fields]
    given = func.unnest(*values).table_valued(column("id", Uuid), *columns, name="fresh")
    given = given.render_derived()
    session.execute(
        update(table)
        .where(table.c.id == given.c.id)
        .values(
            {
                each.name: func.coalesce(given.c[each.name], table.c[each.name])
                for each in sealed.fields
            }
        )
    )
    return sum(1 for each in fresh if None in each.values())


def _fresh(sealed: SealedTable, row: Row[Any], keys: TenantKeys) -> dict[str, bytes | None]:
    """The stale columns of a row, sealed again; None for what does not open."""
    found = row._mapping  # noqa: SLF001 SQLAlchemy's public name for it
    fresh: dict[str, bytes | None] = {}
    for field in sealed.fields:
        if found[f"stale_{field.name}"]:
            try:
                fresh[field.name] = keys.resealed(field.column.place, row.id, found[field.name])
            except DoesNotOpen as unopened:
                logger.critical("Left as it is, in row %s: %s", row.id, unopened)
                fresh[field.name] = None
    return fresh
