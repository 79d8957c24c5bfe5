"""`mortar start`, as `./run` calls it: whatever is killed, nothing is left over and all comes back."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest

from infra.postgres import EmbeddedPostgres
from infra.processes import is_alive, titled
from mortar.stack import PARTS, PRETENDED, free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120


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


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    with tempfile.TemporaryDirectory(prefix="mortar-test-") as directory:
        machine = Machine(Path(directory))
        yield machine
        if not machine.has_ended():
            machine.end_by(signal.SIGKILL)
        await_true(lambda: not machine.processes())


@pytest.fixture
def running(machine: Machine) -> Machine:
    if machine.has_ended():
        machine.start()
    await_true(machine.is_ready)
    return machine


@pytest.mark.parametrize("part", [*PARTS, PRETENDED, "postgres"])
def test_a_killed_part_comes_back(running: Machine, part: str):
    first = running.pid_of(part)
    assert first is not None

    os.kill(first, signal.SIGKILL)

    await_true(lambda: running.pid_of(part) not in {first, None})
    await_true(running.is_ready)


def test_a_second_start_with_the_same_data_says_where_the_first_is(running: Machine):
    second = subprocess.run(
        [sys.executable, "-m", "mortar", "start"],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"DATA_DIR": str(running.directory), "PORT": str(free_port())},
    )

    assert second.returncode == 1
    assert f"http://127.0.0.1:{running.port}" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_taken_port_is_told_before_anything_starts(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = subprocess.run(
            [sys.executable, "-m", "mortar", "start"],
            check=False,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={"DATA_DIR": str(tmp_path), "PORT": str(port)},
        )

    assert answer.returncode == 1
    assert f"PORT={port + 1} ./run" in answer.stderr
    assert not (tmp_path / "postgres").exists()


def test_a_killed_supervisor_leaves_nothing_and_nothing_in_the_way(running: Machine):
    running.end_by(signal.SIGKILL)

    await_true(lambda: not running.processes(), seconds=20)
    running.start()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_cleanly(running: Machine, number: signal.Signals):
    status = running.end_by(number)

    assert status == 0
    assert running.processes() == set()
    assert running.output.read_text().endswith("Stopping ...\nStopped.\n")
    assert not (running.server.cluster / "postmaster.pid").exists()
