"""A job whose effect can be counted, and a program that works on it until it is killed."""

import logging
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import dramatiq

import tenants.models  # noqa: F401  partners refer to tenants
from domain.outbox.commands import Event
from domain.payers.models import TradingPartner
from infra.broker import make_broker
from infra.database import make_engine
from infra.gateways import Gateways
from infra.settings import Settings
from tenants.context import ContextSigner
from tenants.database import lock
from tests.conftest import entrusted
from workers.broker import (
    Following,
    Installation,
    JobDatabase,
    Queue,
    middleware,
    register,
    tenant_actor,
)
from workers.dead_letters import DeadLetters
from workers.relay import Relay
from workers.tracing import JobSpans


@dataclass(frozen=True)
class Counted(Event):
    """Somebody wants the partner's number raised by one."""

    partner_id: UUID


@tenant_actor(Queue.BILLING)
def count_up(database: JobDatabase, partner_id: UUID) -> None:
    with database.once() as session:
        lock(session, TradingPartner, partner_id).last_control_number += 1
        session.flush()
        time.sleep(0.03)  # Long enough to be killed in.


PIPELINE = {"Counted": Following((count_up,))}


def main() -> None:
    settings = Settings.from_environment()
    installation = Installation(
        entrusted(make_engine(settings.database_url, pool_size=6)),
        make_engine(settings.platform_database_url, pool_size=3),
        ContextSigner(settings.context_key_file.read_bytes()),
        Gateways(Path("/nowhere")),
    )
    broker = make_broker(settings, [DeadLetters(installation), *middleware(), JobSpans()])
    register(broker, [count_up], installation)
    stop = threading.Event()
    if "worker" in sys.argv:
        dramatiq.Worker(broker, worker_threads=4).start()
    if "relay" in sys.argv:
        Relay(installation.platform, broker, PIPELINE).run(stop)
    stop.wait()


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    main()
