"""Few connections, several requests in flight on each, one round trip a request (libpq's pipelines).

A request is [bind the tenant, run one statement or more, Sync]. Everything up to the Sync is one
implicit transaction, so what was bound for it is gone after it, whether it succeeds or fails.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import psycopg
from psycopg import pq

QUICK_CONNECTIONS = 4
QUICK_DEPTH = 8
QUICK_TIMEOUT_MS = 5_000
HEAVY_CONNECTIONS = 2
HEAVY_TIMEOUT_MS = 30_000
COMMAND_CONNECTIONS = 6
COMMAND_DEPTH = 2
COMMAND_LOCK_TIMEOUT_MS = 2_000
"""A command that waits for a lock holds up the other one on its connection."""
PREPARED_STATEMENTS = 200
"""On one connection; PostgreSQL keeps the plan of each in its memory."""
LONGEST_QUEUE = 2_000
PATIENCE_SECONDS = 10.0
"""How long a request waits for a connection while the database is away."""
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.05, 2.0
ATTEMPTS = QUICK_CONNECTIONS + 1
"""A read whose connection was lost is asked again, even if all of them go one by one."""
READ_ONLY = {"default_transaction_read_only": "on"}
FORMATS = {
    "timezone": "UTC",
    "datestyle": "ISO,YMD",
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
}
BIND = b"select set_config('app.tenant_id', $1, true), set_config('app.context', $2, true)"
BIND_NAME = b"bind"

Context = Callable[[int], tuple[bytes, bytes]]
"""The tenant's id and the context signed for the connection of this backend's pid."""


class StatementFailed(Exception):
    """The database refused a statement; its words may quote data, so only the SQLSTATE is kept."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(f"SQLSTATE {sqlstate}")
        self.sqlstate = sqlstate


class Busy(Exception):
    """Too many requests wait already, or the database stays away."""


class Interrupted(Exception):
    """The connection was lost under a command: whether it took effect is not known."""


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL that selects one text at most, and its parameters in PostgreSQL's text format."""

    sql: bytes
    parameters: Sequence[bytes | None]


@dataclass(eq=False)
class _Request:
    """Statements of one implicit transaction on their way."""

    statements: Sequence[Statement]
    context: Context
    answer: asyncio.Future[list[bytes | None]]
    attempts: int = 0
    steps: deque[tuple[str, bytes]] = field(default_factory=deque)
    """What was sent of it and not yet answered, in order."""
    results: list[bytes | None] = field(default_factory=list)
    sqlstate: str | None = None


class StatementPool:
    """Three lanes: many quick reads share few connections, heavy ones and commands have their own."""

    def __init__(self, url: str) -> None:
        quick = _conninfo(url, READ_ONLY, statement_timeout=QUICK_TIMEOUT_MS)
        heavy = _conninfo(url, READ_ONLY, statement_timeout=HEAVY_TIMEOUT_MS)
        commands = _conninfo(
            url, {}, statement_timeout=QUICK_TIMEOUT_MS, lock_timeout=COMMAND_LOCK_TIMEOUT_MS
        )
        self._quick = _Lane(quick, QUICK_CONNECTIONS, QUICK_DEPTH)
        self._heavy = _Lane(heavy, HEAVY_CONNECTIONS, 1)
        self._commands = _Lane(commands, COMMAND_CONNECTIONS, COMMAND_DEPTH, is_repeatable=False)
        self._lanes = (self._quick, self._heavy, self._commands)

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


