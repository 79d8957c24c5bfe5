"""Reads sheets that people upload as CSV: which columns, which rows, and what is wrong where."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

_AMERICAN_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class Problem:
    """What is wrong where. Row 1 is the header, as spreadsheets count."""

    row: int
    column: str
    message: str


class Unreadable(Exception):
    """The file as a whole cannot be read."""

    def __init__(self, row: int, column: str, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(row, column, message)


class NotThisValue(Exception):
    """A cell cannot be read as what its column holds; the message is for people."""


@dataclass(frozen=True)
class Shape:
    """Which columns a sheet has, in any order, and how much of it there may be."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    most_rows: int
    most_bytes: int
    none: str
    """What is said of a file without rows."""

    def rows(self, content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row that holds anything, by column, with its number.

        Raises:
            Unreadable: it is no such sheet.
        """
        lines = csv.reader(io.StringIO(self._decoded(content), newline=""), strict=True)
        number = 0
        try:
            header = self._header(next(lines, []))
            for number, cells in enumerate(lines, start=2):
                if number > self.most_rows + 1:
                    raise Unreadable(
                        number, "", f"A file has at most {self.most_rows} rows: split it."
                    )
                if not any(cell.strip() for cell in cells):
                    continue
                if len(cells) != len(header):
                    raise Unreadable(
                        number, "", f"The row has {len(cells)} cells, the header {len(header)}."
                    )
                yield number, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        except csv.Error:
            raise Unreadable(
                number + 1, "", "A quotation mark is not closed, or stands alone."
            ) from None
        if number == 0:
            raise Unreadable(1, "", self.none)

    def _decoded(self, content: bytes) -> str:
        if len(content) > self.most_bytes:
            megabytes = self.most_bytes // 1024 // 1024
            raise Unreadable(1, "", f"A file has at most {megabytes} MiB: split it.")
        if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content:
            raise Unreadable(1, "", "This is not CSV: save the sheet as `CSV UTF-8`.")
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise Unreadable(1, "", "The characters are neither UTF-8 nor Windows-1252.")

    def _header(self, cells: list[str]) -> list[str]:
        names = [cell.strip().lower() for cell in cells]
        for name in names:
            if name not in (*self.required, *self.optional):
                raise Unreadable(1, name, "There is no such column; separate columns by commas.")
            if names.count(name) > 1:
                raise Unreadable(1, name, "The column stands in the header twice.")
        for name in self.required:
            if name not in names:
                raise Unreadable(1, name, "The column is missing.")
        return names


def date_in(text: str) -> date:
    """A day as people write it in a cell.

    Raises:
        NotThisValue
    """
    american = _AMERICAN_DATE.fullmatch(text)
    try:
        if american:
            return date(int(american[3]), int(american[1]), int(american[2]))
        if _ISO_DATE.fullmatch(text):
            return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  a calendar day has no zone
    except ValueError:
        raise NotThisValue("There is no such day in the calendar.") from None
    raise NotThisValue("A date looks like 1958-04-12 or 04/12/1958.")
