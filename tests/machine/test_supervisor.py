"""The supervisor: it restarts what dies, and nothing outlives it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from infra.processes import is_alive
from mortar.supervisor import Program, Supervisor

ROOT = Path(__file__).resolve().parents[2]
SLEEPER = [sys.executable, "-c", "import time; time.sleep(100)"]
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(100)"
PARENT = """
import sys
from pathlib import Path
from mortar.supervisor import Program, Supervisor
programs = [Program(n, sys.argv[2:], {}, Path(sys.argv[1]) / n) for n in ("one", "two")]
supervisor = Supervisor(programs, print)
supervisor.obey_signals()
supervisor.start()
print(*[program.process.pid for program in programs], flush=True)
supervisor.run()
supervisor.stop()
print("stopped", flush=True)
"""


def parent_process(directory: Path, *command: str) -> tuple[subprocess.Popen[str], list[int]]:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, directory, *command],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    return parent, [int(pid) for pid in parent.stdout.readline().split()]


def await_end_of(pids: list[int]) -> None:
    deadline = time.monotonic() + 120
    while any(is_alive(pid) for pid in pids):
        assert time.monotonic() < deadline, "an orphan"
        time.sleep(0.05)


def test_a_killed_program_is_started_again(tmp_path):
    told = []
    program = Program("sleeper", SLEEPER, {}, tmp_path / "log")
    supervisor = Supervisor([program], told.append)
    supervisor.start()
    first = program.process.pid

    os.kill(first, signal.SIGKILL)
    supervisor.run(until=lambda: program.process is not None and program.process.pid != first)

    assert is_alive(program.process.pid)
    assert told == [
        f"sleeper ended (killed by SIGKILL); starting it again in 0.5 s. Its log: {tmp_path}/log"
    ]
    supervisor.stop()
    assert program.has_died()


def test_a_program_that_keeps_dying_is_started_ever_later(tmp_path):
    told = []
    program = Program("failing", [sys.executable, "-c", "exit(3)"], {}, tmp_path / "log")
    supervisor = Supervisor([program], told.append)
    supervisor.start()

    supervisor.run(until=lambda: len(told) == 3)

    assert [line.partition(" s.")[0].rpartition(" ")[2] for line in told] == ["0.5", "1", "2"]
    assert all("exit status 3" in line for line in told)


def test_what_ignores_a_polite_signal_is_ended_by_force(tmp_path):
    parent, children = parent_process(tmp_path, sys.executable, "-c", DEAF)
    time.sleep(0.5)

    parent.send_signal(signal.SIGINT)
    parent.send_signal(signal.SIGINT)

    assert parent.communicate(timeout=120)[0] == "stopped\n"
    assert [pid for pid in children if is_alive(pid)] == []


def test_a_killed_supervisor_leaves_no_orphan(tmp_path):
    parent, children = parent_process(tmp_path, sys.executable, "-c", DEAF)

    parent.kill()
    parent.communicate()

    await_end_of(children)


def test_a_closed_terminal_stops_everything(tmp_path):
    parent, children = parent_process(tmp_path, *SLEEPER)

    parent.send_signal(signal.SIGHUP)

    assert parent.communicate(timeout=120)[0] == "stopped\n"
    assert [pid for pid in children if is_alive(pid)] == []


def test_it_restarts_programs_while_something_is_done_beside(tmp_path):
    program = Program("sleeper", SLEEPER, {}, tmp_path / "log")
    supervisor = Supervisor([program], lambda _: None)
    supervisor.start()
    first = program.process.pid

    def kill_and_wait() -> int:
        os.kill(first, signal.SIGKILL)
        while program.process is None or program.process.pid == first:
            time.sleep(0.05)
        return program.process.pid

    second = supervisor.run_beside(kill_and_wait)

    assert is_alive(second)
    supervisor.stop()


def test_what_fails_beside_it_fails_here(tmp_path):
    supervisor = Supervisor([], lambda _: None)

    with pytest.raises(ZeroDivisionError):
        supervisor.run_beside(lambda: 1 // 0)


def test_a_stop_does_not_wait_for_what_is_done_beside(tmp_path):
    supervisor = Supervisor([], lambda _: None)

    def stop_and_go_on() -> None:
        supervisor.request_stop()
        time.sleep(60)

    assert supervisor.run_beside(stop_and_go_on) is None
