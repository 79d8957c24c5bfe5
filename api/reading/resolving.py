"""Reads declared fields one by one, for operations that the compiler leaves to the executor."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, ClassVar, Self
from uuid import UUID

from graphql import GraphQLObjectType, GraphQLSchema, get_named_type, is_non_null_type
from sqlalchemy import ColumnElement, FromClause, LargeBinary, Select, func, select
from sqlalchemy.orm import Session

from api.ids import global_id, key_of, kind_of
from api.reading.conditions import bindable, conditions
from api.reading.declarations import (
    DEFINITION,
    LONGEST_LIST,
    ById,
    ByIds,
    Declaration,
    Key,
    Listed,
    Many,
    One,
    Value,
    declaration_of,
)
from api.reading.narrowing import operand, tree
from api.reading.opening import text_of
from api.reading.paging import (
    MOST_COUNTED,
    Edge,
    Order,
    Pages,
    Window,
    checked_size,
    is_counted,
    order_of,
    window,
)
from api.refusal import as_error
from tenants.actor import Actor
from tenants.audit import trail_of
from tenants.belonging import patient_of
from tenants.records import TenantOwned
from tenants.refusals import NotFound, Refused
from tenants.sealed_fields import SealedColumn, keys_of
from tenants.sealing import TenantKeys

FIELD, COLUMN, CURSOR, PATIENT = "field_", "column_", "cursor_", "patient_"
"""What names the columns of a result: declared fields, the table's columns, the place in a list,
and whose it is."""


class Row:
    """One row as the GraphQL type that shows it; read when its first field is asked for."""

    declaration: ClassVar[Declaration]
    row_key: UUID | None = None
    row_values: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, stored: TenantOwned) -> Self:
        """What a command returned: its fields are read back from the database."""
        row = cls()
        row.row_key = stored.id
        return row

    @classmethod
    def holding(cls, values: Mapping[str, Any]) -> Self:
        """A row already read."""
        row = cls()
        row.row_key = values.get(COLUMN + "id")
        row.row_values = values
        return row


@dataclass
class Page:
    """One page of a list, and the count of the whole list once that is asked for."""

    rows: list[Row]
    has_more: bool
    asked: Window
    count: Callable[[], tuple[int, bool]]
    seen: set[UUID]
    """The patients of whom something was shown."""

    @property
    def edges(self) -> list[Edge[Any]]:
        self.see(self.rows)
        return [Edge(cursor=_cursor(row), node=row) for row in self.rows]

    @property
    def nodes(self) -> list[Row]:
        self.see(self.rows)
        return self.rows

    @property
    def page_info(self) -> "PageFacts":
        return PageFacts(self)

    def see(self, rows: list[Row]) -> None:
        self.seen.update(_patients(rows))

    @property
    def total_count(self) -> int:
        return self.total[0]

    @property
    def total_count_is_capped(self) -> bool:
        return self.total[1]

    @cached_property
    def total(self) -> tuple[int, bool]:
        return self.count()


@dataclass(frozen=True, slots=True)
class PageFacts:
    """A page's place in its list. A cursor holds what the list is sorted by: its row is seen."""

    page: Page

    @property
    def has_next_page(self) -> bool:
        asked = self.page.asked
        return asked.before is not None if asked.backward else self.page.has_more

    @property
    def has_previous_page(self) -> bool:
        asked = self.page.asked
        return self.page.has_more if asked.backward else asked.after is not None

    @property
    def start_cursor(self) -> str | None:
        return self._cursor(self.page.rows[:1])

    @property
    def end_cursor(self) -> str | None:
        return self._cursor(self.page.rows[-1:])

    def _cursor(self, rows: list[Row]) -> str | None:
        self.page.see(rows)
        return _cursor(rows[0]) if rows else None


def resolve(read: Any, name: str, source: Any, info: Any, given: Mapping[str, Any]) -> Any:
    """The value of a declared field, found by a query of its own."""
    try:
        return _Reader(info).resolve(read, name, source, tree(given))
    except Refused as refused:
        raise as_error(refused) from None


def _cursor(row: Row) -> str:
    assert row.row_values is not None
    cursor: str = row.row_values[CURSOR]
    return cursor


