"""Brokers to work with: PostgreSQL always, RabbitMQ and Redis where their servers are installed."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import dramatiq
import pytest

from infra.broker import make_broker
from infra.gateways import Gateways
from infra.settings import Settings
from tests.conftest import CONTEXT_KEY, MASTER_KEY, TestDatabase
from workers.broker import Following, Installation, Job, middleware, register
from workers.dead_letters import DeadLetters
from workers.relay import Relay
from workers.tracing import JobSpans

START_SECONDS = 180


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def await_port(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("The broker's server does not start.")


@contextmanager
def served(command: list[str], port: int, directory: str, **environment: str) -> Iterator[None]:
    server = subprocess.Popen(
        command,
        cwd=directory,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        await_port(port, server)
        yield
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@contextmanager
def redis_server() -> Iterator[str]:
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="mortar-redis-") as directory:
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", directory]
        with served([*command, "--appendonly", "yes"], port, directory):
            yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def rabbitmq_server() -> Iterator[str]:
    program = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
    if not program.exists():
        pytest.skip("rabbitmq-server is not installed")
    port, node_port, names_port = free_port(), free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="mortar-rabbitmq-") as directory:
        environment = {
            "HOME": directory,
            "ERL_EPMD_PORT": str(names_port),
            "RABBITMQ_NODENAME": f"mortar{port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(port),
            "RABBITMQ_DIST_PORT": str(node_port),
            "RABBITMQ_MNESIA_BASE": directory,
            "RABBITMQ_LOG_BASE": directory,
            "RABBITMQ_PID_FILE": f"{directory}/pid",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{directory}/plugins",
        }
        try:
            with served([str(program)], port, directory, **environment):
                yield f"amqp://guest:guest@127.0.0.1:{port}/"
        finally:  # Erlang's name server outlives its nodes.
            kill = ["epmd", "-port", str(names_port), "-kill"]
            subprocess.run(kill, stdout=subprocess.DEVNULL, check=False)


@contextmanager
def postgres_queue() -> Iterator[str]:
    yield ""


SERVERS: dict[str, Callable[[], Any]] = {
    "postgresql": postgres_queue,
    "rabbitmq": rabbitmq_server,
    "redis": redis_server,
}


@pytest.fixture(scope="session", params=list(SERVERS))
def broker_url(request: pytest.FixtureRequest) -> Iterator[str]:
    with SERVERS[request.param]() as url:
        yield url


@pytest.fixture
def settings(database: TestDatabase, tmp_path: Path) -> Settings:
    key_file = tmp_path / "context.key"
    key_file.write_bytes(CONTEXT_KEY)
    (tmp_path / "master.key").write_text(MASTER_KEY)
    return replace(
        Settings.from_environment({"DATA_DIR": str(tmp_path), "CONTEXT_KEY_FILE": str(key_file)}),
        database_url=database.urls.application,
        platform_database_url=database.urls.platform,
    )


@pytest.fixture
def installation(database: TestDatabase, tmp_path: Path) -> Installation:
    return Installation(
        database.application, database.platform, database.signer, Gateways(tmp_path / "files")
    )


@dataclass(frozen=True)
class Works:
    """A broker with its relay and workers, in this process."""

    broker: dramatiq.Broker
    relay: Relay

    def drain(self, until: Callable[[], bool], seconds: float = 180) -> None:
        """Relay until the condition holds."""
        deadline = time.monotonic() + seconds
        while not until():
            assert time.monotonic() < deadline, "The jobs do not get done."
            self.relay.carry()
            time.sleep(0.05)


@pytest.fixture
def start_works(installation: Installation, settings: Settings) -> Iterator[Callable[..., Works]]:
    """Start workers for the jobs given, which are stopped when the test ends."""
    with ExitStack() as stack:

        def start(pipeline: dict[str, Following], broker_url: str = "") -> Works:
            broker = make_broker(
                replace(settings, broker_url=broker_url),
                [DeadLetters(installation), *middleware(), JobSpans()],
            )
            jobs: dict[str, Job] = {
                job.name: job for following in pipeline.values() for job in following.jobs
            }
            register(broker, jobs.values(), installation)
            worker = dramatiq.Worker(broker, worker_threads=2, worker_timeout=100)
            worker.start()
            stack.callback(broker.close)
            stack.callback(worker.stop)
            return Works(broker, Relay(installation.platform, broker, pipeline))

        yield start
