"""Carries events from the outbox to the queue: published first, deleted in the same transaction.

A relay that dies in between publishes again; receipts make that harmless. Several may run.
"""

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid5

import dramatiq
from dramatiq.errors import BrokerError
from sqlalchemy import Engine, Row, exc, text

from infra.broker import enqueue_all
from infra.notifications import Notifications
from infra.outside import Unreachable
from tenants.database import platform_transaction
from workers.broker import Following, Job

BATCH_SIZE = 200
POLL_SECONDS = 1.0
RECOVERY_SECONDS = 2.0
CHANNEL = "outbox"
AWAY = (exc.OperationalError, exc.InterfaceError, Unreachable, BrokerError, OSError)
"""What the absence of database or broker looks like."""

DUE = text(
    "select id, tenant_id, event, payload, trace from outbox"
    " where available_at <= now() and event = any(:known)"
    " order by available_at, id limit :batch_size for update skip locked"
)
DELETE = text("delete from outbox where id = any(:ids)")

logger = logging.getLogger(__name__)


class Relay:
    """Publishes what the outbox holds. Events that nobody here knows stay, for a newer version."""

    def __init__(
        self, platform: Engine, broker: dramatiq.Broker, pipeline: Mapping[str, Following]
    ) -> None:
        self._platform = platform
        self._broker = broker
        self._pipeline = pipeline

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop; outlive the absence of database and broker."""
        url = self._platform.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with Notifications(url, CHANNEL) as outbox:
            while not stop.is_set():
                try:
                    if self.carry() < BATCH_SIZE:
                        outbox.wait(POLL_SECONDS)
                except AWAY as error:
                    logger.warning("The relay waits: %s.", type(error).__name__)
                    stop.wait(RECOVERY_SECONDS)

    def carry(self) -> int:
        """Publish one batch; how many events it had."""
        with platform_transaction(self._platform) as session:
            bounds = {"known": list(self._pipeline), "batch_size": BATCH_SIZE}
            rows = session.execute(DUE, bounds).all()
            if rows:
                enqueue_all(self._broker, [each for row in rows for each in self._messages(row)])
                session.execute(DELETE, {"ids": [row.id for row in rows]})
        return len(rows)

    def _messages(self, row: Row[Any]) -> Iterator[dramatiq.Message[None]]:
        following = self._pipeline[row.event]
        for job in following.jobs:
            yield dramatiq.Message(
                queue_name=job.queue,
                actor_name=job.name,
                args=(),
                kwargs=row.payload,
                options={
                    "event_id": str(row.id),
                    "tenant_id": str(row.tenant_id),
                    "trace": row.trace,
                    "expires_at": following.expires_at(time.time()),
                },
                message_id=message_id(row.id, job),
            )


def message_id(event_id: UUID, job: Job) -> str:
    """The same for the same event and job, however often it is published."""
    return str(uuid5(event_id, job.name))
