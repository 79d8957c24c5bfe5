"""The main job under kill -9: nothing is lost, nothing leaves twice, nothing is posted twice."""

import os
import random
import re
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer

from domain.submissions.models import RawFile
from domain.x12.reading import read_professional_claims, read_remittances
from infra.database import make_engine
from infra.gateways import MAILBOXES
from infra.gateways.mailbox import mailboxes
from infra.key_encryption import KeyFile
from infra.settings import Settings
from mortar.database import running_database
from mortar.demo.cast import HARBOR
from mortar.demo.credentials import Credentials, email
from mortar.journey.clinic import give_shots
from mortar.visitor import Visitor
from tenants.actor import job
from tenants.context import ContextSigner
from tenants.database import TenantDatabase, tenant_by_slug
from tenants.keyring import Keyring, entrust
from tests.installation import Machine, ServerAway, await_true, contents

DAYS = 3
"""Of a clinic with eight patients each."""
VICTIMS = ("worker", "serve", "simulator", "backend", "postgres", "supervisor", "worker")
SECONDS_BETWEEN_KILLS = (0.5, 3.0)
SECONDS_TO_RECOVER = 240
TODAY = date.today()
WORDS = {"Invented", "Fictive", "Sampleton", "PSH000105", "PSH000106"}
"""May stand anywhere: providers bear the names too, and the simulator is told how to answer of whom."""


@pytest.fixture
def machine() -> Iterator[Machine]:
    with tempfile.TemporaryDirectory(prefix="mortar-test-") as directory:
        machine = Machine(Path(directory))
        without_the_demo_s_own_day(machine)
        machine.start()
        yield machine
        if not machine.has_ended():
            machine.end_by(signal.SIGKILL)
        await_true(lambda: not machine.processes())


def without_the_demo_s_own_day(machine: Machine) -> None:
    credentials = Credentials(machine.directory)
    credentials.day_was_shown = True
    credentials.save()


@pytest.mark.parametrize("seed", [7])
def test_whatever_is_killed_each_encounter_is_paid_and_posted_once(
    machine: Machine, seed: int
) -> None:
    chance = random.Random(seed)
    pharmacist = signed_in(machine, "pharmacist")

    with closing(pharmacist.http), ThreadPoolExecutor(1) as clinic:
        signing = clinic.submit(sign_everything, pharmacist)
        for victim in chance.sample(VICTIMS, len(VICTIMS)):
            time.sleep(chance.uniform(*SECONDS_BETWEEN_KILLS))
            kill(machine, victim)
        signed = signing.result()
    await_true(lambda: is_quiet(machine, len(signed)), SECONDS_TO_RECOVER)

    assert one(machine, "select count(*) from encounters where status = 'signed'") == len(signed)
    each_claim_was_made_and_sent_once(machine)
    each_answer_was_posted_once(machine)
    the_books_balance(machine)
    nothing_is_left_over(machine)
    no_file_but_the_drop_boxes_names_a_patient(machine)


def sign_everything(pharmacist: Visitor) -> list[str]:
    days = [TODAY - timedelta(days=number) for number in range(DAYS)]
    return [each for day in days for each in give_shots(pharmacist, lambda _: None, day)]


def signed_in(machine: Machine, role: str) -> Visitor:
    password = Credentials(machine.directory).of(HARBOR.slug).passwords[role]
    visitor = Visitor.to(f"http://127.0.0.1:{machine.port}")
    visitor.sign_in(HARBOR.slug, email(role, HARBOR.slug), password)
    return visitor


def kill(machine: Machine, victim: str) -> None:
    """A killed supervisor takes everything along; a person starts it again."""
    if victim == "supervisor":
        machine.end_by(signal.SIGKILL)
        machine.start()
        return
    pid = backend(machine) if victim == "backend" else machine.pid_of(victim)
    if pid is not None:
        os.kill(pid, signal.SIGKILL)


def backend(machine: Machine) -> int | None:
    """A server process that works for a worker or the API at this moment."""
    query = (
        "select pid from pg_stat_activity where usename = 'mortar_app' order by query_start desc"
    )
    try:
        found: int | None = one(machine, query)
    except ServerAway:
        return None  # The whole server is being killed.
    return found


def is_quiet(machine: Machine, encounter_count: int) -> bool:
    """Every encounter has a claim, every claim is decided, every job is done."""
    try:
        claimed = one(machine, "select count(distinct encounter_id) from claims")
        undecided = one(machine, "select count(*) from claims where adjudication = 'pending'")
        waiting = one(machine, f"select count(*) from outbox where {NOT_A_SCHEDULE}")
        working = one(
            machine, "select count(*) from dramatiq.queue where message->'kwargs' <> '{}'::jsonb"
        )
    except ServerAway:
        return False
    return claimed == encounter_count and undecided == waiting == working == 0


