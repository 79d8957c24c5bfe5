"""What a GraphQL document would cost, computed in time linear in its size.

Each fragment is measured once, however often it is spread, so that fragments which double one
another cost no more to refuse than to write. The limiters that Strawberry brings walk every
path and need seconds for half a kilobyte; they stay off.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

MAX_COST = 50_000
"""Values in the answer, lists counted as long as they may be."""
MAX_DEPTH = 16
"""Fields within fields; the introspection query of the usual tools needs 15."""
MAX_ALIASES = 30
MAX_REPEATS = 40
"""Times one name may be asked of one type: validation compares the repeats pair by pair."""
MAX_NESTING = 64
"""Selection sets within selection sets, fragments included: what the walk may recurse."""
LIST_LENGTH = 10
"""What a list counts as where no page size is asked for."""
PAGE_ARGUMENTS = ("first", "last")
SIZE_ARGUMENTS = (*PAGE_ARGUMENTS, "ids")
"""What says how long an answer's list is: a number, or as many ids as are given."""
MOST_DIGITS = 10
"""Of a page size: Python refuses to read numbers of thousands of digits, and none is needed."""


class Measure(NamedTuple):
    """Of a selection: values in its answer, fields within fields, aliases."""

    cost: int
    depth: int
    aliases: int


@dataclass
class Scales:
    """Weighs the operations of one document for one set of variables."""

    schema: GraphQLSchema
    variables: Mapping[str, Any]
    fragments: Mapping[str, FragmentDefinitionNode]
    _measured: dict[str, Measure | None] = field(default_factory=dict)
    _repeats: Counter[tuple[str, str]] = field(default_factory=Counter)

    def selection(
        self, selections: SelectionSetNode, parent: GraphQLNamedType | None, nesting: int
    ) -> Measure:
        if nesting > MAX_NESTING:
            raise _exceeded("nesting", nesting, MAX_NESTING)
        cost = depth = aliases = 0
        for node in selections.selections:
            if isinstance(node, FieldNode):
                found = self._field(node, parent, nesting)
            elif isinstance(node, FragmentSpreadNode):
                found = self._fragment(node.name.value, nesting)
            else:
                assert isinstance(node, InlineFragmentNode)
                condition = node.type_condition
                kind = self.schema.type_map.get(condition.name.value) if condition else parent
                found = self.selection(node.selection_set, kind, nesting + 1)
            cost, depth, aliases = (
                cost + found.cost,
                max(depth, found.depth),
                aliases + found.aliases,
            )
            _must_be_allowed(cost, depth, aliases)
        return Measure(cost, depth, aliases)

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None, nesting: int) -> Measure:
        self._count_repeat(node, parent)
        alias = 1 if node.alias else 0
        if node.selection_set is None:
            return Measure(1, 1, alias)
        definition = self._definition(node.name.value, parent)
        kind = get_named_type(definition.type) if definition else None
        within = self.selection(node.selection_set, kind, nesting + 1)
        count = self._count(node, definition)
        return Measure(1 + count * within.cost, 1 + within.depth, alias + within.aliases)

    def _fragment(self, name: str, nesting: int) -> Measure:
        if name not in self.fragments:
            return Measure(0, 0, 0)  # Validation says so better.
        if name not in self._measured:
            self._measured[name] = None
            fragment = self.fragments[name]
            kind = self.schema.type_map.get(fragment.type_condition.name.value)
            self._measured[name] = self.selection(fragment.selection_set, kind, nesting + 1)
        measure = self._measured[name]
        if measure is None:
            raise GraphQLError(f"Cannot spread fragment '{name}' within itself.")
        return measure

    def _count_repeat(self, node: FieldNode, parent: GraphQLNamedType | None) -> None:
        name = (node.alias or node.name).value
        key = (parent.name if parent else "", name)
        self._repeats[key] += 1
        if self._repeats[key] > MAX_REPEATS:
            raise _exceeded("repeats", self._repeats[key], MAX_REPEATS)

    def _definition(self, name: str, parent: GraphQLNamedType | None) -> GraphQLField | None:
        if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            return self.schema.get_field(parent, name)
        return None

    def _count(self, node: FieldNode, definition: GraphQLField | None) -> int:
        """How often the field's own selection may be answered."""
        for argument in node.arguments or ():
            if argument.name.value in SIZE_ARGUMENTS:
                size = self._page_size(argument.value)
                if size is not None:
                    return max(size, 1)
        if definition is None or _is_counted_already(definition, node):
            return 1
        if any(name in definition.args for name in PAGE_ARGUMENTS):
            return LIST_LENGTH
        return LIST_LENGTH if str(definition.type).startswith("[") else 1

    def _page_size(self, value: Any) -> int | None:
        if isinstance(value, IntValueNode):
            return int(value.value[:MOST_DIGITS])  # More digits only make it larger.
        if isinstance(value, ListValueNode):
            return len(value.values)
        if isinstance(value, VariableNode):
            return size_of(self.variables.get(value.name.value))
        return None


def measure(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
) -> Measure:
    """Weigh one operation.

    Raises:
        GraphQLError: it is too deep, too costly, has too many aliases or a cycle of fragments.
    """
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    root = schema.get_root_type(operation.operation)
    return Scales(schema, variables, fragments).selection(operation.selection_set, root, 0)


def size_of(value: Any) -> int | None:
    """What a variable can say about a list's length; None where it says nothing."""
    if isinstance(value, list):
        return len(value)
    return value if isinstance(value, int) else None


def _is_counted_already(definition: GraphQLField, node: FieldNode) -> bool:
    """A connection multiplies by its page size; the schema itself is only so long."""
    return node.name.value in {"edges", "nodes"} or get_named_type(definition.type).name[:2] == "__"


def _must_be_allowed(cost: int, depth: int, aliases: int) -> None:
    if depth > MAX_DEPTH:
        raise _exceeded("depth", depth, MAX_DEPTH)
    if aliases > MAX_ALIASES:
        raise _exceeded("aliases", aliases, MAX_ALIASES)
    if cost > MAX_COST:
        raise _exceeded("cost", cost, MAX_COST)


def _exceeded(what: str, found: int, limit: int) -> GraphQLError:
    return GraphQLError(
        f"The operation's {what} of {found} or more exceeds the limit of {limit}.",
        extensions={"code": "limit_exceeded", "limit": what, "maximum": limit},
    )
