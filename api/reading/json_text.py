"""JSON as PostgreSQL writes it into one text: fixed pieces and escaped values, concatenated.

Building text is measurably cheaper than building json values and turning them into text.
Fixed pieces are GraphQL names, numbers of this program and punctuation, never a caller's text.
"""

from collections.abc import Iterable
from typing import Any

from graphql import (
    GraphQLEnumType,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)
from sqlalchemy import ColumnElement, Text, case, cast, func, literal_column

MOST_ARGUMENTS = 90
"""PostgreSQL's functions take at most 100."""

QUOTED = frozenset({"UUID", "Date", "Decimal"})
"""Scalars whose text needs no escaping."""
BARE = frozenset({"Int", "Cents"})

FRAME_BEGINS, FRAME_ENDS = "\x02", "\x03"
JSON, TEXT = "j", "t"
"""What is sealed in a frame: the JSON of a value, or bytes that are shown as text."""


class JsonText:
    """A JSON text in the making: strings and SQL expressions, in order."""

    def __init__(self, *pieces: "str | ColumnElement[Any]") -> None:
        self.pieces: list[str | ColumnElement[Any]] = []
        for piece in pieces:
            self.add(piece)

    def add(self, piece: "str | ColumnElement[Any] | JsonText") -> None:
        if isinstance(piece, JsonText):
            for inner in piece.pieces:
                self.add(inner)
        elif isinstance(piece, str) and self.pieces and isinstance(self.pieces[-1], str):
            self.pieces[-1] += piece
        else:
            self.pieces.append(piece)

    def sql(self) -> ColumnElement[str]:
        """One expression of type text, never null."""
        return _concatenated(
            [_fixed(piece) if isinstance(piece, str) else piece for piece in self.pieces]
        )


def json_object(entries: Iterable[tuple[str, JsonText]]) -> JsonText:
    text = JsonText("{")
    for place, (name, value) in enumerate(entries):
        text.add(f'{"," if place else ""}"{name}":')
        text.add(value)
    text.add("}")
    return text


def json_value(value: ColumnElement[Any], graphql_type: Any) -> JsonText:
    """A scalar, an enum or a list of scalars."""
    name = get_named_type(graphql_type).name
    is_list = is_list_type(get_nullable_type(graphql_type))
    if not is_list and isinstance(get_named_type(graphql_type), GraphQLEnumType):
        text = _enum(value, get_named_type(graphql_type))
    elif not is_list and name in QUOTED:
        text = JsonText('"', value, '"')
    elif not is_list and (name in BARE or name == "Boolean"):
        text = JsonText(cast(value, Text) if name == "Boolean" else value)
    else:
        text = JsonText(func.to_json(value))
    return text if is_non_null_type(graphql_type) else or_null(value, text)


def sealed_value(value: ColumnElement[Any], row_id: Any, graphql_type: Any) -> JsonText:
    """A sealed scalar as a frame that `api.reading.opening` puts the opened value in the place of.

    JSON escapes control characters, so nothing stored can look like one.
    """
    place, kind = value.type.place, value.type.kind  # type: ignore[attr-defined]
    head = f"{FRAME_BEGINS}{TEXT if kind is bytes else JSON}{place}|"
    sealed = func.encode(value, literal_column("'base64'"))
    frame = JsonText(head, row_id, "|", sealed, FRAME_ENDS)
    return frame if is_non_null_type(graphql_type) else or_null(value, frame)


def or_null(value: ColumnElement[Any], text: JsonText) -> JsonText:
    """The text, or JSON's null where the value is SQL's."""
    return JsonText(case((value.is_(None), _fixed("null")), else_=text.sql()))


def either(condition: ColumnElement[bool], constant: str, text: JsonText) -> JsonText:
    """A constant piece of JSON where the condition holds, else the text."""
    return JsonText(case((condition, _fixed(constant)), else_=text.sql()))


def _enum(value: ColumnElement[Any], enum: GraphQLEnumType) -> JsonText:
    """The name of the member. A value that is none fails the statement, and the executor says so."""
    names = {_fixed(item.value): _fixed(f'"{name}"') for name, item in enum.values.items()}
    unknown = cast(literal_column("1") / (func.length(value) * literal_column("0")), Text)
    return JsonText(
        case(*((value == stored, name) for stored, name in names.items()), else_=unknown)
    )


def _fixed(text: str) -> ColumnElement[str]:
    quoted = text.replace("'", "''")
    return literal_column(f"'{quoted}'", Text)


def _concatenated(pieces: list[ColumnElement[Any]]) -> ColumnElement[str]:
    if len(pieces) > MOST_ARGUMENTS:
        groups = range(0, len(pieces), MOST_ARGUMENTS)
        pieces = [_concatenated(pieces[at : at + MOST_ARGUMENTS]) for at in groups]
    return func.concat(*pieces, type_=Text)
