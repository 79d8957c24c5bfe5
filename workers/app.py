"""Puts the parts of a worker together: broker, jobs, relay and schedules in one process."""

import logging
import threading
from collections.abc import Callable
from functools import partial

import dramatiq

import domain.services.models  # noqa: F401  records refer to these two,
import tenants.models  # noqa: F401  whoever writes them
from infra.broker import make_broker
from infra.database import make_engine
from infra.gateways import Gateways
from infra.head_stores import head_signer, head_store
from infra.master_keys import master_keys
from infra.settings import Settings
from infra.telemetry import start_telemetry, trace_statements
from tenants.chain.heads import Exporter, KeptHeads
from tenants.context import ContextSigner
from tenants.keyring import Keyring, entrust
from workers import schedule
from workers.audit import ChainKeeper
from workers.broker import Installation, middleware, register
from workers.dead_letters import DeadLetters
from workers.pipeline import JOBS, PIPELINE
from workers.relay import Relay
from workers.stopping import stop_at_signal
from workers.tracing import JobSpans

THREADS = 4
STOP_MS = 30_000

logger = logging.getLogger(__name__)


def open_installation(settings: Settings, threads: int = THREADS) -> Installation:
    """Engines and keys, as the settings name them."""
    application = make_engine(settings.database_url, pool_size=threads + 2)
    return Installation(
        entrust(application, Keyring(master_keys(settings))),
        make_engine(settings.platform_database_url, pool_size=4),
        ContextSigner(settings.context_key_file.read_bytes()),
        Gateways(settings.data_dir / "files"),
        settings.code_sets_dir,
        KeptHeads(head_store(settings.audit_heads), head_signer(settings)),
    )


def make_worker_broker(settings: Settings, installation: Installation) -> dramatiq.Broker:
    """The broker with every job registered."""
    broker = make_broker(settings, [DeadLetters(installation), *middleware(), JobSpans()])
    register(broker, JOBS, installation)
    return broker


def run(settings: Settings, *, threads: int = THREADS, performs_jobs: bool = True) -> int:
    """Work until SIGTERM or SIGINT, then finish what is begun; 1 where a part broke down.

    Any number may run on any number of machines. Killed, its jobs return to the queue. Without
    jobs only the relay and the schedules run: a process that keeps the queue filled.
    """
    stop = stop_at_signal()
    telemetry = start_telemetry(settings, "worker" if performs_jobs else "relay")
    installation = open_installation(settings, threads)
    if telemetry is not None:
        trace_statements(installation.application)
    broker = make_worker_broker(settings, installation)
    parts = [
        _Part("relay", Relay(installation.platform, broker, PIPELINE).run, stop),
        _Part("audit", _chain_keeper(installation).run, stop),
        _Part("schedules", partial(schedule.run, installation.platform), stop),
    ]
    worker = dramatiq.Worker(broker, worker_threads=threads) if performs_jobs else None
    if worker is not None:
        worker.start()
    for part in parts:
        part.start()
    logger.info("Ready to work." if performs_jobs else "Ready to relay.")
    stop.wait()
    if worker is not None:
        worker.stop(STOP_MS)
    for part in parts:
        part.join(STOP_MS / 1000)
    broker.close()
    if telemetry is not None:
        telemetry.stop()
    return int(any(part.is_broken for part in parts))


def _chain_keeper(installation: Installation) -> ChainKeeper:
    heads, platform = installation.heads, installation.platform
    assert heads is not None
    return ChainKeeper(platform, Exporter(platform, heads.store, heads.key))


class _Part(threading.Thread):
    """A thread without which the process is of no use: when it breaks, all of it stops."""

    def __init__(
        self, name: str, work: Callable[[threading.Event], None], stop: threading.Event
    ) -> None:
        super().__init__(name=name, daemon=True)
        self._work = work
        self._stop_all = stop
        self.is_broken = False

    def run(self) -> None:
        try:
            self._work(self._stop_all)
        except BaseException:
            self.is_broken = True
            raise
        finally:
            self._stop_all.set()
