"""Turns GraphQL inputs into the values that commands take."""

from dataclasses import fields
from typing import Any, TypeVar, get_type_hints
from uuid import UUID

from api.ids import key_of
from tenants.refusals import Invalid

T = TypeVar("T")


def given(kind: type[T], source: Any) -> T:
    """The domain's value for an input with the same fields: ids become keys, lists tuples.

    Raises:
        Invalid: an id is none.
    """
    hints = get_type_hints(kind)
    values = {each.name: getattr(source, each.name) for each in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: _value(hints[name], value) for name, value in values.items()})


def json_object(value: Any, path: str) -> dict[str, Any]:
    """What a JSON argument holds, where that must be an object.

    Raises:
        Invalid: it is something else.
    """
    if not isinstance(value, dict):
        raise Invalid("This is a JSON object.", path)
    return value


def _value(hint: Any, value: Any) -> Any:
    if isinstance(value, str) and hint in (UUID, UUID | None):
        return key_of(value)
    return tuple(value) if isinstance(value, list) else value
