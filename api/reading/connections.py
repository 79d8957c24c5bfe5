"""Compiles connections: one page of a list as JSON, with its cursors and the count of the whole."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from graphql import GraphQLObjectType, get_named_type
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Integer,
    Subquery,
    Text,
    cast,
    func,
    literal_column,
    select,
)

from api.reading.conditions import conditions
from api.reading.counting import kept_count
from api.reading.joins import Owner, Rows
from api.reading.json_text import JsonText, json_object, or_null
from api.reading.paging import (
    LARGEST_PAGE,
    MOST_COUNTED,
    Pages,
    Window,
    checked_size,
    is_counted,
    order_of,
    window,
)
from api.reading.parameters import NotCompiled, Slot
from api.reading.sightings import mark_of
from tenants.belonging import way_to_patient
from tenants.refusals import Invalid

if TYPE_CHECKING:
    from api.reading.compiler import Compiler, Details

Part = Callable[[], JsonText]
"""Writes one field once everything that the page must gather is known."""


def connection(
    compiler: "Compiler",
    read: Pages,
    shown: GraphQLObjectType,
    details: "Details",
    given: Mapping[str, Any],
    owner: Owner | None = None,
) -> JsonText:
    """The JSON of a connection; `owner` is what the rows of a nested one name."""
    found = _Connection(compiler, read, shown, given, owner)
    compiler.lists_patients |= way_to_patient(found.declaration.table_name) is not None
    parts = {name: found.part(inner) for name, inner in compiler.subfields(shown, details).items()}
    text = json_object((name, part()) for name, part in parts.items())
    statement = select(text.sql()).select_from(*found.sources())
    return JsonText(statement.scalar_subquery())


class _Connection:
    """One connection: its fields say what to make of each row, which is then gathered in arrays."""

    def __init__(
        self,
        compiler: "Compiler",
        read: Pages,
        shown: GraphQLObjectType,
        given: Mapping[str, Any],
        owner: Owner | None,
    ) -> None:
        self.compiler, self.read, self.shown, self.owner = compiler, read, shown, owner
        self.bind = compiler.parameters.bind
        self.node: GraphQLObjectType = get_named_type(shown.fields["nodes"].type)
        self.declaration = compiler.declaration(self.node)
        self.table = self.declaration.rows(compiler.permissions)
        self.asked = _window(given)
        self.wanted: Mapping[str, Any] = given.get("filter", {})
        sort = {
            name: slot.value(compiler.variables) for name, slot in given.get("order_by", {}).items()
        }
        self.order = order_of(read, sort)
        self.made: list[ColumnElement[str]] = []

    def part(self, details: "Details") -> Part:
        match details[0].node.name.value:
            case "__typename":
                return lambda: JsonText(f'"{self.shown.name}"')
            case "edges":
                return self._gathered(self._edge(details))
            case "nodes":
                return self._gathered(self.compiler.object(self.node, details, self.rows))
            case "pageInfo":
                return self._page_info(details)
            case "totalCount":
                return lambda: JsonText(self._total_count())
            case "totalCountIsCapped":
                return lambda: JsonText(self._total_is_capped())
        raise NotCompiled

    def sources(self) -> list[FromClause]:
        """What the parts read from: of page and total only what is asked for."""
        return [self.__dict__[name] for name in ("gathered", "total") if name in self.__dict__]

    @cached_property
    def size(self) -> ColumnElement[int]:
        slot = self.asked.size or Slot(None)
        return self.bind(slot, Integer(), checked_size)

    @cached_property
    def rows(self) -> Rows:
        """The page and one row more. The constant bound tells the planner that a page is short."""
        sort = self.order.by(self.table.c, reverse=self.asked.backward)
        bounded = (
            select(self.table)
            .where(*self._chosen(), *self._between())
            .order_by(*sort)
            .limit(LARGEST_PAGE + 1)
            .correlate_except(self.table)
            .subquery()
        )
        page = select(bounded).limit(self.size + 1).subquery()
        marked = self.owner is not None and self.owner.patient_is_marked
        return Rows(page.c, page, patient_is_marked=marked)

    @cached_property
    def gathered(self) -> Subquery:
        """One row: how many rows there are, and an array of each thing made of them, in order."""
        made = [item.label(f"item{place}") for place, item in enumerate(self.made)]
        rows = self.rows
        items = select(*made, literal_column("1").label("one")).select_from(rows.source)
        items_in_order = items.order_by(*self.order.by(rows.columns)).subquery()
        arrays = [
            func.array_agg(items_in_order.c[item.name], type_=ARRAY(Text)).label(item.name)
            for item in made
        ]
        return select(func.count().label("count"), *arrays).select_from(items_in_order).subquery()

    @cached_property
    def total(self) -> Subquery:
        """One row: how many rows the list has, counted no further than needed."""
        if self._is_counted():
            counter = self.read.counter
            assert counter is not None
            return kept_count(self.declaration.table_name, counter, self.wanted, self.bind)
        rows = (
            select(self.table.c.id)
            .where(*self._chosen())
            .limit(MOST_COUNTED + 1)
            .correlate_except(self.table)
            .subquery()
        )
        return select(func.count().label("count")).select_from(rows).subquery()

    def _is_counted(self) -> bool:
        return is_counted(self.read, self.wanted)

    def _chosen(self) -> list[ColumnElement[bool]]:
        chosen = list(conditions(self.table.c, self.wanted, self.bind))
        if self.read.remote is not None:
            assert self.owner is not None
            chosen.append(self.table.c[self.read.remote] == self.owner.column)
        return chosen

    def _between(self) -> list[ColumnElement[bool]]:
        bounds = ((self.asked.after, True), (self.asked.before, False))
        return [
            self.order.beyond(self.table.c, cursor, self.bind, after=after)
            for cursor, after in bounds
            if cursor is not None
        ]

    def _edge(self, details: "Details") -> JsonText:
        shown: GraphQLObjectType = get_named_type(self.shown.fields["edges"].type)
        entries = {}
        for name, inner in self.compiler.subfields(shown, details).items():
            match inner[0].node.name.value:
                case "__typename":
                    entries[name] = JsonText(f'"{shown.name}"')
                case "cursor":
                    entries[name] = JsonText('"', self._row_cursor(), '"')
                case _:
                    entries[name] = self.compiler.object(self.node, inner, self.rows)
        return json_object(entries.items())

    def _page_info(self, details: "Details") -> Part:
        shown: GraphQLObjectType = get_named_type(self.shown.fields["pageInfo"].type)
        parts = {
            name: self._page_fact(shown, inner[0].node.name.value)
            for name, inner in self.compiler.subfields(shown, details).items()
        }
        return lambda: json_object((name, part()) for name, part in parts.items())

    def _page_fact(self, shown: GraphQLObjectType, name: str) -> Part:
        forward = not self.asked.backward
        match name:
            case "__typename":
                return lambda: JsonText(f'"{shown.name}"')
            case "hasNextPage":
                return self._has_more if forward else lambda: _truth(self.asked.before)
            case "hasPreviousPage":
                return (lambda: _truth(self.asked.after)) if forward else self._has_more
            case "startCursor":
                return self._cursor(self._first)
            case "endCursor":
                return self._cursor(self._last)
        raise NotCompiled

    def _made(self, item: ColumnElement[str]) -> Callable[[], ColumnElement[Any]]:
        """Make this of every row; afterwards, the array of them all."""
        place = len(self.made)
        self.made.append(item)
        return lambda: self.gathered.c[f"item{place}"]

    def _gathered(self, text: JsonText) -> Part:
        items = self._made(text.sql())
        return lambda: JsonText(
            "[", func.array_to_string(items()[self._first() : self._last()], ","), "]"
        )

    def _cursor(self, place: Callable[[], ColumnElement[int]]) -> Part:
        cursors = self._made(self._row_cursor())

        def part() -> JsonText:
            cursor = cursors()[place()]
            return or_null(cursor, JsonText('"', cursor, '"'))

        return part

    def _row_cursor(self) -> ColumnElement[str]:
        """It holds what the list is sorted by, a patient's name perhaps: so it carries the mark."""
        cursor = self.order.cursor(self.rows.columns)
        mark = mark_of(self.declaration, self.rows.columns)
        if mark is None or self.rows.patient_is_marked:
            return cursor
        return func.concat(mark, cursor, type_=Text)

    def _first(self) -> ColumnElement[int]:
        """The place in the arrays where the page begins: paging backward, one more lies before."""
        if self.asked.backward:
            return func.greatest(self.gathered.c.count - self.size, 0, type_=Integer) + 1
        return literal_column("1", Integer)

    def _last(self) -> ColumnElement[int]:
        if self.asked.backward:
            return cast(self.gathered.c.count, Integer)
        return func.least(self.gathered.c.count, self.size, type_=Integer)

    def _has_more(self) -> JsonText:
        return JsonText(cast(self.gathered.c.count > self.size, Text))

    def _total_count(self) -> ColumnElement[Any]:
        count = self.total.c.count
        return count if self._is_counted() else func.least(count, MOST_COUNTED)

    def _total_is_capped(self) -> ColumnElement[str]:
        if self._is_counted():
            return literal_column("'false'", Text)
        return cast(self.total.c.count > MOST_COUNTED, Text)


def _window(given: Mapping[str, Any]) -> Window:
    try:
        return window(given)
    except Invalid:
        raise NotCompiled from None


def _truth(value: object) -> JsonText:
    return JsonText("true" if value is not None else "false")
