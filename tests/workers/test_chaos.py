"""Workers and relays are killed at random: no event is lost, none takes effect twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest

from domain.outbox.commands import announce
from domain.payers.models import TradingPartner
from infra.settings import Settings
from tenants.database import TenantDatabase, find
from tests.builders import a_trading_partner
from tests.workers.counting import Counted

EVENTS = 60
KILLS = 5
SECONDS_TO_RECOVER = 240
ROOT = Path(__file__).parents[2]


class Crew:
    """A relay and two workers, each replaced when it is killed."""

    def __init__(self, settings: Settings, broker_url: str) -> None:
        self._environment = os.environ | {
            "DATABASE_URL": settings.database_url,
            "PLATFORM_DATABASE_URL": settings.platform_database_url,
            "CONTEXT_KEY_FILE": str(settings.context_key_file),
            "BROKER_URL": broker_url,
            "PYTHONPATH": str(ROOT),
        }
        self._roles = ("relay", "worker", "worker")
        self._processes = [self._started(role) for role in self._roles]

    def kill_one(self, chance: random.Random) -> None:
        place = chance.randrange(len(self._roles))
        self._processes[place].send_signal(signal.SIGKILL)
        self._processes[place].wait()
        self._processes[place] = self._started(self._roles[place])

    def kill_all(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()

    def _started(self, role: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.workers.counting", role],
            cwd=ROOT,
            env=self._environment,
            stderr=subprocess.DEVNULL,
        )


@contextmanager
def a_crew(settings: Settings, broker_url: str) -> Iterator[Crew]:
    crew = Crew(settings, broker_url)
    try:
        yield crew
    finally:
        crew.kill_all()


def number_of(tenant: TenantDatabase, partner_id: UUID) -> int:
    with tenant.transaction() as session:
        return find(session, TradingPartner, partner_id).last_control_number


@pytest.mark.parametrize("seed", [11])
def test_killed_at_random_nothing_is_lost_or_doubled(
    tenant: TenantDatabase, settings: Settings, broker_url: str, seed: int
) -> None:
    chance = random.Random(seed)
    with tenant.transaction() as session:
        partner_ids = [a_trading_partner(session).id for _ in range(4)]

    with a_crew(settings, broker_url) as crew:
        for number in range(EVENTS):
            with tenant.transaction() as session:
                announce(session, Counted(partner_ids[number % 4]))
            time.sleep(0.15)
            if number % (EVENTS // KILLS) == EVENTS // KILLS - 1:
                crew.kill_one(chance)
        deadline = time.monotonic() + SECONDS_TO_RECOVER
        while time.monotonic() < deadline and min(counts(tenant, partner_ids)) < EVENTS // 4:
            time.sleep(0.5)
        time.sleep(1)

    assert counts(tenant, partner_ids) == [EVENTS // 4] * 4


def counts(tenant: TenantDatabase, partner_ids: list[UUID]) -> list[int]:
    return [number_of(tenant, partner_id) for partner_id in partner_ids]
