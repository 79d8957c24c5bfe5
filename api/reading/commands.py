"""Commands that are one statement: it takes effect and the answer is read, in one round trip."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLObjectType, GraphQLUnionType, get_named_type
from graphql.execution.collect_fields import FieldDetails
from sqlalchemy import Boolean, ColumnElement, Date, Integer, Select, Text, Uuid, cast, select

from api.doors import permission_of
from api.ids import key_of
from api.reading.compiler import Compiler, Plan
from api.reading.conditions import bindable
from api.reading.declarations import DEFINITION, declaration_of
from api.reading.joins import Rows
from api.reading.json_text import JsonText, json_object
from api.reading.parameters import NotCompiled, Parameters, Slot
from api.reading.statements import written
from tenants.identifiers import new_id

TYPES: Mapping[str, Any] = {
    "ID": Uuid(),
    "String": Text(),
    "Int": Integer(),
    "Boolean": Boolean(),
    "Date": Date(),
}
"""What arguments of a command as one statement may be."""


@dataclass(frozen=True, slots=True)
class Swift:
    """A command as one statement, which selects something if it took effect and nothing if not.

    Nothing means that something speaks against it: the ordinary command is then asked, and says
    what. The statement takes a maker of fresh ids, then the arguments by name.
    """

    statement: Callable[..., Select[Any]]
    row: str
    """The argument that names the row which the answer shows."""


@dataclass(frozen=True, slots=True)
class CommandPlan:
    """The command, then the query that reads what is shown of it."""

    command: Plan
    answer: Plan


class CommandCompiler(Compiler):
    """Composes the two statements of a mutation of one field."""

    def command_plan(self) -> CommandPlan:
        """Raises:
        NotCompiled: it is more than one field, no swift command, or refused.
        """
        root = self.schema.mutation_type
        assert root is not None
        fields = self.root_fields(root)
        if len(fields) != 1:
            raise NotCompiled
        ((name, details),) = fields.items()
        field = root.fields.get(details[0].node.name.value)
        swift = field and field.extensions[DEFINITION].metadata.get("swift")
        if not swift or permission_of(field) not in self.permissions:
            raise NotCompiled
        given = self.arguments(root, details)
        return CommandPlan(
            self._command(swift, field, given), self._answer(name, field, details, given[swift.row])
        )

    def _command(self, swift: Swift, field: Any, given: Mapping[str, Any]) -> Plan:
        parameters = Parameters()

        def fresh_id() -> ColumnElement[Any]:
            return parameters.bind(Slot(None), Uuid(), lambda _: new_id())

        kinds = {
            argument.extensions[DEFINITION].python_name: get_named_type(argument.type).name
            for argument in field.args.values()
        }
        arguments = {name: _bound(parameters, slot, kinds[name]) for name, slot in given.items()}
        statement = swift.statement(fresh_id, **arguments)
        (first,) = statement.selected_columns
        return Plan(*written(statement.with_only_columns(cast(first, Text)), parameters))

    def _answer(self, name: str, field: Any, details: list[FieldDetails], slot: Slot) -> Plan:
        shown = _shown(get_named_type(field.type))
        table = self.declaration(shown).table.alias()
        rows = Rows(table.c, table)
        body = json_object([(name, self.object(shown, details, rows))])
        text = JsonText('{"data":')
        text.add(body)
        text.add("}")
        statement = select(text.sql()).select_from(rows.source)
        found = statement.where(table.c.id == self.parameters.bind(slot, Uuid(), key_of))
        return Plan(*written(found, self.parameters))


def _bound(parameters: Parameters, slot: Slot, kind: str) -> ColumnElement[Any]:
    if kind not in TYPES or not isinstance(slot, Slot):
        raise NotCompiled
    return parameters.bind(slot, TYPES[kind], key_of if kind == "ID" else bindable)


def _shown(result: Any) -> GraphQLObjectType:
    """The member of a result that is no refusal."""
    members = result.types if isinstance(result, GraphQLUnionType) else [result]
    declared: list[GraphQLObjectType] = [each for each in members if declaration_of(each)]
    if len(declared) != 1:
        raise NotCompiled
    return declared[0]
