"""What follows what: each event, and the jobs that it starts."""

from domain.charges.events import ChargesReady
from domain.claims.events import ClaimReleased
from domain.encounters.events import EncounterSigned, EncounterVoided
from domain.ledger.events import ClaimAdjudicated
from domain.outbox.commands import Event
from domain.remittances.events import RemittanceBalanced
from domain.submissions.events import ClaimRejected, FileReceived, InterchangeBuilt
from workers.broker import Following, Job
from workers.schedule import SCHEDULES

FOLLOWS: dict[type[Event], tuple[Job, ...]] = {
    EncounterSigned: (),
    EncounterVoided: (),
    ChargesReady: (),
    ClaimReleased: (),
    InterchangeBuilt: (),
    FileReceived: (),
    ClaimRejected: (),
    RemittanceBalanced: (),
    ClaimAdjudicated: (),
}

PIPELINE: dict[str, Following] = {
    **{event.__name__: Following(jobs) for event, jobs in FOLLOWS.items()},
    **{schedule.name: Following((schedule.job,), schedule.every_seconds) for schedule in SCHEDULES},
}
"""What the relay looks up: an event's name, or a schedule's."""

JOBS: tuple[Job, ...] = tuple(
    {job.name: job for following in PIPELINE.values() for job in following.jobs}.values()
)
