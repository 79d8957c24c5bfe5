"""Jobs that were given up are seen, and tried again on request."""

from collections.abc import Callable

from api.ids import global_id
from domain.outbox.models import FailedJob, OutboxMessage
from tenants.database import TenantDatabase
from tenants.identifiers import new_id
from tests.api.conftest import Browser

ASK = "{ failedJobs(first: 5) { nodes { id job reason attemptCount resumedAt } } }"
RESUME = """mutation($id: ID!) { resumeJob(failedJobId: $id) {
  ... on FailedJob { resumedAt } ... on Refusal { code } } }"""


def test_a_given_up_job_is_seen_and_tried_again(
    signed_in: Callable[..., Browser], tenant: TenantDatabase
) -> None:
    failed = FailedJob(
        id=new_id(),
        message_id=new_id(),
        job="read_file",
        payload={},
        reason="KeyError",
        attempt_count=1,
    )
    with tenant.transaction() as session:
        session.add(failed)
    browser = signed_in()

    (seen,) = browser.ask(ASK)["failedJobs"]["nodes"]
    resumed = browser.ask(RESUME, id=seen["id"])["resumeJob"]
    again = browser.ask(RESUME, id=seen["id"])["resumeJob"]

    assert (seen["id"], seen["job"]) == (global_id("FailedJob", failed.id), "read_file")
    assert resumed["resumedAt"]
    assert again == {"code": "wrong_state"}
    with tenant.transaction() as session:
        message = session.get(OutboxMessage, failed.message_id)
    assert message is not None
    assert message.event == "job:read_file"