class _Lane:
    """Some connections and the requests that wait for one of them."""

    def __init__(
        self, conninfo: bytes, size: int, depth: int, *, is_repeatable: bool = True
    ) -> None:
        self.depth = depth
        self.is_repeatable = is_repeatable
        self.waiting: deque[_Request] = deque()
        self.connections = [_Connection(self, conninfo) for _ in range(size)]

    async def open(self) -> None:
        await asyncio.gather(*(connection.start() for connection in self.connections))

    async def close(self) -> None:
        for connection in self.connections:
            await connection.close()
        while self.waiting:
            _fail(self.waiting.popleft(), Busy("The pool is closed."))

    async def run(self, statements: Sequence[Statement], context: Context) -> list[bytes | None]:
        request = _Request(statements, context, asyncio.get_running_loop().create_future())
        connection = min(self.connections, key=_Connection.load)
        if connection.load() < self.depth:
            connection.send(request)
            return await request.answer
        if len(self.waiting) >= LONGEST_QUEUE:
            raise Busy("Too much waits.")
        self.wait(request)
        return await request.answer

    def wait(self, request: _Request) -> None:
        """Let a request wait for a connection, in front if it had one, but not for ever."""
        if request.attempts:
            self.waiting.appendleft(request)
        else:
            self.waiting.append(request)
        asyncio.get_running_loop().call_later(PATIENCE_SECONDS, self._give_up, request)

    def _give_up(self, request: _Request) -> None:
        if request in self.waiting:
            self.waiting.remove(request)
            _fail(request, Busy("It waited too long."))

    def proceed(self, connection: "_Connection") -> None:
        """Give a connection with room what waits; what was cancelled meanwhile is dropped."""
        while self.waiting and connection.load() < self.depth:
            request = self.waiting.popleft()
            if not request.answer.done():
                connection.send(request)

    def again(self, requests: Sequence[_Request]) -> None:
        """Ask once more, on another connection, what a lost one took along."""
        for request in reversed(requests):
            if not self.is_repeatable:
                _fail(request, Interrupted("The connection was lost under a command."))
            elif request.attempts >= ATTEMPTS:
                _fail(request, Busy("Every connection was lost."))
            elif not request.answer.done():
                self.wait(request)
        for connection in self.connections:
            self.proceed(connection)


