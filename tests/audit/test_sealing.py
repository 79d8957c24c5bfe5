"""Sealing: nothing is skipped, whoever commits late and however many seal at once."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from infra.postgres import EmbeddedPostgres
from tenants.audit import record
from tenants.chain.sealing import seal
from tenants.chain.verification import Kind, look, verify
from tenants.database import TenantDatabase, platform_transaction
from tests.audit.chains import as_superuser, blocks_of, events_of, happen
from tests.conftest import TestDatabase

DICE = random.Random(7)
GIVEN = "id, actor, through, action, patient_ids, objects, outcome"
VALUES = "gen_random_uuid(), '', '', '', '{}', '{}', ''"


def seal_all(database: TestDatabase) -> None:
    while seal(database.platform):
        pass


def sealed_events(database: TestDatabase, tenant_id: UUID) -> list[UUID]:
    with platform_transaction(database.platform) as session:
        return [id_ for block in blocks_of(session, tenant_id) for id_ in block.event_ids]


def test_who_commits_late_is_sealed_in_order_and_not_skipped(
    database: TestDatabase, tenant: TenantDatabase
) -> None:
    with tenant.transaction() as slow:
        record(slow, "slow")
        happen(tenant, DICE)
        seal_all(database)
        while_it_ran = sealed_events(database, tenant.actor.tenant_id)
    seal_all(database)

    with platform_transaction(database.platform) as session:
        events = events_of(session, tenant.actor.tenant_id)
    assert while_it_ran == []
    assert sealed_events(database, tenant.actor.tenant_id) == events
    assert len(events) == 2


def test_many_sealers_at_once_make_one_chain(
    database: TestDatabase, tenant: TenantDatabase
) -> None:
    happen(tenant, DICE)
    with ThreadPoolExecutor(4) as pool:
        happened = [pool.submit(happen, tenant, DICE, 3) for _ in range(20)]
        sealing = [pool.submit(seal, database.platform, 5) for _ in range(20)]
        for done in happened + sealing:
            done.result()
    seal_all(database)

    verdict = verify(database.platform, (), tenant.actor.tenant_id)
    assert verdict.breaks == []
    assert verdict.event_count == 61


def test_what_was_done_and_undone_leaves_no_gap(
    database: TestDatabase, tenant: TenantDatabase
) -> None:
    happen(tenant, DICE)
    with tenant.transaction() as session:
        record(session, "undone")
        session.rollback()
    happen(tenant, DICE)
    seal_all(database)

    verdict = verify(database.platform, (), tenant.actor.tenant_id)
    assert (verdict.event_count, verdict.breaks) == (2, [])


@pytest.mark.parametrize(
    "change",
    [
        "update audit_events set actor = 'nobody'",
        "delete from audit_events",
        "truncate audit_events",
        "update audit_blocks set number = 0",
        "delete from audit_blocks",
        "delete from audit_retirements",
        f"insert into audit_events ({GIVEN}, transaction_id) values ({VALUES}, 1)",
        f"insert into audit_events ({GIVEN}, created_at) values ({VALUES}, now())",
    ],
)
def test_no_working_role_can_change_what_is_recorded(
    database: TestDatabase, tenant: TenantDatabase, change: str
) -> None:
    happen(tenant, DICE)
    refusals = []
    for transaction in (tenant.transaction(), platform_transaction(database.platform)):
        with pytest.raises(ProgrammingError) as refusal, transaction as session:
            session.execute(text(change))
        refusals.append(refusal.value.orig.sqlstate)

    assert refusals == ["42501", "42501"]


def an_old_month(superuser: psycopg.Connection, tenant_id: UUID, years: int) -> UUID:
    """A month of long ago, with an event in it."""
    month = (datetime.now(UTC) - timedelta(days=years * 366)).replace(day=1)
    name = f"audit_events_{month:%Y_%m}"
    superuser.execute(
        f"create table {name} partition of audit_events for values from"
        f" (security.first_id('{month:%Y-%m-01}')) to (security.first_id('{month:%Y-%m-28}'));"
        f"alter table {name} owner to mortar_owner; alter table {name} enable row level security;"
        f"alter table {name} force row level security"
    )
    made = superuser.execute(
        "insert into audit_events (tenant_id, id, actor, through, action, patient_ids, objects,"
        f" outcome) values (%s, security.first_id('{month:%Y-%m-03}'), 'user:1', 'browser', 'claims',"
        " '{}', '{}', 'done') returning id",
        (tenant_id,),
    ).fetchone()
    assert made is not None
    superuser.commit()
    return made[0]


def test_an_old_month_is_dropped_whole_and_the_chain_still_proved(
    database: TestDatabase, tenant: TenantDatabase, postgres: EmbeddedPostgres
) -> None:
    tenant_id = tenant.actor.tenant_id
    happen(tenant, DICE)
    with psycopg.connect(postgres.url("mortar")) as superuser:
        an_old_month(superuser, tenant_id, years=9)
        kept_id = an_old_month(superuser, tenant_id, years=5)
    seal_all(database)

    with platform_transaction(database.platform) as session:
        retired = session.scalar(text("select security.retire_audit_months(6)"))

    verdict = verify(database.platform, (), tenant_id)
    assert len(retired) == 1
    assert verdict.breaks == []
    assert verdict.event_count == 2
    with as_superuser(database.platform) as session:
        assert kept_id in events_of(session, tenant_id)


def test_nobody_can_have_a_younger_month_dropped(database: TestDatabase) -> None:
    with (
        pytest.raises(DBAPIError, match="six years"),
        platform_transaction(database.platform) as session,
    ):
        session.execute(text("select security.retire_audit_months(5)"))


def test_a_forged_tombstone_excuses_nothing_young(
    database: TestDatabase, tenant: TenantDatabase, postgres: EmbeddedPostgres
) -> None:
    happen(tenant, DICE)
    seal_all(database)
    tenant_id = tenant.actor.tenant_id

    with (
        platform_transaction(database.platform) as session,
        psycopg.connect(postgres.url("mortar")) as superuser,
    ):
        (event_id,) = events_of(session, tenant_id)
        superuser.execute("delete from audit_events where id = %s", (event_id,))
        superuser.execute(
            "insert into audit_retirements (name, from_id, until_id, retired_at)"
            " values ('forged', security.first_id('2020-01-01'), security.first_id('2100-01-01'),"
            " '2200-01-01')"
        )
        superuser.commit()
        try:
            breaks = look(session, (), tenant_id).breaks
        finally:
            superuser.execute("delete from audit_retirements where name = 'forged'")

    assert [(each.kind, each.event_id) for each in breaks] == [(Kind.EVENT_DELETED, event_id)]
