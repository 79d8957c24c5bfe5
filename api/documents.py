"""GraphQL documents: parsed, limited and validated once, then remembered."""

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    StringValueNode,
    parse,
    specified_rules,
    validate,
)
from graphql.execution.values import get_variable_values

from api.cost import Measure, measure, size_of
from api.doors import needs_recent_sign_in, permission_of
from api.unquoting import unquoted
from tenants.permissions import Permission

MAX_TOKENS = 2_000
MAX_COMMENTS = 500
MAX_VALIDATION_ERRORS = 5
MAX_VARIABLE_ERRORS = 5
NO_TEXT = "A text holds no character U+0000: the database cannot keep it."
REMEMBERED_DOCUMENTS = 500
REMEMBERED_CHARACTERS = 20_000
"""Longer documents are parsed each time: memory is bounded by the product of the two."""


class Rejected(Exception):
    """The request cannot be executed; the errors say why.

    Without a status, GraphQL over HTTP decides it by the media type of the answer.
    """

    def __init__(self, errors: list[GraphQLError], status: int | None = None) -> None:
        super().__init__("rejected")
        self.errors = errors
        self.status = status


class KeepableText(ASTValidationRule):
    """No text in the document is one that PostgreSQL cannot keep."""

    def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
        if "\0" in node.value:
            self.report_error(GraphQLError(NO_TEXT, node))


@dataclass(frozen=True, eq=False)
class Operation:
    """One operation of a valid document: the same object for the same text and name."""

    schema: GraphQLSchema
    document: DocumentNode
    definition: OperationDefinitionNode
    document_hash: str
    _measures: dict[tuple[Any, ...], Measure] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str | None:
        return self.definition.name.value if self.definition.name else None

    @property
    def is_query(self) -> bool:
        return self.definition.operation is OperationType.QUERY

    @cached_property
    def fragments(self) -> Mapping[str, FragmentDefinitionNode]:
        return {
            node.name.value: node
            for node in self.document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }

    @cached_property
    def root_fields(self) -> frozenset[str]:
        """Names at the root, those of the schema itself (`__typename` …) left out."""
        names = self._fields(self.definition.selection_set, set())
        return frozenset(name for name in names if not name.startswith("__"))

    @cached_property
    def action(self) -> str:
        """What the audit log calls it where no command names itself."""
        return " ".join(sorted(self.root_fields)) or "__typename"

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """What its root fields need."""
        root = self.schema.get_root_type(self.definition.operation)
        assert root is not None
        needed = (permission_of(root.fields[name]) for name in self.root_fields)
        return frozenset(permission for permission in needed if permission is not None)

    @cached_property
    def needs_recent_sign_in(self) -> bool:
        """Whether one of its root fields does something dangerous."""
        root = self.schema.get_root_type(self.definition.operation)
        assert root is not None
        return any(needs_recent_sign_in(root.fields[name]) for name in self.root_fields)

    def coerced(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The variables as their declared types, defaults filled in.

        Raises:
            Rejected: one does not fit.
        """
        found = get_variable_values(
            self.schema, self.definition.variable_definitions or (), dict(variables),
            MAX_VARIABLE_ERRORS,
        )  # fmt: skip
        if isinstance(found, list):
            raise Rejected(unquoted(found))
        return found.coerced

    def measured(self, variables: Mapping[str, Any]) -> Measure:
        """What it costs with these variables, of which numbers and lists say how long an answer is.

        Raises:
            Rejected: it exceeds a limit.
        """
        found = ((name, size_of(value)) for name, value in variables.items())
        sizes = tuple((name, size) for name, size in found if size is not None)
        if sizes not in self._measures:
            if len(self._measures) > REMEMBERED_DOCUMENTS:
                self._measures.clear()
            self._measures[sizes] = _measured(
                self.schema, self.document, self.definition, variables
            )
        return self._measures[sizes]

    def _fields(self, selections: SelectionSetNode, seen: set[str]) -> Iterator[str]:
        for node in selections.selections:
            if isinstance(node, FieldNode):
                yield node.name.value
            elif isinstance(node, FragmentSpreadNode):
                if node.name.value not in seen:
                    seen.add(node.name.value)
                    yield from self._fields(self.fragments[node.name.value].selection_set, seen)
            else:
                yield from self._fields(node.selection_set, seen)  # type: ignore[attr-defined]


class Documents:
    """The valid documents seen lately; the least recently used goes first."""

    def __init__(self, schema: GraphQLSchema, *, introspection: bool) -> None:
        self.schema = schema
        self.introspection = introspection
        self._remembered: OrderedDict[str, dict[str | None, Operation]] = OrderedDict()

    def operation(self, text: str, name: str | None) -> Operation:
        """The operation of that name, or the only one.

        Raises:
            Rejected: the document is no GraphQL, invalid, too big, or has no such operation.
        """
        operations = self._operations(text)
        if name is None and len(operations) == 1:
            return next(iter(operations.values()))
        if name is None or name not in operations:
            wanted = "Name the operation to execute." if name is None else "Unknown operation."
            raise Rejected([GraphQLError(wanted)])
        return operations[name]

    def _operations(self, text: str) -> dict[str | None, Operation]:
        found = self._remembered.get(text)
        if found is not None:
            self._remembered.move_to_end(text)
            return found
        found = self._read(text)
        if len(text) <= REMEMBERED_CHARACTERS:
            self._remembered[text] = found
            if len(self._remembered) > REMEMBERED_DOCUMENTS:
                self._remembered.popitem(last=False)
        return found

    def _read(self, text: str) -> dict[str | None, Operation]:
        document = _parsed(text)
        definitions = [
            node for node in document.definitions if isinstance(node, OperationDefinitionNode)
        ]
        for definition in definitions:  # Before validation, which limits nothing.
            _measured(self.schema, document, definition, {})
        self._must_be_valid(document)
        document_hash = hashlib.sha256(text.encode()).hexdigest()
        operations = (
            Operation(self.schema, document, definition, document_hash)
            for definition in definitions
        )
        return {operation.name: operation for operation in operations}

    def _must_be_valid(self, document: DocumentNode) -> None:
        rules = [*specified_rules, KeepableText]
        if not self.introspection:
            rules.append(NoSchemaIntrospectionCustomRule)
        errors = validate(
            self.schema,
            document,
            rules,
            max_errors=MAX_VALIDATION_ERRORS,
            hide_suggestions=not self.introspection,
        )
        if errors:
            raise Rejected(unquoted(errors))


def _parsed(text: str) -> DocumentNode:
    try:
        return parse(text, max_lexical_tokens=MAX_TOKENS, max_comments=MAX_COMMENTS)
    except GraphQLError as error:
        raise Rejected(unquoted([error])) from None


def _measured(
    schema: GraphQLSchema,
    document: DocumentNode,
    definition: OperationDefinitionNode,
    variables: Mapping[str, Any],
) -> Measure:
    try:
        return measure(schema, document, definition, variables)
    except GraphQLError as error:
        raise Rejected([error]) from None
