"""Keeps a set of child processes alive, and ends with all of them, however it ends itself."""

import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from types import FrameType
from typing import TypeVar

from infra.logs import open_log
from infra.processes import die_with_parent

POLL_SECONDS = 0.1
STOP_SECONDS = 10
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 30.0
HEALTHY_SECONDS = 30
SIGNALS_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

T = TypeVar("T")
Tell = Callable[[str], None]
"""How progress reaches a person."""


@dataclass(slots=True)
class Program:
    """One command that is to run for as long as the supervisor does."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    folder: Path = Path("/")
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started_at: float = field(default=0, init=False)
    wait_seconds: float = field(default=FIRST_WAIT_SECONDS, init=False)
    restart_at: float = field(default=0, init=False)

    def start(self) -> None:
        """In a session of its own, so that Ctrl-C reaches only the supervisor."""
        with open_log(self.log) as log:
            self.process = subprocess.Popen(  # noqa: S603 our own commands
                self.command,
                env=self.environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGKILL),  # noqa: PLW1509 calls one C function
            )
        self.started_at = time.monotonic()

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def note_death(self) -> str:
        """Plan the next start, later each time, and tell what happened."""
        assert self.process is not None
        status = self.process.returncode
        now = time.monotonic()
        if now - self.started_at > HEALTHY_SECONDS:
            self.wait_seconds = FIRST_WAIT_SECONDS
        self.restart_at = now + self.wait_seconds
        self.process = None
        told = (
            f"{self.name} ended ({_cause(status)});"
            f" starting it again in {self.wait_seconds:g} s. Its log: {self.log}"
        )
        self.wait_seconds = min(self.wait_seconds * 2, LONGEST_WAIT_SECONDS)
        return told

    def signal(self, number: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)


class Supervisor:
    """Runs programs until told to stop.

    Everything happens in the main thread: the kernel ends a child with the thread that made it.
    """

    def __init__(self, programs: Sequence[Program], tell: Tell) -> None:
        self.programs = programs
        self.tell = tell
        self.stopping = False
        self._watches: list[Callable[[], None]] = []

    def watch(self, look: Callable[[], None]) -> None:
        """Call this on every round, too: for what is kept alive in another way."""
        self._watches.append(look)

    def start(self) -> None:
        for program in self.programs:
            program.start()

    def obey_signals(self) -> None:
        """Ctrl-C, a closed terminal or a polite kill stop everything; a second one at once."""
        for number in SIGNALS_TO_STOP:
            signal.signal(number, self._on_signal)

    def request_stop(self) -> None:
        self.stopping = True

    def run(self, until: Callable[[], bool] = lambda: False) -> None:
        """Watch, and restart what dies, until it is so or a signal came."""
        while not self.stopping and not until():
            self._look_after_all()
            time.sleep(POLL_SECONDS)

    def run_beside(self, act: Callable[[], T]) -> T | None:
        """Watch while another thread acts; None if a stop came before its end."""
        outcome: Future[T] = Future()
        Thread(target=_fulfil, args=(outcome, act), daemon=True).start()
        self.run(until=outcome.done)
        return outcome.result() if outcome.done() else None

    def stop(self) -> None:
        """Politely, then after a while by force."""
        for program in self.programs:
            program.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while self._any_alive() and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        for program in self.programs:
            program.signal(signal.SIGKILL)
            if program.process is not None:
                program.process.wait()

    def _look_after_all(self) -> None:
        for look in self._watches:
            look()
        for program in self.programs:
            if program.has_died():
                self.tell(program.note_death())
            elif program.process is None and time.monotonic() >= program.restart_at:
                program.start()

    def _any_alive(self) -> bool:
        return any(program.process and not program.has_died() for program in self.programs)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self.stopping:
            for program in self.programs:
                program.signal(signal.SIGKILL)
        self.stopping = True


def _fulfil(outcome: Future[T], act: Callable[[], T]) -> None:
    try:
        outcome.set_result(act())
    except BaseException as failure:  # noqa: BLE001 it is raised again where it is awaited
        outcome.set_exception(failure)


def _cause(status: int) -> str:
    return f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
