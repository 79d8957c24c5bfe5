"""Encounters signed to payments posted a second on one machine, and where the time goes.

`python -m bench.walk` prints a table and, as its last line, one JSON object. A private PostgreSQL
that writes through, the queue in it, relay, schedules and worker threads as `mortar worker` has
them; the pharmacist and the simulated payer are processes of their own, as they are in production.
The clock runs from the first signature to the last payment's posting.
"""

import argparse
import json
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any
from uuid import UUID

import dramatiq
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.encounters.commands import complete_encounter, sign_encounter, start_draft
from domain.ledger.models import Leg
from domain.patients.commands import add_patient
from domain.patients.coverage import CoverageDetails
from domain.patients.demographics import PatientDetails
from domain.payers.models import Payer
from domain.providers.models import Provider, Store
from domain.remittances.models import ClaimPayment
from domain.services.models import Service
from domain.submissions.models import RawFile
from infra.broker import make_broker
from infra.gateways import MAILBOXES
from infra.gateways.mailbox import mailboxes
from infra.settings import Settings
from mortar.database import running_database
from mortar.demo.cast import COMMERCIAL, HARBOR
from mortar.demo.founding import found_pharmacies
from mortar.preparation import load_codes, prepare_schema
from tenants.actor import job as job_actor
from tenants.database import TenantDatabase, tenant_by_slug
from workers import schedule
from workers.app import THREADS, open_installation
from workers.broker import Delivery, Installation, Job, middleware, register
from workers.dead_letters import DeadLetters
from workers.pipeline import JOBS, PIPELINE
from workers.relay import Relay
from workers.simulator import TICK, serve
from workers.tracing import JobSpans

ENCOUNTERS = 300
PATIENCE_SECONDS = 600
POLL_SECONDS = 0.1
LETTERS = "abcdefghij"
NDC = "19515-0904-41"

STAGE_OF_JOB = {
    "code_encounter": "code",
    "assemble_claims": "assemble",
    "gather_claim": "batch",
    "build_interchanges": "batch",
    "sweep_submissions": "batch",
    "transmit_interchange": "transmit",
    "collect_answers": "take_in",
    "poll_partners": "take_in",
    "read_file": "acknowledge",
    "post_charges": "post",
    "post_remittance": "post",
    "bill_next_payer": "post",
}
STAGES = (
    "sign",
    "code",
    "assemble",
    "batch",
    "transmit",
    "answer",
    "acknowledge",
    "take_in",
    "post",
    "queue",
    "other",
)


