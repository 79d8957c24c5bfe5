"""The code sets that Mortar ships, so that a fresh database answers before anything is loaded."""

import csv
import hashlib
import io
import json
import lzma
from collections.abc import Iterator
from datetime import date
from importlib import resources

from domain.codes.icd10cm import SHORT_TEXT_WIDTH
from domain.codes.sources import CodeFile
from domain.codes.systems import ALWAYS, CodeSystem, PublishedCode

FY2026_FILE = "icd10cm-2026.csv.xz"
FY2027_FILE = "icd10cm-2027-changes.csv.xz"


def embedded_files() -> list[CodeFile]:
    """Every embedded release, in the order in which it is to be loaded."""
    return [
        _embedded(CodeSystem.ICD10CM, "FY2026", date(2025, 10, 1), FY2026_FILE),
        _embedded(CodeSystem.ICD10CM, "FY2027", date(2026, 10, 1), FY2027_FILE, FY2026_FILE),
        _embedded(CodeSystem.HCPCS, "selection of 2025", date(2025, 1, 1), "hcpcs-selection.csv"),
        _embedded(CodeSystem.CVX, "2025-12-12", date(2025, 12, 12), "cvx.csv.xz"),
        _embedded(CodeSystem.MVX, "2025-12-12", date(2025, 12, 12), "mvx.csv.xz"),
        _embedded(CodeSystem.VACCINE_NDC, "2025-12-12", date(2025, 12, 12), "vaccine-ndc.csv.xz"),
        _embedded(
            CodeSystem.PLACE_OF_SERVICE, "2023-09", date(2023, 10, 1), "place-of-service.csv"
        ),
    ]


def _embedded(
    system: CodeSystem, version: str, effective_from_on: date, name: str, *built_on: str
) -> CodeFile:
    readers = {FY2026_FILE: _fy2026, FY2027_FILE: _fy2027, "hcpcs-selection.csv": _hcpcs}
    is_icd10cm = system is CodeSystem.ICD10CM
    return CodeFile(
        system=system,
        version=version,
        effective_from_on=effective_from_on,
        stale_from_on=effective_from_on.replace(year=effective_from_on.year + 1)
        if is_icd10cm
        else None,
        name=name,
        sha256=hashlib.sha256(b"".join(map(_data, (name, *built_on)))).hexdigest(),
        read=readers.get(name, lambda: _undated(name)),
        is_complete=is_icd10cm or system is CodeSystem.PLACE_OF_SERVICE,
        is_embedded=True,
    )


def _fy2026() -> Iterator[PublishedCode]:
    for code, billable, short, long in _rows(FY2026_FILE):
        yield _icd10cm(code, billable, short, long)


def _fy2027() -> Iterator[PublishedCode]:
    """FY2026 with the changes of FY2027 applied."""
    changes = {code: (change, rest) for change, code, *rest in _rows(FY2027_FILE)}
    for code, *rest in _rows(FY2026_FILE):
        change, rest = changes.pop(code, ("keep", rest))
        if change != "delete":
            yield _icd10cm(code, *rest)
    for code, (_, rest) in changes.items():
        yield _icd10cm(code, *rest)


def _icd10cm(code: str, billable: str, short: str, long: str) -> PublishedCode:
    """A short text equals the long one wherever that fits, and is stored only where it differs."""
    if not short and len(long) <= SHORT_TEXT_WIDTH:
        short = long
    return PublishedCode(code, billable == "1", short, long)


def _hcpcs() -> Iterator[PublishedCode]:
    for code, billable, added, short, long in _rows("hcpcs-selection.csv"):
        yield PublishedCode(code, billable == "1", short, long, date.fromisoformat(added))


def _undated(name: str) -> Iterator[PublishedCode]:
    """Sets whose publisher dates no code: their status is an attribute."""
    for code, short, long, *attributes in _rows(name):
        about = json.loads(attributes[0]) if attributes else {}
        yield PublishedCode(code, True, short, long, ALWAYS, None, about)


def _rows(name: str) -> Iterator[list[str]]:
    content = _data(name)
    text = (lzma.decompress(content) if name.endswith(".xz") else content).decode()
    rows = csv.reader(io.StringIO(text))
    next(rows)
    return rows


def _data(name: str) -> bytes:
    return resources.files("domain.codes").joinpath("data", name).read_bytes()
