"""Runs a private PostgreSQL as a child process: one machine needs no database of its own."""

import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from io import TextIOWrapper
from pathlib import Path
from typing import Self
from urllib.parse import quote

from infra.logs import open_log
from infra.postgres_programs import NoPostgres, programs_for, unprivileged_account
from infra.processes import ON_LINUX, die_with_parent, titled
from infra.secret_files import secret_in, write_secret

SUPERUSER = "postgres"
START_SECONDS = 60
STOP_SECONDS = 30
POLL_SECONDS = 0.02

SERVER_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Details, statements and the messages of errors quote values, and those may be patients':
    # none reaches the log. Whoever sent the statement is told, and logs its code.
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "random_page_cost": "1.1",
    "jit": "off",
}
DURABLE_OPTIONS = {"shared_buffers": "256MB"}
# Commits still reach the operating system: killing the server loses nothing, a power cut may.
PASSING_OPTIONS = {
    "shared_buffers": "64MB",
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class EmbeddedPostgres:
    """One cluster in `directory`/postgres, served to this machine by password only.

    Whoever holds the lock file owns the server process; others attach to it. The server
    stops when its owner does, however that ends.
    """

    def __init__(self, directory: Path, *, durable: bool = True) -> None:
        self.directory = directory.absolute()
        self.cluster = self.directory / "postgres"
        self.durable = durable
        self.name = f"mortar-{hashlib.sha256(bytes(self.cluster)).hexdigest()[:16]}"
        self.port = 0
        self._account = unprivileged_account()
        self._lock: TextIOWrapper | None = None
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, *, attach: bool = True) -> None:
        """Serve, or attach to the process that already does; call from the main thread.

        Without attaching, wait until the other process has stopped its server.
        """
        self._open_directory()
        deadline = time.monotonic() + START_SECONDS
        while not self._owned():
            if attach and self._attached():
                return
            if time.monotonic() > deadline:
                raise NoPostgres(f"Another process holds {self._lock_path} for too long.")
            time.sleep(POLL_SECONDS)
        try:
            self._serve()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server if it is ours; clients are disconnected, nothing is lost."""
        if self.is_running() and self._server is not None:
            self._server.send_signal(signal.SIGINT)
            try:
                self._server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._server.send_signal(signal.SIGQUIT)
                self._server.wait(STOP_SECONDS)
        self._server = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def is_running(self) -> bool:
        """Whether the server that we own still lives."""
        return self._server is not None and self._server.poll() is None

    def revive(self) -> bool:
        """Start our server again where it has died, at the same address; tell whether it had."""
        if self.is_running():
            return False
        self.stop()
        self.start(attach=False)
        return True

    @property
    def pid(self) -> int:
        """Of the server that we own."""
        assert self._server is not None
        return self._server.pid

    def url(
        self, database: str = SUPERUSER, user: str = SUPERUSER, password: str | None = None
    ) -> str:
        """Where to connect; without a password, the superuser's own."""
        secret = self._superuser_password() if password is None else password
        return (
            f"postgresql://{quote(user)}:{quote(secret, safe='')}@127.0.0.1:{self.port}/{database}"
        )

    @property
    def log_path(self) -> Path:
        return self.directory / "postgres.log"

    @property
    def _lock_path(self) -> Path:
        return self.directory / "postgres.lock"

    def _superuser_password(self) -> str:
        return secret_in(self.directory / "postgres.password", lambda: secrets.token_urlsafe(24))

    def _open_directory(self) -> None:
        """Let the server's account pass through the directory, though not read it."""
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._account:
            return
        self.directory.chmod(self.directory.stat().st_mode | 0o011)
        for parent in self.directory.parents:
            if not parent.stat().st_mode & 0o001:
                raise NoPostgres(
                    f"PostgreSQL's unprivileged account cannot pass {parent}: choose another DATA_DIR."
                )

    def _owned(self) -> bool:
        """Take the lock for as long as we live; the kernel frees it if we are killed."""
        lock = self._lock_path.open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        return True

    def _attached(self) -> bool:
        lines = self._pid_lines()
        if len(lines) < 8 or lines[7].strip() != "ready":
            return False
        if ON_LINUX and int(lines[0]) not in titled(self.name):
            return False  # The file is a killed server's.
        self.port = int(lines[3])
        return True

    def _serve(self) -> None:
        self._clear_what_a_crash_left()
        if not self.cluster.exists():
            self._create_cluster()
        self.port = self.port or _free_port()
        self._server = self._launch()
        self._await_ready(self._server)

    def _pid_lines(self) -> list[str]:
        """postmaster.pid: pid, directory, start, port, socket, address, memory, state."""
        try:
            return (self.cluster / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _clear_what_a_crash_left(self) -> None:
        """End an orphaned server, then drop its pid file, whose number may be another's now.

        Backends that outlive a killed server still write: the file stays until they are gone.
        """
        lines = self._pid_lines()
        if not lines or not ON_LINUX:
            return  # Elsewhere PostgreSQL's own check of the pid file must do.
        if int(lines[0]) in titled(self.name):
            os.kill(int(lines[0]), signal.SIGINT)
        deadline = time.monotonic() + STOP_SECONDS
        while any(titled(self.name)):
            if time.monotonic() > deadline:
                raise NoPostgres(f"Processes of an earlier server still use {self.cluster}.")
            time.sleep(POLL_SECONDS)
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)

    def _create_cluster(self) -> None:
        """Make the files aside: a cluster that is there is whole, whenever we were killed."""
        unfinished = self.directory / "postgres.unfinished"
        _remove(unfinished)
        unfinished.mkdir(mode=0o700)
        password_file = self.directory / "initdb.password"
        password_file.unlink(missing_ok=True)
        write_secret(password_file, self._superuser_password())
        if self._account:
            for path in (unfinished, password_file):
                os.chown(path, self._account["user"], self._account["group"])
        try:
            self._run_initdb(unfinished, password_file)
        finally:
            password_file.unlink()
        unfinished.rename(self.cluster)

    def _run_initdb(self, cluster: Path, password_file: Path) -> None:
        command = [
            self._program("initdb"),
            f"--pgdata={cluster}",
            f"--username={SUPERUSER}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            *([] if self.durable else ["--no-sync"]),
        ]
        answer = subprocess.run(  # noqa: S603 our own program and paths
            command,
            check=False,
            capture_output=True,
            text=True,
            cwd="/",
            preexec_fn=die_with_parent(signal.SIGKILL),
            **self._account,
        )
        if answer.returncode != 0:
            raise NoPostgres(f"PostgreSQL could not make its files:\n{answer.stderr}")

    def _program(self, name: str) -> str:
        return str(programs_for(self._account) / name)

    def _launch(self) -> subprocess.Popen[bytes]:
        """Start the server in a process group of its own: Ctrl-C is for us to pass on."""
        options = SERVER_OPTIONS | (DURABLE_OPTIONS if self.durable else PASSING_OPTIONS)
        options |= {"port": str(self.port), "cluster_name": self.name}
        with open_log(self.log_path) as log:
            return subprocess.Popen(  # noqa: S603 our own program and paths
                [self._program("postgres"), "-D", str(self.cluster)]
                + [f"--{name}={value}" for name, value in options.items()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                process_group=0,
                preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509 calls one C function
                **self._account,
            )

    def _await_ready(self, server: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._attached():
            if server.poll() is not None:
                raise NoPostgres(f"PostgreSQL ended at once.\n{self._last_words()}")
            if time.monotonic() > deadline:
                raise NoPostgres(f"PostgreSQL does not become ready; see {self.log_path}.")
            time.sleep(POLL_SECONDS)

    def _last_words(self) -> str:
        return self.log_path.read_text(errors="replace")[-2000:]


def _remove(unfinished: Path) -> None:
    """Until it is gone: the programs of an initdb that was killed write for a moment longer."""
    deadline = time.monotonic() + STOP_SECONDS
    while unfinished.exists():
        shutil.rmtree(unfinished, ignore_errors=True)
        if time.monotonic() > deadline:
            raise NoPostgres(f"{unfinished}, left by an earlier start, cannot be removed.")
        time.sleep(POLL_SECONDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
