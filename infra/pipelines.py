"""One connection in libpq's pipeline mode: requests are sent at once and answered in order.

A request is [bind the tenant, run one statement or more, Sync]. Everything up to the Sync is one
implicit transaction, so what was bound for it is gone after it, whether it succeeds or fails.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import psycopg
from psycopg import pq

PREPARED_STATEMENTS = 200
"""On one connection; PostgreSQL keeps the plan of each in its memory."""
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.05, 2.0
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
class Request:
    """Statements of one implicit transaction on their way."""

    statements: Sequence[Statement]
    context: Context
    answer: asyncio.Future[list[bytes | None]]
    attempts: int = 0
    steps: deque[tuple[str, bytes]] = field(default_factory=deque)
    """What was sent of it and not yet answered, in order."""
    results: list[bytes | None] = field(default_factory=list)
    sqlstate: str | None = None

    def succeed(self) -> None:
        """Hand over what the statements selected, or why they failed."""
        if self.answer.done():
            return  # Whoever asked has gone away.
        if self.sqlstate is not None:
            self.answer.set_exception(StatementFailed(self.sqlstate))
        else:
            self.answer.set_result(self.results)

    def fail(self, why: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(why)


class Lane(Protocol):
    """What a pipeline tells of itself, and whom it gives back what it could not do."""

    def proceed(self, pipeline: "Pipeline") -> None: ...
    def wait(self, request: Request) -> None: ...
    def again(self, requests: Sequence[Request]) -> None: ...


class Pipeline:
    """One backend; called back when it is lost."""

    def __init__(self, lane: Lane, conninfo: bytes) -> None:
        self.lane = lane
        self.conninfo = conninfo
        self.is_alive = False
        self._requests: deque[Request] = deque()
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
            self._requests.popleft().fail(Busy("The pool is closed."))

    def send(self, request: Request) -> None:
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

    def _prepared_name(self, request: Request, sql: bytes) -> bytes:
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
            request.succeed()
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
