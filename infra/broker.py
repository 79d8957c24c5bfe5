"""The queue that carries jobs: PostgreSQL where nothing else is named, RabbitMQ or Redis by URL."""

import logging
import socket
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from textwrap import dedent
from typing import Any
from urllib.parse import urlsplit

from dramatiq import Broker, Message, MessageProxy, Middleware
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.brokers.redis import RedisBroker
from dramatiq_postgres import PostgresBroker
from dramatiq_postgres.broker import QUERIES, PostgresConsumer
from dramatiq_postgres.utils import raise_connection_error, tidy4json, transaction
from psycopg.types.json import Json

from infra.settings import Settings, WrongSetting

# How soon the jobs of a killed worker return: 20 seconds of silence, looked for every 10.
POSTGRES_HEARTBEAT: dict[str, Any] = {
    "heartbeat_interval": 5,
    "heartbeat_ttl": 20,
    "maintenance_interval": 10,
}
# Redis looks for dead workers at random: here in one of ten commands, after 15 seconds of silence.
REDIS_HEARTBEAT: dict[str, Any] = {"maintenance_chance": 100_000, "heartbeat_timeout": 15_000}

PUT_BACK = dedent("""\
    update dramatiq.queue
    set state = 'queued', worker_id = null, consumed_at = null, mtime = now()
    where state = 'consumed' and queue_name = %s and worker_id = %s
        and message_id <> all(%s::uuid[])
    """)

DEFAULT_PORTS = {"amqp": 5672, "amqps": 5671, "redis": 6379, "rediss": 6379}
REACHED_SECONDS = 1.0


logger = logging.getLogger(__name__)


class QueueInPostgres(PostgresBroker):  # type: ignore[misc]  # the library is not typed
    """The queue in PostgreSQL: takes many messages in one transaction, and mislays none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._in_work: defaultdict[str, set[str]] = defaultdict(set)

    def consume(
        self, queue_name: str, prefetch: int = 1, timeout: int = 30_000
    ) -> "_MindfulConsumer":
        """A consumer that goes on where the last one of this queue was cut off."""
        consumer = _MindfulConsumer(
            broker=self, queue_name=queue_name, prefetch=prefetch, timeout=timeout
        )
        if queue_name not in self.delay_queues:  # What waits there is forgotten with its consumer.
            consumer.in_processing = self._in_work[queue_name]
        return consumer

    @raise_connection_error  # type: ignore[untyped-decorator]
    def enqueue_all(self, messages: Sequence[Message[None]]) -> None:
        for message in messages:
            self.emit_before("enqueue", message, None)
        with transaction(self.pool) as cursor:
            cursor.executemany(
                QUERIES.ENQUEUE,
                [(each.queue_name, each.message_id, Json(tidy4json(each)), 0) for each in messages],
            )
        for message in messages:
            self.emit_after("enqueue", message, None)


class _MindfulConsumer(PostgresConsumer):  # type: ignore[misc]  # the library is not typed
    """Puts back what the database says that we hold, and we do not know of.

    A claim may be committed while its answer is lost with the connection, and a consumer that is
    replaced forgets what it had claimed ahead. Such messages would be ours until this process ends,
    for it lives and says so. Only this thread claims from this queue, so what it does not know of
    here nobody works on.
    """

    _looked_at = float("-inf")

    def __next__(self) -> MessageProxy | None:
        if time.monotonic() - self._looked_at >= self.broker.maintenance_interval:
            self._put_back_mislaid()
            self._looked_at = time.monotonic()
        message: MessageProxy | None = super().__next__()
        return message

    @raise_connection_error  # type: ignore[untyped-decorator]
    def _put_back_mislaid(self) -> None:
        held = [*self.in_processing, *(each.message_id for each in self.buffer)]
        with transaction(self.get_consume_conn()) as cursor:
            cursor.execute(PUT_BACK, (self.queue_name, self.broker.worker_id, held))
            if cursor.rowcount:
                logger.warning("Put back %d mislaid messages.", cursor.rowcount)


def enqueue_all(broker: Broker, messages: Sequence[Message[None]]) -> None:
    """At once where the broker can, else one by one; a failure may leave some of them queued."""
    if isinstance(broker, QueueInPostgres):
        broker.enqueue_all(messages)
    else:
        for message in messages:
            broker.enqueue(message)


def make_broker(settings: Settings, middleware: Sequence[Middleware]) -> Broker:
    """The broker that BROKER_URL names.

    Raises:
        WrongSetting: it names none that we know.
    """
    scheme = urlsplit(settings.broker_url).scheme
    if scheme == "":
        broker: Broker = QueueInPostgres(
            url=settings.platform_database_url,
            results=False,
            middleware=list(middleware),
            **POSTGRES_HEARTBEAT,
        )
        return broker
    if scheme in {"amqp", "amqps"}:
        return RabbitmqBroker(
            url=settings.broker_url, confirm_delivery=True, middleware=list(middleware)
        )
    if scheme in {"redis", "rediss"}:
        redis: Callable[..., Broker] = RedisBroker
        return redis(url=settings.broker_url, middleware=list(middleware), **REDIS_HEARTBEAT)
    raise WrongSetting("BROKER_URL is neither amqp:// nor redis://.")


def is_reachable(broker_url: str) -> bool:
    """Whether the broker's server takes connections; PostgreSQL's own queue is always there."""
    if not broker_url:
        return True
    url = urlsplit(broker_url)
    address = (url.hostname or "localhost", url.port or DEFAULT_PORTS.get(url.scheme, 0))
    try:
        socket.create_connection(address, REACHED_SECONDS).close()
    except OSError:
        return False
    return True
