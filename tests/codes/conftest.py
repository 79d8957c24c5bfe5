"""Databases of their own for code sets: releases are everyone's, and these tests change them."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy.orm import Session

from infra.database import make_engine
from infra.database_roles import prepare_database
from infra.migrate import install_context_key, upgrade
from infra.postgres import EmbeddedPostgres
from tenants.context import ContextSigner, pads
from tests.conftest import CONTEXT_KEY, TestDatabase, entrusted
from workers.codes import load_embedded_codes


@pytest.fixture(scope="session")
def codes_database(postgres: EmbeddedPostgres) -> Iterator[TestDatabase]:
    """With the embedded releases active; nobody commits a change to them."""
    with _database(postgres, "codes") as database:
        load_embedded_codes(database.platform, lambda _message: None)
        yield database


@pytest.fixture
def changing_database(codes_database: TestDatabase) -> Iterator[TestDatabase]:
    """The same, for tests that commit releases; only the owner can take them away again."""
    yield codes_database
    with psycopg.connect(codes_database.urls.owner) as connection:
        connection.execute(
            "delete from code_changes using code_releases where id = release_id and not is_embedded"
        )
        connection.execute(
            "delete from code_versions using code_releases where id = release_id and not is_embedded"
        )
        connection.execute("delete from code_releases where not is_embedded")


@pytest.fixture(scope="session")
def empty_database(postgres: EmbeddedPostgres) -> Iterator[TestDatabase]:
    """Migrated, without a single code."""
    with _database(postgres, "no_codes") as database:
        yield database


@pytest.fixture
def empty(empty_database: TestDatabase) -> Iterator[Session]:
    """As `platform`, before anything was loaded."""
    with Session(empty_database.platform, expire_on_commit=False) as session:
        yield session
        session.rollback()


@pytest.fixture
def platform(codes_database: TestDatabase) -> Iterator[Session]:
    """A transaction of the platform that is rolled back: the releases stay as they were."""
    with Session(codes_database.platform, expire_on_commit=False) as session:
        yield session
        session.rollback()


@contextmanager
def _database(postgres: EmbeddedPostgres, name: str) -> Iterator[TestDatabase]:
    urls = prepare_database(postgres, name)
    upgrade(urls.owner)
    install_context_key(urls.owner, pads(CONTEXT_KEY))
    application = entrusted(make_engine(urls.application))
    platform = make_engine(urls.platform, pool_size=2)
    yield TestDatabase(urls, application, platform, ContextSigner(CONTEXT_KEY))
    application.dispose()
    platform.dispose()
