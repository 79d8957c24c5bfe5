"""Compiles a query operation to one SQL statement whose single value is the finished JSON answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues
from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.types import Uuid

from api.documents import Operation
from api.doors import permission_of
from api.ids import key_of, kind_of
from api.reading.conditions import conditions
from api.reading.connections import connection
from api.reading.declarations import (
    DEFINITION,
    LONGEST_LIST,
    ById,
    Declaration,
    Key,
    Listed,
    Many,
    One,
    Value,
    declaration_of,
    read_of,
)
from api.reading.joins import Owner, Rows, Withheld
from api.reading.json_text import (
    JsonText,
    either,
    json_object,
    json_value,
    or_null,
    sealed_value,
)
from api.reading.paging import Pages
from api.reading.parameters import (
    NotCompiled,
    Parameter,
    Parameters,
    Slot,
    Variables,
    slots,
    texts,
)
from api.reading.sightings import is_same_patients, mark_of, marks_of
from api.reading.statements import written
from infra.statement_pool import Statement
from tenants.permissions import Permission
from tenants.sealed_fields import SealedColumn
from tenants.sealing import TenantKeys

Details = list[FieldDetails]


@dataclass(frozen=True, slots=True)
class Plan:
    """One statement, and where the value of each of its parameters is found."""

    sql: bytes
    parameters: tuple[Parameter, ...]
    is_heavy: bool = False
    is_sealed: bool = False
    """Whether it takes the tenant's keys to ask it, or to open its answer."""
    lists_patients: bool = False
    """Whether it tells how many patients' rows there are of some kind, if only that there are none."""

    def bound(self, variables: Variables, keys: TenantKeys | None = None) -> Statement:
        """Raises:
        Refused: a value is none that the database can take.
        """
        return Statement(self.sql, texts(self.parameters, variables, keys))


