"""Filters as input objects with typed operators, and the SQL conditions that they become."""

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any, Generic, Protocol, TypeVar

import strawberry
from sqlalchemy import ARRAY, ColumnElement, Uuid, any_, cast, func
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.types import TypeEngine

from api.ids import key_of
from tenants.refusals import Invalid

LONGEST_CHOICE = 200
LAST_CHARACTER = chr(0x10FFFF)

T = TypeVar("T")

Conditions = Callable[[Any], list[ColumnElement[bool]]]
"""What a caller's filter asks of a table's columns."""


@strawberry.input(description="Is this, or one of these.")
class Choice(Generic[T]):
    equals: T | None = strawberry.UNSET
    in_: list[T] | None = strawberry.field(name="in", default=strawberry.UNSET)


@strawberry.input(description="Lies between, both ends included.")
class Range(Generic[T]):
    from_: T | None = strawberry.field(name="from", default=strawberry.UNSET)
    to: T | None = strawberry.UNSET


@strawberry.input(description="Begins so; capital letters and small ones are the same.")
class Beginning:
    starts_with: str


@strawberry.input(description="Is a list that has this among its items.")
class Including:
    includes: strawberry.ID


def bindable(value: Any) -> Any:
    """A given value as the database takes it.

    Raises:
        Invalid: text that PostgreSQL cannot hold, or too long a list.
    """
    if isinstance(value, str):
        if "\0" in value:
            raise Invalid("Text cannot contain the character NUL.")
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list):
        if len(value) > LONGEST_CHOICE:
            raise Invalid(f"A choice has at most {LONGEST_CHOICE} values.")
        return [bindable(item) for item in value]
    return value


class Operand(Protocol):
    """Makes SQL of a given value: a parameter, never text of the statement."""

    def __call__(
        self, given: Any, type_: TypeEngine[Any], read: Callable[[Any], Any] = bindable
    ) -> ColumnElement[Any]: ...


def conditions(
    row: Any, given: Mapping[str, Any], operand: Operand
) -> Iterator[ColumnElement[bool]]:
    """One condition for each operator given; a filter's field is the column of its name."""
    for name, wanted in given.items():
        column = row[name]
        tests = wanted if isinstance(wanted, Mapping) else {"equals": wanted}
        for operator, value in tests.items():
            yield _OPERATORS[operator](column, value, operand)


def _is(column: Any, value: Any, operand: Operand) -> ColumnElement[bool]:
    return column == operand(value, column.type, _reader(column))  # type: ignore[no-any-return]


def _is_among(column: Any, value: Any, operand: Operand) -> ColumnElement[bool]:
    among = operand(value, ARRAY(column.type), _reader(column))
    return column == any_(among)  # type: ignore[no-any-return]


def _is_not_before(column: Any, value: Any, operand: Operand) -> ColumnElement[bool]:
    return column >= operand(value, column.type)  # type: ignore[no-any-return]


def _is_not_after(column: Any, value: Any, operand: Operand) -> ColumnElement[bool]:
    return column <= operand(value, column.type)  # type: ignore[no-any-return]


def _includes(column: Any, value: Any, operand: Operand) -> ColumnElement[bool]:
    item = operand(value, column.type.item_type, key_of)
    among: ColumnElement[bool] = column.contains(cast(array([item]), column.type))
    return among


def _reader(column: Any) -> Callable[[Any], Any]:
    """A column of keys is compared with global ids."""
    return _keys if isinstance(column.type, Uuid) else bindable


def _keys(given: Any) -> Any:
    """Raises:
    Invalid: not an id, or too many.
    """
    given = bindable(given)
    return [key_of(item) for item in given] if isinstance(given, list) else key_of(given)


def _begins(column: Any, value: Any, operand: Operand) -> ColumnElement[bool]:
    """As a range: behind row-level security only comparisons that leak nothing may use an index."""
    beginning = func.lower(operand(value, column.type))
    return (column >= beginning) & (column < beginning.concat(LAST_CHARACTER))  # type: ignore[no-any-return]


_OPERATORS: Mapping[str, Callable[[Any, Any, Operand], ColumnElement[bool]]] = {
    "equals": _is,
    "in_": _is_among,
    "from_": _is_not_before,
    "to": _is_not_after,
    "starts_with": _begins,
    "includes": _includes,
}
