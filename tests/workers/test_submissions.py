"""Claims go out through the queue to the simulated payer, and its answers come back."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from domain.claims.models import Claim
from domain.ledger.models import Leg
from domain.outbox.commands import announce
from domain.outbox.models import FailedJob, OutboxMessage
from domain.payers.models import TradingPartner
from domain.remittances.models import Remittance
from domain.simulator.commands import script_payer
from domain.simulator.scripts import Outcome
from domain.submissions.commands import build_interchanges
from domain.submissions.events import BatchDue
from domain.submissions.models import Interchange, RawFile
from domain.submissions.transmission import begin_sending
from infra.gateways import Gateways
from infra.gateways.mailbox import mailboxes
from infra.outside import Declined, Unreachable
from tenants.database import TenantDatabase
from tests.submissions.released import released_claims
from tests.workers.conftest import Works
from workers.broker import Delivery, Following, Installation, Job
from workers.pipeline import PIPELINE
from workers.simulator import serve
from workers.submissions import collect_answers, transmit_interchange

pytestmark = pytest.mark.usefixtures("embedded_codes")

Start = Callable[..., Works]
ACKNOWLEDGED = {
    Outcome.REJECT_INTERCHANGE: ("rejected", 1),
    Outcome.REJECT_SET: ("rejected", 2),
    Outcome.REJECT_CLAIM: ("rejected", 3),
    Outcome.REJECT_PROVIDER: ("rejected", 3),
    Outcome.REJECT_BATCH: ("rejected", 3),
    Outcome.SILENT: ("received", 2),
    Outcome.CORRECT: ("accepted", 5),
    Outcome.TAKE_BACK: ("accepted", 6),
    Outcome.TWICE: ("accepted", 5),
}
"""How far the claim comes, and how many files come back; otherwise accepted, and four."""
FOREVER = 10**6
FILES_OF_ALL = sum(ACKNOWLEDGED.get(outcome, ("", 4))[1] for outcome in Outcome)


def scripted(tenant: TenantDatabase, outcome: Outcome | None = None) -> tuple[UUID, UUID]:
    """A partner and one released claim for it."""
    with tenant.transaction() as session:
        outbox = released_claims(session, 1)
        (claim,) = outbox.claims
        if outcome is not None:
            number = claim.patient_control_number
            script = {"outcome": str(outcome), "patient_control_number": number}
            script_payer(session, outbox.partner.id, script)
        return outbox.partner.id, claim.id


def interchange_of(tenant: TenantDatabase, partner_id: UUID) -> UUID:
    with tenant.transaction() as session:
        (interchange,) = build_interchanges(session, partner_id)
        return interchange.id


def perform(installation: Installation, tenant: TenantDatabase, job: Job, **ids: UUID) -> None:
    job.perform(installation, Delivery(job.name, UUID(int=9), tenant.actor.tenant_id, ids))


def play_payer(installation: Installation, seconds_later: float = 0) -> None:
    for mailbox in mailboxes(installation.gateways.files / "simulator"):
        serve(mailbox, time.time() + seconds_later)


def files_in(tenant: TenantDatabase) -> list[RawFile]:
    with tenant.transaction() as session:
        return list(session.scalars(select(RawFile).where(RawFile.direction == "in")))


def claim_of(tenant: TenantDatabase, claim_id: UUID) -> Claim:
    with tenant.transaction() as session:
        return session.get_one(Claim, claim_id)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_script_reaches_the_claim(
    tenant: TenantDatabase, installation: Installation, start_works: Start, outcome: Outcome
) -> None:
    partner_id, claim_id = scripted(tenant, outcome)
    transport, file_count = ACKNOWLEDGED.get(outcome, ("accepted", 4))
    works = start_works(submissions_only())

    def answered() -> bool:
        play_payer(installation)
        play_payer(installation, FOREVER)
        perform(installation, tenant, collect_answers, trading_partner_id=partner_id)
        files = files_in(tenant)
        return len(files) == file_count and all(
            each.status != "received" or each.kind == "835" for each in files
        )

    with tenant.transaction() as session:
        announce(session, BatchDue(partner_id))
    works.drain(answered)

    assert claim_of(tenant, claim_id).transport == transport


def test_no_script_breaks_a_job_on_the_way_to_the_ledger(
    tenant: TenantDatabase, installation: Installation, start_works: Start
) -> None:
    partner_ids = [scripted(tenant, outcome)[0] for outcome in Outcome]
    works = start_works(PIPELINE)
    with tenant.transaction() as session:
        for partner_id in partner_ids:
            announce(session, BatchDue(partner_id))

    def all_taken_in() -> bool:
        play_payer(installation)
        play_payer(installation, FOREVER)
        for partner_id in partner_ids:
            perform(installation, tenant, collect_answers, trading_partner_id=partner_id)
        files = files_in(tenant)
        return len(files) >= FILES_OF_ALL and all(each.status != "received" for each in files)

    works.drain(all_taken_in, seconds=120)
    works.drain(lambda: is_idle(tenant), seconds=60)

    with tenant.transaction() as session:
        assert [each.reason for each in session.scalars(select(FailedJob))] == []
        statuses = Counter(session.scalars(select(Remittance.status)))
        assert session.scalar(select(func.sum(Leg.amount_cents))) == 0
    assert set(statuses) == {"posted", "partially_posted", "quarantined"}


def is_idle(tenant: TenantDatabase) -> bool:
    with tenant.transaction() as session:
        return (
            session.scalars(select(OutboxMessage.id)).first() is None
            and not session.scalars(
                select(Remittance.id).where(Remittance.status == "balanced")
            ).all()
        )


def submissions_only() -> dict[str, Following]:
    """The pipeline up to the remittance, which is another stage's to test."""
    names = ("BatchDue", "InterchangeBuilt", "AnswersDue", "FileReceived")
    return {
        name: Following(tuple(job for job in PIPELINE[name].jobs if job.name != "post_charges"))
        for name in names
    }


