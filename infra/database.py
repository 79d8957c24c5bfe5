"""The engines on PostgreSQL: bounded, impatient, and silent about what they carry."""

from typing import Any

from sqlalchemy import Engine, create_engine, event, exc

POOL_SIZE = 10
STATEMENT_TIMEOUT_MS = 30_000
LOCK_TIMEOUT_MS = 5_000
IDLE_TIMEOUT_MS = 60_000
# All of DISCARD ALL but the prepared statements, which the driver keeps count of.
WIPE = (
    b"close all; reset all; unlisten *; select pg_advisory_unlock_all();"
    b" discard temp; discard sequences"
)


def make_engine(url: str, *, pool_size: int = POOL_SIZE) -> Engine:
    """An engine whose errors never quote parameters and whose statements cannot run for ever."""
    limits = (
        f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c lock_timeout={LOCK_TIMEOUT_MS}"
        f" -c idle_in_transaction_session_timeout={IDLE_TIMEOUT_MS}"
    )
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"options": limits, "application_name": "mortar"},
    )
    event.listen(engine, "reset", _wipe)
    return engine


def _wipe(connection: Any, _record: object, _state: object) -> None:
    """Let nothing of one request reach the next through a pooled connection."""
    connection.rollback()
    connection.pgconn.exec_(WIPE)


def passes(error: BaseException) -> bool:
    """Whether waiting may cure it: a database that is away, deadlocks, lock and statement timeouts."""
    return isinstance(error, (exc.OperationalError, exc.TimeoutError)) or (
        isinstance(error, exc.DBAPIError) and error.connection_invalidated
    )
