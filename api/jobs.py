"""GraphQL of background work: what was given up, and having it tried again."""

from datetime import datetime
from typing import Annotated, Any

import strawberry
from sqlalchemy import ColumnElement, func, literal

from api.context import Info
from api.doors import mutation
from api.ids import Id, key_of
from api.reading.conditions import Choice, Range
from api.reading.declarations import computed
from api.reading.fields import Node, connection, shows
from api.reading.paging import Connection, SortKey
from api.refusal import Refusal
from domain.outbox import failed_jobs, models
from tenants.permissions import Permission

SUBJECTS = {
    "encounter_id": "Encounter",
    "claim_id": "Claim",
    "bulk_act_id": "BulkAct",
    "interchange_id": "Interchange",
    "raw_file_id": "RawFile",
    "remittance_id": "Remittance",
    "trading_partner_id": "TradingPartner",
}
"""What an event names, and the type that shows it."""


def _global_id(payload: ColumnElement[Any]) -> ColumnElement[Any]:
    """What the job is about, to be asked for as a `node`; null where that has no id of ours."""
    return func.coalesce(
        *(literal(f"{kind}_") + payload[name].astext for name, kind in SUBJECTS.items())
    )


@shows(models.FailedJob, Permission.READ_SUBMISSIONS)
class FailedJob(Node):
    """A job that will not be tried again unless somebody asks for it."""

    job: str
    reason: str
    attempt_count: int
    created_at: datetime
    resumed_at: datetime | None
    is_open: bool
    subject: Id | None = computed(lambda row: _global_id(row.payload))


@strawberry.enum
class FailedJobOrder(SortKey):
    CREATED = "id"
    JOB = "job"
    ATTEMPTS = "attempt_count"


@strawberry.input
class FailedJobFilter:
    job: Choice[str] | None = strawberry.UNSET
    subject_id: Choice[Id] | None = strawberry.UNSET
    is_open: bool | None = strawberry.UNSET
    created_at: Range[datetime] | None = strawberry.UNSET


@strawberry.type(description="Several jobs that are being tried again.")
class ResumedJobs:
    jobs: list[FailedJob]


FailedJobResult = Annotated[FailedJob | Refusal, strawberry.union("FailedJobResult")]
ResumedJobsResult = Annotated[ResumedJobs | Refusal, strawberry.union("ResumedJobsResult")]


@strawberry.type
class JobQuery:
    failed_jobs: Connection[FailedJob] = connection(
        Permission.READ_SUBMISSIONS, FailedJobOrder.CREATED, filters=FailedJobFilter
    )


@strawberry.type
class JobMutation:
    @mutation(Permission.SUBMIT_INTERCHANGES, description="Try a job again that was given up.")
    def resume_job(self, info: Info, failed_job_id: Id) -> FailedJobResult:
        resumed = failed_jobs.resume_job(info.context.session, key_of(failed_job_id))
        return FailedJob.of(resumed)

    @mutation(Permission.SUBMIT_INTERCHANGES, description="Try several again, or none of them.")
    def resume_jobs(self, info: Info, failed_job_ids: list[Id]) -> ResumedJobsResult:
        ids = [key_of(id_) for id_ in failed_job_ids]
        resumed = failed_jobs.resume_jobs(info.context.session, ids)
        return ResumedJobs(jobs=[FailedJob.of(each) for each in resumed])
