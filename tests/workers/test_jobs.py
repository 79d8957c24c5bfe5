"""A job takes effect once, comes back for what waiting may cure, and fails where all can see."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import select, text

from domain.errors import WrongState
from domain.outbox.commands import Event, announce
from domain.outbox.failed_jobs import RESUMED, resume_job
from domain.outbox.models import FailedJob, OutboxMessage
from domain.payers.models import TradingPartner
from infra.outside import Unreachable
from tenants.database import TenantDatabase, find
from tests.builders import a_trading_partner
from tests.workers.conftest import Works
from tests.workers.counting import PIPELINE, Counted, count_up
from workers.broker import (
    AlreadyDone,
    Delivery,
    Following,
    Installation,
    Job,
    JobDatabase,
    Queue,
    tenant_actor,
)

Start = Callable[..., Works]


@dataclass(frozen=True)
class CountedAnew(Event):
    """What a newer version announces."""

    partner_id: UUID


def a_partner(tenant: TenantDatabase) -> UUID:
    with tenant.transaction() as session:
        return a_trading_partner(session).id


def announce_counted(tenant: TenantDatabase, partner_id: UUID) -> None:
    with tenant.transaction() as session:
        announce(session, Counted(partner_id))


def number_of(tenant: TenantDatabase, partner_id: UUID) -> int:
    with tenant.transaction() as session:
        return find(session, TradingPartner, partner_id).last_control_number


def failed_jobs(tenant: TenantDatabase) -> list[FailedJob]:
    with tenant.transaction() as session:
        return list(session.scalars(select(FailedJob)))


def test_an_announced_event_takes_effect(
    tenant: TenantDatabase, start_works: Start, broker_url: str
) -> None:
    partner_id = a_partner(tenant)
    works = start_works(PIPELINE, broker_url)

    announce_counted(tenant, partner_id)
    works.drain(lambda: number_of(tenant, partner_id) == 1)

    with tenant.transaction() as session:
        assert session.scalars(select(OutboxMessage)).all() == []


def test_what_is_rolled_back_is_not_announced(tenant: TenantDatabase, start_works: Start) -> None:
    partner_id = a_partner(tenant)
    works = start_works(PIPELINE)

    with tenant.transaction() as session:
        announce(session, Counted(partner_id))
        session.rollback()

    assert works.relay.carry() == 0
    assert number_of(tenant, partner_id) == 0


def test_a_second_delivery_does_nothing(tenant: TenantDatabase, installation: Installation) -> None:
    partner_id = a_partner(tenant)
    delivery = Delivery(
        count_up.name, UUID(int=7), tenant.actor.tenant_id, {"partner_id": partner_id}
    )

    count_up.perform(installation, delivery)
    with pytest.raises(AlreadyDone):
        count_up.perform(installation, delivery)

    assert number_of(tenant, partner_id) == 1


def test_an_event_nobody_knows_waits_for_a_newer_version(
    tenant: TenantDatabase, start_works: Start
) -> None:
    partner_id = a_partner(tenant)
    works = start_works(PIPELINE)

    with tenant.transaction() as session:
        announce(session, CountedAnew(partner_id))
    carried = works.relay.carry()

    with tenant.transaction() as session:
        waiting = session.scalars(select(OutboxMessage.event)).all()
    assert (carried, waiting) == (0, ["CountedAnew"])


def job_that(effect: Callable[[JobDatabase, UUID], None]) -> dict[str, Following]:
    @tenant_actor(Queue.BILLING)
    def tried(database: JobDatabase, partner_id: UUID) -> None:
        effect(database, partner_id)

    return {"Counted": Following((tried,)), f"{RESUMED}tried": Following((tried,))}


def test_what_waiting_may_cure_is_tried_again(tenant: TenantDatabase, start_works: Start) -> None:
    attempts = []

    def unreachable_once(_: JobDatabase, partner_id: UUID) -> None:
        attempts.append(partner_id)
        if len(attempts) == 1:
            raise Unreachable("Nobody answers.")

    partner_id = a_partner(tenant)
    works = start_works(job_that(unreachable_once))
    announce_counted(tenant, partner_id)
    works.drain(lambda: len(attempts) == 2)

    assert attempts == [partner_id, partner_id]
    assert failed_jobs(tenant) == []


def test_a_bug_is_not_tried_again_and_is_seen(tenant: TenantDatabase, start_works: Start) -> None:
    def broken(database: JobDatabase, partner_id: UUID) -> None:
        with database.once() as session:
            find(session, TradingPartner, partner_id).last_control_number += 1
            session.flush()
            raise KeyError("JANE DOE 1958-04-12")

    partner_id = a_partner(tenant)
    works = start_works(job_that(broken))
    announce_counted(tenant, partner_id)
    works.drain(lambda: bool(failed_jobs(tenant)))

    (failed,) = failed_jobs(tenant)
    assert (failed.job, failed.attempt_count) == ("tried", 1)
    assert failed.payload == {"partner_id": str(partner_id)}
    assert "KeyError at tests/workers/test_jobs.py" in failed.reason
    assert number_of(tenant, partner_id) == 0


def test_a_given_up_job_is_tried_again_when_a_person_asks(
    tenant: TenantDatabase, start_works: Start
) -> None:
    attempts = []

    def broken_twice(database: JobDatabase, partner_id: UUID) -> None:
        attempts.append(partner_id)
        with database.once() as session:
            find(session, TradingPartner, partner_id).last_control_number += 1
            session.flush()
            if len(attempts) < 3:
                raise KeyError

    partner_id = a_partner(tenant)
    works = start_works(job_that(broken_twice))
    announce_counted(tenant, partner_id)
    for attempt in (1, 2):
        works.drain(lambda attempt=attempt: is_given_up(tenant, attempt))
        with tenant.transaction() as session:
            resume_job(session, failed_jobs(tenant)[0].id)
    works.drain(lambda: number_of(tenant, partner_id) == 1)

    (failed,) = failed_jobs(tenant)
    assert (len(attempts), failed.attempt_count) == (3, 2)
    with tenant.transaction() as session, pytest.raises(WrongState):
        resume_job(session, failed.id)


def is_given_up(tenant: TenantDatabase, attempts: int) -> bool:
    return [(each.attempt_count, each.resumed_at) for each in failed_jobs(tenant)] == [
        (attempts, None)
    ]


def test_what_went_wrong_is_told_without_data(
    tenant: TenantDatabase, start_works: Start, caplog: pytest.LogCaptureFixture
) -> None:
    def doubled(database: JobDatabase, partner_id: UUID) -> None:
        with database.once() as session:
            a_trading_partner(session, name="JANE DOE")
            a_trading_partner(session, name="JANE DOE")

    works = start_works(job_that(doubled))
    announce_counted(tenant, a_partner(tenant))
    works.drain(lambda: bool(failed_jobs(tenant)))

    (failed,) = failed_jobs(tenant)
    assert "UniqueViolation" in failed.reason
    assert "JANE" not in failed.reason + caplog.text


def test_the_queue_is_out_of_a_tenants_reach(tenant: TenantDatabase) -> None:
    with tenant.transaction() as session, pytest.raises(Exception, match="permission denied"):
        session.execute(text("select * from dramatiq.queue"))


def test_jobs_have_names_of_their_own() -> None:
    assert isinstance(count_up, Job)
    assert count_up.name == "count_up"
