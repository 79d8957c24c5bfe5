"""Few connections, several requests in flight on each, one round trip a request."""

import asyncio
from collections import deque
from collections.abc import Sequence

import psycopg

from infra.pipelines import (
    Busy,
    Context,
    Interrupted,
    Pipeline,
    Request,
    Statement,
    StatementFailed,
)

__all__ = ["Busy", "Context", "Interrupted", "Statement", "StatementFailed", "StatementPool"]

QUICK_CONNECTIONS = 4
QUICK_DEPTH = 8
QUICK_TIMEOUT_MS = 5_000
HEAVY_CONNECTIONS = 2
HEAVY_TIMEOUT_MS = 30_000
COMMAND_CONNECTIONS = 6
COMMAND_DEPTH = 2
COMMAND_LOCK_TIMEOUT_MS = 2_000
"""A command that waits for a lock holds up the other one on its connection."""
RECORD_CONNECTIONS = 2
LONGEST_QUEUE = 2_000
PATIENCE_SECONDS = 10.0
"""How long a request waits for a connection while the database is away."""
ATTEMPTS = QUICK_CONNECTIONS + 1
"""A read whose connection was lost is asked again, even if all of them go one by one."""
READ_ONLY = {"default_transaction_read_only": "on"}
FORMATS = {
    "timezone": "UTC",
    "datestyle": "ISO,YMD",
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
}


class StatementPool:
    """Lanes: many quick reads share few connections; heavy ones, commands and records have their own."""

    def __init__(self, url: str) -> None:
        quick = _conninfo(url, READ_ONLY, statement_timeout=QUICK_TIMEOUT_MS)
        heavy = _conninfo(url, READ_ONLY, statement_timeout=HEAVY_TIMEOUT_MS)
        commands = _conninfo(
            url, {}, statement_timeout=QUICK_TIMEOUT_MS, lock_timeout=COMMAND_LOCK_TIMEOUT_MS
        )
        self._quick = _Lane(quick, QUICK_CONNECTIONS, QUICK_DEPTH)
        self._heavy = _Lane(heavy, HEAVY_CONNECTIONS, 1)
        self._commands = _Lane(commands, COMMAND_CONNECTIONS, COMMAND_DEPTH, is_repeatable=False)
        records = _conninfo(url, {}, statement_timeout=QUICK_TIMEOUT_MS)
        self._records = _Lane(records, RECORD_CONNECTIONS, 1)
        self._lanes = (self._quick, self._heavy, self._commands, self._records)

    async def open(self) -> None:
        """Connect, in the event loop that will use it."""
        await asyncio.gather(*(lane.open() for lane in self._lanes))

    async def close(self) -> None:
        """Disconnect; what is still asked fails."""
        await asyncio.gather(*(lane.close() for lane in self._lanes))

    async def read(
        self, statement: Statement, context: Context, *, is_heavy: bool = False
    ) -> bytes | None:
        """The text that a query selects.

        Raises:
            StatementFailed: the query failed.
            Busy: it could not be asked in time.
        """
        lane = self._heavy if is_heavy else self._quick
        return (await lane.run([statement], context))[0]

    async def write(self, statements: Sequence[Statement], context: Context) -> list[bytes | None]:
        """What each statement of one transaction selects; all of them take effect, or none.

        Raises:
            StatementFailed: one of them failed.
            Busy: it could not be asked in time.
            Interrupted: nobody knows whether it took effect.
        """
        return await self._commands.run(statements, context)

    async def record(self, statement: Statement) -> None:
        """Run a statement that belongs to no one tenant and does nothing the second time.

        Raises:
            StatementFailed: it failed.
            Busy: it could not be asked in time.
        """
        await self._records.run([statement], _of_nobody)


def _of_nobody(_: int) -> tuple[bytes, bytes]:
    return b"", b""


class _Lane:
    """Some connections and the requests that wait for one of them."""

    def __init__(
        self, conninfo: bytes, size: int, depth: int, *, is_repeatable: bool = True
    ) -> None:
        self.depth = depth
        self.is_repeatable = is_repeatable
        self.waiting: deque[Request] = deque()
        self.connections = [Pipeline(self, conninfo) for _ in range(size)]

    async def open(self) -> None:
        await asyncio.gather(*(connection.start() for connection in self.connections))

    async def close(self) -> None:
        for connection in self.connections:
            await connection.close()
        while self.waiting:
            self.waiting.popleft().fail(Busy("The pool is closed."))

    async def run(self, statements: Sequence[Statement], context: Context) -> list[bytes | None]:
        request = Request(statements, context, asyncio.get_running_loop().create_future())
        connection = min(self.connections, key=Pipeline.load)
        if connection.load() < self.depth:
            connection.send(request)
            return await request.answer
        if len(self.waiting) >= LONGEST_QUEUE:
            raise Busy("Too much waits.")
        self.wait(request)
        return await request.answer

    def wait(self, request: Request) -> None:
        """Let a request wait for a connection, in front if it had one, but not for ever."""
        if request.attempts:
            self.waiting.appendleft(request)
        else:
            self.waiting.append(request)
        asyncio.get_running_loop().call_later(PATIENCE_SECONDS, self._give_up, request)

    def _give_up(self, request: Request) -> None:
        if request in self.waiting:
            self.waiting.remove(request)
            request.fail(Busy("It waited too long."))

    def proceed(self, connection: Pipeline) -> None:
        """Give a connection with room what waits; what was cancelled meanwhile is dropped."""
        while self.waiting and connection.load() < self.depth:
            request = self.waiting.popleft()
            if not request.answer.done():
                connection.send(request)

    def again(self, requests: Sequence[Request]) -> None:
        """Ask once more, on another connection, what a lost one took along."""
        for request in reversed(requests):
            if not self.is_repeatable:
                request.fail(Interrupted("The connection was lost under a command."))
            elif request.attempts >= ATTEMPTS:
                request.fail(Busy("Every connection was lost."))
            elif not request.answer.done():
                self.wait(request)
        for connection in self.connections:
            self.proceed(connection)


def _conninfo(url: str, more: dict[str, str], **timeouts_ms: int) -> bytes:
    """Impatient, and with the formats that the answers promise.

    A generic plan costs nothing to make again; what it cannot know, the statements tell it.
    """
    settings = FORMATS | more | {name: str(limit) for name, limit in timeouts_ms.items()}
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    return psycopg.conninfo.make_conninfo(
        url, options=options, application_name="mortar statements"
    ).encode()
