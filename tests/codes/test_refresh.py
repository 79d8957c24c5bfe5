"""The job that loads official files: killed, repeated, refused, rolled back; and whom it touches."""

import subprocess
import sys
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.codes.changes import ChangeCounts
from domain.codes.codebook import Standing
from domain.codes.in_memory import codebook
from domain.codes.models import ChangeKind, CodeRelease, CodeVersion
from domain.codes.snapshot import embedded_files
from domain.codes.systems import CodeSystem, FileRefused
from domain.outbox.models import OutboxMessage
from domain.reports.code_impact import CodeImpact, TouchedRecord, TouchedService, impact_of
from infra.gateways import Gateways
from tenants.database import TenantDatabase
from tenants.identifiers import new_id
from tests.builders import a_charge, a_service, a_template, an_encounter
from tests.codes.files import order_file, order_rows
from tests.conftest import TestDatabase
from workers.broker import Delivery, Installation
from workers.charges import WAITING_DUE
from workers.codes import load_code_file, refresh_code_sets, refresh_codes, roll_back_codes
from workers.schedule import SCHEDULES, tick

FY2028 = date(2027, 10, 1)
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def order_2028() -> bytes:
    """Fiscal year 2028: J12.82 is deleted, J10.1 becomes the header of a new code."""
    rows = [row for row in order_rows(embedded_files()[1].read()) if row[0] != "J1282"]
    place = [row[0] for row in rows].index("J101")
    rows[place : place + 1] = [("J101", 0, "Flu", "Flu"), ("J1011", 1, "Flu", "Flu")]
    return order_file(rows)


@pytest.fixture
def folder(tmp_path: Path, order_2028: bytes) -> Path:
    (tmp_path / "icd10cm-order-2028.txt").write_bytes(order_2028)
    return tmp_path


def expected_changes() -> ChangeCounts:
    """The official file also names what the embedded release has no text for."""
    nameless = sum(not code.short_text for code in embedded_files()[1].read())
    return ChangeCounts(added=1, deleted=1, lost_billable=1, revised=nameless)


def releases(database: TestDatabase) -> list[tuple[str, str]]:
    query = select(CodeRelease.version, CodeRelease.state).where(CodeRelease.system == "icd-10-cm")
    with Session(database.platform) as session:
        rows = session.execute(query.order_by(CodeRelease.version))
        return [(version, state) for version, state in rows]


def code_count(database: TestDatabase) -> int:
    with Session(database.platform) as session:
        return session.scalars(select(func.count()).select_from(CodeVersion)).one()


def is_billable(database: TestDatabase, code: str) -> bool:
    with Session(database.platform) as session:
        return codebook(session).standing(CodeSystem.ICD10CM, code, FY2028) is Standing.BILLABLE


def killed(database: TestDatabase, folder: Path, place: str) -> None:
    """Load in another process, and kill it there."""
    url = database.platform.url.render_as_string(hide_password=False)
    path = folder / "icd10cm-order-2028.txt"
    command = [sys.executable, "-m", "tests.codes.loader", url, str(path), place]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        process.kill()


def quiet(_message: str) -> None:
    pass


def test_killed_while_copying_it_leaves_nothing(
    changing_database: TestDatabase, folder: Path
) -> None:
    before = (releases(changing_database), code_count(changing_database))

    killed(changing_database, folder, "copying")

    assert (releases(changing_database), code_count(changing_database)) == before
    assert is_billable(changing_database, "J10.1")
    refresh_codes(changing_database.platform, folder, quiet)
    assert releases(changing_database)[2:] == [("FY2028", "active")]
    assert not is_billable(changing_database, "J10.1")


def test_killed_before_activation_the_next_load_goes_on(
    changing_database: TestDatabase, folder: Path
) -> None:
    killed(changing_database, folder, "staged")

    assert releases(changing_database)[2:] == [("FY2028", "staged")]
    assert is_billable(changing_database, "J10.1")
    (report,) = refresh_codes(changing_database.platform, folder, quiet)
    assert report.changes == expected_changes()
    assert releases(changing_database)[2:] == [("FY2028", "active")]


def test_the_job_reports_once_and_leaves_a_withdrawn_release_alone(
    changing_database: TestDatabase, folder: Path
) -> None:
    platform = changing_database.platform
    (folder / "icd10cm-order-2029.txt").write_bytes(b"not an order file\r\n")
    (folder / "notes.txt").write_text("nothing official")

    loaded, refused = refresh_codes(platform, folder, quiet)
    roll_back_codes(platform, CodeSystem.ICD10CM, quiet)
    again = refresh_codes(platform, folder, quiet)

    assert loaded.file_name == "icd10cm-order-2028.txt"
    assert loaded.changes == expected_changes()
    assert (refused.release, refused.file_name) == (None, "icd10cm-order-2029.txt")
    assert refused.refusal is not None
    assert refused.refusal.startswith("icd10cm-order-2029.txt, line 1, column 1:")
    assert again == [refused]
    assert releases(changing_database)[2:] == [("FY2028", "withdrawn")]


