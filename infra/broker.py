"""The queue that carries jobs: PostgreSQL where nothing else is named, RabbitMQ or Redis by URL."""

import socket
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from dramatiq import Broker, Middleware
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.brokers.redis import RedisBroker
from dramatiq_postgres import PostgresBroker

from infra.settings import Settings, WrongSetting

# How soon the jobs of a killed worker return: 20 seconds of silence, looked for every 10.
POSTGRES_HEARTBEAT: dict[str, Any] = {
    "heartbeat_interval": 5,
    "heartbeat_ttl": 20,
    "maintenance_interval": 10,
}
# Redis looks for dead workers at random: here in one of ten commands, after 15 seconds of silence.
REDIS_HEARTBEAT: dict[str, Any] = {"maintenance_chance": 100_000, "heartbeat_timeout": 15_000}

DEFAULT_PORTS = {"amqp": 5672, "amqps": 5671, "redis": 6379, "rediss": 6379}
REACHED_SECONDS = 1.0


def make_broker(settings: Settings, middleware: Sequence[Middleware]) -> Broker:
    """The broker that BROKER_URL names.

    Raises:
        WrongSetting: it names none that we know.
    """
    scheme = urlsplit(settings.broker_url).scheme
    if scheme == "":
        broker: Broker = PostgresBroker(
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
