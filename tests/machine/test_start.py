"""`mortar start`, as `./run` calls it: whatever is killed, nothing is left over and all comes back."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mortar.stack import PARTS, PRETENDED, free_port
from tests.installation import ROOT, Machine, await_true


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

    await_true(lambda: not running.processes())
    running.start()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_cleanly(running: Machine, number: signal.Signals):
    status = running.end_by(number)

    assert status == 0
    assert running.processes() == set()
    assert running.output.read_text().endswith("Stopping ...\nStopped.\n")
    assert not (running.server.cluster / "postmaster.pid").exists()
