"""The API's own scalars: cents beyond 32 bits, and instants as PostgreSQL writes them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NewType

import strawberry
from strawberry.schema.types.base_scalars import DateTimeDefinition, DecimalDefinition
from strawberry.types.scalar import ScalarDefinition

Cents = NewType("Cents", int)
"""An amount of money in cents; GraphQL's `Int` ends at 32 bits, sums do not."""

MOST_CENTS = 2**53 - 1
"""The largest integer that every JSON reader keeps exact."""


def _cents(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > MOST_CENTS:
        raise ValueError("This is not a whole number of cents.")
    return value


def _instant(value: datetime) -> str:
    """ISO 8601 in UTC without idle zeros, `2026-11-23T09:46:12.5+00:00`."""
    text = value.astimezone(UTC).isoformat()
    whole, dot, rest = text.partition(".")
    return f"{whole}.{rest.removesuffix('+00:00').rstrip('0')}+00:00" if dot else text


def _read_instant(text: Any) -> datetime:
    """Without an offset it is in UTC."""
    assert DateTimeDefinition.parse_value is not None
    value: datetime = DateTimeDefinition.parse_value(text)
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)


def _decimal(value: Decimal) -> str:
    return format(value, "f")


SCALARS: dict[object, ScalarDefinition] = {
    Cents: strawberry.scalar(
        name="Cents",
        description="Money in whole cents, as an integer of up to 53 bits.",
        serialize=_cents,
        parse_value=_cents,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant in UTC, ISO 8601.",
        serialize=_instant,
        parse_value=_read_instant,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description="An exact decimal number, as text.",
        serialize=_decimal,
        parse_value=DecimalDefinition.parse_value,
    ),
}
"""For StrawberryConfig(scalar_map=...)."""
