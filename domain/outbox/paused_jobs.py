"""The work of a module that is switched off: it waits, and is done once the module is on again."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from domain.outbox.failed_jobs import resume_job
from domain.outbox.models import FailedJob, OutboxMessage
from tenants.access import modules_off
from tenants.identifiers import new_id
from tenants.meanings import Module
from tenants.models import ModuleSwitch
from tenants.modules import switch_module as set_switch

MOST_AT_ONCE = 500


def reason_of(module: Module) -> str:
    """What stands beside a job that waits for a module."""
    return f"The module {module} is switched off."


def switch_module(session: Session, module: Module, *, is_on: bool) -> ModuleSwitch:
    """As `tenants.modules.switch_module`; what waited for the module is taken up again.

    Raises:
        Invalid: it is the core.
    """
    switch = set_switch(session, module, is_on=is_on)
    if is_on:
        resume_paused_jobs(session)
    return switch


def pause_job(
    session: Session, module: Module, message_id: UUID, job: str, payload: dict[str, str]
) -> None:
    """Keep a job for later, where the tenant can see it."""
    reason = reason_of(module)
    kept = {"message_id": message_id, "job": job, "payload": payload, "reason": reason}
    session.execute(
        insert(FailedJob).values(id=new_id(), attempt_count=0, **kept).on_conflict_do_nothing()
    )
    session.execute(
        update(FailedJob)
        .where(FailedJob.message_id == message_id, FailedJob.job == job)
        .values(reason=reason, resumed_at=None)
    )


def resume_paused_jobs(session: Session) -> int:
    """Take up what waits for modules that are on. Returns how many jobs, at most 500 at once.

    Of several jobs of one event each goes on its way alone, under the event's id; so those after
    the first wait for the next time.
    """
    off = modules_off(session)
    reasons = [reason_of(module) for module in Module if module not in off]
    waiting = session.scalars(
        select(FailedJob)
        .where(FailedJob.reason.in_(reasons), FailedJob.resumed_at.is_(None))
        .where(FailedJob.message_id.not_in(select(OutboxMessage.id)))
        .order_by(FailedJob.message_id, FailedJob.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    first = {job.message_id: job for job in reversed(waiting)}
    for job in first.values():
        resume_job(session, job.id)
    session.flush()
    return len(first)