def test_an_operator_loads_a_withdrawn_release_again(
    changing_database: TestDatabase, folder: Path
) -> None:
    platform, path = changing_database.platform, folder / "icd10cm-order-2028.txt"
    load_code_file(platform, CodeSystem.ICD10CM, path, quiet)
    roll_back_codes(platform, CodeSystem.ICD10CM, quiet)

    load_code_file(platform, CodeSystem.ICD10CM, path, quiet)

    assert releases(changing_database)[2:] == [("FY2028", "active")]


def test_a_refused_file_keeps_nothing(codes_database: TestDatabase, folder: Path) -> None:
    before = (releases(codes_database), code_count(codes_database))
    path = folder / "icd10cm-order-2028.txt"
    path.write_bytes(path.read_bytes()[:-40])

    with pytest.raises(FileRefused):
        load_code_file(codes_database.platform, CodeSystem.ICD10CM, path, quiet)

    assert (releases(codes_database), code_count(codes_database)) == before


def test_what_a_release_touches_of_one_tenant(
    changing_database: TestDatabase, folder: Path
) -> None:
    platform = changing_database.platform
    tenant, other = changing_database.new_tenant(), changing_database.new_tenant()
    touched, service_id = documented(tenant)
    documented(other)
    (report,) = refresh_codes(platform, folder, quiet)
    assert report.release is not None

    with tenant.transaction() as session:
        impact = impact_of(session, report.release.id)

    assert impact == CodeImpact(
        services=[
            TouchedService(
                service_id, "Flu test", "J101", ChangeKind.LOST_BILLABLE, ("diagnoses.0.code",)
            )
        ],
        encounters=[
            TouchedRecord(touched[0], FY2028, "J1282", ChangeKind.DELETED),
            TouchedRecord(touched[1], date(2027, 12, 1), "J101", ChangeKind.LOST_BILLABLE),
        ],
        uncoded=[TouchedRecord(touched[2], FY2028, "J1282", ChangeKind.DELETED)],
        claims=[],
    )


def documented(tenant: TenantDatabase) -> tuple[list[UUID], UUID]:
    """Two drafts and an uncoded encounter that the release touches, and three that it does not."""
    with tenant.transaction() as session:
        service = a_service(session, name="Flu test")
        template = a_template(
            session, service_id=service.id, definition={"diagnoses": [{"code": "J10.1"}]}
        )
        of_flu = {"template_id": template.id, "service_id": service.id}
        answers = {"diagnosis": {"codes": ["Z23", "j12.82"]}}
        by_answer = an_encounter(session, status="draft", served_on=FY2028, answers=answers)
        by_template = an_encounter(
            session, status="completed", served_on=date(2027, 12, 1), **of_flu
        )
        an_encounter(session, status="draft", served_on=date(2027, 9, 30), answers=answers)
        uncoded = an_encounter(session, status="signed", served_on=FY2028, answers=answers)
        coded = an_encounter(session, status="signed", served_on=FY2028, answers=answers)
        a_charge(session, coded)
        an_encounter(session, status="draft", served_on=FY2028, answers={"diagnosis": "Z23"})
        return [by_answer.id, by_template.id, uncoded.id], service.id


def test_the_scheduled_job_loads_what_lies_there_tells_each_tenant_and_wakes_what_waits(
    changing_database: TestDatabase, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tenant = changing_database.new_tenant()
    documented(tenant)
    installation = Installation(
        changing_database.application,
        changing_database.platform,
        changing_database.signer,
        Gateways(folder / "nowhere"),
        folder,
    )
    delivery = Delivery(refresh_code_sets.name, new_id(), tenant.actor.tenant_id, {})
    waiting = tuple(schedule for schedule in SCHEDULES if schedule.name == WAITING_DUE)
    tick(changing_database.platform, waiting)
    assert tick(changing_database.platform, waiting) == []

    with caplog.at_level("INFO", logger="workers.codes"):
        refresh_code_sets.perform(installation, delivery)
        refresh_code_sets.perform(installation, delivery)

    about = f"icd-10-cm FY2028 touches of tenant {tenant.actor.tenant_id}:"
    assert [message for message in caplog.messages if message.startswith(about)] == [
        f"{about} services 1, drafts 2, claims 0."
    ]
    assert releases(changing_database)[2:] == [("FY2028", "active")]
    assert tick(changing_database.platform, waiting) == [WAITING_DUE]


def test_the_schedule_puts_the_job_out_once_for_all_tenants(database: TestDatabase) -> None:
    database.new_tenant()
    database.new_tenant()
    schedules = [schedule for schedule in SCHEDULES if schedule.job is refresh_code_sets]
    put = select(func.count()).where(OutboxMessage.event == "code_sets_due")

    tick(database.platform, tuple(schedules))

    with Session(database.platform) as session:
        assert session.scalars(put).one() == 1
