"""A tenant's key is rotated while its people work: nothing is lost, and all of it still opens."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from domain.encounters.models import Encounter, EncounterStatus
from domain.errors import WrongState
from domain.outbox.key_rotations import (
    ResealDue,
    cancel_key_rotation,
    resume_key_rotation,
    rotate_keys,
    take_key,
)
from domain.patients.models import Patient
from infra.database import make_engine
from infra.gateways import Gateways
from infra.key_encryption import KeyFile
from tenants import resealing
from tenants.audit import AuditEvent
from tenants.database import TenantDatabase, find, lock
from tenants.keyring import Keyring, entrust
from tenants.records import Record
from tenants.refusals import AlreadyExists
from tenants.resealing import Step, reseal_batch, sealed_tables
from tenants.rotation_models import KeyRotation, ResealedTable, RotationState
from tenants.sealed_fields import fields_of, keys_of
from tests.api.reading.records import a_claim_with_everything, its_journey
from tests.builders import a_patient, an_encounter
from tests.conftest import MASTER_KEY, TestDatabase
from tests.workers.conftest import Works
from workers.broker import Following, Installation
from workers.keys import reseal

PIPELINE = {ResealDue.__name__: Following((reseal,))}
GROW_ONLY = {"acknowledgements", "claim_events", "entries"}
"""What nobody may change: it keeps the seal that it was written with."""

Start = Callable[..., Works]


@pytest.fixture
def installation(database: TestDatabase, tmp_path: Path) -> Iterator[Installation]:
    """One that remembers keys for no time, so that everybody knows a new one at once."""
    (tmp_path / "same.key").write_text(MASTER_KEY)
    keyring = Keyring(KeyFile(tmp_path / "same.key"), life_seconds=0)
    engine = entrust(make_engine(database.urls.application), keyring)
    yield Installation(engine, database.platform, database.signer, Gateways(tmp_path / "files"))
    engine.dispose()


@pytest.fixture
def tenant(database: TestDatabase, installation: Installation) -> TenantDatabase:
    actor = database.new_tenant().actor
    return TenantDatabase(installation.application, database.signer, actor)


def begin(tenant: TenantDatabase) -> UUID:
    with tenant.transaction() as session:
        return rotate_keys(session).id


def state_of(tenant: TenantDatabase, rotation_id: UUID) -> str:
    with tenant.transaction() as session:
        return find(session, KeyRotation, rotation_id).state


def rotate(tenant: TenantDatabase, works: Works) -> UUID:
    rotation_id = begin(tenant)
    works.drain(lambda: state_of(tenant, rotation_id) == RotationState.DONE)
    return rotation_id


def progress_of(tenant: TenantDatabase, rotation_id: UUID) -> dict[str, tuple[int, int]]:
    """Rows done and rows to do, of each table that had any."""
    with tenant.transaction() as session:
        rows = session.scalars(
            select(ResealedTable).where(ResealedTable.rotation_id == rotation_id)
        )
        return {
            row.table_name: (row.resealed_count, row.row_count) for row in rows if row.row_count
        }


def seals(session: Session) -> dict[str, set[int]]:
    """The key versions with which each table's values are sealed."""
    found: dict[str, set[int]] = {}
    for mapper in Record.registry.mappers:
        table = mapper.local_table
        for name in fields_of(mapper.class_):
            versions = session.execute(
                text(f"select distinct get_byte({name}, 1) from {table} where {name} is not null")
            )
            found.setdefault(table.name, set()).update(version for (version,) in versions)
    return {name: versions for name, versions in found.items() if versions}


def plain(session: Session) -> list[tuple[str, UUID, str, object]]:
    """Every sealed value of the tenant, opened."""
    return sorted(
        (
            (mapper.local_table.name, record.id, name, str(getattr(record, name)))
            for mapper in Record.registry.mappers
            if fields_of(mapper.class_)
            for record in session.scalars(select(mapper.class_))
            for name, field in fields_of(mapper.class_).items()
            if not field.declared.deferred
        ),
        key=str,
    )


def test_all_that_may_change_is_sealed_with_the_new_key_and_all_opens(
    tenant: TenantDatabase, start_works: Start
) -> None:
    with tenant.transaction() as session:
        its_journey(session, a_claim_with_everything(session))
        draft = an_encounter(session, answers={"site": "left"})
        signed = an_encounter(session, answers={"site": "right"})
        signed.signed_at = datetime.now(UTC)
        signed.status = EncounterStatus.SIGNED
    with tenant.transaction() as session:
        before = plain(session)
        assert set().union(*seals(session).values()) == {1}

    rotation_id = rotate(tenant, start_works(PIPELINE))

    with tenant.transaction() as session:
        assert plain(session) == before
        sealed_with = seals(session)
        marks = {
            each.id: keys_of(session).mark == each._sealed_answers[:2]
            for each in session.scalars(select(Encounter))
        }
        a_patient(session, last_name="SEALED WITH THE NEW ONE")
    kept = {name for name, versions in sealed_with.items() if versions == {1}}
    assert kept == GROW_ONLY
    assert {n for n, versions in sealed_with.items() if versions == {1, 2}} == {"encounters"}
    assert (marks[draft.id], marks[signed.id]) == (True, False)
    progress = progress_of(tenant, rotation_id)
    assert progress.keys() >= {"patients", "claims", "claim_payments", "raw_files", "coverages"}
    assert all(done == total for done, total in progress.values())
    with tenant.transaction() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "reseal")).all()
    named = {each.partition("/")[0] for event in events for each in event.objects}
    assert {"key_rotations", "tenant_keys"} <= named
    assert all(event.patient_ids == [] for event in events), "nobody was shown anything"


