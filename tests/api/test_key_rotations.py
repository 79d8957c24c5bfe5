"""A tenant's admin has the keys rotated and sees how far it has come; nobody else may."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from domain.outbox.models import OutboxMessage
from infra.settings import Settings
from tenants.database import TenantDatabase
from tenants.models import Tenant
from tenants.permissions import Permission
from tenants.rotation_models import KeyRotation, ResealedTable
from tests.api.conftest import Browser

ROOT = Path(__file__).parents[2]
ROTATE = """
    mutation { done: rotateKeys { __typename
        ... on KeyRotation { id state version } ... on Refusal { code } } }
"""
CANCEL = """
    mutation ($id: ID!) { done: cancelKeyRotation(rotationId: $id) { __typename
        ... on KeyRotation { state } ... on Refusal { code } } }
"""
RESUME = CANCEL.replace("cancel", "resume")
PROGRESS = """
    { keyRotations { nodes { state version endedAt
        tables { tableName rowCount resealedCount unopenedCount isDone } } } }
"""
SignedIn = Callable[..., Browser]


def test_an_admin_rotates_follows_cancels_and_goes_on(
    tenant: TenantDatabase, signed_in: SignedIn
) -> None:
    browser = signed_in()

    begun = browser.ask(ROTATE)["done"]
    again = browser.ask(ROTATE)["done"]
    with tenant.transaction() as session:
        rotation = session.scalars(select(KeyRotation)).one()
        rotation.version = 2
        session.add(ResealedTable(rotation_id=rotation.id, table_name="patients", row_count=7))
    followed = browser.ask(PROGRESS)["keyRotations"]["nodes"]
    states = [browser.ask(each, id=begun["id"])["done"] for each in (CANCEL, CANCEL, RESUME)]

    assert (begun["state"], begun["version"]) == ("RUNNING", None)
    assert again == {"__typename": "Refusal", "code": "already_exists"}
    table = {"tableName": "patients", "rowCount": 7, "resealedCount": 0}
    assert followed[0]["tables"] == [{**table, "unopenedCount": 0, "isDone": False}]
    assert [each.get("state") or each.get("code") for each in states] == [
        "CANCELLED",
        "wrong_state",
        "RUNNING",
    ]
    with tenant.transaction() as session:
        due = session.scalars(select(OutboxMessage.event)).all()
    assert due == ["ResealDue"] * 2


def test_whoever_may_only_read_keys_rotates_none(
    tenant: TenantDatabase, signed_in: SignedIn
) -> None:
    auditor = signed_in(Permission.READ_KEYS)
    clerk = signed_in(Permission.READ_PATIENTS)

    refused = auditor.ask(ROTATE)["done"]

    assert refused["code"] == "forbidden"
    assert auditor.ask(PROGRESS)["keyRotations"]["nodes"] == []
    assert clerk.codes(PROGRESS) == ["forbidden"]
    with tenant.transaction() as session:
        assert session.scalars(select(KeyRotation)).all() == []


def mortar(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mortar", "tenants", *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ
        | settings.as_environment()
        | {"PLATFORM_DATABASE_URL": settings.database_url},
    )


def test_the_command_line_rotates_and_tells_how_far_it_is(
    tenant: TenantDatabase, settings: Settings
) -> None:
    with tenant.transaction() as session:
        slug = session.scalars(select(Tenant.slug).where(Tenant.id == tenant.actor.tenant_id)).one()

    begun = mortar(settings, "rotate-keys", slug)
    with tenant.transaction() as session:
        rotation = session.scalars(select(KeyRotation)).one()
        rotation.version = 2
        rotation.used_from_at = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
        session.add(ResealedTable(rotation_id=rotation.id, table_name="patients", row_count=7))
    told = mortar(settings, "key-rotation", slug, "--cancel")
    nobody = mortar(settings, "rotate-keys", "nobody")

    assert (begun.returncode, begun.stdout) == (0, f"A new key for {slug} is being made.\n")
    assert told.stdout.splitlines() == [
        "cancelled: version 2, used from 2026-01-02 03:04:00 UTC.",
        "patients                          0 of 7",
    ]
    assert (nobody.returncode, nobody.stderr) == (1, "There is no tenant of this slug.\n")