class _Connection:
    """One backend in pipeline mode: requests are sent at once and answered in order."""

    def __init__(self, lane: _Lane, conninfo: bytes) -> None:
        self.lane = lane
        self.conninfo = conninfo
        self.is_alive = False
        self._requests: deque[_Request] = deque()
        self._prepared: OrderedDict[bytes, bytes] = OrderedDict()
        self._names = 0
        self._is_writing = False
        self._returning: asyncio.Task[None] | None = None

    def load(self) -> float:
        """How many requests are in flight; a dead connection is full."""
        return len(self._requests) if self.is_alive else float("inf")

    async def start(self) -> None:
        """Connect now if the database is there, else as soon as it is."""
        try:
            await self._open()
        except psycopg.OperationalError:
            self._returning = asyncio.create_task(self._return())

    async def _open(self) -> None:
        """Connect.

        Raises:
            psycopg.OperationalError: the database cannot be reached.
        """
        self._loop = asyncio.get_running_loop()
        self._pg = await asyncio.to_thread(_connected, self.conninfo)
        self._prepared.clear()
        self.is_alive = True
        self._socket = self._pg.socket
        self._loop.add_reader(self._socket, self._receive)
        self.lane.proceed(self)

    async def close(self) -> None:
        if self._returning is not None:
            self._returning.cancel()
        if self.is_alive:
            self._disconnect()
        while self._requests:
            _fail(self._requests.popleft(), Busy("The pool is closed."))

    def send(self, request: _Request) -> None:
        """Write a whole request into the pipeline."""
        if not self._requests and self._is_gone():
            self.lane.wait(request)
            self._lose()
            return
        request.attempts += 1
        request.steps.clear()
        request.results.clear()
        request.sqlstate = None
        self._requests.append(request)
        try:
            names = [self._prepared_name(request, each.sql) for each in request.statements]
            self._pg.send_query_prepared(BIND_NAME, request.context(self._pg.backend_pid))
            request.steps.append(("bind", BIND))
            for name, statement in zip(names, request.statements, strict=True):
                self._pg.send_query_prepared(name, statement.parameters)
                request.steps.append(("query", statement.sql))
            self._pg.pipeline_sync()
            self._flush()
        except psycopg.OperationalError:
            self._lose()

    def _is_gone(self) -> bool:
        """Whether an idle connection was lost since it was used last.

        A server that goes says so first: the end itself is met by looking twice.
        """
        try:
            self._pg.consume_input()
            self._pg.consume_input()
        except psycopg.OperationalError:
            return True
        return self._pg.status != pq.ConnStatus.OK

    def _prepared_name(self, request: _Request, sql: bytes) -> bytes:
        """The statement's name on this backend; the least recently used one makes room."""
        name = self._prepared.get(sql)
        if name is not None:
            self._prepared.move_to_end(sql)
            return name
        if len(self._prepared) >= PREPARED_STATEMENTS:
            _, oldest = self._prepared.popitem(last=False)
            self._pg.send_close_prepared(oldest)
            request.steps.append(("close", sql))
        self._names += 1
        name = b"s%d" % self._names
        self._prepared[sql] = name
        self._pg.send_prepare(name, sql)
        request.steps.append(("prepare", sql))
        return name

    def _flush(self) -> None:
        is_left = bool(self._pg.flush())
        if is_left and not self._is_writing:
            self._loop.add_writer(self._socket, self._write)
        elif not is_left and self._is_writing:
            self._loop.remove_writer(self._socket)
        self._is_writing = is_left

    def _write(self) -> None:
        try:
            self._flush()
        except psycopg.OperationalError:
            self._lose()

    def _receive(self) -> None:
        try:
            self._pg.consume_input()
            while self._requests and not self._pg.is_busy():
                result = self._pg.get_result()
                if self._pg.status != pq.ConnStatus.OK:
                    break
                if result is not None:
                    self._take(result)
        except psycopg.OperationalError:
            self._lose()
        if self.is_alive and self._pg.status != pq.ConnStatus.OK:
            self._lose()

    def _take(self, result: pq.abc.PGresult) -> None:
        request = self._requests[0]
        if result.status == pq.ExecStatus.PIPELINE_SYNC:
            self._requests.popleft()
            _finish(request)
            self.lane.proceed(self)
            return
        step, sql = request.steps.popleft()
        if result.status == pq.ExecStatus.FATAL_ERROR:
            state = result.error_field(pq.DiagnosticField.SQLSTATE) or b"08006"
            request.sqlstate = state.decode()
        elif result.status == pq.ExecStatus.TUPLES_OK and step == "query":
            request.results.append(result.get_value(0, 0) if result.ntuples else None)
        if step == "prepare" and result.status != pq.ExecStatus.COMMAND_OK:
            self._prepared.pop(sql, None)

    def _lose(self) -> None:
        """The backend is gone: its requests are asked elsewhere, and it is called back."""
        if not self.is_alive:
            return
        self._disconnect()
        lost = list(self._requests)
        self._requests.clear()
        self._returning = self._loop.create_task(self._return())
        self.lane.again(lost)

    def _disconnect(self) -> None:
        self.is_alive = False
        self._loop.remove_reader(self._socket)
        if self._is_writing:
            self._loop.remove_writer(self._socket)
            self._is_writing = False
        self._pg.finish()

    async def _return(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self.is_alive:
            try:
                await self._open()
            except psycopg.OperationalError:
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


def _finish(request: _Request) -> None:
    if request.answer.done():
        return  # Whoever asked has gone away.
    if request.sqlstate is not None:
        request.answer.set_exception(StatementFailed(request.sqlstate))
    else:
        request.answer.set_result(request.results)


def _fail(request: _Request, why: Exception) -> None:
    if not request.answer.done():
        request.answer.set_exception(why)


def _conninfo(url: str, more: dict[str, str], **timeouts_ms: int) -> bytes:
    """Impatient, and with the formats that the answers promise.

    A generic plan costs nothing to make again; what it cannot know, the statements tell it.
    """
    settings = FORMATS | more | {name: str(limit) for name, limit in timeouts_ms.items()}
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    return psycopg.conninfo.make_conninfo(
        url, options=options, application_name="mortar statements"
    ).encode()


def _connected(conninfo: bytes) -> pq.abc.PGconn:
    """Raises:
    psycopg.OperationalError: the database cannot be reached.
    """
    connection = pq.PGconn.connect(conninfo)
    if connection.status != pq.ConnStatus.OK:
        raise psycopg.OperationalError("The database cannot be reached.")
    prepared = connection.prepare(BIND_NAME, BIND)
    assert prepared.status == pq.ExecStatus.COMMAND_OK
    connection.nonblocking = 1
    connection.enter_pipeline_mode()
    return connection
