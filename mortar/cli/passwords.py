"""The command that loads a downloaded list of breached passwords."""

import gzip
from pathlib import Path
from typing import Annotated

import typer

from infra.settings import Settings

commands = typer.Typer(no_args_is_help=True)


@commands.callback()
def about() -> None:
    """Keep the commands' names, however many there are."""


@commands.command()
def load(
    file: Annotated[
        Path,
        typer.Argument(
            help="A Pwned Passwords download: SHA1:count lines sorted by hash; .gz too.",
            exists=True,
            dir_okay=False,
        ),
    ],
    at_least: Annotated[
        int, typer.Option(min=1, help="Leave out what was seen less often; the file gets smaller.")
    ] = 1,
) -> None:
    """Refuse these passwords from now on, besides those that Mortar knows by itself."""
    from infra.breached_passwords import load as load_list

    path = Settings.from_environment().breached_passwords_file
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as lines:
        count = load_list(lines, path, at_least=at_least)
    typer.echo(f"{count} breached passwords are refused: {path}")
