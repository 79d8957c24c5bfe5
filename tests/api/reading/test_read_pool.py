"""The read pool: nothing of one request reaches another, whatever fails, is cancelled or dies."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import pytest

from infra import read_pool
from infra.read_pool import Busy, ReadFailed, ReadPool
from tenants.context import ContextSigner
from tenants.database import TenantDatabase
from tests.builders import a_patient
from tests.conftest import TestDatabase

WHO = b"select coalesce(string_agg(distinct tenant_id::text, ','), '') from patients"
FAIL = b"select (1 / $1::int)::text"
SETTINGS = (
    b"select concat(nullif(current_setting('app.tenant_id', true), ''),"
    b" nullif(current_setting('app.context', true), ''))"
)


def context(signer: ContextSigner, tenant: TenantDatabase) -> read_pool.Context:
    tenant_id = str(tenant.actor.tenant_id).encode()
    return lambda pid: (tenant_id, signer.sign(tenant.actor, pid).encode())


def run(database: TestDatabase, work: Callable[[ReadPool], Awaitable[Any]]) -> Any:
    async def opened() -> Any:
        pool = ReadPool(database.urls.application)
        await pool.open()
        try:
            return await work(pool)
        finally:
            await pool.close()

    return asyncio.run(opened())


def nobody(_backend_pid: int) -> tuple[bytes, bytes]:
    return b"", b""


def test_thousands_of_mixed_requests_leak_nothing(database: TestDatabase) -> None:
    tenants = [database.new_tenant() for _ in range(20)]
    for tenant in tenants:
        with tenant.transaction() as session:
            a_patient(session)
    contexts = [(tenant, context(database.signer, tenant)) for tenant in tenants]
    found = {"own": 0, "failed": 0, "leaked": 0}

    async def ask(pool: ReadPool, number: int) -> None:
        tenant, who = contexts[number * 7 % len(contexts)]
        own = str(tenant.actor.tenant_id).encode()
        try:
            if number % 7 == 0:
                await pool.read(FAIL, [b"0"], who)
            elif number % 11 == 0:
                answer = await pool.read(WHO, [], lambda pid: (own, b"forged|" + b"0" * 70))
                found["leaked" if answer else "failed"] += 1
            elif number % 13 == 0:
                answer = await pool.read(SETTINGS, [], lambda pid: (b"", b""))
                found["leaked" if answer else "failed"] += 1
            else:
                answer = await pool.read(WHO, [], who, is_heavy=number % 17 == 0)
                found["own" if answer == own else "leaked"] += 1
        except ReadFailed:
            found["failed"] += 1

    async def work(pool: ReadPool) -> None:
        for batch in range(0, 8_000, 400):
            await asyncio.gather(*(ask(pool, batch + number) for number in range(400)))

    run(database, work)

    failing = sum(
        number % 7 == 0 or number % 11 == 0 or number % 13 == 0 for number in range(8_000)
    )
    assert found == {"own": 8_000 - failing, "failed": failing, "leaked": 0}


def test_without_a_tenant_a_query_fails_or_finds_nothing(database: TestDatabase) -> None:
    with pytest.raises(ReadFailed, match="22P02"):
        run(database, lambda pool: pool.read(WHO, [], nobody))


def test_errors_carry_no_data(database: TestDatabase, tenant: TenantDatabase) -> None:
    who = context(database.signer, tenant)

    with pytest.raises(ReadFailed) as failed:
        run(database, lambda pool: pool.read(b"select ($1::text)::int::text", [b"SECRET"], who))

    assert str(failed.value) == "SQLSTATE 22P02"


def test_nothing_can_be_written(database: TestDatabase, tenant: TenantDatabase) -> None:
    who = context(database.signer, tenant)
    delete = b"with gone as (delete from row_counts returning 1) select count(*)::text from gone"

    with pytest.raises(ReadFailed, match="25006"):
        run(database, lambda pool: pool.read(delete, [], who))


def test_a_statement_that_cannot_be_prepared_fails_alone(
    database: TestDatabase, tenant: TenantDatabase
) -> None:
    who = context(database.signer, tenant)

    async def work(pool: ReadPool) -> list[Any]:
        wrong = [pool.read(b"select nothing", [], who) for _ in range(20)]
        right = [pool.read(b"select 'right'", [], who) for _ in range(20)]
        return await asyncio.gather(*wrong, *right, return_exceptions=True)

    found = run(database, work)

    assert all(isinstance(answer, ReadFailed) for answer in found[:20])
    assert found[20:] == [b"right"] * 20


def test_more_statements_than_a_connection_keeps(
    database: TestDatabase, tenant: TenantDatabase
) -> None:
    who = context(database.signer, tenant)
    count = 3 * read_pool.PREPARED_STATEMENTS

    async def work(pool: ReadPool) -> list[bytes]:
        texts = [b"select '%d'" % number for number in range(count)]
        kept = await asyncio.gather(*(pool.read(text, [], who) for text in texts * 2))
        counted = b"select count(*)::text from pg_prepared_statements"
        return [*kept, await pool.read(counted, [], who)]

    found = run(database, work)

    assert found[:-1] == [b"%d" % number for number in range(count)] * 2
    assert int(found[-1]) <= read_pool.PREPARED_STATEMENTS + 1


def test_a_cancelled_request_disturbs_nobody(
    database: TestDatabase, tenant: TenantDatabase
) -> None:
    who = context(database.signer, tenant)
    slowly = b"select concat(pg_sleep(0.2), $1::text)"

    async def work(pool: ReadPool) -> list[bytes]:
        asked = [asyncio.ensure_future(pool.read(slowly, [b"x"], who)) for _ in range(60)]
        await asyncio.sleep(0.05)
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        return await asyncio.gather(
            *(pool.read(b"select $1::text", [b"%d" % n], who) for n in range(60))
        )

    assert run(database, work) == [b"%d" % number for number in range(60)]


def test_reads_outlive_their_connections(database: TestDatabase, tenant: TenantDatabase) -> None:
    who = context(database.signer, tenant)

    async def work(pool: ReadPool) -> list[bytes]:
        slowly = [pool.read(b"select concat(pg_sleep(0.3), 'x')", [], who) for _ in range(8)]
        reads = asyncio.gather(*slowly)
        await asyncio.sleep(0.1)
        await asyncio.to_thread(_terminate, database)
        return await reads

    assert run(database, work) == [b"x"] * 8


def test_a_heavy_read_does_not_hold_up_quick_ones(
    database: TestDatabase, tenant: TenantDatabase
) -> None:
    who = context(database.signer, tenant)

    async def work(pool: ReadPool) -> bool:
        heavy = [
            asyncio.ensure_future(
                pool.read(b"select pg_sleep(1)::text || 'x'", [], who, is_heavy=True)
            )
            for _ in range(4)
        ]
        await asyncio.gather(*(pool.read(b"select 'x'", [], who) for _ in range(200)))
        return any(task.done() for task in heavy)

    assert run(database, work) is False


def test_a_closed_pool_is_busy(database: TestDatabase) -> None:
    async def asked() -> None:
        pool = ReadPool(database.urls.application)
        await pool.open()
        await pool.close()
        await pool.read(b"select 'x'", [], nobody)

    read_pool.PATIENCE_SECONDS, patience = 0.1, read_pool.PATIENCE_SECONDS
    try:
        with pytest.raises(Busy):
            asyncio.run(asked())
    finally:
        read_pool.PATIENCE_SECONDS = patience


def _terminate(database: TestDatabase) -> None:
    with psycopg.connect(database.urls.application, autocommit=True) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = 'mortar reads' and pid <> pg_backend_pid()"
        )
