"""One installation started by `mortar start` in an empty environment, for tests that kill its parts."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import psycopg

from infra.database_roles import DATABASE
from infra.postgres import EmbeddedPostgres
from infra.processes import is_alive, titled
from mortar.stack import free_port

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 400


class ServerAway(Exception):
    """PostgreSQL was killed and is not back yet."""


class Machine:
    """One installation in a directory of its own, started in an environment with nothing in it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.port = free_port()
        self.output = directory / "output"
        self.server = EmbeddedPostgres(directory)
        self.supervisor: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.output.open("wb") as output:
            self.supervisor = subprocess.Popen(
                [sys.executable, "-m", "mortar", "start"],
                stdout=output,
                stderr=output,
                cwd=ROOT,
                env={"DATA_DIR": str(self.directory), "PORT": str(self.port)},
            )
        await_true(lambda: self.is_ready() or self.has_ended())
        assert self.is_ready(), self.output.read_text()

    def has_ended(self) -> bool:
        return self.supervisor is None or self.supervisor.poll() is not None

    def end_by(self, number: signal.Signals) -> int:
        assert self.supervisor is not None
        self.supervisor.send_signal(number)
        return self.supervisor.wait(60)

    def is_ready(self) -> bool:
        try:
            answer = httpx2.get(f"http://127.0.0.1:{self.port}/health/ready", timeout=2)
        except httpx2.TransportError:
            return False
        return answer.status_code == 200

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """As the superuser, whom row-level security does not stop.

        Raises:
            ServerAway: it is not there at this moment.
        """
        try:
            state = (self.server.cluster / "postmaster.pid").read_text().splitlines()
            self.server.port = int(state[3])
            with psycopg.connect(self.server.url(DATABASE)) as connection:
                return connection.execute(query).fetchall()
        except (OSError, IndexError, psycopg.OperationalError):
            raise ServerAway from None

    def pid_of(self, part: str) -> int | None:
        if part == "postgres":
            return next(titled(str(self.server.cluster)), None)
        command = f"-m\0mortar\0{part}\0"
        return next((pid for pid in titled(command) if pid in self.processes()), None)

    def processes(self) -> set[int]:
        """Whatever runs for this installation, whoever its parent is now."""
        mark = f"DATA_DIR={self.directory}\0".encode()
        marked = {
            int(file.parent.name)
            for file in Path("/proc").glob("[0-9]*/environ")
            if mark in contents(file)
        }
        return {pid for pid in marked | set(titled(self.server.name)) if is_alive(pid)}


def contents(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def await_true(condition: Callable[[], bool], seconds: float = START_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
