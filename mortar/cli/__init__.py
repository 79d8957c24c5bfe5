"""The `mortar` command: every part of the product can be run, fed and looked at from here."""

import sys

import typer

from infra.breached_passwords import BadList
from infra.database_roles import NotAdministrator, WrongUrl
from infra.outside import Declined, Unreachable
from infra.postgres_programs import NoPostgres
from infra.settings import WrongSetting
from mortar.cli import audit, codes, keys, machine, passwords, schema, tenants, x12
from mortar.data_directory import AlreadyRuns
from mortar.preparation import CannotStart
from tenants.chain.heads import WrongExport
from tenants.refusals import Refused

EXPECTED = (
    AlreadyRuns,
    BadList,
    CannotStart,
    Declined,
    NoPostgres,
    NotAdministrator,
    Refused,
    Unreachable,
    WrongExport,
    WrongSetting,
    WrongUrl,
)
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
app.add_typer(x12.commands, name="x12", help="Read and check X12 files.")
app.add_typer(codes.commands, name="codes", help="Load, list and withdraw code sets.")
app.add_typer(passwords.commands, name="passwords", help="Load a list of breached passwords.")
app.add_typer(audit.commands, name="audit", help="Prove the audit log.")
app.add_typer(tenants.commands, name="tenants", help="What is done to a tenant as a whole.")
app.add_typer(keys.commands, name="keys", help="The master key, which wraps tenants' keys.")
app.add_typer(schema.commands, name="schema", help="The GraphQL schema as a file.")


def main() -> None:
    try:
        app(prog_name="mortar")
    except EXPECTED as mendable:
        typer.echo(str(mendable), err=True)
        sys.exit(1)
