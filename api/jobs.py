"""GraphQL of background work: what was given up, and having it tried again."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.context import Info
from api.doors import mutation
from api.ids import Id, key_of
from api.reading.fields import Node, connection, shows
from api.reading.paging import Connection, SortKey
from api.refusal import Refusal
from domain.outbox import failed_jobs, models
from tenants.permissions import Permission


@shows(models.FailedJob, Permission.READ_SUBMISSIONS)
class FailedJob(Node):
    """A job that will not be tried again unless somebody asks for it."""

    job: str
    reason: str
    attempt_count: int
    created_at: datetime
    resumed_at: datetime | None


@strawberry.enum
class FailedJobOrder(SortKey):
    CREATED = "id"


FailedJobResult = Annotated[FailedJob | Refusal, strawberry.union("FailedJobResult")]


@strawberry.type
class JobQuery:
    failed_jobs: Connection[FailedJob] = connection(
        Permission.READ_SUBMISSIONS, FailedJobOrder.CREATED
    )


@strawberry.type
class JobMutation:
    @mutation(Permission.SUBMIT_INTERCHANGES, description="Try a job again that was given up.")
    def resume_job(self, info: Info, failed_job_id: Id) -> FailedJobResult:
        resumed = failed_jobs.resume_job(info.context.session, key_of(failed_job_id))
        return FailedJob.of(resumed)