def test_killed_between_sending_and_marking_nothing_is_sent_twice(
    tenant: TenantDatabase, installation: Installation
) -> None:
    partner_id, _ = scripted(tenant)
    interchange_id = interchange_of(tenant, partner_id)
    with tenant.transaction() as session:
        parcel = begin_sending(session, interchange_id)
        assert parcel is not None
    gateway = gateway_to(installation.gateways, tenant, partner_id)
    gateway.send(parcel.name, parcel.content)  # The worker dies here.
    play_payer(installation)

    perform(installation, tenant, transmit_interchange, interchange_id=interchange_id)
    play_payer(installation)
    perform(installation, tenant, collect_answers, trading_partner_id=partner_id)

    with tenant.transaction() as session:
        interchange = session.get_one(Interchange, interchange_id)
    assert (interchange.status, interchange.attempt_count) == ("sent", 2)
    assert len(files_in(tenant)) == 4


def test_killed_before_sending_it_is_sent_after_all(
    tenant: TenantDatabase, installation: Installation
) -> None:
    partner_id, _ = scripted(tenant)
    interchange_id = interchange_of(tenant, partner_id)
    with tenant.transaction() as session:
        parcel = begin_sending(session, interchange_id)
        assert parcel is not None

    perform(installation, tenant, transmit_interchange, interchange_id=interchange_id)

    assert gateway_to(installation.gateways, tenant, partner_id).has(parcel.name)


def gateway_to(gateways: Gateways, tenant: TenantDatabase, partner_id: UUID) -> object:
    return gateways.to("simulator", tenant.actor.tenant_id, partner_id, {})


def test_a_sent_interchange_is_not_sent_again(
    tenant: TenantDatabase, installation: Installation
) -> None:
    partner_id, _ = scripted(tenant)
    interchange_id = interchange_of(tenant, partner_id)

    for _ in range(2):
        perform(installation, tenant, transmit_interchange, interchange_id=interchange_id)

    with tenant.transaction() as session:
        assert session.get_one(Interchange, interchange_id).attempt_count == 1


def test_why_an_attempt_failed_can_be_seen(
    tenant: TenantDatabase, installation: Installation, tmp_path: Path
) -> None:
    partner_id, _ = scripted(tenant)
    interchange_id = interchange_of(tenant, partner_id)
    (tmp_path / "files").write_text("in the way of the folder")

    with pytest.raises(Unreachable):
        perform(installation, tenant, transmit_interchange, interchange_id=interchange_id)

    with tenant.transaction() as session:
        interchange = session.get_one(Interchange, interchange_id)
    assert (interchange.status, interchange.last_error) == (
        "sending",
        "The drop box fails: Not a directory.",
    )


def test_a_partner_without_a_way_is_declined(
    tenant: TenantDatabase, installation: Installation
) -> None:
    partner_id, _ = scripted(tenant)
    interchange_id = interchange_of(tenant, partner_id)
    with tenant.transaction() as session:
        session.get_one(TradingPartner, partner_id).gateway = "pigeon"

    with pytest.raises(Declined):
        perform(installation, tenant, transmit_interchange, interchange_id=interchange_id)


def test_a_file_taken_in_twice_is_one_file(
    tenant: TenantDatabase, installation: Installation
) -> None:
    partner_id, _ = scripted(tenant)
    interchange_id = interchange_of(tenant, partner_id)
    perform(installation, tenant, transmit_interchange, interchange_id=interchange_id)
    play_payer(installation)
    box = installation.gateways.files / "simulator" / str(tenant.actor.tenant_id) / str(partner_id)

    perform(installation, tenant, collect_answers, trading_partner_id=partner_id)
    for path in (box / "archive" / "inbound").iterdir():
        path.replace(box / "inbound" / f"again-{path.name}")
    perform(installation, tenant, collect_answers, trading_partner_id=partner_id)

    assert sorted(each.kind or "" for each in files_in(tenant)) == ["277CA", "835", "999", "TA1"]
