"""Where the fields of a GraphQL type live, said once; the compiler and the plain resolver obey it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, FromClause, Select, select

from api.reading.conditions import Conditions
from api.reading.paging import Counter, Direction, Pages, SortKey
from tenants.permissions import Permission
from tenants.records import Record

Expression = Callable[[Any], ColumnElement[Any]]
"""SQL over the columns (`row.paid_cents`) of the row that a field belongs to."""

DEFINITION = "strawberry-definition"
LONGEST_LIST = 500
"""No list without pages is longer: a claim has at most 50 lines, a line some 30 adjustments."""


@dataclass(frozen=True, slots=True)
class Key:
    """The global id."""


@dataclass(frozen=True, slots=True)
class Value:
    """A scalar that SQL finds in the row."""

    expression: Expression
    needs: Permission | None = None
    """Who lacks it sees `masked` instead or, without one, is refused."""
    masked: Expression | None = None
    patients: Callable[[Any], Select[Any]] | None = None
    """Finds the patients whom the value tells of, where they are others than the row's own."""

    def shown_to(self, permissions: frozenset[Permission]) -> Expression | None:
        """What these permissions let one see; None: nothing, not even a mask."""
        if self.needs is None or self.needs in permissions:
            return self.expression
        return self.masked


@dataclass(frozen=True, slots=True)
class One:
    """The row of another table whose `remote` column equals this row's `local` column."""

    local: str
    remote: str = "id"


@dataclass(frozen=True, slots=True)
class Many:
    """The rows of another table whose `remote` column equals this row's `local`, in order."""

    remote: str
    local: str = "id"
    order: tuple[str, ...] = ("id",)


@dataclass(frozen=True, slots=True)
class ById:
    """The row that the argument `id` names. An id of another type of thing finds nothing."""


@dataclass(frozen=True, slots=True)
class ByIds:
    """The rows that the argument `ids` names, in that order, null where there is none."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows of a query of the domain, which a filter over its table may narrow."""

    rows: Callable[[Conditions], Select[Any]]
    order: tuple[str, ...] = ()
    filters: type | None = None
    is_heavy: bool = True
    """Whether it runs in the lane of those that may take long."""


@dataclass(frozen=True, slots=True)
class Own:
    """Says that a type's rows are each somebody's, and shown to nobody else."""

    is_mine: Expression
    unless: Permission
    """Who has it sees everybody's."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """A GraphQL type: its table, who may read it, and where each field lives."""

    kind: str
    """The type's name."""
    model: type[Record] | None
    """None where a query of the domain gives the rows."""
    needs: Permission
    fields: Mapping[str, Any]
    withheld: Mapping[str, Any] | None = None
    """What a hidden row shows where another shows it in any case; what is not named is null."""
    own: Own | None = None

    def rows(self, permissions: frozenset[Permission]) -> FromClause:
        """The rows of its table that these permissions show, under a name of their own."""
        table = self.table.alias()
        if self.own is None or self.own.unless in permissions:
            return table
        return select(table).where(self.own.is_mine(table.c)).subquery()

    @property
    def table(self) -> FromClause:
        assert self.model is not None, f"{self.kind} has no table of its own"
        return self.model.__table__

    @property
    def table_name(self) -> str:
        assert self.model is not None, f"{self.kind} has no table of its own"
        return str(self.model.__tablename__)

    def check(self) -> None:
        """Fail where a type is declared, not where a query meets it."""
        if self.model is None:
            return
        columns = self.model.__table__.columns
        for name, read in self.fields.items():
            local = getattr(read, "local", "id")
            if local not in columns:
                raise TypeError(f"{self.kind}.{name}: there is no column {local}.")
            if isinstance(read, Value):
                read.expression(columns)


def column(name: str, *, needs: Permission | None = None, masked: Expression | None = None) -> Any:
    """A field that is the column of that name."""
    return Value(lambda row: cast("ColumnElement[Any]", row[name]), needs, masked)


def computed(
    expression: Expression,
    *,
    needs: Permission | None = None,
    masked: Expression | None = None,
    patients: Callable[[Any], Select[Any]] | None = None,
) -> Any:
    """A field that SQL computes from the row's columns."""
    return Value(expression, needs, masked, patients)


def one(local: str, remote: str = "id") -> Any:
    """A field that is the row of another type: the one that this row's `local` column names."""
    return One(local, remote)


def many(remote: str, *, local: str = "id", order: tuple[str, ...] = ("id",)) -> Any:
    """A field that lists the rows of another type which name this row in `remote`."""
    return Many(remote, local, order)


def pages(remote: str, usual: SortKey, direction: Direction = Direction.DESCENDING) -> Any:
    """As `many`, for lists without a bound: a connection."""
    return Pages(usual, direction, remote=remote)


def declaration_of(graphql_type: Any) -> Declaration | None:
    """What was declared of a graphql-core type; None where nothing was."""
    origin = getattr(graphql_type.extensions.get(DEFINITION), "origin", None)
    declaration: Declaration | None = getattr(origin, "declaration", None)
    return declaration


def read_of(graphql_field: Any) -> Any:
    """What was declared of a graphql-core field; None where it has a resolver of its own."""
    definition = graphql_field.extensions.get(DEFINITION)
    return definition.metadata.get("read") if definition else None


__all__ = [
    "ById", "ByIds", "Counter", "Declaration", "Key", "Listed", "Many", "One", "Own", "Pages",
    "Value",
    "column", "computed", "declaration_of", "many", "one", "pages", "read_of",
]  # fmt: skip
