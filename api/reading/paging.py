"""Connections (Relay): a page of a sorted list, forward or backward, from an opaque cursor."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import partial
from typing import Any, Generic, TypeVar
from uuid import UUID

import strawberry
from sqlalchemy import ColumnElement, Text, func, tuple_

from api.reading.conditions import Operand, bindable
from tenants.refusals import Invalid

LARGEST_PAGE = 100
USUAL_PAGE = 25
MOST_COUNTED = 10_000
"""A total beyond this is not counted, so that its cost stays flat."""

T = TypeVar("T")
K = TypeVar("K", bound="SortKey")


class SortKey(Enum):
    """What a list may be sorted by: the name of a column that is never null and has an index."""


class Direction(Enum):
    ASCENDING = "asc"
    DESCENDING = "desc"

    @property
    def opposite(self) -> "Direction":
        return Direction.ASCENDING if self is Direction.DESCENDING else Direction.DESCENDING


strawberry.enum(Direction)


@strawberry.input(description="A sort key and its direction; equal keys are sorted by age.")
class By(Generic[K]):
    by: K
    direction: Direction = Direction.DESCENDING


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class Edge(Generic[T]):
    cursor: str
    node: T


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    edges: list[Edge[T]]
    nodes: list[T]
    page_info: PageInfo
    total_count: int = strawberry.field(
        description="Exact where the filter names nothing but status or store; else at most 10000."
    )
    total_count_is_capped: bool = strawberry.field(description="Whether there are more than that.")


@dataclass(frozen=True, slots=True)
class Counter:
    """Says that a table's rows are counted as they are written, by these columns."""

    status: str
    store: str | None = None


@dataclass(frozen=True, slots=True)
class Pages:
    """A connection: of all rows, or of those whose `remote` column equals this row's `local`."""

    usual: SortKey
    direction: Direction = Direction.DESCENDING
    filters: type | None = None
    remote: str | None = None
    local: str = "id"
    counter: Counter | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """How a list is sorted: by one key, and by id where keys are equal."""

    key: SortKey
    direction: Direction

    def by(self, row: Any, *, reverse: bool = False) -> list[ColumnElement[Any]]:
        direction = self.direction.opposite if reverse else self.direction
        columns = [row[name] for name in self._names()]
        if direction is Direction.DESCENDING:
            return [column.desc() for column in columns]
        return columns

    def beyond(
        self, row: Any, cursor: Any, operand: Operand, *, after: bool
    ) -> ColumnElement[bool]:
        """Whether a row stands after (or before) the one that the cursor points at."""
        columns = [row[name] for name in self._names()]
        bounds = [
            operand(cursor, column.type, partial(self._value, place, column.type.python_type))
            for place, column in enumerate(columns)
        ]
        rises = (self.direction is Direction.ASCENDING) == after
        here, there = tuple_(*columns), tuple_(*bounds)
        return here > there if rises else here < there

    def cursor(self, row: Any) -> ColumnElement[str]:
        """Base64 of the key's name, its value and the row's id; PostgreSQL breaks lines at 76."""
        pieces: list[Any] = [f"{self.key.value}"]
        for name in self._names():
            pieces += ["|", row[name]]
        encoded = func.encode(func.convert_to(func.concat(*pieces), "UTF8"), "base64")
        return func.translate(encoded, "\n", "", type_=Text)

    def _value(self, place: int, kind: type, cursor: str) -> Any:
        """One of the values that a cursor holds.

        Raises:
            Invalid: not a cursor of a list sorted so.
        """
        try:
            name, text = base64.b64decode(cursor, validate=True).decode().split("|", 1)
            values = text.rsplit("|", len(self._names()) - 1)
            value = _READERS[kind](values[place])
        except (ValueError, IndexError):
            raise _not_a_cursor() from None
        if name != self.key.value:
            raise _not_a_cursor()
        return bindable(value)

    def _names(self) -> list[str]:
        return list(dict.fromkeys([self.key.value, "id"]))


_READERS: dict[type, Callable[[str], Any]] = {
    str: str,
    int: int,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    UUID: UUID,
}


def _not_a_cursor() -> Invalid:
    return Invalid("This is not a cursor of this list, sorted as it is.", path="after")


@dataclass(frozen=True, slots=True)
class Window:
    """Which page is asked for: from which end, how long, between which cursors."""

    backward: bool
    size: Any
    after: Any
    before: Any


def window(given: Any) -> Window:
    """The page that the arguments of a connection ask for.

    Raises:
        Invalid: both ends are asked for at once.
    """
    first, last = given.get("first"), given.get("last")
    if first is not None and last is not None:
        raise Invalid("Ask for the first or for the last of a list, not for both.", path="last")
    size = last if last is not None else first
    return Window(last is not None, size, given.get("after"), given.get("before"))


def checked_size(size: int | None) -> int:
    """Raises:
    Invalid: not a length that a page may have.
    """
    if size is None:
        return USUAL_PAGE
    if not 1 <= size <= LARGEST_PAGE:
        raise Invalid(f"A page has from 1 to {LARGEST_PAGE} items.", path="first")
    return size


def order_of(read: Pages, given: Mapping[str, Any]) -> Order:
    """As asked for, or as usual."""
    return Order(given.get("by", read.usual), given.get("direction", read.direction))


def is_counted(read: Pages, wanted: Mapping[str, Any]) -> bool:
    """Whether the total is kept as rows are written, since nothing else narrows the list."""
    counter = read.counter
    return counter is not None and set(wanted) <= {counter.status, counter.store}