def test_every_table_that_holds_a_seal_is_known_to_the_job(tenant: TenantDatabase) -> None:
    with tenant.transaction() as session:
        known = sealed_tables(session).keys()

    sealed = {m.local_table.name for m in Record.registry.mappers if fields_of(m.class_)}
    assert sealed - known == GROW_ONLY


def test_people_go_on_editing_and_finding_meanwhile(
    database: TestDatabase, tenant: TenantDatabase, start_works: Start
) -> None:
    with tenant.transaction() as session:
        people = [a_patient(session, last_name=f"SAMPLE{n}").id for n in range(40)]
    written: dict[UUID, str] = dict.fromkeys(people, "AVA")
    ended = threading.Event()
    failures: list[BaseException] = []

    def edit() -> None:
        turn = 0
        try:
            while not ended.is_set():
                turn += 1
                for id_ in people[::2]:
                    with tenant.transaction() as session:
                        patient = find(session, Patient, id_)
                        assert patient.last_name.startswith("SAMPLE")
                        patient.first_name = f"EDITED {turn}"
                    written[id_] = f"EDITED {turn}"
        except BaseException as failure:
            failures.append(failure)

    editor = threading.Thread(target=edit)
    editor.start()
    try:
        rotate(tenant, start_works(PIPELINE))
    finally:
        ended.set()
        editor.join()

    assert failures == []
    with tenant.transaction() as session:
        for id_ in people:
            patient = find(session, Patient, id_)
            assert patient.first_name == written[id_]
        assert seals(session)["patients"] == {2}


def new_key(tenant: TenantDatabase, rotation_id: UUID) -> None:
    """What the job's first delivery does."""
    key, _ = tenant.fresh_key()
    with tenant.transaction() as session:
        take_key(session, rotation_id, key, datetime.now(UTC) - timedelta(seconds=1))


def batch(tenant: TenantDatabase, rotation_id: UUID) -> Step:
    with tenant.transaction() as session:
        rotation = lock(session, KeyRotation, rotation_id)
        if session.scalar(select(ResealedTable.id).limit(1)) is None:
            resealing.begin(session, rotation)
        return reseal_batch(session, rotation)


def batches(tenant: TenantDatabase, rotation_id: UUID) -> Step:
    while (step := batch(tenant, rotation_id)) is Step.GOES_ON:
        pass
    return step


def test_what_somebody_is_editing_is_passed_over_and_taken_up_later(
    tenant: TenantDatabase,
) -> None:
    with tenant.transaction() as session:
        edited, other = a_patient(session).id, a_patient(session, last_name="OTHER").id
    with tenant.transaction() as begun_before:
        loaded = find(begun_before, Patient, other)
        rotation_id = begin(tenant)
        new_key(tenant, rotation_id)
        with tenant.transaction() as session:
            lock(session, Patient, edited).first_name = "EDITED"
            session.flush()
            first = batches(tenant, rotation_id)
            done = progress_of(tenant, rotation_id)["patients"]
        second = batches(tenant, rotation_id)
        loaded.first_name = "LATE"

    assert (first, done, second) == (Step.WAITS, (1, 2), Step.ENDED)
    with tenant.transaction() as session:
        people = {each.id: each for each in session.scalars(select(Patient))}
        assert (people[edited].first_name, people[other].first_name) == ("EDITED", "LATE")
        assert people[other].last_name == "OTHER"


def test_a_value_that_does_not_open_is_left_and_counted(tenant: TenantDatabase) -> None:
    with tenant.transaction() as session:
        spoiled, sound = a_patient(session).id, a_patient(session).id
    with tenant.transaction() as session:
        session.execute(
            update(Patient.__table__)
            .where(Patient.__table__.c.id == spoiled)
            .values(city=b"\0\1not what was sealed")
        )
    rotation_id = begin(tenant)
    new_key(tenant, rotation_id)

    assert batches(tenant, rotation_id) is Step.ENDED

    with tenant.transaction() as session:
        row = session.scalars(
            select(ResealedTable).where(ResealedTable.table_name == "patients")
        ).one()
        assert (row.resealed_count, row.unopened_count, row.row_count) == (1, 1, 2)
        mark = keys_of(session).mark
        cells = session.execute(select(Patient.__table__.c["id", "city", "last_name"])).all()
    found = {id_: (city[:2] == mark, name[:2] == mark) for id_, city, name in cells}
    assert found == {spoiled: (False, True), sound: (True, True)}


def test_a_cancelled_rotation_stops_and_goes_on_when_told(
    tenant: TenantDatabase, start_works: Start
) -> None:
    with tenant.transaction() as session:
        a_patient(session)
    rotation_id = begin(tenant)
    with tenant.transaction() as session, pytest.raises(AlreadyExists), session.begin_nested():
        rotate_keys(session)
    with tenant.transaction() as session:
        cancel_key_rotation(session, rotation_id)
    works = start_works(PIPELINE)
    with tenant.transaction() as session:
        assert find(session, KeyRotation, rotation_id).version is None

    with tenant.transaction() as session:
        with pytest.raises(WrongState):
            cancel_key_rotation(session, rotation_id)
        resume_key_rotation(session, rotation_id)
    works.drain(lambda: state_of(tenant, rotation_id) == RotationState.DONE)

    with tenant.transaction() as session:
        assert seals(session)["patients"] == {2}
        with pytest.raises(WrongState):
            resume_key_rotation(session, rotation_id)


def test_nothing_of_another_tenant_is_sealed_again(
    database: TestDatabase, tenant: TenantDatabase, start_works: Start, other_tenant: TenantDatabase
) -> None:
    for each in (tenant, other_tenant):
        with each.transaction() as session:
            a_patient(session)

    rotate(tenant, start_works(PIPELINE))

    with other_tenant.transaction() as session:
        assert seals(session)["patients"] == {1}
