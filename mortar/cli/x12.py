"""Commands that read and check X12 files."""

import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import orjson
import typer

commands = typer.Typer(no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="An X12 file.", exists=True, dir_okay=False)]
CHUNK_BYTES = 1 << 16


@commands.command()
def validate(file: File) -> None:
    """Print every fault of a file, one JSON object a line; fails where there is an error."""
    from domain.x12.findings import Severity
    from domain.x12.validating import described
    from domain.x12.validating import validate as find_faults
    from mortar.shipped_codes import shipped_codes

    is_valid = True
    with file.open("rb") as source:
        for finding in find_faults(_chunks(source), shipped_codes()):
            is_valid = is_valid and finding.severity is not Severity.ERROR
            sys.stdout.buffer.write(_json(described(finding)) + b"\n")
    if not is_valid:
        raise typer.Exit(1)


@commands.command()
def read(file: File) -> None:
    """Print what a file says, as a JSON array; 837P, 835, 999, 277CA and TA1 are understood."""
    from domain.x12.findings import Unreadable
    from domain.x12.reading import read as read_documents

    separator = b"["
    fault: Unreadable | None = None
    with file.open("rb") as source:
        try:
            for document in read_documents(_chunks(source)):
                sys.stdout.buffer.write(separator + b"\n" + _json(_told(document)))
                separator = b","
        except Unreadable as unreadable:
            fault = unreadable
    sys.stdout.buffer.write((b"[]" if separator == b"[" else b"\n]") + b"\n")
    if fault is not None:
        sys.stdout.buffer.flush()
        typer.echo(str(fault), err=True)
        raise typer.Exit(1)


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    while chunk := source.read(CHUNK_BYTES):
        yield chunk


def _told(document: Any) -> dict[str, Any]:
    """The document with its kind before it: `Claim`, `Remittance` and so on."""
    kind = {"kind": type(document).__name__}
    return kind | {field.name: getattr(document, field.name) for field in fields(document)}


def _json(value: Any) -> bytes:
    """Decimals as text, so that no digit is lost."""
    return orjson.dumps(value, default=str)
