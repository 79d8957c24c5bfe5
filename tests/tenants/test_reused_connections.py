"""One connection, one tenant after another: whatever ended the first, the second finds nothing of it."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from domain.patients.models import Patient
from infra import statement_pool
from infra.database import make_engine
from infra.statement_pool import Statement, StatementFailed, StatementPool
from tenants.database import TenantDatabase, unbound_transaction
from tests.builders import a_patient
from tests.conftest import TestDatabase, entrusted

DEADLINE_SECONDS = 60
SLEEP = "select pg_sleep(60)::text"
SETTINGS = (
    "select concat(nullif(current_setting('app.tenant_id', true), ''),"
    " nullif(current_setting('app.context', true), ''),"
    " nullif(current_setting('app.note', true), ''))"
)
TRACES = {
    "settings": SETTINGS,
    "cursors": "select string_agg(name, ',') from pg_cursors where is_holdable",
    "channels": "select string_agg(channel, ',') from pg_listening_channels() as channel",
    "locks": (
        "select string_agg(objid::text, ',') from pg_locks"
        " where locktype = 'advisory' and pid = pg_backend_pid()"
    ),
    "limits": "select setting from pg_settings where name = 'statement_timeout' and setting = '0'",
}
"""What a session of PostgreSQL may keep from one transaction to the next."""
STATEMENTS = "select coalesce(string_agg(statement, ';'), '') from pg_prepared_statements"

End = Callable[[Session, TestDatabase], None]


@pytest.fixture
def engine(database: TestDatabase) -> Iterator[Engine]:
    """The application's engine, with one connection."""
    engine = entrusted(make_engine(database.urls.application, pool_size=1))
    yield engine
    engine.dispose()


@pytest.fixture
def patients(tenant: TenantDatabase, other_tenant: TenantDatabase) -> None:
    for each in (tenant, other_tenant):
        with each.transaction() as session:
            a_patient(session)


def at(engine: Engine, tenant: TenantDatabase) -> TenantDatabase:
    return TenantDatabase(engine, tenant.signer, tenant.actor)


def leave_traces(session: Session, tenant: TenantDatabase) -> None:
    """All that SQL which slipped in could leave lying on the connection for whoever is next."""
    for trace in (
        f"set app.tenant_id = '{tenant.actor.tenant_id}'",
        "select set_config('app.context', current_setting('app.context'), false)",
        "set app.note = 'what a patient said'",
        "set statement_timeout = 0",
        "declare held cursor with hold for select tenant_id from patients",
        "listen what_happens",
        "select pg_advisory_lock(42)",
    ):
        session.execute(text(trace))


def be_satisfied(_: Session, __: TestDatabase) -> None:
    """Even what is committed takes its traces along."""


def break_down(_: Session, __: TestDatabase) -> None:
    raise ValueError("a bug, in the middle of it")


def be_interrupted(_: Session, __: TestDatabase) -> None:
    raise KeyboardInterrupt


def fail(session: Session, _: TestDatabase) -> None:
    session.execute(text("select 1 / 0"))


def run_out_of_time(session: Session, _: TestDatabase) -> None:
    session.execute(text("set local statement_timeout = 20"))
    session.execute(text(SLEEP))


def be_cancelled(session: Session, database: TestDatabase) -> None:
    with ended_when_asleep(database, "pg_cancel_backend"):
        session.execute(text(SLEEP))


def be_terminated(session: Session, database: TestDatabase) -> None:
    with ended_when_asleep(database, "pg_terminate_backend"):
        session.execute(text(SLEEP))


class ended_when_asleep:  # noqa: N801 it reads as what it does
    """A colleague ends, in one way or another, whoever of the same role sleeps."""

    def __init__(self, database: TestDatabase, way: str) -> None:
        self.thread = threading.Thread(target=self._end, args=(database, way))

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.thread.join()

    def _end(self, database: TestDatabase, way: str) -> None:
        end = f"select {way}(pid) from pg_stat_activity where wait_event = 'PgSleep'"
        deadline = time.monotonic() + DEADLINE_SECONDS
        with psycopg.connect(database.urls.application, autocommit=True) as colleague:
            while colleague.execute(end).fetchone() is None and time.monotonic() < deadline:
                time.sleep(0.01)