NOT_A_SCHEDULE = "event not in (select name from schedules)"


def each_claim_was_made_and_sent_once(machine: Machine) -> None:
    claims = machine.ask("select encounter_id, payer_sequence, patient_control_number from claims")
    assert len({(encounter, sequence) for encounter, sequence, _ in claims}) == len(claims)
    sent = Counter(
        number
        for content in received_by_payers(machine).values()
        for number in (claim.patient_control_number for claim in read_professional_claims(content))
    )
    assert sent == Counter(number for _, _, number in claims)
    left = machine.ask("select claim_id, count(*) from claim_submissions group by claim_id")
    assert [count for _, count in left] == [1] * len(claims)


def received_by_payers(machine: Machine) -> dict[str, bytes]:
    """What lies in the payers' archives: the very files that were sealed, each answered once."""
    sealed = {file.name: file.content for file in raw_files(machine) if file.direction == "out"}
    received: dict[str, bytes] = {}
    for mailbox in mailboxes(machine.directory / "files" / MAILBOXES["simulator"]):
        assert mailbox.questions() == []
        assert mailbox.pending() == []
        archive = mailbox.directory / "archive" / "outbound"
        received |= {path.name: path.read_bytes() for path in archive.iterdir()}
    assert received == sealed
    return received


def raw_files(machine: Machine) -> Sequence[RawFile]:
    """As a job of the clinic's pharmacy opens them with its keys."""
    settings = Settings.from_environment({"DATA_DIR": str(machine.directory)})
    with running_database(settings) as running, ExitStack() as stack:
        keyring = Keyring(KeyFile(settings.master_key_file))
        engine = entrust(make_engine(running.settings.database_url, pool_size=1), keyring)
        stack.callback(engine.dispose)
        tenant_id = tenant_by_slug(engine, HARBOR.slug)
        assert tenant_id is not None
        signer = ContextSigner(settings.context_key_file.read_bytes())
        with TenantDatabase(engine, signer, job(tenant_id, "test")).transaction() as session:
            return session.scalars(select(RawFile).options(undefer(RawFile.content))).all()


def each_answer_was_posted_once(machine: Machine) -> None:
    files = [file for file in raw_files(machine) if file.kind == "835"]
    assert len({file.content for file in files}) == len(files) > 0
    assert {file.status for file in files} == {"processed"}
    kept = machine.ask("select trace_number from remittances")
    assert Counter(trace for (trace,) in kept) == Counter(
        each.trace_number for file in files for each in read_remittances(file.content)
    )
    payments = machine.ask("select claim_id, status from claim_payments")
    assert {status for _, status in payments} == {"posted"}
    assert len({claim_id for claim_id, _ in payments}) == len(payments)
    posted = machine.ask("select source_id from entries where source_kind = 'claim_payments'")
    moving = one(
        machine,
        "select count(*) from claim_payments as payment where paid_cents <> 0 or exists"
        " (select from adjustments where claim_payment_id = payment.id and amount_cents <> 0)",
    )
    assert len(set(posted)) == len(posted) == moving
    paid = one(machine, "select sum(paid_cents) from claims")
    assert paid == one(machine, "select sum(paid_cents) from claim_payments")


def the_books_balance(machine: Machine) -> None:
    deposited = "select sum(paid_cents) from remittances where status <> 'quarantined'"
    cash = one(machine, "select sum(amount_cents) from legs where account = 'cash'")
    assert one(machine, "select sum(amount_cents) from legs") == 0
    assert cash == one(machine, deposited) > 0
    assert (
        one(
            machine,
            "select coalesce(sum(amount_cents), 0) from legs where account = 'unapplied_cash'",
        )
        == 0
    )


def nothing_is_left_over(machine: Machine) -> None:
    assert one(machine, f"select count(*) from outbox where {NOT_A_SCHEDULE}") == 0
    assert machine.ask("select job, reason from failed_jobs") == []
    assert one(machine, "select count(*) from dramatiq.queue where state = 'rejected'") == 0


def no_file_but_the_drop_boxes_names_a_patient(machine: Machine) -> None:
    """Of the whole data directory: logs and what was said on the way, and the database's own files."""
    names = {
        word
        for member in HARBOR.members
        for word in (member.patient.last_name, *member.member_ids.values())
    } - WORDS
    pattern = re.compile("|".join(sorted(names)).encode(), re.IGNORECASE)
    files = [path for path in machine.directory.rglob("*") if path.is_file()]
    naming = {
        (path.relative_to(machine.directory).parts[0], word.lower())
        for path in files
        for word in pattern.findall(contents(path))
    }

    assert {(place, word) for place, word in naming if place != "files"} == set()
    assert naming, "or the payers were told of nobody"
    assert len(files) > 1_000


def one(machine: Machine, query: str) -> Any:
    row = next(iter(machine.ask(query)), None)
    return None if row is None else row[0]
