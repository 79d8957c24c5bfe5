"""Commands about the GraphQL schema, and what is written from it."""

from collections.abc import Iterator
from pathlib import Path

import typer

commands = typer.Typer(no_args_is_help=True)
ROOT = Path(__file__).resolve().parents[2]


@commands.callback()
def schema() -> None:
    """The GraphQL schema as a file, and who may use it."""


@commands.command()
def export(
    check: bool = typer.Option(False, "--check", help="Write nothing; fail where it differs."),
) -> None:
    """Write api/schema.graphql and docs/authorization.md from the schema itself."""
    for name, current in _exports():
        file = ROOT / name
        if not check:
            file.write_text(current)
        elif not file.exists() or file.read_text() != current:
            typer.echo(f"{name} is not current:  mortar schema export", err=True)
            raise typer.Exit(1)


def _exports() -> Iterator[tuple[str, str]]:
    from api import authorization
    from api.schema import core, exported

    yield "api/schema.graphql", exported()
    yield "docs/authorization.md", authorization.exported(core())
