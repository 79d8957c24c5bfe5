"""What comes around comes around once, however many schedulers run."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select, text

from domain.outbox.models import OutboxMessage
from tenants.database import TenantDatabase, platform_transaction
from tests.conftest import TestDatabase
from tests.workers.counting import count_up
from workers.schedule import Schedule, tick


def waiting(tenant: TenantDatabase, name: str) -> int:
    with tenant.transaction() as session:
        found = select(OutboxMessage.id).where(OutboxMessage.event == name)
        return len(session.scalars(found).all())


def test_due_work_is_put_out_once_for_each_tenant(
    database: TestDatabase, tenant: TenantDatabase, other_tenant: TenantDatabase
) -> None:
    schedules = (Schedule("counting_due", count_up, 3600),)

    with ThreadPoolExecutor(4) as pool:
        ticks = list(pool.map(lambda _: tick(database.platform, schedules), range(8)))

    assert sum(len(due) for due in ticks) == 1
    assert (waiting(tenant, "counting_due"), waiting(other_tenant, "counting_due")) == (1, 1)


def test_missed_work_is_made_up_for_once(database: TestDatabase, tenant: TenantDatabase) -> None:
    schedules = (Schedule("late_counting_due", count_up, 60),)
    tick(database.platform, schedules)
    with platform_transaction(database.platform) as session:
        session.execute(
            text("update schedules set due_at = now() - interval '1 day' where name = :name"),
            {"name": "late_counting_due"},
        )

    first, second = tick(database.platform, schedules), tick(database.platform, schedules)

    assert (first, second) == (["late_counting_due"], [])
    assert waiting(tenant, "late_counting_due") == 2
