"""Tables as CSV for spreadsheets, in which no cell can start a formula (CWE-1236)."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def sheet_of(names: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Text that would be a formula begins with an apostrophe; a number stays a number."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return out.getvalue()


def _inert(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell
