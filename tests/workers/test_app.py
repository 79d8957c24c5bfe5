"""The worker as a process: it starts, survives its database, and stops when told."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.outbox.commands import announce
from domain.payers.models import TradingPartner
from infra.database import make_engine
from infra.database_roles import prepare_database
from infra.migrate import install_context_key, upgrade
from infra.postgres import EmbeddedPostgres
from tenants.context import ContextSigner, pads
from tenants.database import TenantDatabase, find
from tests.builders import a_trading_partner
from tests.conftest import CONTEXT_KEY, MASTER_KEY, TestDatabase, entrusted
from tests.workers.counting import Counted

ROOT = Path(__file__).parents[2]
PROGRAM = (
    "import logging; logging.basicConfig(level=logging.INFO);"
    " from workers.app import run; from infra.settings import Settings;"
    " raise SystemExit(run(Settings.from_environment()))"
)
SECONDS = 360
"""Longer than any stop takes on the slowest machine: only one that hangs is waited for this long."""
STOPPED_WHILE_LOCKED = (
    "import signal; from workers.stopping import stop_at_signal\n"
    "stop = stop_at_signal()\n"
    "with stop._cond:\n"
    "    signal.raise_signal(signal.SIGTERM)\n"
    "raise SystemExit(not stop.wait(60))"
)


def environment_of(database: TestDatabase, directory: Path) -> dict[str, str]:
    (directory / "context.key").write_bytes(CONTEXT_KEY)
    (directory / "master.key").write_text(MASTER_KEY)
    return os.environ | {
        "DATABASE_URL": database.urls.application,
        "PLATFORM_DATABASE_URL": database.urls.platform,
        "DATA_DIR": str(directory),
        "PYTHONPATH": str(ROOT),
    }


@pytest.mark.parametrize("signal_count", [1, 2])
def test_it_stops_when_told_however_often(
    database: TestDatabase, tmp_path: Path, signal_count: int
) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=environment_of(database, tmp_path),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert worker.stderr is not None
    try:
        while "Ready to work." not in (line := worker.stderr.readline()):
            assert line, "The worker does not start."
        for _ in range(signal_count):
            worker.send_signal(signal.SIGTERM)
        _, errors = worker.communicate(timeout=SECONDS)
    finally:
        worker.kill()
        worker.wait()
        worker.stderr.close()

    assert worker.returncode == 0, errors


def test_a_signal_may_come_while_the_stop_is_being_looked_at() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", STOPPED_WHILE_LOCKED], cwd=ROOT, check=False, timeout=SECONDS
    )

    assert ended.returncode == 0


@pytest.fixture
def own_postgres() -> Iterator[EmbeddedPostgres]:
    with (
        tempfile.TemporaryDirectory(prefix="mortar-test-") as directory,
        EmbeddedPostgres(Path(directory)) as server,
    ):
        yield server


def migrated(server: EmbeddedPostgres) -> TestDatabase:
    urls = prepare_database(server)
    upgrade(urls.owner)
    install_context_key(urls.owner, pads(CONTEXT_KEY))
    return TestDatabase(
        urls,
        entrusted(make_engine(urls.application)),
        make_engine(urls.platform),
        ContextSigner(CONTEXT_KEY),
    )


def test_it_goes_on_when_its_database_was_killed(
    own_postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    database = migrated(own_postgres)
    tenant = database.new_tenant()
    with tenant.transaction() as session:
        partner_id = a_trading_partner(session).id
    program = [sys.executable, "-m", "tests.workers.counting", "worker", "relay"]
    worker = subprocess.Popen(program, cwd=ROOT, env=environment_of(database, tmp_path))
    try:
        for _ in range(5):
            announce_counted(tenant, partner_id)
        os.kill(own_postgres.pid, signal.SIGKILL)
        while not own_postgres.revive():
            time.sleep(0.05)
        database.application.dispose()
        for _ in range(5):
            announce_counted(tenant, partner_id)
        deadline = time.monotonic() + SECONDS
        while number_of(tenant, partner_id) < 10 and time.monotonic() < deadline:
            time.sleep(0.2)
        time.sleep(1)
    finally:
        worker.kill()
        worker.wait()

    assert number_of(tenant, partner_id) == 10
    database.application.dispose()
    database.platform.dispose()


def announce_counted(tenant: TenantDatabase, partner_id: object) -> None:
    with tenant.transaction() as session:
        announce(session, Counted(partner_id))  # type: ignore[arg-type]


def number_of(tenant: TenantDatabase, partner_id: object) -> int:
    with tenant.transaction() as session:
        return find(session, TradingPartner, partner_id).last_control_number  # type: ignore[arg-type]
