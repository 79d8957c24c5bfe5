"""Restricted patients: hidden by the database itself, seen through broken glass, and that reviewed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.claims.queries import content_of
from domain.encounters.models import Encounter, Observation
from domain.errors import AlreadyExists, Forbidden, Invalid, NotFound, Restricted, WrongState
from domain.patients.models import GlassBreak
from domain.patients.restrictions import (
    break_glass,
    lift_restriction,
    restrict_patient,
    review_break_glass,
)
from tenants.actor import Actor, ActorKind
from tenants.database import TenantDatabase
from tenants.identifiers import new_id
from tenants.permissions import EVERYTHING
from tenants.setting_values import set_value, today
from tenants.settings import BREAK_GLASS_MINUTES
from tests.api.reading.records import a_claim
from tests.builders import a_coverage, a_patient, an_encounter
from tests.conftest import TestDatabase
from tests.tenants.attacks import BIND

WHY = "Neighbour of a member of staff."
TABLES = {
    "patients": "id",
    "coverages": "patient_id",
    "encounters": "patient_id",
}


@dataclass
class Ward:
    """A tenant with a restricted patient and another, each with coverage, encounter and claim."""

    database: TestDatabase
    tenant: TenantDatabase
    hidden_id: UUID
    other_id: UUID
    claim_id: UUID
    encounter_id: UUID

    def person(self) -> TenantDatabase:
        tenant_id = self.tenant.actor.tenant_id
        actor = Actor(tenant_id, ActorKind.USER, str(new_id()), EVERYTHING, store_ids=None)
        return self.database.as_actor(actor)

    def seen(self, by: TenantDatabase) -> dict[str, set[UUID]]:
        with by.transaction() as session:
            return {
                table: set(session.scalars(text(f"select {column} from {table}")))
                for table, column in TABLES.items()
            }


def everywhere(patient_ids: set[UUID]) -> dict[str, set[UUID]]:
    return {table: set(patient_ids) for table in TABLES}


@pytest.fixture
def ward(database: TestDatabase, tenant: TenantDatabase) -> Ward:
    with tenant.transaction() as session:
        hidden, other = a_patient(session), a_patient(session)
        a_coverage(session, patient_id=other.id)
        an_encounter(session, patient_id=other.id)
        encounter = an_encounter(session, patient_id=hidden.id)
        session.add(
            Observation(
                encounter_id=encounter.id,
                store_id=encounter.store_id,
                name="a1c",
                value="7",
            )
        )
        claim = a_claim(session, coverage=a_coverage(session, patient_id=hidden.id))
        restrict_patient(session, hidden.id, WHY)
        return Ward(database, tenant, hidden.id, other.id, claim.id, encounter.id)


def test_a_restricted_patient_is_hidden_with_what_hangs_on_them(ward: Ward) -> None:
    found = ward.seen(ward.person())

    assert found == everywhere({ward.other_id})
    with ward.person().transaction() as session:
        assert session.get(Encounter, ward.encounter_id) is None
        assert session.scalar(text("select count(*) from observations")) == 0


def test_jobs_see_everyone_or_nothing_would_be_billed(ward: Ward) -> None:
    found = ward.seen(ward.tenant)

    assert found == everywhere({ward.hidden_id, ward.other_id})


def test_raw_sql_as_the_application_role_finds_nothing_either(ward: Ward) -> None:
    user = ward.person().actor
    attempts = (
        "select from patients where id = %s",
        "select from patients where id = %s for update",
        "update patients set is_active = false where id = %s",
        "select from coverages where patient_id = %s",
        "select from encounters where patient_id = %s",
        "update glass_breaks set expires_at = now() where patient_id = %s",
    )

    with psycopg.connect(ward.database.urls.application) as connection:
        context = ward.database.signer.sign(user, connection.info.backend_pid)
        connection.execute(BIND, (str(user.tenant_id), context))
        counts = [
            connection.execute(sql.SQL(attempt), (ward.hidden_id,)).rowcount for attempt in attempts
        ]

    assert counts == [0] * len(attempts)


def test_a_context_that_calls_itself_a_job_is_not_believed(ward: Ward) -> None:
    user = ward.person().actor

    with psycopg.connect(ward.database.urls.application) as connection:
        context = ward.database.signer.sign(user, connection.info.backend_pid)
        forged = context.replace(f"user:{user.name}", f"job:{user.name}")
        connection.execute(BIND, (str(user.tenant_id), forged))
        count = connection.execute("select from patients").rowcount

    assert count == 0


def test_nothing_is_written_for_a_hidden_patient(ward: Ward) -> None:
    with pytest.raises(DBAPIError, match="row-level"), ward.person().transaction() as session:
        a_coverage(session, patient_id=ward.hidden_id)


def test_who_breaks_the_glass_sees_for_a_while_and_nobody_else_does(ward: Ward) -> None:
    breaker, bystander = ward.person(), ward.person()

    with breaker.transaction() as session:
        broken = break_glass(session, ward.hidden_id, "Allergic reaction at the counter.")

    left = broken.expires_at - datetime.now(UTC)
    assert timedelta(minutes=59) < left <= timedelta(minutes=60)
    assert ward.seen(breaker) == everywhere({ward.hidden_id, ward.other_id})
    assert ward.seen(bystander) == everywhere({ward.other_id})


def test_the_time_ends_and_the_tenant_says_how_long_it_is(ward: Ward) -> None:
    breaker = ward.person()
    with ward.tenant.transaction() as session:
        set_value(session, BREAK_GLASS_MINUTES, session.scalar(ROOT), 5, today())
    with breaker.transaction() as session:
        broken = break_glass(session, ward.hidden_id, "Allergic reaction at the counter.")
        left = broken.expires_at - datetime.now(UTC)

    with ward.tenant.transaction() as session:
        session.get_one(GlassBreak, broken.id).expires_at = datetime.now(UTC)

    assert timedelta(minutes=4) < left <= timedelta(minutes=5)
    assert ward.seen(breaker)["patients"] == {ward.other_id}


ROOT = text("select id from organization_units where parent_id is null limit 1")


def test_a_claim_of_a_hidden_patient_is_refused_work_with_a_reason(ward: Ward) -> None:
    with ward.person().transaction() as session, pytest.raises(Restricted, match="glass"):
        content_of(session, ward.claim_id)
    with ward.tenant.transaction() as session:
        assert content_of(session, ward.claim_id).patient.id == ward.hidden_id


def test_another_person_reviews_and_ends_what_was_wrong(ward: Ward) -> None:
    breaker = ward.person()
    with breaker.transaction() as session:
        broken = break_glass(session, ward.hidden_id, "Allergic reaction at the counter.")
        with pytest.raises(Forbidden):
            review_break_glass(session, broken.id, is_justified=True, note="It was my own.")

    with ward.person().transaction() as session:
        reviewed = review_break_glass(
            session, broken.id, is_justified=False, note="There was no such reaction."
        )
        with pytest.raises(WrongState):
            review_break_glass(session, broken.id, is_justified=True, note="Second thoughts.")

    assert (reviewed.is_reviewed, reviewed.is_justified) == (True, False)
    assert ward.seen(breaker)["patients"] == {ward.other_id}


def test_a_lifted_restriction_hides_nobody(ward: Ward) -> None:
    with ward.person().transaction() as session:
        lift_restriction(session, ward.hidden_id)

    assert ward.seen(ward.person())["patients"] == {ward.hidden_id, ward.other_id}
    with ward.tenant.transaction() as session:
        restrict_patient(session, ward.hidden_id, WHY)
    assert ward.seen(ward.person())["patients"] == {ward.other_id}


def test_only_persons_break_glass_and_only_with_a_reason(ward: Ward) -> None:
    with ward.tenant.transaction() as session:
        with pytest.raises(Forbidden):
            break_glass(session, ward.hidden_id, "Allergic reaction at the counter.")
        with pytest.raises(AlreadyExists):
            restrict_patient(session, ward.hidden_id, WHY)
    with ward.person().transaction() as session:
        with pytest.raises(Invalid):
            break_glass(session, ward.hidden_id, "why not")
        with pytest.raises(NotFound):
            break_glass(session, ward.other_id, "Allergic reaction at the counter.")
