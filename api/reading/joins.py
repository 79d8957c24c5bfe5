"""Where an object's columns come from, and the tables joined to it on the way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Join


@dataclass(frozen=True, slots=True)
class Withheld:
    """What stands in the place of a row that is there, but hidden: its key, and constants."""

    is_hidden: ColumnElement[bool]
    key: ColumnElement[Any]
    values: Mapping[str, Any]
    """By field; null where there is none."""


@dataclass
class Rows:
    """Where an object's columns come from, and the tables joined to it on the way."""

    columns: Any
    source: FromClause
    is_optional: bool = False
    """Whether the row may be missing: what is joined to it may be missing too."""
    patient_is_marked: bool = False
    """Whether an object around this one has the mark of the same patient."""

    withheld: Withheld | None = None
    """Said where the row may be hidden, and something of it is shown all the same."""

    def column(self, name: str) -> ColumnElement[Any]:
        """What relations go by; the key is known of a hidden row, too."""
        if self.withheld is not None and name == "id":
            return self.withheld.key
        return self.columns[name]  # type: ignore[no-any-return]

    def joined(
        self, table: FromClause, condition: ColumnElement[bool], *, optional: bool
    ) -> "Rows":
        """The row of another table; the source that both come from grows."""
        is_optional = self.is_optional or optional
        self.source = self.source.join(table, condition, isouter=is_optional)
        return Rows(table.c, self.source, is_optional)

    def tables(self) -> list[FromClause]:
        """Whatever the source joins."""
        return list(_tables(self.source))


@dataclass(frozen=True, slots=True)
class Owner:
    """What the rows of a nested connection name, and whether its patient is marked and theirs."""

    column: ColumnElement[Any]
    patient_is_marked: bool


def _tables(source: FromClause) -> Iterator[FromClause]:
    if isinstance(source, Join):
        yield from _tables(source.left)
        yield from _tables(source.right)
    else:
        yield source