class Compiler:
    """Composes the statement of one operation, for one shape of variables and some permissions."""

    def __init__(
        self, operation: Operation, variables: Variables, permissions: frozenset[Permission]
    ) -> None:
        self.schema = operation.schema
        self.operation = operation.definition
        self.fragments = {name: FragmentDetails(node) for name, node in operation.fragments.items()}
        self.variables = variables
        self.permissions = permissions
        self.parameters = Parameters()
        self.is_heavy = False
        self.shows_sealed = False
        self.lists_patients = False

    def plan(self) -> Plan:
        """Raises:
        NotCompiled: something has no declaration, or is refused to these permissions.
        """
        root = self.schema.query_type
        assert root is not None
        fields = (
            (name, self._root_field(root, details))
            for name, details in self.root_fields(root).items()
        )
        text = JsonText('{"data":')
        text.add(json_object(fields))
        text.add("}")
        sql, parameters = written(select(text.sql()), self.parameters)
        return Plan(sql, parameters, self.is_heavy, self.is_sealed, self.lists_patients)

    @property
    def is_sealed(self) -> bool:
        return self.shows_sealed or self.parameters.are_keyed

    def root_fields(self, root: GraphQLObjectType) -> dict[str, Details]:
        """The fields selected of the operation's root, by the name that the answer gives them."""
        collected = collect_fields(
            self.schema, self.fragments, self._values(), root, self.operation
        )
        return collected.grouped_field_set

    def _values(self) -> VariableValues:
        return VariableValues({}, dict(self.variables))

    def subfields(self, parent: GraphQLObjectType, details: Details) -> dict[str, Details]:
        """The fields selected of an object, by the name that the answer gives them."""
        collected = collect_subfields(
            self.schema, self.fragments, self._values(), self.operation, parent, details
        )
        return collected.grouped_field_set

    def arguments(self, parent: GraphQLObjectType, details: Details) -> dict[str, Any]:
        node = details[0].node
        return slots(parent.fields[node.name.value], node, self.variables)

    def declaration(self, graphql_type: Any) -> Declaration:
        """What was declared of a type that these permissions may read."""
        found = declaration_of(graphql_type)
        if found is None or found.needs not in self.permissions:
            raise NotCompiled
        return found

    def _root_field(self, root: GraphQLObjectType, details: Details) -> JsonText:
        name = details[0].node.name.value
        if name == "__typename":
            return JsonText(f'"{root.name}"')
        field = root.fields.get(name)
        if field is None or permission_of(field) not in self.permissions or not read_of(field):
            raise NotCompiled
        given = self.arguments(root, details)
        match read_of(field):
            case ById():
                return self._by_id(get_named_type(field.type), details, given["id"])
            case Pages() as read:
                return connection(self, read, get_named_type(field.type), details, given, None)
            case Listed() as read:
                return self._listed(read, get_named_type(field.type), details, given)
        raise NotCompiled

    def _by_id(self, returned: Any, details: Details, slot: Slot) -> JsonText:
        kind = kind_of(slot.value(self.variables))
        if kind is None:
            raise NotCompiled
        named = self.schema.get_type(kind)
        is_it = named is returned or (
            isinstance(returned, GraphQLInterfaceType)
            and isinstance(named, GraphQLObjectType)
            and self.schema.is_sub_type(returned, named)
        )
        if not is_it:
            return JsonText("null")
        table = self.declaration(named).rows(self.permissions)
        rows = Rows(table.c, table)
        text = self.object(named, details, rows)
        found = select(text.sql()).select_from(rows.source)
        found = found.where(table.c.id == self.parameters.bind(slot, Uuid(), key_of))
        return JsonText(func.coalesce(found.scalar_subquery(), literal_column("'null'")))

    def _listed(
        self, read: Listed, shown: Any, details: Details, given: Mapping[str, Any]
    ) -> JsonText:
        self.declaration(shown)
        self.is_heavy |= read.is_heavy
        wanted = given.get("filter", {})
        statement = read.rows(lambda row: list(conditions(row, wanted, self.parameters.bind)))
        table = statement.limit(LONGEST_LIST).subquery()
        order = [table.c[name] for name in read.order]
        return self._list(shown, details, Rows(table.c, table), None, order)

    def object(self, shown: Any, details: Details, rows: Rows) -> JsonText:
        """One object after the mark of its patient; to-one relations are joined to its row."""
        mark = None
        if not rows.patient_is_marked:
            mark = mark_of(self.declaration(shown), rows.columns)
        text = JsonText() if mark is None else JsonText(mark)
        text.add(
            json_object(
                (name, self._field(shown, inner, rows))
                for name, inner in self.subfields(shown, details).items()
            )
        )
        return text

    def _field(self, shown: GraphQLObjectType, details: Details, rows: Rows) -> JsonText:
        name = details[0].node.name.value
        if name == "__typename":
            return JsonText(f'"{shown.name}"')
        field = shown.fields[name]
        returned = get_named_type(field.type)
        match read_of(field):
            case Key():
                return JsonText(f'"{shown.name}_', rows.column("id"), '"')
            case Value() as read:
                return _or_withheld(self._value(read, field.type, rows), field, rows)
            case One() as read:
                return self._one(shown, read, field.type, details, rows)
            case Many() as read:
                return self._many(shown, read, returned, details, rows)
            case Pages() as read:
                given = self.arguments(shown, details)
                node = get_named_type(returned.fields["nodes"].type)
                same = is_same_patients(self.declaration(shown), read, self.declaration(node))
                owner = Owner(rows.column(read.local), patient_is_marked=same)
                return connection(self, read, returned, details, given, owner)
        raise NotCompiled

    def _value(self, read: Value, graphql_type: Any, rows: Rows) -> JsonText:
        expression = read.shown_to(self.permissions)
        if expression is None:
            raise NotCompiled
        found = expression(rows.columns)
        if isinstance(found.type, SealedColumn):
            self.shows_sealed = True
            value = sealed_value(found, rows.columns.id, graphql_type)
        else:
            value = json_value(found, graphql_type)
        if read.patients is None:
            return value
        text = JsonText(marks_of(read.patients(rows.columns)))
        text.add(value)
        return text

    def _many(
        self, above: Any, read: Many, shown: GraphQLObjectType, details: Details, rows: Rows
    ) -> JsonText:
        declared = self.declaration(shown)
        table = declared.rows(self.permissions)
        order = [table.c[column] for column in read.order]
        condition = table.c[read.remote] == rows.column(read.local)
        same = is_same_patients(self.declaration(above), read, declared)
        found = Rows(table.c, table, patient_is_marked=same)
        return self._list(shown, details, found, condition, order)

    def _one(
        self, above: Any, read: One, graphql_type: Any, details: Details, rows: Rows
    ) -> JsonText:
        shown = get_named_type(graphql_type)
        declared = self.declaration(shown)
        table = declared.rows(self.permissions)
        condition = table.c[read.remote] == rows.columns[read.local]
        optional = not is_non_null_type(graphql_type)
        withheld = None if optional else declared.withheld
        other = rows.joined(table, condition, optional=optional or withheld is not None)
        if withheld is not None:
            other.withheld = Withheld(table.c.id.is_(None), rows.column(read.local), withheld)
        other.patient_is_marked = is_same_patients(self.declaration(above), read, declared)
        text = self.object(shown, details, other)
        rows.source = other.source
        return or_null(table.c.id, text) if optional else text

    def _list(
        self,
        shown: Any,
        details: Details,
        rows: Rows,
        condition: ColumnElement[bool] | None,
        order: Sequence[ColumnElement[Any]],
    ) -> JsonText:
        """All of some rows as a JSON list; a sorted subquery feeds the aggregate in its order."""
        text = self.object(shown, details, rows)
        items = select(text.sql().label("item")).select_from(rows.source).order_by(*order)
        if condition is not None:
            items = items.where(condition).correlate_except(*rows.tables())
        listed = items.limit(LONGEST_LIST).subquery()
        joined = func.string_agg(listed.c.item, literal_column("','"))
        return JsonText("[", select(joined).scalar_subquery(), "]")


def _or_withheld(text: JsonText, field: Any, rows: Rows) -> JsonText:
    """The value or, of a hidden row, the constant in its place."""
    if rows.withheld is None:
        return text
    name = field.extensions[DEFINITION].python_name
    constant = orjson.dumps(rows.withheld.values.get(name)).decode()
    return either(rows.withheld.is_hidden, constant, text)
