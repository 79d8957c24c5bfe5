"""Commands about the GraphQL schema."""

from pathlib import Path

import typer

commands = typer.Typer(no_args_is_help=True)
EXPORT = Path(__file__).resolve().parents[2] / "api" / "schema.graphql"


@commands.callback()
def schema() -> None:
    """The GraphQL schema as a file."""


@commands.command()
def export(
    check: bool = typer.Option(False, "--check", help="Write nothing; fail where it differs."),
) -> None:
    """Write api/schema.graphql, from which the screens' types are made."""
    from api.schema import exported

    current = exported()
    if not check:
        EXPORT.write_text(current)
    elif not EXPORT.exists() or EXPORT.read_text() != current:
        typer.echo("api/schema.graphql is not current:  mortar schema export", err=True)
        raise typer.Exit(1)
