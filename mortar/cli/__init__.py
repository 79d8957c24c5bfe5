"""The `mortar` command: every part of the product can be run, fed and looked at from here."""

import sys

import typer

from infra.database_roles import NotAdministrator, WrongUrl
from infra.postgres_programs import NoPostgres
from infra.settings import WrongSetting
from mortar.cli import machine
from mortar.data_directory import AlreadyRuns
from mortar.stack import CannotStart

EXPECTED = (AlreadyRuns, CannotStart, NoPostgres, NotAdministrator, WrongSetting, WrongUrl)
"""What a person can mend: told in words, without a trace."""

app = typer.Typer(
    name="mortar",
    help="From a pharmacist's documented service to a posted payment.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(machine.commands)


def main() -> None:
    try:
        app(prog_name="mortar")
    except EXPECTED as mendable:
        typer.echo(str(mendable), err=True)
        sys.exit(1)
