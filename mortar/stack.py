"""Everything on one machine: database, schema, keys, then the programs that serve and work."""

import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import httpx2

from infra.postgres import EmbeddedPostgres
from infra.settings import CHECKOUT, SECRET_NAMES, Settings
from mortar.data_directory import DataDirectory
from mortar.database import running_database
from mortar.demo.credentials import Credentials
from mortar.demo.founding import found_pharmacies
from mortar.journey.day import Day
from mortar.preparation import CannotStart, load_codes, prepare_schema
from mortar.supervisor import Program, Supervisor, Tell
from mortar.visitor import TurnedAway

READY_SECONDS = 120
PROBE_SECONDS = 2
PARTS = ("serve", "worker")
"""The commands that make up a running Mortar; each is a process of its own."""
PRETENDED = "simulator"
"""The command that plays the payers; in production they are real."""


@dataclass(frozen=True, slots=True)
class RunningStack:
    """What runs, where, and how to enter it."""

    supervisor: Supervisor
    settings: Settings
    credentials: Credentials | None
    """Of the demo's pharmacies; production has none."""


def run_stack(settings: Settings, tell: Tell) -> None:
    """Run everything until told to stop."""
    with running_stack(settings, tell) as stack:
        if not stack.supervisor.stopping:
            for line in _welcome(stack):
                tell(line)
            _show_day_once(stack, tell)
        stack.supervisor.run()


def run_journey(directory: Path, tell: Tell) -> bool:
    """A flu-clinic day on a stack of its own in an empty directory; whether it ended well."""
    given = {name: text for name, text in os.environ.items() if "DATABASE_URL" not in name}
    settings = Settings.from_environment(
        given | {"DATA_DIR": str(directory), "PORT": str(free_port()), "ENVIRONMENT": "development"}
    )
    with running_stack(settings, tell) as stack:
        return bool(_walk(stack, tell))


@contextmanager
def running_stack(settings: Settings, tell: Tell) -> Iterator[RunningStack]:
    """Everything up and answering, or already told to stop; all of it is stopped at the end."""
    directory = DataDirectory(settings.data_dir)
    with directory.held(f"{settings.public_url} (process {os.getpid()})"):
        refuse_taken_port(settings)
        tell("Starting PostgreSQL ..." if not settings.database_url else "Connecting ...")
        with running_database(settings, attach=False) as database:
            prepare_schema(database.settings, tell)
            load_codes(database.settings, tell)
            credentials = None
            if not settings.in_production:
                credentials = found_pharmacies(database.settings, tell)
            supervisor = Supervisor(
                [_program(part, database.settings, directory) for part in parts(settings)], tell
            )
            if database.server is not None:
                supervisor.watch(partial(_revive, database.server, tell))
            yield from _while_running(
                RunningStack(supervisor, database.settings, credentials), tell
            )
        tell("Stopped.")


def parts(settings: Settings) -> tuple[str, ...]:
    """What runs here: the simulated payers only where nobody's real claims are."""
    return PARTS if settings.in_production else (*PARTS, PRETENDED)


def _while_running(stack: RunningStack, tell: Tell) -> Iterator[RunningStack]:
    stack.supervisor.obey_signals()
    tell("Starting the API and the workers ...")
    try:
        stack.supervisor.start()
        _await_ready(stack.supervisor, stack.settings)
        yield stack
    finally:
        tell("Stopping ...")
        stack.supervisor.stop()


def _show_day_once(stack: RunningStack, tell: Tell) -> None:
    """Noted first: a day that was interrupted is not documented twice; its claims go on anyway."""
    if stack.credentials is None or stack.credentials.day_was_shown:
        return
    stack.credentials.day_was_shown = True
    stack.credentials.save()
    try:
        _walk(stack, tell)
    except (TurnedAway, httpx2.HTTPError) as broken_off:
        tell(f"The day was broken off: {broken_off}")


def _walk(stack: RunningStack, tell: Tell) -> bool | None:
    """None where it was stopped on the way."""
    if stack.supervisor.stopping or stack.credentials is None:
        return None

    def tell_while_running(line: str) -> None:
        if not stack.supervisor.stopping:
            tell(line)

    day = Day(stack.settings, stack.credentials, tell_while_running)
    return stack.supervisor.run_beside(day.walk)


def _welcome(stack: RunningStack) -> Iterator[str]:
    url = stack.settings.public_url.replace("//127.0.0.1", "//localhost", 1)
    yield ""
    yield f"Mortar runs at {url}"
    yield f"  GraphQL       {url}/graphql"
    yield f"  sign in       {url}/auth/sign-in"
    yield f"  partners      {url}/oauth/token   (client credentials)"
    yield ""
    if stack.credentials is not None:
        yield from stack.credentials.lines()
    yield "Ctrl-C stops it; ./run starts it again with the same data."


def refuse_taken_port(settings: Settings) -> None:
    """Raises: CannotStart."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise CannotStart(
                f"Port {settings.port} on {settings.host} cannot be used ({error.strerror})."
                f" Choose another:  PORT={settings.port + 1} ./run"
            ) from None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _program(part: str, settings: Settings, directory: DataDirectory) -> Program:
    return Program(
        name=part,
        command=[sys.executable, "-m", "mortar", part],
        environment=_environment(settings),
        folder=CHECKOUT,
        log=directory.log(part),
    )


def _environment(settings: Settings) -> dict[str, str]:
    """Ours, but for the URLs of roles that only migrations and set-up need."""
    working = replace(settings, owner_database_url="", administrator_database_url="")
    inherited = {
        name: text
        for name, text in os.environ.items()
        if name.removesuffix("_FILE") not in SECRET_NAMES
    }
    return inherited | working.as_environment()


def _revive(server: EmbeddedPostgres, tell: Tell) -> None:
    if not server.is_running():
        tell(f"PostgreSQL ended; starting it again. Its log: {server.log_path}")
        server.revive()


def _await_ready(supervisor: Supervisor, settings: Settings) -> None:
    deadline = time.monotonic() + READY_SECONDS
    supervisor.run(until=lambda: is_ready(settings) or time.monotonic() > deadline)
    if time.monotonic() > deadline:
        raise CannotStart(
            f"The API does not become ready. Its log: {DataDirectory(settings.data_dir).log('serve')}"
        )


def is_ready(settings: Settings) -> bool:
    try:
        answer = httpx2.get(f"{settings.local_url}/health/ready", timeout=PROBE_SECONDS)
    except httpx2.TransportError:
        return False
    return answer.status_code == 200
