"""Commands that run the product, as a whole or one part of it."""

import logging
import tempfile
from pathlib import Path

import typer

from infra.database_roles import ROLES, DatabaseUrls, prepare_named_roles
from infra.settings import Settings, WrongSetting
from mortar.data_directory import DataDirectory
from mortar.database import running_database

commands = typer.Typer()


def tell(line: str = "") -> None:
    typer.echo(line)


def log_plainly() -> None:
    """One line each on stderr; when and how much, never what about a patient."""
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )


@commands.command()
def start() -> None:
    """Start everything on this machine and show a flu-clinic day; Ctrl-C stops it."""
    from mortar.stack import run_stack

    run_stack(Settings.from_environment(), tell)


@commands.command()
def serve() -> None:
    """Run the API alone."""
    from mortar.server import serve_api

    log_plainly()
    with running_database(Settings.from_environment()) as database:
        serve_api(database.settings)


@commands.command()
def worker() -> None:
    """Run the jobs, the outbox relay and the schedules."""
    from workers.app import run

    log_plainly()
    with running_database(Settings.from_environment()) as database:
        status = run(database.settings)
    raise typer.Exit(status)


@commands.command()
def relay() -> None:
    """Run the outbox relay and the schedules alone, beside workers elsewhere."""
    from workers.app import run

    log_plainly()
    with running_database(Settings.from_environment()) as database:
        status = run(database.settings, performs_jobs=False)
    raise typer.Exit(status)


@commands.command()
def simulator() -> None:
    """Run the simulated payers: they answer what is sent to them as their scripts say."""
    from workers.simulator import run

    log_plainly()
    raise typer.Exit(run(Settings.from_environment()))


@commands.command()
def migrate() -> None:
    """Bring the database to the newest schema and load the code sets that Mortar ships."""
    from mortar.preparation import load_codes, prepare_schema

    with running_database(Settings.from_environment()) as database:
        prepare_schema(database.settings, tell)
        if database.settings.platform_database_url:
            load_codes(database.settings, tell)


@commands.command()
def roles() -> None:
    """Create the three database roles on a PostgreSQL server of yours, or change their passwords."""
    settings = Settings.from_environment()
    if not settings.administrator_database_url:
        raise WrongSetting("ADMINISTRATOR_DATABASE_URL is empty: who may create roles?")
    prepare_named_roles(
        settings.administrator_database_url,
        DatabaseUrls(
            owner=settings.owner_database_url,
            application=settings.database_url,
            platform=settings.platform_database_url,
        ),
    )
    tell(f"{', '.join(ROLES)} can sign in.")


@commands.command()
def demo() -> None:
    """Found the two demo pharmacies where they are not yet, and show how to enter them."""
    from mortar.demo.founding import found_pharmacies
    from mortar.preparation import load_codes, prepare_schema

    with running_database(Settings.from_environment()) as database:
        prepare_schema(database.settings, tell)
        load_codes(database.settings, tell)
        credentials = found_pharmacies(database.settings, tell)
    for line in credentials.lines():
        tell(line)


@commands.command()
def journey() -> None:
    """Walk a flu-clinic day on a temporary stack, keep nothing; fail unless money was posted."""
    from mortar.stack import run_journey

    with tempfile.TemporaryDirectory(prefix="mortar-journey-") as directory:
        ended_well = run_journey(Path(directory), tell)
    raise typer.Exit(0 if ended_well else 1)


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