ENDS: dict[str, End] = {
    "a commit": be_satisfied,
    "a bug": break_down,
    "an interrupt": be_interrupted,
    "an error of the database": fail,
    "a time limit": run_out_of_time,
    "a cancelled statement": be_cancelled,
    "a lost connection": be_terminated,
}


def left_of(engine: Engine) -> dict[str, Any]:
    """The traces, as somebody who is nobody finds them; those that are none left out."""
    with unbound_transaction(engine) as session:
        found = {name: session.scalar(text(trace)) for name, trace in TRACES.items()}
    return {name: trace for name, trace in found.items() if trace}


def tenants_seen(engine: Engine, tenant: TenantDatabase) -> list[UUID]:
    with at(engine, tenant).transaction() as session:
        return list(session.scalars(select(Patient.tenant_id)))


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.usefixtures("patients")
def test_the_next_tenant_finds_nothing_of_the_one_before(
    engine: Engine, database: TestDatabase, tenant, other_tenant, end: End
) -> None:
    with (
        suppress(DBAPIError, ValueError, KeyboardInterrupt),
        at(engine, tenant).transaction() as session,
    ):
        leave_traces(session, tenant)
        end(session, database)

    assert left_of(engine) == {}
    assert tenants_seen(engine, other_tenant) == [other_tenant.actor.tenant_id]
    with unbound_transaction(engine) as session:
        assert str(tenant.actor.tenant_id) not in session.scalar(text(STATEMENTS))


def test_the_traces_would_be_found(engine: Engine, tenant) -> None:
    """Otherwise the silence above would prove nothing."""
    with at(engine, tenant).transaction() as session:
        leave_traces(session, tenant)
        found = [name for name, trace in TRACES.items() if session.scalar(text(trace))]

    assert found == [name for name in TRACES if name != "channels"], "it listens from its commit on"


async def ended(pool: StatementPool, database: TestDatabase, who: Any, way: str) -> None:
    """One request of a tenant that does not end well, on the only connection there is."""
    if way == "a caller who goes away":
        asked = asyncio.ensure_future(pool.read(Statement(b"select pg_sleep(0.3)::text", []), who))
        await asyncio.sleep(0.05)
        asked.cancel()
    elif way == "an error of the database":
        with suppress(StatementFailed):
            await pool.read(Statement(b"select (1 / $1::int)::text", [b"0"]), who)
    else:
        ending = ended_when_asleep(database, "pg_cancel_backend")
        ending.__enter__()
        with suppress(StatementFailed):
            await pool.read(Statement(SLEEP.encode(), []), who)
        await asyncio.to_thread(ending.__exit__)


@pytest.mark.parametrize(
    "way", ["a caller who goes away", "an error of the database", "a cancelled statement"]
)
@pytest.mark.usefixtures("patients")
def test_nor_does_the_next_request_in_a_pipeline(
    database: TestDatabase, tenant, other_tenant, monkeypatch, way: str
) -> None:
    monkeypatch.setattr(statement_pool, "QUICK_CONNECTIONS", 1)
    seen = b"select string_agg(tenant_id::text, ',') from patients"

    def context(of: TenantDatabase) -> statement_pool.Context:
        id_ = str(of.actor.tenant_id).encode()
        return lambda pid: (id_, of.signer.sign(of.actor, pid).encode())

    async def asked() -> tuple[Any, ...]:
        pool = StatementPool(database.urls.application)
        await pool.open()
        try:
            await ended(pool, database, context(tenant), way)
            nobody = await pool.read(Statement(SETTINGS.encode(), []), lambda _: (b"", b""))
            mine = await pool.read(Statement(seen, []), context(other_tenant))
            return nobody, mine
        finally:
            await pool.close()

    assert asyncio.run(asked()) == (b"", str(other_tenant.actor.tenant_id).encode())


def test_who_waits_in_vain_for_a_connection_gets_nobodys(
    engine: Engine, tenant, other_tenant, patients: None
) -> None:
    engine.pool._timeout = 0.05
    with at(engine, tenant).transaction() as session:
        leave_traces(session, tenant)
        with pytest.raises(Exception, match="QueuePool limit"):
            tenants_seen(engine, other_tenant)

    assert left_of(engine) == {}
    assert tenants_seen(engine, other_tenant) == [other_tenant.actor.tenant_id]
