"""Throws away what has served its time, and takes up what waited for a module."""

from sqlalchemy import text

from domain.outbox.paused_jobs import resume_paused_jobs
from workers.broker import JobDatabase, Queue, tenant_actor

# Row-level security lets nothing younger go, whatever is asked here.
SWEEPS = (
    text("delete from job_receipts where created_at < now() - interval '30 days'"),
    text("delete from revoked_tokens where expires_at < now() - interval '1 day'"),
    text("delete from client_assertions where expires_at < now() - interval '1 hour'"),
    text("delete from used_states where expires_at < now() - interval '1 hour'"),
    text("delete from personal_tokens where expires_at < now() - interval '90 days'"),
    text("delete from user_sessions where expires_at < now() - interval '90 days'"),
)


@tenant_actor(Queue.SLOW, time_limit_seconds=600)
def sweep(database: JobDatabase) -> None:
    """Each table in a transaction of its own, so that none waits for another."""
    for statement in SWEEPS:
        with database.transaction() as session:
            session.execute(statement)


@tenant_actor(Queue.SLOW)
def resume_paused(database: JobDatabase) -> None:
    """Several jobs of one event are taken up one after the other."""
    with database.transaction() as session:
        resume_paused_jobs(session)
