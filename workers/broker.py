"""Jobs: plain functions that a queue runs, harmless twice, retried for what waiting may cure."""

import logging
import math
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

import dramatiq
from dramatiq import Middleware
from dramatiq.middleware import CurrentMessage, Retries, TimeLimit
from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from domain.outbox.models import JobReceipt
from domain.outbox.paused_jobs import pause_job
from infra.database import passes
from infra.gateways import Gateways
from infra.outside import Unreachable
from tenants.access import modules_off
from tenants.actor import job as job_actor
from tenants.audit import Origin
from tenants.chain.heads import KeptHeads
from tenants.context import ContextSigner
from tenants.database import TenantDatabase
from tenants.identifiers import new_id
from tenants.meanings import Module
from tenants.refusals import Refused

MAX_RETRIES = 12
MIN_BACKOFF_MS = 500
MAX_BACKOFF_MS = 300_000
"""RabbitMQ holds a waiting message in its worker, and tears that down after half an hour."""
TIME_LIMIT_SECONDS = 60
CHECKOUT = Path(__file__).parent.parent
TRACE_FRAMES = 6
SWITCHES_SECONDS = 5.0
"""How long a worker may go on with a module that was just switched off."""

logger = logging.getLogger(__name__)


class Queue(StrEnum):
    """Lanes, so that slow work does not stand before quick work."""

    BILLING = "billing"
    EDI = "edi"
    SLOW = "slow"


class AlreadyDone(Exception):
    """The job has had its effect for this event."""


class TryLater(Exception):
    """The job failed for what waiting may cure. Its message names no data."""


class Failed(Exception):
    """The job failed for good: a person has to look. Its message names no data."""


@dataclass(frozen=True)
class Installation:
    """What jobs work with: both database roles, the key of the context, the ways outside."""

    application: Engine
    platform: Engine
    signer: ContextSigner
    gateways: Gateways
    code_sets: Path | None = None
    """The folder that is watched for official code-set files."""
    heads: KeptHeads | None = None
    """Of the audit log, elsewhere."""


@dataclass(frozen=True)
class JobDatabase(TenantDatabase):
    """The tenant's database as one job sees it, for one event."""

    event_id: UUID
    job_name: str

    @contextmanager
    def once(self) -> Iterator[Session]:
        """One transaction, which a second delivery of the event does not get.

        Raises:
            AlreadyDone: the job has committed one for this event before.
        """
        with self.transaction() as session:
            receipt = (
                insert(JobReceipt)
                .values(id=new_id(), message_id=self.event_id, job=self.job_name)
                .on_conflict_do_nothing()
                .returning(JobReceipt.id)
            )
            if session.execute(receipt).first() is None:
                raise AlreadyDone
            yield session


@dataclass(frozen=True)
class Job:
    """A function that a queue runs; `perform` knows what to hand it."""

    name: str
    queue: Queue
    time_limit_seconds: int
    perform: Callable[[Installation, "Delivery"], None]
    module: Module = Module.CORE
    """While a tenant has it switched off, the tenant's jobs of it wait."""


@dataclass(frozen=True)
class Following:
    """The jobs that follow an event, and how long that makes sense."""

    jobs: tuple[Job, ...]
    fresh_for_seconds: int | None = None
    """Of work that comes around again: what waited longer is not worth doing. None: for ever."""

    def expires_at(self, now: float) -> float | None:
        return None if self.fresh_for_seconds is None else now + self.fresh_for_seconds


@dataclass(frozen=True)
class Delivery:
    """One event reaching one job: ids only."""

    job_name: str
    event_id: UUID
    tenant_id: UUID | None
    payload: Mapping[str, UUID]

    def database(self, installation: Installation) -> JobDatabase:
        assert self.tenant_id is not None
        actor = job_actor(self.tenant_id, self.job_name)
        origin = Origin(request_id=str(self.event_id))
        return JobDatabase(
            installation.application,
            installation.signer,
            actor,
            self.event_id,
            self.job_name,
            origin=origin,
        )


def tenant_actor(
    queue: Queue,
    *,
    module: Module = Module.CORE,
    time_limit_seconds: int = TIME_LIMIT_SECONDS,
) -> Callable[[Callable[..., None]], Job]:
    """Make a job of `function(database, **ids)`, which sees one tenant."""

    def decorate(function: Callable[..., None]) -> Job:
        def perform(installation: Installation, delivery: Delivery) -> None:
            function(delivery.database(installation), **delivery.payload)

        return Job(function.__name__, queue, time_limit_seconds, perform, module)

    return decorate


def gateway_actor(
    queue: Queue = Queue.EDI,
    *,
    module: Module = Module.CORE,
    time_limit_seconds: int = 5 * TIME_LIMIT_SECONDS,
) -> Callable[[Callable[..., None]], Job]:
    """Make a job of `function(database, gateways, **ids)`, which reaches trading partners too."""

    def decorate(function: Callable[..., None]) -> Job:
        def perform(installation: Installation, delivery: Delivery) -> None:
            database = delivery.database(installation)
            function(database, installation.gateways, **delivery.payload)

        return Job(function.__name__, queue, time_limit_seconds, perform, module)

    return decorate


