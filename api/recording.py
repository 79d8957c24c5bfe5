"""Writes the events of readers who wait together in one statement and one commit.

An answer leaves only when its event is durable; whoever cannot be recorded gets no answer.
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any

import orjson

from infra.statement_pool import Statement, StatementFailed, StatementPool
from tenants.context import ContextSigner

MOST_AT_ONCE = 64
WRITERS = 2
"""While one batch is being made durable, the next one is on its way."""
RECORD = b"select security.record_events($1, $2)::text"

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Somebody's events, and their word that they are recorded."""

    events: list[Event]
    done: asyncio.Future[None]


class Recorder:
    """Gathers what is to be recorded in one process."""

    def __init__(self, pool: StatementPool, signer: ContextSigner) -> None:
        self._pool = pool
        self._signer = signer
        self._waiting: deque[_Waiting] = deque()
        self._writers: set[asyncio.Task[None]] = set()

    async def record(self, events: list[Event]) -> None:
        """Return once these are durable.

        Raises:
            StatementFailed, Busy: they are not, as far as is known.
        """
        waiting = _Waiting(events, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if len(self._writers) < WRITERS:
            writer = asyncio.create_task(self._write_all())
            self._writers.add(writer)
            writer.add_done_callback(self._writers.discard)
        await waiting.done

    async def _write_all(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(MOST_AT_ONCE, len(self._waiting)))]
            await self._write(batch)

    async def _write(self, batch: list[_Waiting]) -> None:
        """All together or, where that fails, each by itself: one must not fail the others."""
        try:
            await self._append([event for waiting in batch for event in waiting.events])
        except StatementFailed as failed:
            if len(batch) > 1:
                for waiting in batch:
                    await self._write([waiting])
                return
            _fail(batch, failed)
        except Exception as failed:  # noqa: BLE001 whoever waits is told, whatever it is
            _fail(batch, failed)
        else:
            for waiting in batch:
                if not waiting.done.done():
                    waiting.done.set_result(None)

    async def _append(self, events: list[Event]) -> None:
        text = orjson.dumps(events)
        await self._pool.record(Statement(RECORD, [text, self._signer.vouched(text).encode()]))


def _fail(batch: list[_Waiting], why: Exception) -> None:
    for waiting in batch:
        if not waiting.done.done():
            waiting.done.set_exception(why)
