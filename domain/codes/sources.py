"""Recognizes the official files of code sets and says what each is a release of."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from domain.codes import hcpcs, icd10cm
from domain.codes.systems import CodeSystem, FileRefused, PublishedCode

LARGEST_FILE_BYTES = 64 * 1024 * 1024
MOST_ZIP_MEMBERS = 100
LOADABLE = (CodeSystem.ICD10CM, CodeSystem.HCPCS)
"""The systems whose official files can be read so far."""

Reader = Callable[[str, Iterable[bytes]], Iterator[PublishedCode]]


@dataclass(frozen=True, slots=True)
class CodeFile:
    """One release as it came: what it says it is, and how to read it."""

    system: CodeSystem
    version: str
    effective_from_on: date
    stale_from_on: date | None
    """When the publisher's next regular release comes into force."""
    name: str
    sha256: str
    read: Callable[[], Iterator[PublishedCode]]
    is_complete: bool = True
    is_embedded: bool = False


def official_file(
    system: CodeSystem, name: str, content: bytes, effective_from_on: date | None = None
) -> CodeFile:
    """An official file, or the one in a publisher's zip.

    The release date is that of the name, unless the operator gives a later one of the same
    release year: publishers re-issue a file under its old name.

    Raises:
        FileRefused: the name is not that of the system's official file, or the date disagrees.
    """
    if len(content) > LARGEST_FILE_BYTES:
        raise FileRefused(f"{name} is larger than any official file.")
    if name.lower().endswith(".zip"):
        name, content = _member(system, name, content)
    named = _effective_on(system, name)
    if named is None:
        raise FileRefused(f"{name} is not named like an official {system} file.")
    chosen = effective_from_on or named
    if not named <= chosen < _year_end(system, named):
        raise FileRefused(f"{name} is of {named}; it cannot take effect on {chosen}.")
    return CodeFile(
        system=system,
        version=_version(system, named, chosen),
        effective_from_on=chosen,
        stale_from_on=_next_release(system, chosen),
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        read=lambda: _reader(system, name)(name, io.BytesIO(content)),
    )


def systems_in(name: str, content: bytes) -> list[CodeSystem]:
    """The systems whose official file this is or, for a zip, holds. By names only."""
    if not name.lower().endswith(".zip"):
        return [system for system in LOADABLE if _effective_on(system, name) is not None]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [PurePath(member).name for member in archive.namelist()]
    except zipfile.BadZipFile:
        return []
    return [s for s in LOADABLE if any(_effective_on(s, member) is not None for member in names)]


def _effective_on(system: CodeSystem, name: str) -> date | None:
    match system:
        case CodeSystem.ICD10CM:
            return icd10cm.effective_on(name)
        case CodeSystem.HCPCS:
            return hcpcs.effective_on(name)
        case _:
            raise FileRefused(f"Files of {system} cannot be loaded yet.")


def _reader(system: CodeSystem, name: str) -> Reader:
    if system is CodeSystem.ICD10CM:
        return icd10cm.read_order_file
    return hcpcs.read_csv_file if name.lower().endswith(".csv") else hcpcs.read_fixed_file


def _year_end(system: CodeSystem, day: date) -> date:
    """ICD-10-CM goes by federal fiscal years, from October; HCPCS by calendar years."""
    if system is CodeSystem.ICD10CM:
        return date(day.year + (day.month >= 10), 10, 1)
    return date(day.year + 1, 1, 1)


def _next_release(system: CodeSystem, day: date) -> date:
    if system is CodeSystem.ICD10CM:
        return _year_end(system, day)
    quarter_end = (day.month - 1) // 3 * 3 + 4
    return date(day.year + quarter_end // 12, quarter_end % 12 or 12, 1)


def _version(system: CodeSystem, named: date, chosen: date) -> str:
    if system is CodeSystem.ICD10CM:
        year = f"FY{_year_end(system, named).year}"
        return year if (chosen.month, chosen.day) == (10, 1) else f"{year} from {chosen}"
    return f"{chosen:%Y-%m}"


def _member(system: CodeSystem, name: str, content: bytes) -> tuple[str, bytes]:
    """The one official file in a zip; never unpacked to disk, never larger than allowed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if len(archive.infolist()) > MOST_ZIP_MEMBERS:
                raise FileRefused(f"{name} holds too many files.")
            found = [
                member
                for member in archive.infolist()
                if _effective_on(system, PurePath(member.filename).name) is not None
            ]
            if len(found) != 1:
                raise FileRefused(f"{name} holds {len(found)} official {system} files, not one.")
            if found[0].file_size > LARGEST_FILE_BYTES:
                raise FileRefused(f"{found[0].filename} is larger than any official file.")
            return PurePath(found[0].filename).name, archive.read(found[0])
    except (zipfile.BadZipFile, EOFError) as problem:
        raise FileRefused(f"{name} is damaged: {problem}.") from None
