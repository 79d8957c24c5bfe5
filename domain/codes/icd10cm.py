"""Reads the ICD-10-CM order file, the publisher's complete list of headers and codes."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from domain.codes.systems import FileRefused, PublishedCode

LONGEST_LINE = 400
SHORT_TEXT_WIDTH = 60

_FILE_NAME = re.compile(
    r"icd10cm[-_]order[-_](?:([a-z]+)[-_](?:1[-_])?)?(20\d\d)\.txt", re.IGNORECASE
)
_CODE = re.compile(r"[A-Z][0-9A-Z]{2,6}")
_MONTHS = {"january": 1, "jan": 1, "april": 4, "apr": 4, "october": 10, "oct": 10}


def effective_on(file_name: str) -> date | None:
    """The first day of a release as its file name tells it; none for any other file.

    `icd10cm-order-2027.txt` is fiscal year 2027, from 1 October 2026. CDC writes hyphens, CMS
    underscores; an update within the year names its month. Addenda list changes, not the set.
    """
    match = _FILE_NAME.fullmatch(file_name)
    if match is None:
        return None
    month, year = match[1], int(match[2])
    if month is None:
        return date(year - 1, 10, 1)
    return date(year, _MONTHS[month.lower()], 1) if month.lower() in _MONTHS else None


def read_order_file(file_name: str, lines: Iterable[bytes]) -> Iterator[PublishedCode]:
    """Every header and code of an order file, in its order. Source: icd10OrderFiles.pdf, CDC/NCHS.

    Columns: 1-5 order number, 7-13 code without dot, 15 validity, 17-76 short text, 78 on long
    text. The order numbers start at 1 without a gap and a header stands directly before its own
    codes, so a file cut, sorted or spliced is noticed.

    Raises:
        FileRefused: a line breaks the layout, or the list is cut.
    """
    header: str | None = None
    number = 0
    for number, line in enumerate(lines, start=1):
        text = _text(file_name, number, line)
        code, billable = _columns(file_name, number, text)
        if header is not None and not code.startswith(header):
            raise FileRefused.at(file_name, number, 7, f"header {header} has no codes of its own")
        header = None if billable else code
        yield PublishedCode(code, billable, text[16:76].rstrip(), text[77:].rstrip())
    if number == 0 or header is not None:
        raise FileRefused.at(file_name, number + 1, 1, "the file ends too early")


def _text(file_name: str, number: int, line: bytes) -> str:
    if not line.endswith(b"\n"):
        raise FileRefused.at(file_name, number, len(line) + 1, "the last line is cut")
    if len(line) > LONGEST_LINE:
        raise FileRefused.at(file_name, number, LONGEST_LINE, "the line is too long")
    try:
        return line.decode("ascii").rstrip("\r\n")
    except UnicodeDecodeError as problem:
        raise FileRefused.at(file_name, number, problem.start + 1, "not ASCII") from None


def _columns(file_name: str, number: int, text: str) -> tuple[str, bool]:
    if text[:5] != f"{number:05}":
        raise FileRefused.at(file_name, number, 1, f"order number {number:05} expected")
    code = text[6:13].rstrip()
    if not _CODE.fullmatch(code):
        raise FileRefused.at(file_name, number, 7, "not an ICD-10-CM code")
    if text[14:15] not in ("0", "1"):
        raise FileRefused.at(file_name, number, 15, "validity is 0 for a header, 1 for a code")
    for column in (6, 14, 16, 77):
        if text[column - 1 : column] != " ":
            raise FileRefused.at(file_name, number, column, "a blank expected")
    if not text[16:76].strip() or not text[77:].strip():
        raise FileRefused.at(file_name, number, 17, "the texts are missing")
    return code, text[14] == "1"
