"""One private PostgreSQL for the run, migrated once; every test gets tenants of its own in it."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from domain.codes.commands import load_embedded
from infra.database import make_engine
from infra.database_roles import DatabaseUrls, prepare_database
from infra.key_encryption import KeyFile
from infra.migrate import install_context_key, upgrade
from infra.postgres import EmbeddedPostgres
from tenants.actor import Actor, job
from tenants.context import ContextSigner, pads
from tenants.database import TenantDatabase, platform_transaction
from tenants.identifiers import new_id
from tenants.keyring import Keyring, entrust
from tenants.models import Tenant

CONTEXT_KEY = b"a key for tests, as long as a key should be"
SEAL_KEY = "another key for tests: one database, one sealing key"
MASTER_KEY = "a_third_key_for_tests_of_as_many_bits"


@dataclass(frozen=True)
class TestDatabase:
    """The migrated database: where it is, and engines as its two working roles."""

    __test__ = False

    urls: DatabaseUrls
    application: Engine
    platform: Engine
    signer: ContextSigner

    def as_actor(self, actor: Actor) -> TenantDatabase:
        return TenantDatabase(self.application, self.signer, actor)

    def new_tenant(self) -> TenantDatabase:
        """A tenant nobody else uses, as a job of its own sees it."""
        tenant = Tenant(id=new_id(), name="Test Pharmacy", slug=f"test-{new_id()}")
        with platform_transaction(self.platform) as session:
            session.add(tenant)
        return self.as_actor(job(tenant.id, "test"))


@dataclass(frozen=True)
class Telemetry:
    """What the process would send to a collector."""

    spans: InMemorySpanExporter
    metrics: InMemoryMetricReader


@pytest.fixture(scope="session")
def telemetry() -> Telemetry:
    """Of the process's only providers: OpenTelemetry takes one of each and keeps it."""
    told = Telemetry(InMemorySpanExporter(), InMemoryMetricReader())
    traces = TracerProvider()
    traces.add_span_processor(SimpleSpanProcessor(told.spans))
    trace.set_tracer_provider(traces)
    metrics.set_meter_provider(MeterProvider([told.metrics]))
    return told


def entrusted(engine: Engine) -> Engine:
    """The engine with the keys of whoever is handed `MASTER_KEY`."""
    with tempfile.TemporaryDirectory(prefix="mortar-test-") as directory:
        path = Path(directory) / "master.key"
        path.write_text(MASTER_KEY)
        return entrust(engine, Keyring(KeyFile(path)))


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    with (
        tempfile.TemporaryDirectory(prefix="mortar-test-") as directory,
        EmbeddedPostgres(Path(directory), durable=False) as server,
    ):
        yield server


@pytest.fixture(scope="session")
def database(postgres: EmbeddedPostgres) -> Iterator[TestDatabase]:
    urls = prepare_database(postgres)
    upgrade(urls.owner)
    install_context_key(urls.owner, pads(CONTEXT_KEY))
    application = entrusted(make_engine(urls.application))
    platform = make_engine(urls.platform, pool_size=2)
    yield TestDatabase(urls, application, platform, ContextSigner(CONTEXT_KEY))
    application.dispose()
    platform.dispose()


@pytest.fixture(scope="session")
def embedded_codes(database: TestDatabase) -> None:
    """The shipped code sets, for tests whose answers need them: about three seconds, once."""
    with platform_transaction(database.platform) as session:
        load_embedded(session)


@pytest.fixture
def tenant(database: TestDatabase) -> TenantDatabase:
    return database.new_tenant()


@pytest.fixture
def other_tenant(database: TestDatabase) -> TenantDatabase:
    return database.new_tenant()


@pytest.fixture
def session(tenant: TenantDatabase) -> Iterator[Session]:
    """A transaction of the test's tenant; what it flushed is committed at the end."""
    with tenant.transaction() as session:
        yield session


@pytest.fixture
def tenant_at_stores(
    database: TestDatabase, tenant: TenantDatabase
) -> Callable[..., TenantDatabase]:
    """The test's tenant, seen by a member of some of its stores."""

    def at(*store_ids: UUID) -> TenantDatabase:
        actor = job(tenant.actor.tenant_id, "member")
        return database.as_actor(
            Actor(actor.tenant_id, actor.kind, actor.name, actor.permissions, frozenset(store_ids))
        )

    return at
