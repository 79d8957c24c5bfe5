"""A tenant whose keys were destroyed: its people are told so, and nobody else notices."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from api.app import create_app
from domain.patients.models import Patient
from infra.settings import Settings
from tenants.database import TenantDatabase
from tenants.keyring import keyring_of
from tenants.models import Tenant
from tenants.sealing import Shredded
from tests.api.conftest import Browser
from tests.api.reading.records import a_claim
from tests.builders import a_patient
from tests.conftest import TestDatabase

ROOT = Path(__file__).parents[2]
PATIENTS = "{ patients { nodes { lastName } } }"
SEARCH = '{ patients(filter: {name: {startsWith: "sam"}}) { totalCount } }'
CLAIMS = "{ claims { nodes { chargeCents } } }"


def slug_of(tenant: TenantDatabase) -> str:
    with tenant.transaction() as session:
        return session.scalars(select(Tenant.slug).where(Tenant.id == tenant.actor.tenant_id)).one()


def shred(slug: str, confirmed: str, settings: Settings) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mortar", "tenants", "shred", slug, "--confirm", confirmed],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ
        | settings.as_environment()
        | {"PLATFORM_DATABASE_URL": settings.database_url},
    )


def test_what_was_sealed_is_gone_for_all_who_ask_and_the_rest_stays(
    database: TestDatabase,
    tenant: TenantDatabase,
    other_tenant: TenantDatabase,
    settings: Settings,
    signed_in: Callable[..., Browser],
) -> None:
    for each in (tenant, other_tenant):
        with each.transaction() as session:
            a_claim(session)
    browser, neighbour = signed_in(), signed_in(of=other_tenant)

    done = shred(slug_of(tenant), slug_of(tenant), settings)

    assert done.returncode == 0, done.stderr
    assert done.stdout == f"Destroyed 2 keys of {slug_of(tenant)}.\n"
    keyring_of(database.application).forget(tenant.actor.tenant_id)
    with TestClient(create_app(settings)) as started_later:
        browser.client = neighbour.client = started_later
        assert browser.codes(PATIENTS) == ["shredded"]
        assert browser.codes(SEARCH) == ["shredded"]
        assert len(browser.ask(CLAIMS)["claims"]["nodes"]) == 1
        assert len(neighbour.ask(PATIENTS)["patients"]["nodes"]) == 1
    with tenant.transaction() as session, pytest.raises(Shredded, match="destroyed"):
        _ = session.scalars(select(Patient)).first().last_name
    with tenant.transaction() as session, pytest.raises(Shredded), session.begin_nested():
        a_patient(session)


def test_another_slug_destroys_nothing(tenant: TenantDatabase, settings: Settings) -> None:
    with tenant.transaction() as session:
        patient = a_patient(session, last_name="SAMPLE")

    done = shred(slug_of(tenant), "another", settings)

    assert (done.returncode, done.stdout) == (1, "")
    assert "The slugs differ" in done.stderr
    with tenant.transaction() as session:
        assert session.get(Patient, patient.id).last_name == "SAMPLE"
