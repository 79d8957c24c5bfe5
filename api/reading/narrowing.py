"""A filter as a resolver of its own is given it, and the conditions that it becomes."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, literal
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine
from strawberry import UNSET
from strawberry.types.base import has_object_definition

from api.reading.conditions import Conditions, Keyed, Reading, bindable, conditions
from tenants.sealed_fields import keys_of


def narrowing(session: Session, wanted: Any) -> Conditions:
    """What a filter asks of a table's columns."""
    asked = tree(wanted)
    return lambda row: list(conditions(row, asked, partial(operand, session)))


def tree(given: Any) -> Any:
    """Arguments as mappings by Python name; what is null or left out is not there."""
    if has_object_definition(given):
        fields = given.__strawberry_definition__.fields
        given = {field.python_name: getattr(given, field.python_name) for field in fields}
    if isinstance(given, Mapping):
        return {
            name: tree(value)
            for name, value in given.items()
            if value is not None and value is not UNSET
        }
    return given


def operand(
    session: Session, given: Any, type_: TypeEngine[Any], read: Reading = bindable
) -> ColumnElement[Any]:
    """A given value as a parameter, read with the tenant's keys where that takes them."""
    if isinstance(read, Keyed):
        return literal(read.read(keys_of(session), given), type_)
    return literal(read(given), type_)
