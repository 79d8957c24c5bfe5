"""`mortar tenants found`: an empty tenant, and an invitation that lets its first admin in."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from infra.settings import Settings
from mortar.founding import found_tenant
from tenants.actor import job
from tenants.chosen_passwords import follow_invitation
from tenants.identifiers import new_id
from tenants.models import User
from tenants.refusals import Refused
from tenants.tokens import TenantToken
from tests.conftest import CONTEXT_KEY, MASTER_KEY, TestDatabase

PASSWORD = "four wooden boats upon a lake"


@pytest.fixture
def settings(database: TestDatabase, tmp_path):
    (tmp_path / "context.key").write_bytes(CONTEXT_KEY)
    (tmp_path / "master.key").write_text(MASTER_KEY)
    return replace(
        Settings.from_environment({"DATA_DIR": str(tmp_path)}),
        database_url=database.urls.application,
        platform_database_url=database.urls.platform,
    )


def test_the_invitation_lets_the_first_admin_in(database, settings):
    slug = f"new-{new_id().hex[:12]}"

    link = TenantToken.parsed(found_tenant(settings, slug, "New Pharmacy", "ada@new.example"))

    assert link is not None
    with database.as_actor(job(link.tenant_id, "test")).transaction() as session:
        follow_invitation(session, link.token, PASSWORD, lambda _: False)
        assert session.scalars(select(User.email)).all() == ["ada@new.example"]


def test_what_is_no_slug_is_refused(settings):
    with pytest.raises(Refused):
        found_tenant(settings, "No Slug", "New Pharmacy", "ada@new.example")
