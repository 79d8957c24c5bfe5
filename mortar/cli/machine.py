"""Commands that run the product, as a whole or one part of it."""

import typer

from infra.settings import Settings
from mortar.data_directory import DataDirectory
from mortar.database import running_database

commands = typer.Typer()


def tell(line: str = "") -> None:
    typer.echo(line)


@commands.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from mortar.stack import prepare_schema

    with running_database(Settings.from_environment()) as database:
        prepare_schema(database.settings, tell)


@commands.command()
def reset() -> None:
    """Delete this machine's data, keys and logs; the next start begins anew."""
    settings = Settings.from_environment()
    directory = DataDirectory(settings.data_dir)
    with directory.held("being reset"):
        removed = directory.clear()
    tell(f"Deleted {len(removed)} files and folders in {settings.data_dir}.")
    if settings.database_url:
        tell("The database at DATABASE_URL is not Mortar's to delete; it was left as it is.")
