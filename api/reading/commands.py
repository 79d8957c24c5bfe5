"""Commands that are one statement: it takes effect and the answer is read, in one round trip."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLObjectType, GraphQLUnionType, get_named_type
from graphql.execution.collect_fields import FieldDetails
from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Date,
    Integer,
    LargeBinary,
    Select,
    Text,
    Uuid,
    cast,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import array

from api.doors import permission_of
from api.ids import key_of
from api.reading.compiler import Compiler, Plan
from api.reading.conditions import bindable
from api.reading.declarations import DEFINITION, declaration_of
from api.reading.joins import Rows
from api.reading.json_text import JsonText, json_object
from api.reading.parameters import NotCompiled, Parameters, Sealing, Slot
from api.reading.statements import written
from tenants.audit import AuditEvent, Outcome
from tenants.belonging import patient_of
from tenants.identifiers import new_id

ORIGIN = "$origin"
"""The variable that holds what the audit log says of a command; GraphQL's begin with no dollar."""

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
    what. The statement takes `Made`, then the arguments by name.
    """

    statement: Callable[..., Select[Any]]
    row: str
    """The argument that names the row which the answer shows."""


@dataclass(frozen=True, slots=True)
class CommandPlan:
    """The command, then the query that reads what is shown of it."""

    command: Plan
    answer: Plan

    @property
    def is_sealed(self) -> bool:
        return self.command.is_sealed or self.answer.is_sealed


@dataclass(frozen=True, slots=True)
class Made:
    """Makes what a statement is given besides its arguments."""

    parameters: Parameters

    def new_id(self) -> ColumnElement[Any]:
        return self.parameters.bind(Slot(None), Uuid(), lambda _: new_id())

    def sealed(self, field: Any, row_id: Any, text: Any, said: Callable[[str], str]) -> Any:
        """What is said of an argument, sealed for a field of the row of a fresh id."""
        argument = self.parameters.by_name[text.clause.key]
        reading = Sealing(field.type, row_id.clause.key, said)
        return self.parameters.bind(argument.slot, LargeBinary(), reading)


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

        kinds = {
            argument.extensions[DEFINITION].python_name: get_named_type(argument.type).name
            for argument in field.args.values()
        }
        arguments = {name: _bound(parameters, slot, kinds[name]) for name, slot in given.items()}
        made = Made(parameters)
        done = swift.statement(made, **arguments).cte("done")
        (row_id,) = done.c
        table = self.declaration(_shown(get_named_type(field.type))).table.alias()
        row = done.join(table, table.c.id == row_id)
        event = self._event(parameters, table, made.new_id()).select_from(row)
        names = [str(column.name) for column in event.selected_columns]
        recorded = insert(AuditEvent).from_select(names, event).cte("recorded")
        shown = written(select(cast(row_id, Text)).add_cte(recorded), parameters)
        return Plan(*shown, is_sealed=parameters.are_keyed)

    def _event(
        self, parameters: Parameters, table: Any, event_id: ColumnElement[Any]
    ) -> Select[Any]:
        """The row of the audit log, which is there only if the command took effect."""
        patient = patient_of(table.element.name, table.c)
        texts = {
            name: parameters.bind(Slot(ORIGIN, (name,)), Text())
            for name in ("action", "through", "through_id", "request_id", "purpose")
        }
        columns = {
            "id": event_id,
            "actor": func.split_part(func.current_setting("app.context"), "|", 2),
            "store_ids": func.security.store_ids(),
            "patient_ids": _array([] if patient is None else [patient], Uuid()),
            "objects": _array([func.concat(f"{table.element.name}/", table.c.id)], Text()),
            "outcome": literal(Outcome.DONE.value, Text()),
            **texts,
        }
        return select(*(value.label(name) for name, value in columns.items()))

    def _answer(self, name: str, field: Any, details: list[FieldDetails], slot: Slot) -> Plan:
        shown = _shown(get_named_type(field.type))
        table = self.declaration(shown).rows(self.permissions)
        rows = Rows(table.c, table)
        body = json_object([(name, self.object(shown, details, rows))])
        text = JsonText('{"data":')
        text.add(body)
        text.add("}")
        statement = select(text.sql()).select_from(rows.source)
        found = statement.where(table.c.id == self.parameters.bind(slot, Uuid(), key_of))
        return Plan(*written(found, self.parameters), is_sealed=self.is_sealed)


def _bound(parameters: Parameters, slot: Slot, kind: str) -> ColumnElement[Any]:
    if kind not in TYPES or not isinstance(slot, Slot):
        raise NotCompiled
    return parameters.bind(slot, TYPES[kind], key_of if kind == "ID" else bindable)


def _array(items: list[Any], type_: Any) -> Any:
    return cast(array(items, type_=type_), ARRAY(type_))


def _shown(result: Any) -> GraphQLObjectType:
    """The member of a result that is no refusal."""
    members = result.types if isinstance(result, GraphQLUnionType) else [result]
    declared: list[GraphQLObjectType] = [each for each in members if declaration_of(each)]
    if len(declared) != 1:
        raise NotCompiled
    return declared[0]
