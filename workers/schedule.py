"""Work that comes around: a table of schedules, put into the outbox when due, once for all machines."""

import logging
import threading
from dataclasses import dataclass

from sqlalchemy import Engine, exc, text
from sqlalchemy.orm import Session

from tenants.database import platform_transaction
from workers.anomalies import find_anomalies
from workers.audit import keep_audit_months
from workers.broker import Job
from workers.charges import WAITING_DUE, code_waiting_encounters
from workers.codes import refresh_code_sets
from workers.housekeeping import resume_paused, sweep
from workers.reports import fold_row_counts
from workers.submissions import poll_partners, sweep_submissions, watch_silence

TICK_SECONDS = 1.0
RECOVERY_SECONDS = 5.0

# One scheduler at a time, of however many run: the number means nothing else.
TRY_LOCK = text("select pg_try_advisory_xact_lock(7041777)")
BEGIN = text(
    "insert into schedules (name, due_at) values (:name, now()) on conflict (name) do nothing"
)
TAKE_DUE = text(
    "update schedules set last_at = now(), due_at = now() + make_interval(secs => :every_seconds)"
    " where name = :name and due_at <= now() returning name"
)
PUT_FOR_EACH_TENANT = text(
    "insert into outbox (tenant_id, id, event, payload)"
    " select id, gen_random_uuid(), :name, '{}' from tenants"
)
# Platform work belongs to no tenant, yet every event does: it travels as the oldest one's.
PUT_ONCE = text(f"{PUT_FOR_EACH_TENANT} order by id limit 1")

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Schedule:
    """A job that every tenant gets, again and again; or the platform, once for all."""

    name: str
    job: Job
    every_seconds: int
    for_each_tenant: bool = True


HOUR_SECONDS = 3600

SCHEDULES: tuple[Schedule, ...] = (
    Schedule("polling_due", poll_partners, 10),
    Schedule("submissions_sweep_due", sweep_submissions, 60),
    Schedule("silence_due", watch_silence, HOUR_SECONDS),
    Schedule("row_counts_due", fold_row_counts, 300),
    Schedule("paused_jobs_due", resume_paused, 60),
    Schedule(WAITING_DUE, code_waiting_encounters, HOUR_SECONDS),
    Schedule("anomalies_due", find_anomalies, HOUR_SECONDS),
    Schedule("sweep_due", sweep, 24 * HOUR_SECONDS),
    Schedule("audit_months_due", keep_audit_months, 24 * HOUR_SECONDS, for_each_tenant=False),
    Schedule("code_sets_due", refresh_code_sets, HOUR_SECONDS, for_each_tenant=False),
)


def tick(platform: Engine, schedules: tuple[Schedule, ...] = SCHEDULES) -> list[str]:
    """Put what is due into the outbox and say when next, in one transaction.

    What was missed while nothing ran is made up for once, not as often as it was missed.
    """
    with platform_transaction(platform) as session:
        if not session.scalar(TRY_LOCK):
            return []
        return [schedule.name for schedule in schedules if _put(session, schedule)]


def _put(session: Session, schedule: Schedule) -> bool:
    session.execute(BEGIN, {"name": schedule.name})
    due = {"name": schedule.name, "every_seconds": schedule.every_seconds}
    if session.execute(TAKE_DUE, due).first() is None:
        return False
    put = PUT_FOR_EACH_TENANT if schedule.for_each_tenant else PUT_ONCE
    session.execute(put, {"name": schedule.name})
    return True


def run(platform: Engine, stop: threading.Event) -> None:
    """Tick until told to stop; outlive the absence of the database."""
    while not stop.wait(TICK_SECONDS):
        try:
            tick(platform)
        except (exc.OperationalError, exc.InterfaceError) as error:
            logger.warning("The schedules wait: %s.", type(error).__name__)
            stop.wait(RECOVERY_SECONDS)
