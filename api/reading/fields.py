"""Makes GraphQL types and root fields of declarations; without the compiler, one resolver serves all."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import strawberry
from sqlalchemy import Select
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from api.doors import RefusalsAreErrors, RequirePermission
from api.ids import Id
from api.reading.conditions import Conditions
from api.reading.declarations import ById, ByIds, Declaration, Key, Listed, Own, column
from api.reading.paging import By, Counter, Direction, Pages, SortKey
from api.reading.resolving import Row, resolve
from tenants.permissions import Permission
from tenants.records import Record

T = TypeVar("T", bound=type[Row])


class ReadField(StrawberryField):
    """A field that is declared instead of resolved."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.init = self.repr = self.compare = False
        self.arguments = [
            StrawberryArgument(name, None, StrawberryAnnotation(annotation))
            for name, annotation in _arguments(self.metadata["read"])
        ]

    @property
    def is_basic_field(self) -> bool:
        return False

    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        del args
        return resolve(self.metadata["read"], self.python_name, source, info, kwargs)


def _arguments(read: Any) -> Iterator[tuple[str, Any]]:
    """The arguments that a declaration brings with it: name and type."""
    match read:
        case ById():
            yield "id", Id
        case ByIds():
            yield "ids", list[Id]
        case Pages():
            for name, kind in (("first", int), ("after", str), ("last", int), ("before", str)):
                yield name, kind | None
            if read.filters:
                yield "filter", read.filters | None
            yield "order_by", By[type(read.usual)] | None  # type: ignore[misc]
        case Listed(filters=filters) if filters:
            yield "filter", filters | None
        case _:
            return


def _declared(read: Any) -> Any:
    return ReadField(metadata={"read": read})


@strawberry.interface(description="Whatever has a global id.")
class Node(Row):
    id: Id = _declared(Key())


def shows(
    model: type[Record] | None,
    needs: Permission,
    *,
    withheld: Mapping[str, Any] | None = None,
    own: Own | None = None,
) -> Callable[[T], T]:
    """Make a GraphQL type of a class whose annotations are its fields.

    A field without a value of its own is the model's column of the same name. Whoever reads the
    type, by whatever way they come to it, has the permission that it needs. With `withheld`, a row
    that the database hides is shown by these values where a relation promises one. With `own`, by
    whatever way one comes to it, only one's own rows are shown.
    """

    def declare(shown: T) -> T:
        reads = {name: _read(shown, name) for name in shown.__annotations__}
        for name, read in reads.items():
            setattr(shown, name, _declared(read))
        shown.declaration = Declaration(shown.__name__, model, needs, reads, withheld, own)
        shown.declaration.check()
        return strawberry.type(shown, description=_first_line(shown))

    return declare


def record(permission: Permission) -> Any:
    """A root field: one thing by its global id, or null."""
    return _root(permission, ById())


def records(permission: Permission) -> Any:
    """A root field: things by their global ids."""
    return _root(permission, ByIds())


def connection(
    permission: Permission,
    usual: SortKey,
    direction: Direction = Direction.DESCENDING,
    *,
    filters: type | None = None,
    counter: Counter | None = None,
) -> Any:
    """A root field: pages of everything of a type, sorted as usual unless asked otherwise."""
    return _root(permission, Pages(usual, direction, filters, counter=counter))


def listing(
    permission: Permission,
    rows: Callable[[Conditions], Select[Any]],
    *order: str,
    filters: type | None = None,
    is_heavy: bool = True,
) -> Any:
    """A root field: the rows of a query of the domain, in the order of those columns."""
    return _root(permission, Listed(rows, order, filters, is_heavy))


def _root(permission: Permission, read: Any) -> Any:
    return ReadField(
        metadata={"read": read, "permission": permission},
        extensions=[RequirePermission(permission), RefusalsAreErrors()],
    )


def _read(shown: type, name: str) -> Any:
    given = shown.__dict__.get(name)
    return column(name) if given is None else given


def _first_line(shown: type) -> str | None:
    return shown.__doc__.strip().splitlines()[0] if shown.__doc__ else None
