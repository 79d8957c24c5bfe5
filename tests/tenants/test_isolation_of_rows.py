"""The floor: what the application role can reach of another tenant, which must be nothing."""

from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.orm import Session

from domain.patients.models import Patient
from tenants.actor import job
from tenants.database import TenantDatabase, find
from tenants.refusals import NotFound
from tests.builders import a_patient, a_store
from tests.conftest import TestDatabase

PATIENTS = text("select count(*) from patients")


def patient_of(tenant: TenantDatabase) -> UUID:
    with tenant.transaction() as session:
        return a_patient(session).id


def test_a_tenant_sees_its_own_rows_only(
    tenant: TenantDatabase, other_tenant: TenantDatabase
) -> None:
    patient_of(tenant)

    with tenant.transaction() as mine, other_tenant.transaction() as theirs:
        counts = (mine.scalar(PATIENTS), theirs.scalar(PATIENTS))

    assert counts == (1, 0)


def test_another_tenants_record_is_not_found(
    tenant: TenantDatabase, other_tenant: TenantDatabase
) -> None:
    patient_id = patient_of(tenant)

    with other_tenant.transaction() as session, pytest.raises(NotFound):
        find(session, Patient, patient_id)


def test_without_a_tenant_nothing_is_seen(database: TestDatabase, tenant: TenantDatabase) -> None:
    patient_of(tenant)

    with psycopg.connect(database.urls.application) as connection:
        row = connection.execute("select count(*) from patients").fetchone()

    assert row == (0,)


def test_a_returned_connection_remembers_no_tenant(
    database: TestDatabase, tenant: TenantDatabase
) -> None:
    patient_of(tenant)

    with Session(database.application) as session, pytest.raises(DataError, match="uuid"):
        session.scalar(PATIENTS)


def test_setting_the_tenant_is_no_credential(
    database: TestDatabase, tenant: TenantDatabase
) -> None:
    patient_of(tenant)

    with Session(database.application) as session:
        session.execute(
            text("select set_config('app.tenant_id', :tenant, true)"),
            {"tenant": str(tenant.actor.tenant_id)},
        )
        count = session.scalar(PATIENTS)

    assert count == 0


def test_a_context_signed_for_another_connection_is_worthless(
    database: TestDatabase, tenant: TenantDatabase
) -> None:
    patient_of(tenant)
    signed = database.signer.sign(job(tenant.actor.tenant_id, "thief"), backend_pid=1)

    with Session(database.application) as session:
        session.execute(
            text(
                "select set_config('app.tenant_id', :tenant, true),"
                " set_config('app.context', :context, true)"
            ),
            {"tenant": str(tenant.actor.tenant_id), "context": signed},
        )
        count = session.scalar(PATIENTS)

    assert count == 0


def test_a_row_cannot_be_written_into_another_tenant(
    tenant: TenantDatabase, other_tenant: TenantDatabase
) -> None:
    patient_id = patient_of(tenant)

    move = text("update patients set tenant_id = :other where id = :id")
    there = {"other": other_tenant.actor.tenant_id, "id": patient_id}

    with tenant.transaction() as session, pytest.raises(DBAPIError, match="row-level security"):
        session.execute(move, there)


def test_a_member_of_one_store_does_not_see_the_next(
    tenant: TenantDatabase, tenant_at_stores
) -> None:
    with tenant.transaction() as session:
        first, second = a_store(session), a_store(session)

    with tenant_at_stores(first.id).transaction() as session:
        bound = session.scalar(text("select security.store_ids()"))

    assert bound == [first.id]
    assert second.id not in bound
