"""Jobs that were given up are seen, and tried again on request."""

from collections.abc import Callable

from api.ids import global_id
from domain.outbox.failed_jobs import subject_of
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


LIST = """query ($filter: FailedJobFilter) {
  failedJobs(first: 9, filter: $filter, orderBy: {by: JOB, direction: ASCENDING}) {
    nodes { job isOpen subject } } }"""
RESUME_ALL = """mutation ($ids: [ID!]!) { resumeJobs(failedJobIds: $ids) {
  ... on ResumedJobs { jobs { job isOpen } } ... on Refusal { code path } } }"""


def given_up(tenant: TenantDatabase, job: str, **payload: str) -> FailedJob:
    failed = FailedJob(
        id=new_id(),
        message_id=new_id(),
        job=job,
        payload=payload,
        reason="KeyError",
        attempt_count=1,
        subject_id=subject_of(payload),
    )
    with tenant.transaction() as session:
        session.add(failed)
    return failed


def test_what_was_given_up_is_found_by_kind_subject_and_whether_it_waits(
    signed_in: Callable[..., Browser], tenant: TenantDatabase
) -> None:
    file_id, claim_id = str(new_id()), str(new_id())
    given_up(tenant, "read_file", raw_file_id=file_id)
    given_up(tenant, "gather_claim", claim_id=claim_id)
    resumed = given_up(tenant, "poll_partners")
    browser = signed_in()
    browser.ask(RESUME, id=global_id("FailedJob", resumed.id))
    of_file = {"job": "read_file", "isOpen": True, "subject": f"RawFile_{file_id}"}
    of_claim = {"job": "gather_claim", "isOpen": True, "subject": f"Claim_{claim_id}"}
    of_none = {"job": "poll_partners", "isOpen": False, "subject": None}

    def found(**filters: object) -> object:
        return browser.ask(LIST, filter=filters)["failedJobs"]["nodes"]

    assert found() == [of_claim, of_none, of_file]
    assert found(job={"in": ["read_file", "other"]}) == [of_file]
    assert found(subjectId={"equals": f"Claim_{claim_id}"}) == [of_claim]
    assert found(isOpen=False) == [of_none]
    assert found(createdAt={"to": "2020-01-01T00:00:00Z"}) == []


def test_several_are_tried_again_or_none(
    signed_in: Callable[..., Browser], tenant: TenantDatabase
) -> None:
    ids = [global_id("FailedJob", given_up(tenant, f"job_{n}").id) for n in range(2)]
    browser = signed_in()
    unknown = global_id("FailedJob", new_id())

    refused = browser.ask(RESUME_ALL, ids=[ids[0], unknown])["resumeJobs"]
    too_many = browser.ask(RESUME_ALL, ids=[ids[0]] * 201)["resumeJobs"]
    untouched = browser.ask(LIST, filter={"isOpen": True})["failedJobs"]["nodes"]
    done = browser.ask(RESUME_ALL, ids=[*ids, ids[0]])["resumeJobs"]
    again = browser.ask(RESUME_ALL, ids=ids)["resumeJobs"]

    assert refused["code"] == "not_found"
    assert too_many == {"code": "invalid", "path": "failedJobIds"}
    assert len(untouched) == 2
    assert done == {"jobs": [{"job": f"job_{n}", "isOpen": False} for n in range(2)]}
    assert again == {"jobs": []}
