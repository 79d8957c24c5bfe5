"""Reads on few connections, several in flight on each, one round trip a read (libpq's pipeline mode).

A read is [bind the tenant, run the query, Sync]. Everything up to the Sync is one implicit
transaction, so what was bound for it is gone after it, whether the query succeeds or fails.
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
PREPARED_STATEMENTS = 200
"""On one connection; PostgreSQL keeps the plan of each in its memory."""
LONGEST_QUEUE = 2_000
PATIENCE_SECONDS = 10.0
"""How long a read waits for a connection while the database is away."""
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.05, 2.0
ATTEMPTS = QUICK_CONNECTIONS + 1
"""A read whose connection was lost is asked again, even if all of them go one by one."""

BIND = b"select set_config('app.tenant_id', $1, true), set_config('app.context', $2, true)"
BIND_NAME = b"bind"

Context = Callable[[int], tuple[bytes, bytes]]
"""The tenant's id and the context signed for the connection of this backend's pid."""


class ReadFailed(Exception):
    """The database refused a query; its words may quote data, so only the SQLSTATE is kept."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(f"SQLSTATE {sqlstate}")
        self.sqlstate = sqlstate


class Busy(Exception):
    """Too many reads wait already, or the database stays away."""


@dataclass(eq=False)
class _Read:
    """One query on its way."""

    sql: bytes
    parameters: Sequence[bytes | None]
    context: Context
    answer: asyncio.Future[bytes]
    attempts: int = 0
    steps: deque[str] = field(default_factory=deque)
    """What was sent of it and not yet answered, in order."""
    result: bytes | None = None
    sqlstate: str | None = None


class ReadPool:
    """Two lanes: many quick reads share few connections, heavy ones have their own."""

    def __init__(self, url: str) -> None:
        quick, heavy = _conninfo(url, QUICK_TIMEOUT_MS), _conninfo(url, HEAVY_TIMEOUT_MS)
        self._quick = _Lane(quick, QUICK_CONNECTIONS, QUICK_DEPTH)
        self._heavy = _Lane(heavy, HEAVY_CONNECTIONS, 1)

    async def open(self) -> None:
        """Connect, in the event loop that will use it."""
        await asyncio.gather(self._quick.open(), self._heavy.open())

    async def close(self) -> None:
        """Disconnect; what is still asked fails."""
        await asyncio.gather(self._quick.close(), self._heavy.close())

    async def read(
        self,
        sql: bytes,
        parameters: Sequence[bytes | None],
        context: Context,
        *,
        is_heavy: bool = False,
    ) -> bytes:
        """The one text that a query selects.

        Raises:
            ReadFailed: the query failed.
            Busy: it could not be asked in time.
        """
        lane = self._heavy if is_heavy else self._quick
        return await lane.read(sql, parameters, context)


class _Lane:
    """Some connections and the reads that wait for one of them."""

    def __init__(self, conninfo: bytes, size: int, depth: int) -> None:
        self.depth = depth
        self.waiting: deque[_Read] = deque()
        self.connections = [_Connection(self, conninfo) for _ in range(size)]

    async def open(self) -> None:
        await asyncio.gather(*(connection.start() for connection in self.connections))

    async def close(self) -> None:
        for connection in self.connections:
            await connection.close()
        while self.waiting:
            _fail(self.waiting.popleft(), Busy("The pool is closed."))

    async def read(self, sql: bytes, parameters: Sequence[bytes | None], context: Context) -> bytes:
        read = _Read(sql, parameters, context, asyncio.get_running_loop().create_future())
        connection = min(self.connections, key=_Connection.load)
        if connection.load() < self.depth:
            connection.send(read)
            return await read.answer
        if len(self.waiting) >= LONGEST_QUEUE:
            raise Busy("Too many reads wait.")
        self.waiting.append(read)
        if any(connection.is_alive for connection in self.connections):
            return await read.answer
        return await self._patiently(read)

    async def _patiently(self, read: _Read) -> bytes:
        try:
            return await asyncio.wait_for(read.answer, PATIENCE_SECONDS)
        except TimeoutError:
            raise Busy("The database is away.") from None

    def proceed(self, connection: "_Connection") -> None:
        """Give a connection with room what waits; what was cancelled meanwhile is dropped."""
        while self.waiting and connection.load() < self.depth:
            read = self.waiting.popleft()
            if not read.answer.done():
                connection.send(read)

    def again(self, reads: Sequence[_Read]) -> None:
        """Ask once more, on another connection, what a lost one took along."""
        for read in reversed(reads):
            if read.attempts >= ATTEMPTS:
                _fail(read, Busy("Every connection was lost."))
            elif not read.answer.done():
                self.waiting.appendleft(read)
        for connection in self.connections:
            self.proceed(connection)


