"""What lists of claims come to: counts and sums, of many lists in one statement."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, cast, func, literal, select, union_all
from sqlalchemy.orm import Session

from domain.claims.models import Claim
from domain.errors import Invalid

MOST_LISTS = 60
SUMS = ("charge_cents", "expected_cents", "paid_cents", "patient_responsibility_cents")

Narrowing = Callable[[Any], list[ColumnElement[bool]]]
"""Conditions on the columns of claims."""


def totals(session: Session, narrowings: Sequence[Narrowing]) -> list[dict[str, int]]:
    """Each list's `count` and sums, in the order given.

    Raises:
        Invalid: no list, or too many.
    """
    if not 1 <= len(narrowings) <= MOST_LISTS:
        raise Invalid(f"Name 1 to {MOST_LISTS} lists.", path="filters")
    lists = [_total(place, narrow) for place, narrow in enumerate(narrowings)]
    rows = session.execute(union_all(*lists).order_by("place")).mappings()
    return [{name: row[name] for name in ("count", *SUMS)} for row in rows]


def _total(place: int, narrow: Narrowing) -> Any:
    claims = Claim.__table__.alias()
    sums = [cast(func.coalesce(func.sum(claims.c[name]), 0), BigInteger) for name in SUMS]
    return select(
        literal(place).label("place"),
        func.count().label("count"),
        *(total.label(name) for total, name in zip(sums, SUMS, strict=True)),
    ).where(*narrow(claims.c))
