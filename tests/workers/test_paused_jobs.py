"""The jobs of a module that is switched off wait, lose nothing, and are done afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from domain.outbox.commands import Event, announce
from domain.outbox.models import FailedJob
from domain.outbox.paused_jobs import reason_of, resume_paused_jobs, switch_module
from domain.payers.models import TradingPartner
from tenants.database import TenantDatabase, find, lock
from tenants.meanings import Module
from tests.builders import a_trading_partner
from tests.workers.conftest import Works
from workers.broker import Following, JobDatabase, Queue, tenant_actor
from workers.pipeline import FOLLOWS

Start = Callable[..., Works]


@dataclass(frozen=True)
class Wanted(Event):
    """Somebody wants the partner's number raised, by one and by ten."""

    partner_id: UUID


@tenant_actor(Queue.BILLING, module=Module.REMITTANCE)
def add_one(database: JobDatabase, partner_id: UUID) -> None:
    with database.once() as session:
        lock(session, TradingPartner, partner_id).last_control_number += 1


@tenant_actor(Queue.BILLING, module=Module.REMITTANCE)
def add_ten(database: JobDatabase, partner_id: UUID) -> None:
    with database.once() as session:
        lock(session, TradingPartner, partner_id).last_control_number += 10


PIPELINE = {
    "Wanted": Following((add_one, add_ten)),
    "wanted_again": Following((add_one,), 3600),
    "job:add_one": Following((add_one,)),
    "job:add_ten": Following((add_ten,)),
}


def switch(tenant: TenantDatabase, *, is_on: bool) -> None:
    with tenant.transaction() as session:
        switch_module(session, Module.REMITTANCE, is_on=is_on)


def waiting(tenant: TenantDatabase) -> list[FailedJob]:
    with tenant.transaction() as session:
        return list(
            session.scalars(
                select(FailedJob).where(FailedJob.resumed_at.is_(None)).order_by(FailedJob.job)
            )
        )


def number_of(tenant: TenantDatabase, partner_id: UUID) -> int:
    with tenant.transaction() as session:
        return find(session, TradingPartner, partner_id).last_control_number


def is_done(tenant: TenantDatabase, partner_id: UUID) -> bool:
    """As the schedule does: again and again until nothing waits."""
    with tenant.transaction() as session:
        resume_paused_jobs(session)
    return number_of(tenant, partner_id) == 11 and not waiting(tenant)


def test_jobs_wait_and_are_done_once_the_module_is_on(
    tenant: TenantDatabase, start_works: Start
) -> None:
    with tenant.transaction() as session:
        partner_id = a_trading_partner(session).id
    switch(tenant, is_on=False)
    works = start_works(PIPELINE)

    with tenant.transaction() as session:
        announce(session, Wanted(partner_id))
    works.drain(lambda: len(waiting(tenant)) == 2)
    paused = waiting(tenant)
    before = number_of(tenant, partner_id)
    switch(tenant, is_on=True)
    left = len(waiting(tenant))
    works.drain(lambda: is_done(tenant, partner_id))

    assert [each.job for each in paused] == ["add_one", "add_ten"]
    assert {each.reason for each in paused} == {reason_of(Module.REMITTANCE)}
    assert (before, left) == (0, 1)
    assert waiting(tenant) == []


def test_every_job_of_the_walk_belongs_to_a_module() -> None:
    modules = {job.name: job.module for jobs in FOLLOWS.values() for job in jobs}

    assert {name for name, module in modules.items() if module is Module.CORE} == {
        "reseal",
        "verify_chain",
    }
    assert modules["post_remittance"] is Module.REMITTANCE
