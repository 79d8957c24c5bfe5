"""The read pool: nothing of one request reaches another, whatever fails, is cancelled or dies."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import pytest

from infra import pipelines, statement_pool
from infra.statement_pool import Busy, Interrupted, Statement, StatementFailed, StatementPool
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


def context(signer: ContextSigner, tenant: TenantDatabase) -> statement_pool.Context:
    tenant_id = str(tenant.actor.tenant_id).encode()
    return lambda pid: (tenant_id, signer.sign(tenant.actor, pid).encode())


def run(database: TestDatabase, work: Callable[[StatementPool], Awaitable[Any]]) -> Any:
    async def opened() -> Any:
        pool = StatementPool(database.urls.application)
        await pool.open()
        try:
            return await work(pool)
        finally:
            await pool.close()

    return asyncio.run(opened())


async def read(
    pool: StatementPool, sql: bytes, parameters: list[bytes | None], who: Any, **lane: bool
) -> bytes | None:
    return await pool.read(Statement(sql, parameters), who, **lane)


def nobody(_backend_pid: int) -> tuple[bytes, bytes]:
    return b"", b""


def test_thousands_of_mixed_requests_leak_nothing(database: TestDatabase) -> None:
    tenants = [database.new_tenant() for _ in range(20)]
    for tenant in tenants:
        with tenant.transaction() as session:
            a_patient(session)
    contexts = [(tenant, context(database.signer, tenant)) for tenant in tenants]
    found = {"own": 0, "failed": 0, "leaked": 0}

    async def ask(pool: StatementPool, number: int) -> None:
        tenant, who = contexts[number * 7 % len(contexts)]
        own = str(tenant.actor.tenant_id).encode()
        try:
            if number % 7 == 0:
                await read(pool, FAIL, [b"0"], who)
            elif number % 11 == 0:
                answer = await read(pool, WHO, [], lambda pid: (own, b"forged|" + b"0" * 70))
                found["leaked" if answer else "failed"] += 1
            elif number % 13 == 0:
                answer = await read(pool, SETTINGS, [], lambda pid: (b"", b""))
                found["leaked" if answer else "failed"] += 1
            else:
                answer = await read(pool, WHO, [], who, is_heavy=number % 17 == 0)
                found["own" if answer == own else "leaked"] += 1
        except StatementFailed:
            found["failed"] += 1

    async def work(pool: StatementPool) -> None:
        for batch in range(0, 8_000, 400):
            await asyncio.gather(*(ask(pool, batch + number) for number in range(400)))

    run(database, work)

    failing = sum(
        number % 7 == 0 or number % 11 == 0 or number % 13 == 0 for number in range(8_000)
    )
    assert found == {"own": 8_000 - failing, "failed": failing, "leaked": 0}


def test_without_a_tenant_a_query_fails_or_finds_nothing(database: TestDatabase) -> None:
    with pytest.raises(StatementFailed, match="22P02"):
        run(database, lambda pool: read(pool, WHO, [], nobody))


def test_errors_carry_no_data(database: TestDatabase, tenant: TenantDatabase) -> None:
    who = context(database.signer, tenant)

    with pytest.raises(StatementFailed) as failed:
        run(database, lambda pool: read(pool, b"select ($1::text)::int::text", [b"SECRET"], who))

    assert str(failed.value) == "SQLSTATE 22P02"


def test_nothing_can_be_written(database: TestDatabase, tenant: TenantDatabase) -> None:
    who = context(database.signer, tenant)
    delete = b"with gone as (delete from row_counts returning 1) select count(*)::text from gone"

    with pytest.raises(StatementFailed, match="25006"):
        run(database, lambda pool: read(pool, delete, [], who))


def test_a_statement_that_cannot_be_prepared_fails_alone(
    database: TestDatabase, tenant: TenantDatabase
) -> None:
    who = context(database.signer, tenant)

    async def work(pool: StatementPool) -> list[Any]:
        wrong = [read(pool, b"select nothing", [], who) for _ in range(20)]
        right = [read(pool, b"select 'right'", [], who) for _ in range(20)]
        return await asyncio.gather(*wrong, *right, return_exceptions=True)

    found = run(database, work)

    assert all(isinstance(answer, StatementFailed) for answer in found[:20])
    assert found[20:] == [b"right"] * 20


def test_more_statements_than_a_connection_keeps(
    database: TestDatabase, tenant: TenantDatabase
) -> None:
    who = context(database.signer, tenant)
    count = 3 * pipelines.PREPARED_STATEMENTS

    async def work(pool: StatementPool) -> list[bytes]:
        texts = [b"select '%d'" % number for number in range(count)]
        kept = await asyncio.gather(*(read(pool, text, [], who) for text in texts * 2))
        counted = b"select count(*)::text from pg_prepared_statements"
        return [*kept, await read(pool, counted, [], who)]

    found = run(database, work)

    assert found[:-1] == [b"%d" % number for number in range(count)] * 2
    assert int(found[-1]) <= pipelines.PREPARED_STATEMENTS + 1


def test_a_cancelled_request_disturbs_nobody(
    database: TestDatabase, tenant: TenantDatabase
) -> None:
    who = context(database.signer, tenant)
    slowly = b"select concat(pg_sleep(0.2), $1::text)"

    async def work(pool: StatementPool) -> list[bytes]:
        asked = [asyncio.ensure_future(read(pool, slowly, [b"x"], who)) for _ in range(60)]
        await asyncio.sleep(0.05)
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        return await asyncio.gather(
            *(read(pool, b"select $1::text", [b"%d" % n], who) for n in range(60))
        )

    assert run(database, work) == [b"%d" % number for number in range(60)]


def test_reads_outlive_their_connections(database: TestDatabase, tenant: TenantDatabase) -> None:
    who = context(database.signer, tenant)

    async def work(pool: StatementPool) -> list[bytes]:
        slowly = [read(pool, b"select concat(pg_sleep(0.3), 'x')", [], who) for _ in range(8)]
        reads = asyncio.gather(*slowly)
        await asyncio.sleep(0.1)
        await asyncio.to_thread(_terminate, database)
        return await reads

    assert run(database, work) == [b"x"] * 8


def test_a_heavy_read_does_not_hold_up_quick_ones(
    database: TestDatabase, tenant: TenantDatabase
) -> None:
    who = context(database.signer, tenant)

    async def work(pool: StatementPool) -> bool:
        heavy = [
            asyncio.ensure_future(
                read(pool, b"select pg_sleep(1)::text || 'x'", [], who, is_heavy=True)
            )
            for _ in range(4)
        ]
        await asyncio.gather(*(read(pool, b"select 'x'", [], who) for _ in range(200)))
        return any(task.done() for task in heavy)

    assert run(database, work) is False


def test_a_closed_pool_is_busy(database: TestDatabase) -> None:
    async def asked() -> None:
        pool = StatementPool(database.urls.application)
        await pool.open()
        await pool.close()
        await read(pool, b"select 'x'", [], nobody)

    statement_pool.PATIENCE_SECONDS, patience = 0.1, statement_pool.PATIENCE_SECONDS
    try:
        with pytest.raises(Busy):
            asyncio.run(asked())
    finally:
        statement_pool.PATIENCE_SECONDS = patience


def test_a_command_takes_effect_as_a_whole(database: TestDatabase, tenant: TenantDatabase) -> None:
    who = context(database.signer, tenant)
    count = Statement(
        b"insert into row_counts (table_name, status, row_count) values ('x', 'y', 1)"
        b" returning status",
        [],
    )
    total = Statement(b"select sum(row_count)::text from row_counts where table_name = 'x'", [])

    async def work(pool: StatementPool) -> list[Any]:
        done = await pool.write([count, total], who)
        failed = await asyncio.gather(
            pool.write([count, Statement(FAIL, [b"0"])], who), return_exceptions=True
        )
        return [done, type(failed[0]), await pool.read(total, who)]

    assert run(database, work) == [[b"y", b"1"], StatementFailed, b"1"]


def test_a_command_under_which_the_connection_is_lost_is_not_repeated(
    database: TestDatabase, tenant: TenantDatabase
) -> None:
    who = context(database.signer, tenant)
    slowly = Statement(b"select concat(pg_sleep(0.3), 'x')", [])

    async def work(pool: StatementPool) -> list[Any]:
        commands = asyncio.gather(
            *(pool.write([slowly], who) for _ in range(4)), return_exceptions=True
        )
        await asyncio.sleep(0.1)
        await asyncio.to_thread(_terminate, database)
        return [type(answer) for answer in await commands]

    assert run(database, work) == [Interrupted] * 4


def _terminate(database: TestDatabase) -> None:
    with psycopg.connect(database.urls.application, autocommit=True) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = 'mortar statements' and pid <> pg_backend_pid()"
        )