class _Connection:
    """One backend in pipeline mode: reads are sent at once and answered in order."""

    def __init__(self, lane: _Lane, conninfo: bytes) -> None:
        self.lane = lane
        self.conninfo = conninfo
        self.is_alive = False
        self._reads: deque[_Read] = deque()
        self._prepared: OrderedDict[bytes, bytes] = OrderedDict()
        self._names = 0
        self._is_writing = False
        self._returning: asyncio.Task[None] | None = None

    def load(self) -> float:
        """How many reads are in flight; a dead connection is full."""
        return len(self._reads) if self.is_alive else float("inf")

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
        while self._reads:
            _fail(self._reads.popleft(), Busy("The pool is closed."))

    def send(self, read: _Read) -> None:
        """Write a whole read into the pipeline."""
        read.attempts += 1
        read.steps.clear()
        read.result = read.sqlstate = None
        self._reads.append(read)
        try:
            name = self._prepared_name(read)
            self._pg.send_query_prepared(BIND_NAME, read.context(self._pg.backend_pid))
            self._pg.send_query_prepared(name, read.parameters)
            read.steps += ("bind", "query")
            self._pg.pipeline_sync()
            self._flush()
        except psycopg.OperationalError:
            self._lose()

    def _prepared_name(self, read: _Read) -> bytes:
        """The statement's name on this backend; the least recently used one makes room."""
        name = self._prepared.get(read.sql)
        if name is not None:
            self._prepared.move_to_end(read.sql)
            return name
        if len(self._prepared) >= PREPARED_STATEMENTS:
            _, oldest = self._prepared.popitem(last=False)
            self._pg.send_close_prepared(oldest)
            read.steps.append("close")
        self._names += 1
        name = b"read%d" % self._names
        self._prepared[read.sql] = name
        self._pg.send_prepare(name, read.sql)
        read.steps.append("prepare")
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
            while self._reads and not self._pg.is_busy():
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
        read = self._reads[0]
        if result.status == pq.ExecStatus.PIPELINE_SYNC:
            self._reads.popleft()
            _finish(read)
            self.lane.proceed(self)
            return
        step = read.steps.popleft()
        if result.status == pq.ExecStatus.FATAL_ERROR:
            state = result.error_field(pq.DiagnosticField.SQLSTATE) or b"08006"
            read.sqlstate = state.decode()
        elif result.status == pq.ExecStatus.TUPLES_OK and step == "query":
            read.result = result.get_value(0, 0)
        if step == "prepare" and result.status != pq.ExecStatus.COMMAND_OK:
            self._prepared.pop(read.sql, None)

    def _lose(self) -> None:
        """The backend is gone: its reads are asked elsewhere, and it is called back."""
        if not self.is_alive:
            return
        self._disconnect()
        lost = list(self._reads)
        self._reads.clear()
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


def _finish(read: _Read) -> None:
    if read.answer.done():
        return  # Whoever asked has gone away.
    if read.sqlstate is not None:
        read.answer.set_exception(ReadFailed(read.sqlstate))
    else:
        assert read.result is not None
        read.answer.set_result(read.result)


def _fail(read: _Read, why: Exception) -> None:
    if not read.answer.done():
        read.answer.set_exception(why)


def _conninfo(url: str, timeout_ms: int) -> bytes:
    """Read-only, impatient, and with the formats that the answers promise.

    A generic plan costs nothing to make again; what it cannot know, the statements tell it.
    """
    options = (
        f"-c statement_timeout={timeout_ms} -c default_transaction_read_only=on"
        " -c timezone=UTC -c datestyle=ISO,YMD -c plan_cache_mode=force_generic_plan -c jit=off"
    )
    return psycopg.conninfo.make_conninfo(
        url, options=options, application_name="mortar reads"
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
