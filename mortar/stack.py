"""Everything on one machine: database, schema, keys, then the programs that serve and work."""

import os
import secrets
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import httpx2

from domain.codes.commands import load_embedded
from infra.database import make_engine
from infra.migrate import install_context_key, upgrade
from infra.postgres import EmbeddedPostgres
from infra.secret_files import secret_in
from infra.settings import CHECKOUT, SECRET_NAMES, Settings
from mortar.data_directory import DataDirectory
from mortar.database import running_database
from mortar.supervisor import Program, Supervisor, Tell
from tenants.context import pads
from tenants.database import platform_transaction

READY_SECONDS = 120
PROBE_SECONDS = 2
PARTS = ("serve", "worker")
"""The commands that make up a running Mortar; each is a process of its own."""


class CannotStart(RuntimeError):
    """Something on this machine is in the way; the message says how to mend it."""


def run_stack(settings: Settings, tell: Tell) -> None:
    """Run everything until told to stop."""
    with running_stack(settings, tell) as supervisor:
        if not supervisor.stopping:
            tell(f"Mortar runs: {settings.public_url}   Ctrl-C stops it.")
        supervisor.run()


@contextmanager
def running_stack(
    settings: Settings, tell: Tell, parts: Sequence[str] = PARTS
) -> Iterator[Supervisor]:
    """Everything up and answering, or already told to stop; all of it is stopped at the end."""
    directory = DataDirectory(settings.data_dir)
    with directory.held(f"{settings.public_url} (process {os.getpid()})"):
        refuse_taken_port(settings)
        tell("Starting PostgreSQL ..." if not settings.database_url else "Connecting ...")
        with running_database(settings, attach=False) as database:
            prepare_schema(database.settings, tell)
            load_codes(database.settings, tell)
            supervisor = Supervisor(
                [_program(part, database.settings, directory) for part in parts], tell
            )
            if database.server is not None:
                supervisor.watch(partial(_revive, database.server, tell))
            supervisor.obey_signals()
            yield from _while_running(supervisor, database.settings, tell)
        tell("Stopped.")


def _while_running(supervisor: Supervisor, settings: Settings, tell: Tell) -> Iterator[Supervisor]:
    tell("Starting the API and the workers ...")
    try:
        supervisor.start()
        _await_ready(supervisor, settings)
        yield supervisor
    finally:
        tell("Stopping ...")
        supervisor.stop()


def prepare_schema(settings: Settings, tell: Tell) -> None:
    """Bring the schema up to date and let the database verify our signed contexts."""
    if not settings.owner_database_url:
        raise CannotStart("OWNER_DATABASE_URL is needed to change the schema.")
    tell("Bringing the database to the newest schema ...")
    upgrade(settings.owner_database_url)
    key = secret_in(settings.context_key_file, lambda: secrets.token_hex(32))
    install_context_key(settings.owner_database_url, pads(key.encode()))


def load_codes(settings: Settings, tell: Tell) -> None:
    """Load the embedded code sets that this database lacks."""
    engine = make_engine(settings.platform_database_url, pool_size=1)
    try:
        with platform_transaction(engine) as session:
            loaded = load_embedded(session)
    finally:
        engine.dispose()
    if loaded:
        tell("Loaded code sets: " + ", ".join(f"{one.system} {one.version}" for one in loaded))


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
