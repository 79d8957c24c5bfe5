"""A patient's claim is sent, answered and posted, and much fails on the way: nothing tells of whom."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import select, text

from domain.claims.models import Claim
from domain.outbox.commands import announce
from domain.outbox.models import FailedJob
from domain.payers.models import TradingPartner
from domain.remittances.models import Remittance
from domain.submissions.events import BatchDue
from domain.submissions.models import RawFile
from infra.gateways.mailbox import mailboxes
from infra.outside import Declined, Unreachable
from infra.postgres import EmbeddedPostgres
from tenants.database import TenantDatabase
from tests.builders import a_patient, a_service, a_trading_partner
from tests.canaries import FIRST_DAY, STEM, Written, is_told, tables_telling
from tests.conftest import Telemetry
from tests.submissions.released import a_released_claim
from tests.tenants.victims import superuser
from tests.workers.conftest import Works
from tests.workers.counting import Counted
from tests.workers.test_submissions import files_in, perform, play_payer
from workers.broker import Following, Installation, Job, JobDatabase, Queue, tenant_actor
from workers.pipeline import PIPELINE
from workers.submissions import collect_answers

__all__ = ["superuser"]

pytestmark = pytest.mark.usefixtures("embedded_codes")

BROKEN = {
    "cut.x12": b"ISA*00*          *" + STEM.encode(),
    "strange.x12": f"{STEM} was born on 1907-03-09".encode(),
}
"""What a partner sends that nobody can read; `late.x12` beside it is an 835 cut in the middle."""
SPLIT = "late.x12"


@pytest.fixture
def written(telemetry: Telemetry, postgres: EmbeddedPostgres) -> Iterator[Written]:
    with Written(telemetry.spans, telemetry.metrics, postgres.log_path).listening() as written:
        yield written


def fails(name: str, act: Callable[[JobDatabase], object]) -> Job:
    def run(database: JobDatabase, partner_id: UUID) -> None:
        act(database)

    return replace(tenant_actor(Queue.BILLING)(run), name=name)


def has_a_bug(_: JobDatabase) -> None:
    raise KeyError(f"{STEM} born on 1907-03-04")


def has_a_cause(database: JobDatabase) -> None:
    try:
        has_a_bug(database)
    except KeyError as cause:
        raise RuntimeError(STEM) from cause


def says_the_same_twice(database: JobDatabase) -> None:
    with database.once() as session:
        a_service(session, name=STEM)
        a_service(session, name=STEM)


def asks_for_nonsense(database: JobDatabase) -> None:
    with database.once() as session:
        session.execute(text("select cast(:name as integer)"), {"name": STEM})


def leaves_out_what_is_needed(database: JobDatabase) -> None:
    with database.once() as session:
        a_patient(session, last_name=STEM, sex=None)


def is_declined(_: JobDatabase) -> None:
    raise Declined(f"Another file has been sent for {STEM}.")


def takes_too_long(database: JobDatabase) -> None:
    with database.once() as session:
        session.execute(text("set local statement_timeout = 1"))
        session.execute(text("select pg_sleep(9), :name"), {"name": STEM})


def is_away(_: JobDatabase) -> None:
    raise Unreachable(f"Nobody answers about {STEM}.")


GIVEN_UP = (
    has_a_bug, has_a_cause, says_the_same_twice, asks_for_nonsense, leaves_out_what_is_needed,
    is_declined,
)  # fmt: skip
TRIED_AGAIN = (takes_too_long, is_away)
FAILING = Following(tuple(fails(act.__name__, act) for act in (*GIVEN_UP, *TRIED_AGAIN)))


def someones_claim(tenant: TenantDatabase) -> tuple[UUID, UUID]:
    """Of a patient who is a canary from the first name to the telephone."""
    with tenant.transaction() as session:
        partner = a_trading_partner(session)
        patient = a_patient(
            session,
            first_name=f"{STEM}001",
            last_name=f"{STEM}002",
            birth_on=FIRST_DAY + timedelta(days=3),
            address_line=f"7 {STEM} ST",
            city=STEM,
        )
        claim = a_released_claim(
            session, partner, patient_id=patient.id, member_id=f"{STEM}003", group_number=STEM
        )
        return partner.id, claim.id


def send_what_is_broken(installation: Installation, tenant: TenantDatabase) -> None:
    """To us, and one file to the payer, whose log says no more than ours."""
    of_tenant = installation.gateways.files / "simulator" / str(tenant.actor.tenant_id)
    (mailbox,) = (
        each for each in mailboxes(of_tenant.parent) if each.directory.parent == of_tenant
    )
    for name, content in BROKEN.items():
        mailbox.deliver(name, content)
    with tenant.transaction() as session:
        whole = session.scalars(select(RawFile).where(RawFile.kind == "835")).first()
        assert whole is not None
        mailbox.deliver(SPLIT, whole.content[: len(whole.content) * 2 // 3])
    (mailbox.directory / "outbound" / "strange.x12").write_bytes(b"ISA*" + STEM.encode() * 30)


def failures(tenant: TenantDatabase) -> list[FailedJob]:
    with tenant.transaction() as session:
        return list(session.scalars(select(FailedJob)))


def tried(superuser: psycopg.Connection) -> set[str]:
    """Jobs that the queue will hand out again."""
    superuser.rollback()
    rows = superuser.execute(
        "select message->>'actor_name' from dramatiq.queue"
        " where (message->'options'->>'retries')::integer > 0"
    )
    return {name for (name,) in rows}


def walk(works: Works, installation: Installation, tenant: TenantDatabase) -> UUID:
    """From the released claim to the posted payment; then what is broken arrives."""
    partner_id, claim_id = someones_claim(tenant)

    def collect() -> None:
        play_payer(installation, 10**6)
        perform(installation, tenant, collect_answers, trading_partner_id=partner_id)

    def is_posted() -> bool:
        collect()
        with tenant.transaction() as session:
            return list(session.scalars(select(Remittance.status))) == ["posted"]

    with tenant.transaction() as session:
        announce(session, BatchDue(partner_id))
        announce(session, Counted(session.get_one(TradingPartner, partner_id).id))
    works.drain(is_posted)
    send_what_is_broken(installation, tenant)
    collect()
    return claim_id


def quarantined(tenant: TenantDatabase) -> set[str]:
    return {file.name for file in files_in(tenant) if file.status == "quarantined"}


def test_a_whole_walk_and_whatever_fails_tells_of_no_patient(
    written: Written,
    tenant: TenantDatabase,
    installation: Installation,
    start_works: Callable[..., Works],
    superuser: psycopg.Connection,
) -> None:
    works = start_works(PIPELINE | {"Counted": FAILING})
    claim_id = walk(works, installation, tenant)
    works.drain(lambda: all(file.status != "received" for file in files_in(tenant)))
    works.drain(lambda: len(failures(tenant)) == len(GIVEN_UP))
    works.drain(lambda: tried(superuser) >= {act.__name__ for act in TRIED_AGAIN})

    assert written.telling() == set()
    assert tables_telling(superuser, tenant.actor.tenant_id) == set()
    assert quarantined(tenant) == {*BROKEN}
    assert {each.job for each in failures(tenant)} == {act.__name__ for act in GIVEN_UP}
    lines = "".join(line for _, line in written.lines)
    assert "A file cannot be answered" in lines
    assert "Given up for event" in lines
    assert left_in_clear(installation.gateways.files) > 0, "or nobody was named to the payer"
    with tenant.transaction() as session:
        assert session.get_one(Claim, claim_id).money == "settled"


def left_in_clear(folder: Path) -> int:
    """How many files of the drop boxes, which a payer reads, tell of the patient."""
    found = (path.read_text(errors="replace") for path in folder.rglob("*") if path.is_file())
    return sum(is_told(text) for text in found)