def chain_actor(
    queue: Queue = Queue.SLOW, *, time_limit_seconds: int = 30 * TIME_LIMIT_SECONDS
) -> Callable[[Callable[..., None]], Job]:
    """Make a job of `function(database, platform, heads, **ids)`: of one tenant's audit log."""

    def decorate(function: Callable[..., None]) -> Job:
        def perform(installation: Installation, delivery: Delivery) -> None:
            assert installation.heads is not None
            database = delivery.database(installation)
            function(database, installation.platform, installation.heads, **delivery.payload)

        return Job(function.__name__, queue, time_limit_seconds, perform)

    return decorate


def platform_actor(
    queue: Queue = Queue.SLOW, *, time_limit_seconds: int = 30 * TIME_LIMIT_SECONDS
) -> Callable[[Callable[[Engine], None]], Job]:
    """Make a job of `function(platform_engine)`, which belongs to no tenant."""

    def decorate(function: Callable[[Engine], None]) -> Job:
        def perform(installation: Installation, _: Delivery) -> None:
            function(installation.platform)

        return Job(function.__name__, queue, time_limit_seconds, perform)

    return decorate


def register(broker: dramatiq.Broker, jobs: Iterable[Job], installation: Installation) -> None:
    """Let the broker's workers perform these jobs."""
    switches = Switches(installation)
    for job in jobs:
        dramatiq.Actor(
            _performing(job, installation, switches),
            broker=broker,
            actor_name=job.name,
            queue_name=job.queue,
            priority=0,
            options={"time_limit": job.time_limit_seconds * 1000, "throws": (Failed,)},
        )


def middleware() -> list[Middleware]:
    """What surrounds every job, in the order in which it begins."""
    return [
        CurrentMessage(),
        TimeLimit(),
        Retries(max_retries=MAX_RETRIES, min_backoff=MIN_BACKOFF_MS, max_backoff=MAX_BACKOFF_MS),
    ]


def _performing(job: Job, installation: Installation, switches: "Switches") -> Callable[..., None]:
    """Errors leave without their messages and causes: those may quote what a table holds."""

    def perform(**payload: str) -> None:
        message = CurrentMessage.get_current_message()
        assert message is not None
        if (message.options.get("expires_at") or math.inf) < time.time():
            return
        delivery = _delivery(job, message.options, payload)
        try:
            if job.module not in switches.off_for(delivery):
                job.perform(installation, delivery)
            elif not message.options.get("expires_at"):  # What comes again need not be kept.
                switches.pause(job, delivery, payload)
        except AlreadyDone:
            logger.info("%s has been done for event %s.", job.name, delivery.event_id)
        except Exception as error:  # noqa: BLE001 raised again, without what it quotes
            where = f"{job.name}: {described(error)}"
            raise (TryLater if waiting_may_cure(error) else Failed)(where) from None

    return perform


class Switches:
    """Which modules tenants have switched off, remembered for a moment."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._known: dict[UUID, tuple[float, frozenset[Module]]] = {}

    def off_for(self, delivery: Delivery) -> frozenset[Module]:
        if delivery.tenant_id is None:
            return frozenset()
        until, off = self._known.get(delivery.tenant_id, (0.0, frozenset()))
        if until < time.monotonic():
            with delivery.database(self._installation).transaction() as session:
                off = modules_off(session)
            self._known[delivery.tenant_id] = (time.monotonic() + SWITCHES_SECONDS, off)
        return off

    def pause(self, job: Job, delivery: Delivery, payload: dict[str, str]) -> None:
        with delivery.database(self._installation).transaction() as session:
            pause_job(session, job.module, delivery.event_id, job.name, payload)


def _delivery(job: Job, options: Mapping[str, Any], payload: Mapping[str, str]) -> Delivery:
    tenant_id: str | None = options.get("tenant_id")
    return Delivery(
        job.name,
        UUID(options["event_id"]),
        UUID(tenant_id) if tenant_id else None,
        {name: UUID(value) for name, value in payload.items()},
    )


def waiting_may_cure(error: BaseException) -> bool:
    return isinstance(error, Unreachable) or passes(error)


def described(error: BaseException) -> str:
    """The error's kind and the lines of ours that it passed, without its message."""
    kind: Any = getattr(error, "orig", None) or error
    code = f" ({error.code})" if isinstance(error, Refused) else ""
    frames = [
        f"{Path(frame.filename).relative_to(CHECKOUT)}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(CHECKOUT) and "site-packages" not in frame.filename
    ]
    return f"{type(kind).__name__}{code} at {' < '.join(reversed(frames[-TRACE_FRAMES:]))}"
