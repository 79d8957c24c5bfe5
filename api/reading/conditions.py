"""Filters as input objects with typed operators, and the SQL conditions that they become."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

import strawberry
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Text,
    Uuid,
    any_,
    cast,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.types import TypeEngine

from api.ids import key_of
from domain.encounters.models import Encounter
from domain.ledger.models import Account, Leg
from domain.patients.models import NamePrefix
from domain.patients.name_search import sought
from tenants.refusals import Invalid
from tenants.sealed_fields import SealedColumn
from tenants.sealing import TenantKeys

LONGEST_CHOICE = 200

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


@strawberry.input(
    description="Each word begins a word of it, whatever the capitals and accents. Words of one"
    " letter are passed over, and of a word the first eight letters are looked at."
)
class Beginning:
    starts_with: str


@strawberry.input(description="Has these letters somewhere, whatever the capitals.")
class Containing:
    contains: str


@strawberry.input(description="Is a list that has this among its items.")
class Including:
    includes: strawberry.ID


@strawberry.input(description="Was made for this service.")
class OfService:
    service_id: strawberry.ID


@strawberry.input(description="Something stands on this account for it, in the ledger.")
class Owing:
    owes: Account


@strawberry.input(description="Moved money of this claim.")
class OfClaim:
    claim_id: strawberry.ID


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


@dataclass(frozen=True, slots=True)
class Keyed:
    """Reads a given value as what stands for it, for which it takes the tenant's keys."""

    read: Callable[[TenantKeys, Any], Any]


Reading = Callable[[Any], Any] | Keyed


class Operand(Protocol):
    """Makes SQL of a given value: a parameter, never text of the statement."""

    def __call__(
        self, given: Any, type_: TypeEngine[Any], read: Reading = bindable
    ) -> ColumnElement[Any]: ...


def conditions(
    row: Any, given: Mapping[str, Any], operand: Operand
) -> Iterator[ColumnElement[bool]]:
    """One condition for each operator given; a filter's field is the column of its name."""
    for name, wanted in given.items():
        tests = wanted if isinstance(wanted, Mapping) else {"equals": wanted}
        for operator, value in tests.items():
            yield _OPERATORS[operator](row, name, value, operand)


def _is(row: Any, name: str, value: Any, operand: Operand) -> ColumnElement[bool]:
    column, read = _comparable(row, name)
    return column == operand(value, column.type, read)  # type: ignore[no-any-return]


def _is_among(row: Any, name: str, value: Any, operand: Operand) -> ColumnElement[bool]:
    column, read = _comparable(row, name)
    return column == any_(operand(value, ARRAY(column.type), read))  # type: ignore[no-any-return]


def _is_not_before(row: Any, name: str, value: Any, operand: Operand) -> ColumnElement[bool]:
    return row[name] >= operand(value, row[name].type)  # type: ignore[no-any-return]


def _is_not_after(row: Any, name: str, value: Any, operand: Operand) -> ColumnElement[bool]:
    return row[name] <= operand(value, row[name].type)  # type: ignore[no-any-return]


def _includes(row: Any, name: str, value: Any, operand: Operand) -> ColumnElement[bool]:
    column = row[name]
    item = operand(value, column.type.item_type, key_of)
    among: ColumnElement[bool] = column.contains(cast(array([item]), column.type))
    return among


def _contains(row: Any, name: str, value: Any, operand: Operand) -> ColumnElement[bool]:
    """For lists that are short: no index helps."""
    sought = operand(value, Text())
    has: ColumnElement[bool] = func.strpos(func.lower(row[name]), func.lower(sought)) > 0
    return has


def _comparable(row: Any, name: str) -> tuple[Any, Reading]:
    """A column of keys is compared with global ids, a sealed one by what stands for its values."""
    column = row[name]
    if isinstance(column.type, SealedColumn):
        return row[column.type.index], Keyed(partial(_blind, column.type))
    return column, _keys if isinstance(column.type, Uuid) else bindable


def _blind(sealed: SealedColumn, keys: TenantKeys, given: Any) -> Any:
    given = bindable(given)
    if isinstance(given, list):
        return [sealed.blind(keys, item) for item in given]
    return sealed.blind(keys, given)


def _keys(given: Any) -> Any:
    """Raises:
    Invalid: not an id, or too many.
    """
    given = bindable(given)
    return [key_of(item) for item in given] if isinstance(given, list) else key_of(given)


def _is_named(row: Any, name: str, value: Any, operand: Operand) -> ColumnElement[bool]:
    """By equality alone: behind row-level security nothing else of a name may use an index."""
    prefixes = NamePrefix.__table__.alias()
    sought = operand(value, ARRAY(BigInteger), Keyed(_sought))
    named = select(prefixes.c.patient_id).where(prefixes.c.prefix == any_(sought))
    found = named.group_by(prefixes.c.patient_id).having(func.count() == func.cardinality(sought))
    return row[name].in_(found)  # type: ignore[no-any-return]


def _sought(keys: TenantKeys, given: str) -> list[int]:
    """Raises:
    Invalid: not one word of two letters.
    """
    hashes = sought(keys, bindable(given))
    if not hashes:
        raise Invalid("Type at least two letters of a name.")
    return hashes


def _is_of_service(row: Any, name: str, value: Any, operand: Operand) -> ColumnElement[bool]:
    encounters = Encounter.__table__.alias()
    of_service = encounters.c.service_id == operand(value, Uuid(), _keys)
    return row[name].in_(select(encounters.c.id).where(of_service))  # type: ignore[no-any-return]


def _is_of_claim(row: Any, name: str, value: Any, operand: Operand) -> ColumnElement[bool]:
    legs = Leg.__table__.alias()
    of_claim = legs.c.claim_id == operand(value, Uuid(), _keys)
    return row[name].in_(select(legs.c.entry_id).where(of_claim))  # type: ignore[no-any-return]


def _owes(row: Any, name: str, value: Any, operand: Operand) -> ColumnElement[bool]:
    """Asked of each row, so that a page needs the ledger of no other."""
    legs = Leg.__table__.alias()
    stands = (
        select(func.coalesce(func.sum(legs.c.amount_cents), 0))
        .where(legs.c.claim_id == row[name], legs.c.account == operand(value, Text()))
        .correlate_except(legs)
        .scalar_subquery()
    )
    return stands != 0


_OPERATORS: Mapping[str, Callable[[Any, str, Any, Operand], ColumnElement[bool]]] = {
    "equals": _is,
    "in_": _is_among,
    "from_": _is_not_before,
    "to": _is_not_after,
    "starts_with": _is_named,
    "includes": _includes,
    "contains": _contains,
    "service_id": _is_of_service,
    "claim_id": _is_of_claim,
    "owes": _owes,
}
