"""Commands that load, list and withdraw code sets."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from domain.codes.systems import CodeSystem
from infra.settings import Settings

commands = typer.Typer(no_args_is_help=True)

System = Annotated[CodeSystem, typer.Argument(help="The code system.")]
File = Annotated[Path, typer.Argument(help="The publisher's file, or its zip.", exists=True)]
EffectiveOn = Annotated[
    datetime | None,
    typer.Option(
        "--effective-on",
        formats=["%Y-%m-%d"],
        help="The release's first day, where it is later than the file's name says.",
    ),
]


@commands.command()
def load(system: System, file: File, effective_on: EffectiveOn = None) -> None:
    """Load an official file and let it answer; the same file again changes nothing."""
    from domain.codes.changes import count_changes
    from domain.codes.commands import activate_release, stage_release
    from domain.codes.sources import official_file

    official = official_file(system, file.name, file.read_bytes(), _day(effective_on))
    with _as_platform() as session:
        release = stage_release(session, official, progress=typer.echo)
        activate_release(session, release.id, typer.echo)
        for kind, count in asdict(count_changes(session, release.id)).items():
            typer.echo(f"  {count:>6} {kind.replace('_', ' ')}")


@commands.command("list")
def list_releases(system: Annotated[CodeSystem | None, typer.Argument()] = None) -> None:
    """List the releases that are loaded, newest first within their system."""
    from domain.codes import queries

    with _as_platform() as session:
        for release in queries.list_releases(session, system):
            typer.echo(
                f"{release.system:<16} {release.version:<20} {release.state:<9}"
                f" from {release.effective_from_on} {release.code_count:>7} codes"
                f"  {release.file_name}"
            )


@commands.command()
def rollback(system: System) -> None:
    """Withdraw the release of a system that was activated last."""
    from domain.codes.commands import roll_back

    with _as_platform() as session:
        roll_back(session, system, typer.echo)


@contextmanager
def _as_platform() -> Iterator[Session]:
    """One transaction: a load happens as a whole or not at all."""
    from infra.database import make_engine
    from mortar.database import running_database
    from tenants.database import platform_transaction

    with running_database(Settings.from_environment()) as database:
        engine = make_engine(database.settings.platform_database_url, pool_size=1)
        try:
            with platform_transaction(engine) as session:
                yield session
        finally:
            engine.dispose()


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()
