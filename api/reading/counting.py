"""Totals that are kept as rows are written, so that asking for one costs the same at any size."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, Subquery, cast, func, select

from api.reading.conditions import Operand, conditions
from api.reading.paging import Counter
from domain.reports.models import RowCount


def kept_count(
    table: str, counter: Counter, wanted: Mapping[str, Any], operand: Operand
) -> Subquery:
    """One row with the `count` of a table's rows of the wanted status and store."""
    counts = RowCount.__table__.alias()
    columns = {counter.status: counts.c.status, counter.store: counts.c.store_id}
    total = func.coalesce(func.sum(counts.c.row_count), 0)
    statement = select(cast(total, BigInteger).label("count")).where(
        counts.c.table_name == table, *conditions(columns, wanted, operand)
    )
    return statement.subquery()
