"""Writes an operation for any root field of the schema, with arguments made from their types."""

from collections.abc import Iterator
from itertools import count, repeat
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)

LEAVES: dict[str, Any] = {
    "Base64": "eA==",
    "Boolean": True,
    "Cents": 100,
    "Date": "2026-01-02",
    "DateTime": "2026-01-02T03:04:05Z",
    "Decimal": "1",
    "Float": 1.0,
    "Int": 1,
    "JSON": {},
    "String": "someone@example.com",
    "UUID": "01a207f0-25e4-771c-8f31-2bd7dcf1bdcb",
}
MAX_DEPTH = 2


def root_fields(schema: GraphQLSchema) -> Iterator[tuple[str, str, GraphQLField]]:
    """Operation type, name and definition of everything that a caller may begin with."""
    for operation, root in (("query", schema.query_type), ("mutation", schema.mutation_type)):
        for name, definition in (root.fields if root is not None else {}).items():
            yield operation, name, definition


def takes_ids(definition: GraphQLField) -> bool:
    return any(_has_id(argument.type) for argument in definition.args.values())


def id_places(definition: GraphQLField) -> int:
    """How many ids a probe of the field takes."""
    taken = count()
    _arguments(definition, map(str, taken))
    return next(taken)


def probe(
    operation: str,
    name: str,
    definition: GraphQLField,
    schema: GraphQLSchema,
    ids: str | list[str],
    *,
    shown: str = "",
) -> tuple[str, dict[str, Any]]:
    """The operation and its variables: an id at every place, or the same one at all of them.

    Everything is asked for that the field shows, unless the selection is given.
    """
    arguments = _arguments(definition, repeat(ids) if isinstance(ids, str) else iter(ids))
    declared = ", ".join(f"${argument}: {definition.args[argument].type}" for argument in arguments)
    passed = ", ".join(f"{argument}: ${argument}" for argument in arguments)
    head = f"{operation} ({declared})" if declared else operation
    call = f"{name}({passed})" if passed else name
    kind = get_named_type(definition.type)
    if shown and not is_leaf_type(kind):
        return f"{head} {{ {call} {{ {shown} }} }}", arguments
    return f"{head} {{ {call} {selection(kind, schema, MAX_DEPTH)} }}", arguments


def _arguments(definition: GraphQLField, ids: Iterator[str]) -> dict[str, Any]:
    return {
        argument: value
        for argument, definition_ in definition.args.items()
        if (value := argued(definition_.type, ids, is_wanted=_has_id(definition_.type))) is not None
    }


def argued(kind: Any, ids: Iterator[str], *, is_wanted: bool) -> Any:
    """A value of the type; None where it may be left out and no id would go in."""
    if not isinstance(kind, GraphQLNonNull) and not is_wanted:
        return None
    inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if isinstance(inner, GraphQLList):
        return [argued(inner.of_type, ids, is_wanted=True)]
    if isinstance(inner, GraphQLEnumType):
        return next(iter(inner.values))
    if isinstance(inner, GraphQLInputObjectType):
        return {
            name: value
            for name, field in inner.fields.items()
            if (value := argued(field.type, ids, is_wanted=_has_id(field.type))) is not None
        }
    return next(ids) if inner.name == "ID" else LEAVES[inner.name]


def selection(kind: GraphQLNamedType, schema: GraphQLSchema, depth: int) -> str:
    """Everything that the type shows, this deep."""
    if is_leaf_type(kind):
        return ""
    if isinstance(kind, GraphQLUnionType | GraphQLInterfaceType):
        shown = " ".join(
            f"... on {possible.name} {{ id }}"
            if "id" in possible.fields
            else f"... on {possible.name} {selection(possible, schema, 2)}"
            for possible in schema.get_possible_types(kind)
        )
        return f"{{ __typename {shown} }}"
    assert isinstance(kind, GraphQLObjectType)
    fields = ["__typename"]
    for name, field in kind.fields.items():
        inner = get_named_type(field.type)
        if any(isinstance(argument.type, GraphQLNonNull) for argument in field.args.values()):
            continue
        if is_leaf_type(inner):
            fields.append(name)
        elif depth > 1:
            fields.append(f"{name} {selection(inner, schema, depth - 1)}")
    return f"{{ {' '.join(fields)} }}"


def _has_id(kind: Any) -> bool:
    inner = get_named_type(kind)
    if isinstance(inner, GraphQLInputObjectType):
        return any(
            _has_id(field.type)
            for field in inner.fields.values()
            if get_named_type(field.type) is not inner
        )
    return bool(inner.name == "ID")
