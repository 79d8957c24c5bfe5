"""Where a statement's parameters come from: variables of the operation and constants of its text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInputObjectType,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_nullable_type,
    value_from_ast,
)
from sqlalchemy import ColumnElement, bindparam, cast
from sqlalchemy.types import TypeEngine

from api.ids import kind_of
from api.reading.conditions import Keyed, Reading, bindable
from api.reading.declarations import DEFINITION
from api.reading.paging import Direction, SortKey
from tenants.sealed_fields import SealedColumn
from tenants.sealing import TenantKeys

Variables = Mapping[str, Any]


class NotCompiled(Exception):
    """The operation cannot be one statement: the executor must answer it."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place where an argument's value stands: in the variables, or in the document itself."""

    variable: str | None
    path: tuple[str, ...] = ()
    constant: Any = None

    def value(self, variables: Variables) -> Any:
        if self.variable is None:
            return self.constant
        value = variables[self.variable]
        for key in self.path:
            value = value[key]
        return value


def shape(value: Any) -> Any:
    """What of the variables a statement depends on: which there are, of which types the ids, and
    what sorts and skips.

    Everything else is a parameter, so operations with other values share their statement.
    """
    if isinstance(value, Mapping):
        return tuple((name, shape(item)) for name, item in value.items())
    if value is None or isinstance(value, bool | SortKey | Direction):
        return value
    kind = kind_of(value) if isinstance(value, str) else None
    return kind or ...


def slots(field: GraphQLField, node: FieldNode, variables: Variables) -> dict[str, Any]:
    """The arguments of a field by Python name: slots, or mappings of them for input objects.

    What is null or left out is not there.
    """
    nodes = {argument.name.value: argument.value for argument in node.arguments or ()}
    found = {}
    for name, argument in field.args.items():
        place = _place(nodes.get(name), argument, variables)
        if place is not None:
            found[_python_name(argument)] = place
    return found


def _place(node: ValueNode | None, wanted: Any, variables: Variables) -> Any:
    """`wanted` is an argument or an input field: both have a type and perhaps a default."""
    if isinstance(node, VariableNode) and node.name.value in variables:
        name = node.name.value
        return _variable(Slot(name), wanted.type, variables[name])
    if node is None or isinstance(node, VariableNode):
        default = wanted.default_value
        return None if default in (None, Undefined) else Slot(None, constant=default)
    return _literal(node, get_nullable_type(wanted.type), variables)


def _variable(slot: Slot, graphql_type: Any, value: Any) -> Any:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        return slot
    fields = get_nullable_type(graphql_type).fields
    inner = {
        _python_name(fields[name]): _variable(
            Slot(slot.variable, (*slot.path, name)), fields[name].type, item
        )
        for name, item in value.items()
    }
    return {name: place for name, place in inner.items() if place is not None}


def _literal(node: ValueNode, graphql_type: Any, variables: Variables) -> Any:
    if isinstance(node, NullValueNode):
        return None
    if isinstance(graphql_type, GraphQLInputObjectType):
        assert isinstance(node, ObjectValueNode)
        nodes = {field.name.value: field.value for field in node.fields or ()}
        inner = {
            _python_name(field): _place(nodes.get(name), field, variables)
            for name, field in graphql_type.fields.items()
        }
        return {name: place for name, place in inner.items() if place is not None}
    if isinstance(node, ListValueNode) and any(
        isinstance(item, VariableNode) for item in node.values or ()
    ):
        raise NotCompiled
    return Slot(None, constant=value_from_ast(node, graphql_type))


def _python_name(argument: Any) -> str:
    name: str = argument.extensions[DEFINITION].python_name
    return name


@dataclass(frozen=True, slots=True)
class Parameter:
    """One `$n`: where its value stands and how it is read from there."""

    name: str
    slot: Slot
    read: "Reading | Sealing"

    def value(
        self, variables: Variables, keys: TenantKeys | None, others: Mapping[str, Any]
    ) -> Any:
        """`others` are the values of parameters that need none.

        Raises:
            Refused: the value is none that the database or this list can take.
        """
        value = self.slot.value(variables)
        if isinstance(self.read, Keyed | Sealing):
            assert keys is not None, "a plan that needs keys says so"
            if isinstance(self.read, Sealing):
                return self.read.sealed(keys, value, others[self.read.row])
            return self.read.read(keys, value)
        return self.read(value)


@dataclass(frozen=True, slots=True)
class Sealing:
    """Reads a given text as what is said of it, sealed for a column of a new row."""

    column: SealedColumn
    row: str
    """The parameter that is the row's id."""
    said: Callable[[str], str]

    def sealed(self, keys: TenantKeys, given: str, row_id: UUID) -> bytes:
        written = self.column.form.written(self.said(bindable(given)))
        return keys.sealed(self.column.place, row_id, written)


def texts(
    parameters: Sequence[Parameter], variables: Variables, keys: TenantKeys | None
) -> list[bytes | None]:
    """The values of a statement's parameters, as the database takes them.

    Raises:
        Refused: one of them is none that it can take.
    """
    values: dict[str, Any] = {}
    for parameter in sorted(parameters, key=lambda each: isinstance(each.read, Sealing)):
        values[parameter.name] = parameter.value(variables, keys, values)
    return [encoded(values[parameter.name]) for parameter in parameters]


class Parameters:
    """Collects what a statement needs while it is composed."""

    def __init__(self) -> None:
        self.by_name: dict[str, Parameter] = {}

    @property
    def are_keyed(self) -> bool:
        """Whether it takes the tenant's keys to read one of them."""
        return any(isinstance(each.read, Keyed | Sealing) for each in self.by_name.values())

    def bind(
        self, given: Slot, type_: TypeEngine[Any], read: "Reading | Sealing" = bindable
    ) -> ColumnElement[Any]:
        name = f"p{len(self.by_name)}"
        self.by_name[name] = Parameter(name, given, read)
        return cast(bindparam(name, type_=type_), type_)


def encoded(value: Any) -> bytes | None:
    """A value in PostgreSQL's text format."""
    if value is None:
        return None
    if isinstance(value, list):
        return b"{" + b",".join(_element(item) for item in value) + b"}"
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, bytes):
        return b"\\x" + value.hex().encode()
    if isinstance(value, Enum):
        return str(value.value).encode()
    assert isinstance(value, str | int | Decimal | UUID | date | datetime), type(value)
    return str(value).encode()


def _element(item: Any) -> bytes:
    text = encoded(item)
    assert text is not None
    return b'"' + text.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