@dataclass
class Clock:
    """Seconds of work by stage, from every thread."""

    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    calls: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, stage: str, seconds: float, calls: int = 1) -> None:
        with self._lock:
            self.seconds[stage] += seconds
            self.calls[stage] += calls

    def take_over(self, stage: str, told: tuple[float, int]) -> None:
        """What another process did."""
        self.add(stage, *told)

    def told(self, stage: str) -> tuple[float, int]:
        return self.seconds[stage], self.calls[stage]

    @contextmanager
    def running(self, stage: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.add(stage, time.perf_counter() - began)

    def shares(self) -> dict[str, float]:
        whole = sum(self.seconds.values())
        return {stage: round(self.seconds[stage] / whole, 3) for stage in STAGES}


class TimedRelay(Relay):
    """As the worker's; what it carried counts as the queue's work."""

    clock: Clock

    def carry(self) -> int:
        began = time.perf_counter()
        count = super().carry()
        if count:
            self.clock.add("queue", time.perf_counter() - began, count)
        return count


def timed(job: Job, clock: Clock, database: TenantDatabase) -> Job:
    def perform(installation: Installation, delivery: Delivery) -> None:
        with clock.running(_stage(job, delivery, database)):
            job.perform(installation, delivery)

    return replace(job, perform=perform)


def _stage(job: Job, delivery: Delivery, database: TenantDatabase) -> str:
    """A remittance is taken in by the job that reads acknowledgements, too."""
    if job.name != "read_file":
        return STAGE_OF_JOB.get(job.name, "other")
    with database.transaction() as session:
        kind = session.scalar(
            select(RawFile.kind).where(RawFile.id == delivery.payload["raw_file_id"])
        )
    return "take_in" if kind == "835" else "acknowledge"


@contextmanager
def working(settings: Settings, clock: Clock) -> Iterator[None]:
    """A worker's parts, in this process."""
    installation = open_installation(settings)
    database = tenant(installation)
    broker = make_broker(settings, [DeadLetters(installation), *middleware(), JobSpans()])
    register(broker, [timed(job, clock, database) for job in JOBS], installation)
    relay = TimedRelay(installation.platform, broker, PIPELINE)
    relay.clock = clock
    stop = threading.Event()
    parts = [
        threading.Thread(target=relay.run, args=(stop,)),
        threading.Thread(target=schedule.run, args=(installation.platform, stop)),
    ]
    worker = dramatiq.Worker(broker, worker_threads=THREADS)
    worker.start()
    for part in parts:
        part.start()
    try:
        yield
    finally:
        worker.stop()
        stop.set()
        for part in parts:
            part.join()
        broker.close()


def tenant(installation: Installation) -> TenantDatabase:
    tenant_id = tenant_by_slug(installation.application, HARBOR.slug)
    assert tenant_id is not None
    return TenantDatabase(
        installation.application, installation.signer, job_actor(tenant_id, "bench")
    )


@contextmanager
def beside(target: Callable[..., None], *arguments: object) -> Iterator[Connection]:
    """Another process, which is told to end when we are done and tells us what it did."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=target, args=(theirs, *arguments))
    process.start()
    try:
        yield ours
    finally:
        process.join()


def answer(ours: Connection, settings: Settings) -> None:
    """Serve the simulated payer until told to stop; tell the seconds of work."""
    root = settings.data_dir / "files" / MAILBOXES["simulator"]
    clock = Clock()
    while not ours.poll(TICK.total_seconds()):
        for mailbox in mailboxes(root):
            with clock.running("answer"):
                serve(mailbox, time.time())
    ours.send(clock.told("answer"))


def sign(ours: Connection, settings: Settings, encounter_ids: list[UUID]) -> None:
    """Sign one after the other once told to; tell the seconds of work."""
    database = tenant(open_installation(settings, threads=1))
    clock = Clock()
    ours.send("ready")
    ours.recv()
    for encounter_id in encounter_ids:
        with clock.running("sign"), database.transaction() as session:
            sign_encounter(session, encounter_id)
    ours.send(clock.told("sign"))


def completed_encounters(database: TenantDatabase, count: int) -> list[UUID]:
    """Flu shots of as many people, documented and ready to be signed."""
    with database.transaction() as session:
        payer_id = session.scalars(
            select(Payer.id).where(Payer.payer_number == COMMERCIAL.payer_number)
        ).one()
        service_id = session.scalars(select(Service.id).where(Service.kind == "immunization")).one()
        store_ids = session.scalars(select(Store.id).order_by(Store.id)).all()
        provider_id = session.scalars(select(Provider.id)).one()
        return [
            _completed(
                session,
                store_id=store_ids[number % len(store_ids)],
                patient_id=_insured(session, number, payer_id),
                service_id=service_id,
                provider_id=provider_id,
            )
            for number in range(count)
        ]


def _completed(session: Session, **details: UUID) -> UUID:
    today = datetime.now(UTC).date() - timedelta(days=1)
    encounter = start_draft(session, served_on=today, answers=_answers(today), **details)
    return complete_encounter(session, encounter.id).id


def _insured(session: Session, number: int, payer_id: UUID) -> UUID:
    """A person of an own name and birthday, so that nobody is taken for another."""
    name = "".join(LETTERS[int(digit)] for digit in f"{number:04d}")
    details = PatientDetails(
        first_name=f"Sample{name}",
        last_name=f"{name}test",
        birth_on=date(1965, 1, 1) + timedelta(days=number),
        sex="F" if number % 2 else "M",
        address_line=f"{number + 1} Sample Street",
        city="Saint Paul",
        state="MN",
        zip_code="551011234",
    )
    new_year = date(datetime.now(UTC).year, 1, 1)
    coverage = CoverageDetails(payer_id, f"PSH{900_000 + number}", new_year)
    return add_patient(session, details, coverages=[coverage]).id


def _answers(today: date) -> dict[str, Any]:
    vaccine = {
        "cvx_code": "140",
        "ndc": NDC,
        "lot_number": "SAMPLE1",
        "expires_on": (today + timedelta(days=150)).isoformat(),
        "site_code": "LD",
        "route_code": "IM",
        "dose_quantity": "0.5",
        "dose_unit_code": "ML",
        "funding_source": "private",
        "statement_given_on": today.isoformat(),
    }
    return {"screened": True, "vaccines": [vaccine]}


def await_posted(database: TenantDatabase, count: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    posted = select(func.count()).select_from(ClaimPayment).where(ClaimPayment.status == "posted")
    while time.monotonic() < deadline:
        with database.transaction() as session:
            if session.scalar(posted) == count:
                assert session.scalar(select(func.sum(Leg.amount_cents))) == 0
                return
        time.sleep(POLL_SECONDS)
    raise SystemExit("Not every payment was posted in time.")


def walk(settings: Settings, count: int) -> tuple[float, Clock]:
    """Seconds from the first signature to the last posting, and the work in them."""
    clock = Clock()
    installation = open_installation(settings)
    database = tenant(installation)
    encounter_ids = completed_encounters(database, count)
    with (
        beside(answer, settings) as payer,
        beside(sign, settings, encounter_ids) as pharmacist,
        working(settings, clock),
    ):
        pharmacist.recv()
        began = time.perf_counter()
        pharmacist.send("begin")
        await_posted(database, count)
        seconds = time.perf_counter() - began
        clock.take_over("sign", pharmacist.recv())
        payer.send("end")
        clock.take_over("answer", payer.recv())
    return seconds, clock


def tell(count: int, seconds: float, clock: Clock) -> None:
    shares = clock.shares()
    print(f"\n{count} encounters in {seconds:.1f} s\n")
    print(f"{'stage':<12}{'calls':>8}{'seconds':>10}{'share':>8}{'ms an encounter':>18}")
    for stage in STAGES:
        busy = clock.seconds[stage]
        print(
            f"{stage:<12}{clock.calls[stage]:>8}{busy:>10.2f}{shares[stage]:>8.1%}"
            f"{busy / count * 1000:>18.2f}"
        )
    print(json.dumps({"encounters_per_second": round(count / seconds, 2), "share": shares}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encounters", type=int, default=ENCOUNTERS)
    count = parser.parse_args().encounters
    with tempfile.TemporaryDirectory(prefix="mortar-bench-") as directory:
        given = Settings.from_environment({"DATA_DIR": directory})
        with running_database(given) as running:
            prepare_schema(running.settings, print)
            load_codes(running.settings, print)
            found_pharmacies(running.settings, print)
            print(f"Documenting {count} flu shots ...")
            tell(count, *walk(running.settings, count))


if __name__ == "__main__":
    main()
