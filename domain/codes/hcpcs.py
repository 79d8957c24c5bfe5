"""Reads the HCPCS Level II file of CMS, in its fixed columns or as comma-separated values."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from domain.codes.systems import FileRefused, PublishedCode

RECORD_WIDTH = 293
"""Up to the action code; a record of a code or modifier that is shorter has been cut."""

_FILE_NAME = re.compile(
    r"HCPC(20)?(\d\d)_(CONTR|JAN|APR|JUL|OCT)_ANWEB(?:_\w+)?\.(?:txt|csv)", re.IGNORECASE
)
_QUARTERS = {"CONTR": 1, "JAN": 1, "APR": 4, "JUL": 7, "OCT": 10}
_CODE = re.compile(r"[A-CE-Z]\d{4}")
_MODIFIER = re.compile(r"[A-Z][A-Z0-9]|[0-9][A-Z]")
_FIRST_RECORD = re.compile(r"(?:[A-Z]\d{4}| {3}\w\w)\d{5}[37]")
_CONTINUES = {"4": "3", "8": "7"}
_COLUMNS = (
    "HCPC", "RECID", "LONG DESCRIPTION", "SHORT DESCRIPTION", "COV", "ADD DT", "ACT EFF DT",
    "TERM DT", "ACTION CD",
)  # fmt: skip


@dataclass(slots=True)
class _Record:
    line: int
    code: str
    record_id: str
    long_text: list[str]
    short_text: str
    coverage: str
    added: str
    changed: str
    terminated: str
    action: str
    columns: dict[str, int] = field(default_factory=dict)


def effective_on(file_name: str) -> date | None:
    """The first day of the quarter that a file is for; none for any other file.

    `HCPC2026_OCT_ANWEB_10012026.txt`; the yearly files of the past were `HCPC2019_CONTR_ANWEB.txt`.
    """
    match = _FILE_NAME.fullmatch(file_name)
    if match is None:
        return None
    return date(2000 + int(match[2]), _QUARTERS[match[3].upper()], 1)


def read_fixed_file(file_name: str, lines: Iterable[bytes]) -> Iterator[PublishedCode]:
    """Every code and modifier of the 320-column file. Source: HCPC record layout, CMS.

    Long texts go on in records of their own (4 after 3, 8 after 7), which CMS sometimes cuts short;
    disclaimers stand before the first record.

    Raises:
        FileRefused: a record breaks the layout, or a code is not Level II.
    """
    record: _Record | None = None
    for number, line in enumerate(lines, start=1):
        text = _decoded(file_name, number, line)
        if record is None and not _FIRST_RECORD.match(text):
            continue
        if not text.strip("\x1a "):
            continue
        if text[10:11] in _CONTINUES:
            _go_on(file_name, number, text, record)
            continue
        if record is not None:
            yield _published(file_name, record)
        record = _fixed_record(file_name, number, text)
    if record is None:
        raise FileRefused.at(file_name, 1, 1, "no HCPCS record found")
    yield _published(file_name, record)


def read_csv_file(file_name: str, lines: Iterable[bytes]) -> Iterator[PublishedCode]:
    """Every code and modifier of the comma-separated form, bound by the names in its header.

    Raises:
        FileRefused: a column is missing, a row breaks the layout, or a code is not Level II.
    """
    rows = csv.reader(_decoded(file_name, n, line) for n, line in enumerate(lines, start=1))
    header: list[str] | None = None
    for row in rows:
        if header is None:
            header = _header(file_name, rows.line_num, row)
            continue
        if len(row) != len(header):
            raise FileRefused.at(file_name, rows.line_num, 1, f"{len(header)} columns expected")
        yield _published(file_name, _csv_record(rows.line_num, header, row))
    if header is None:
        raise FileRefused.at(file_name, 1, 1, "no header row with HCPC found")


def _decoded(file_name: str, number: int, line: bytes) -> str:
    if not line.endswith(b"\n"):
        raise FileRefused.at(file_name, number, len(line) + 1, "the last line is cut")
    try:
        return line.decode("cp1252").rstrip("\r\n")
    except UnicodeDecodeError as problem:
        raise FileRefused.at(file_name, number, problem.start + 1, "not Windows-1252") from None


def _fixed_record(file_name: str, number: int, text: str) -> _Record:
    if text[10:11] not in ("3", "7"):
        raise FileRefused.at(file_name, number, 11, "record id 3, 4, 7 or 8 expected")
    if len(text) < RECORD_WIDTH:
        raise FileRefused.at(file_name, number, len(text) + 1, "the record is cut")
    return _Record(
        line=number,
        code=text[:5].strip(),
        record_id=text[10],
        long_text=[text[11:91].strip()],
        short_text=text[91:119].strip(),
        coverage=text[229].strip(),
        added=text[268:276].strip(),
        changed=text[276:284].strip(),
        terminated=text[284:292].strip(),
        action=text[292].strip(),
        columns={"code": 1, "added": 269, "terminated": 285},
    )


def _go_on(file_name: str, number: int, text: str, record: _Record | None) -> None:
    same_code = record is not None and record.code == text[:5].strip()
    if record is None or not same_code or record.record_id != _CONTINUES[text[10]]:
        raise FileRefused.at(file_name, number, 1, "the text continues another code's")
    record.long_text.append(text[11:91].strip())


def _header(file_name: str, number: int, row: list[str]) -> list[str] | None:
    names = [name.strip().upper() for name in row]
    if "HCPC" not in names:
        return None
    missing = [name for name in _COLUMNS if name not in names]
    if missing:
        raise FileRefused.at(file_name, number, 1, f"column {missing[0]} is missing")
    return names


def _csv_record(number: int, header: list[str], row: list[str]) -> _Record:
    cell = {name: value.strip() for name, value in zip(header, row, strict=True)}
    place = {name: position for position, name in enumerate(header, start=1)}
    return _Record(
        line=number,
        code=cell["HCPC"],
        record_id=cell["RECID"],
        long_text=[cell["LONG DESCRIPTION"]],
        short_text=cell["SHORT DESCRIPTION"],
        coverage=cell["COV"],
        added=cell["ADD DT"],
        changed=cell["ACT EFF DT"],
        terminated=cell["TERM DT"],
        action=cell["ACTION CD"],
        columns={"code": place["HCPC"], "added": place["ADD DT"], "terminated": place["TERM DT"]},
    )


def _published(file_name: str, record: _Record) -> PublishedCode:
    pattern = {"3": _CODE, "7": _MODIFIER}.get(record.record_id)
    if pattern is None or not pattern.fullmatch(record.code):
        raise FileRefused.at(
            file_name, record.line, record.columns["code"], f"{record.code} is not HCPCS Level II"
        )
    added = _day(file_name, record, "added")
    if added is None:
        raise FileRefused.at(file_name, record.line, record.columns["added"], "no date of adding")
    last_day = _day(file_name, record, "terminated")
    return PublishedCode(
        code=record.code,
        is_billable=record.record_id == "3",
        short_text=record.short_text,
        long_text=" ".join(record.long_text),
        valid_from_on=added,
        valid_to_on=None if last_day is None else last_day + timedelta(days=1),
        attributes={
            "coverage": record.coverage,
            "changed_on": record.changed,
            "action": record.action,
        },
    )


def _day(file_name: str, record: _Record, name: str) -> date | None:
    text = getattr(record, name)
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007  a calendar day has no zone
    except ValueError:
        column = record.columns[name]
        raise FileRefused.at(file_name, record.line, column, "not a date YYYYMMDD") from None
