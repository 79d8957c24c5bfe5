"""The queue in PostgreSQL gives a living worker what a broken connection had mislaid."""

from collections.abc import Iterator
from contextlib import closing
from uuid import UUID

import psycopg
import pytest
from dramatiq import Message
from dramatiq.errors import BrokerConnectionError
from sqlalchemy import make_url

from infra.broker import QueueInPostgres
from infra.settings import Settings
from tenants.identifiers import new_id
from tests.workers.cut_connections import CutLine

OLDEST = 1000
"""Seconds: no reaping, no looking again while a test runs."""


@pytest.fixture
def queue_name() -> str:
    return f"queue-{new_id()}"


@pytest.fixture
def line(settings: Settings) -> Iterator[CutLine]:
    url = make_url(settings.platform_database_url)
    with CutLine((url.host, url.port)) as line:
        yield line


def a_broker(url: str) -> QueueInPostgres:
    return QueueInPostgres(
        url=url, results=False, listen=False, middleware=[], poll_interval=0.01,
        heartbeat_interval=OLDEST, heartbeat_ttl=OLDEST, maintenance_interval=OLDEST,
    )  # fmt: skip


@pytest.fixture
def broker(settings: Settings, line: CutLine) -> Iterator[QueueInPostgres]:
    """A worker's, which reaches the database by the line that can be cut."""
    url = make_url(settings.platform_database_url).set(port=line.port)
    with closing(a_broker(url.render_as_string(hide_password=False))) as broker:
        yield broker


@pytest.fixture
def relay(settings: Settings) -> Iterator[QueueInPostgres]:
    with closing(a_broker(settings.platform_database_url)) as broker:
        yield broker


def queued(relay: QueueInPostgres, queue_name: str, count: int = 1) -> list[str]:
    messages = [
        Message(queue_name=queue_name, actor_name="job", args=(), kwargs={}, options={})
        for _ in range(count)
    ]
    messages = [each.copy(message_id=str(new_id())) for each in messages]
    relay.enqueue_all(messages)
    return [each.message_id for each in messages]


def states(settings: Settings, queue_name: str) -> list[tuple[str, UUID | None]]:
    with psycopg.connect(settings.platform_database_url) as connection:
        return connection.execute(
            "select state::text, worker_id from dramatiq.queue where queue_name = %s"
            " order by position",
            (queue_name,),
        ).fetchall()


def test_a_claim_whose_answer_is_lost_is_claimed_again(
    settings: Settings,
    broker: QueueInPostgres,
    relay: QueueInPostgres,
    line: CutLine,
    queue_name: str,
) -> None:
    (message_id,) = queued(relay, queue_name)
    first = broker.consume(queue_name)
    line.cut_after_claim()
    with pytest.raises(BrokerConnectionError):
        next(first)
    first.close()
    mislaid = states(settings, queue_name)

    message = next(broker.consume(queue_name))

    assert mislaid == [("consumed", UUID(broker.worker_id))]
    assert message is not None
    assert message.message_id == message_id


def test_what_was_claimed_ahead_is_not_forgotten_nor_what_is_worked_on_given_twice(
    settings: Settings, broker: QueueInPostgres, relay: QueueInPostgres, queue_name: str
) -> None:
    worked_on, ahead = queued(relay, queue_name, 2)
    first = broker.consume(queue_name, prefetch=8)
    begun = next(first)
    first.close()

    second = broker.consume(queue_name, prefetch=8)
    given = [next(second), next(second)]

    assert begun is not None
    assert begun.message_id == worked_on
    assert [each and each.message_id for each in given] == [ahead, None]


def test_what_another_worker_holds_stays_with_it(
    settings: Settings, broker: QueueInPostgres, relay: QueueInPostgres, queue_name: str
) -> None:
    queued(relay, queue_name)
    held = next(relay.consume(queue_name))

    message = next(broker.consume(queue_name))

    assert held is not None
    assert message is None
    assert states(settings, queue_name) == [("consumed", UUID(relay.worker_id))]


def test_what_waits_for_its_time_is_not_forgotten_with_its_consumer(
    broker: QueueInPostgres, relay: QueueInPostgres, queue_name: str
) -> None:
    broker.declare_queue(queue_name)
    (message_id,) = queued(relay, f"{queue_name}.DQ")
    first = broker.consume(f"{queue_name}.DQ")
    waiting = next(first)
    first.close()

    again = next(broker.consume(f"{queue_name}.DQ"))

    assert waiting is not None
    assert again is not None
    assert (waiting.message_id, again.message_id) == (message_id, message_id)