@dataclass(frozen=True, slots=True)
class _Key:
    """A row of which no more than the key is asked."""

    id: UUID | None


def _withheld(shown: type[Row], key: UUID) -> Row | None:
    """A row that the database hides, by the values that its type shows instead."""
    declared = shown.declaration
    if declared.withheld is None:
        return None
    values = {FIELD + name: declared.withheld.get(name) for name in declared.fields}
    return shown.holding(values | {COLUMN + "id": key})


def _patients(rows: list[Row]) -> set[UUID]:
    found = ((row.row_values or {}).get(PATIENT) for row in rows)
    return {patient_id for patient_id in found if patient_id is not None}


class _Reader:
    """Finds one field's value, with the session and the permissions of who asks."""

    def __init__(self, info: Any) -> None:
        raw = info._raw_info  # noqa: SLF001 Strawberry wraps what graphql-core knows
        self.schema: GraphQLSchema = raw.schema
        self.returns: Any = get_named_type(raw.return_type)
        self.is_promised = is_non_null_type(raw.return_type)
        self.session: Session = info.context.session
        self.operand = partial(operand, self.session)
        self.actor: Actor = info.context.actor
        self.permissions = self.actor.permissions
        self.seen = trail_of(self.session).seen

    def resolve(self, read: Any, name: str, source: Any, given: Mapping[str, Any]) -> Any:
        match read:
            case Key():
                return global_id(source.declaration.kind, source.row_key)
            case Value():
                return self._value(read, name, source)
            case One() | Many():
                return self._related(read, self._held(source)[COLUMN + read.local])
            case Pages():
                return self._page(read, source, given)
            case ById():
                return self._by_id(given["id"])
            case ByIds():
                return [self._by_id(key) for key in bindable(given["ids"])]
            case Listed():
                return self._listed(read, given.get("filter", {}))
        raise AssertionError(read)

    def _value(self, read: Value, name: str, source: Row) -> Any:
        if read.needs is not None and read.shown_to(self.permissions) is None:
            self.actor.must(read.needs)
        held = self._held(source)
        if read.patients is not None:
            of_row = read.patients(_Key(source.row_key))
            self.seen.update(self.session.scalars(of_row))
        return held[FIELD + name]

    def _related(self, read: One | Many, key: Any) -> Any:
        shown = self._shown(self.returns)
        if isinstance(read, One):
            found = self._first(shown, read.remote, key)
            return _withheld(shown, key) if found is None and self.is_promised else found
        table = shown.declaration.rows(self.permissions)
        order = [table.c[name] for name in read.order]
        statement = select().where(table.c[read.remote] == key).order_by(*order)
        return self._shown_rows(shown, table, statement.limit(LONGEST_LIST))

    def _by_id(self, text: str) -> Row | None:
        """The type is the field's or, where that is an interface, what the id itself names."""
        key = key_of(text)
        named: Any = self.schema.get_type(kind_of(text) or "")
        if not isinstance(named, GraphQLObjectType) or declaration_of(named) is None:
            return None
        if named is not self.returns and not self.schema.is_sub_type(self.returns, named):
            return None
        return self._first(self._shown(named), "id", key)

    def _listed(self, read: Listed, wanted: Mapping[str, Any]) -> list[Row]:
        statement = read.rows(lambda row: list(conditions(row, wanted, self.operand)))
        rows = statement.limit(LONGEST_LIST).subquery()
        statement = select().order_by(*(rows.c[name] for name in read.order))
        return self._shown_rows(self._shown(self.returns), rows, statement)

    def _page(self, read: Pages, source: Row | None, given: Mapping[str, Any]) -> Page:
        shown = self._shown(get_named_type(self.returns.fields["nodes"].type))
        asked, size = window(given), checked_size(given.get("first", given.get("last")))
        trail_of(self.session).note_list(shown.declaration.table_name)
        order, wanted = order_of(read, given.get("order_by", {})), given.get("filter", {})

        def chosen(row: Any) -> list[ColumnElement[bool]]:
            found = list(conditions(row, wanted, self.operand))
            if read.remote and source:
                found.append(row[read.remote] == self._held(source)[COLUMN + read.local])
            return found

        table = shown.declaration.rows(self.permissions)
        statement = (
            select(order.cursor(table.c).label(CURSOR))
            .where(*chosen(table.c), *self._between(table.c, asked, order))
            .order_by(*order.by(table.c, reverse=asked.backward))
            .limit(size + 1)
        )
        found = self._fetched(shown, table, statement)
        rows = found[:size][::-1] if asked.backward else found[:size]
        most = None if is_counted(read, wanted) else MOST_COUNTED
        return Page(
            rows,
            len(found) > size,
            asked,
            lambda: self._count(table, chosen(table.c), most),
            self.seen,
        )

    def _count(
        self, table: FromClause, chosen: list[ColumnElement[bool]], most: int | None
    ) -> tuple[int, bool]:
        limit = None if most is None else most + 1
        rows = select(table.c.id).where(*chosen).limit(limit).subquery()
        count = self.session.scalar(select(func.count()).select_from(rows)) or 0
        return (count, False) if most is None else (min(count, most), count > most)

    def _first(self, shown: type[Row], name: str, key: Any) -> Row | None:
        if key is None:
            return None
        table = shown.declaration.rows(self.permissions)
        found = self._shown_rows(shown, table, select().where(table.c[name] == key))
        return next(iter(found), None)

    def _shown_rows(self, shown: type[Row], rows: FromClause, statement: Select[Any]) -> list[Row]:
        """As `_fetched`, where whatever is found is shown."""
        found = self._fetched(shown, rows, statement)
        self.seen.update(_patients(found))
        return found

    def _fetched(self, shown: type[Row], rows: FromClause, statement: Select[Any]) -> list[Row]:
        """Every scalar of the rows that the statement selects, and what their relations need."""
        fields = {
            FIELD + name: seen(rows.c)
            for name, read in shown.declaration.fields.items()
            if isinstance(read, Value) and (seen := read.shown_to(self.permissions))
        }
        columns = {
            COLUMN + column.name: column
            for column in rows.c
            if not isinstance(column.type, LargeBinary)
        }
        declared = shown.declaration
        patient = None if declared.model is None else patient_of(declared.table_name, rows.c)
        whose = {} if patient is None else {PATIENT: patient}
        wanted = [item.label(name) for name, item in (fields | columns | whose).items()]
        found = self.session.execute(statement.add_columns(*wanted)).mappings()
        sealed = {
            name: expression.type
            for name, expression in fields.items()
            if isinstance(expression.type, SealedColumn)
        }
        held = [dict(values) for values in found]
        return [shown.holding(values | self._opened(values, sealed)) for values in held]

    def _opened(
        self, values: Mapping[str, Any], sealed: Mapping[str, SealedColumn]
    ) -> dict[str, Any]:
        return {
            name: _plain(column, keys_of(self.session), values[COLUMN + "id"], values[name])
            for name, column in sealed.items()
            if values[name] is not None
        }

    def _between(self, row: Any, asked: Window, order: Order) -> list[ColumnElement[bool]]:
        bounds = ((asked.after, True), (asked.before, False))
        return [
            order.beyond(row, cursor, self.operand, after=after)
            for cursor, after in bounds
            if cursor is not None
        ]

    def _held(self, row: Row) -> Mapping[str, Any]:
        """The row's values, read now unless they were.

        Raises:
            NotFound: it is gone.
        """
        if row.row_values is None:
            found = self._first(type(row), "id", row.row_key)
            if found is None:
                raise NotFound("It is no longer there.")
            row.row_values = found.row_values
        assert row.row_values is not None
        return row.row_values

    def _shown(self, graphql_type: Any) -> type[Row]:
        """The class of a declared type.

        Raises:
            Forbidden, ModuleOff: reading the type needs another permission, or its module.
        """
        shown: type[Row] = graphql_type.extensions[DEFINITION].origin
        self.actor.must(shown.declaration.needs)
        return shown


def _plain(column: SealedColumn, keys: TenantKeys, row_id: UUID, sealed: bytes) -> Any:
    plain = keys.opened(column.place, row_id, sealed)
    return text_of(plain) if column.kind is bytes else column.form.read(plain)
