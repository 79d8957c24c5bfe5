"""A database of its own for code sets: releases are everyone's, and these tests change them."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from domain.codes.commands import load_embedded
from infra.database import make_engine
from infra.database_roles import prepare_database
from infra.migrate import install_context_key, upgrade
from infra.postgres import EmbeddedPostgres
from tenants.context import ContextSigner, pads
from tenants.database import platform_transaction
from tests.conftest import CONTEXT_KEY, TestDatabase


@pytest.fixture(scope="session")
def codes_database(postgres: EmbeddedPostgres) -> Iterator[TestDatabase]:
    """Migrated, with the embedded releases active."""
    urls = prepare_database(postgres, "codes")
    upgrade(urls.owner)
    install_context_key(urls.owner, pads(CONTEXT_KEY))
    application = make_engine(urls.application)
    platform = make_engine(urls.platform, pool_size=2)
    with platform_transaction(platform) as session:
        load_embedded(session)
    yield TestDatabase(urls, application, platform, ContextSigner(CONTEXT_KEY))
    application.dispose()
    platform.dispose()


@pytest.fixture
def platform(codes_database: TestDatabase) -> Iterator[Session]:
    """A transaction of the platform that is rolled back: the releases stay as they were."""
    with Session(codes_database.platform, expire_on_commit=False) as session:
        yield session
        session.rollback()
