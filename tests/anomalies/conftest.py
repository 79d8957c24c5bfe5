"""An audit log whose events happened when a test says so."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from domain.anomalies.looks import first_id
from infra.postgres import EmbeddedPostgres
from tenants.database import TenantDatabase
from tenants.identifiers import new_id

Looked = Callable[..., UUID]

INSERT = """insert into audit_events (tenant_id, id, created_at, actor, store_ids, through, action,
    patient_ids, objects, outcome) values (%s, %s, %s, %s, %s, 'browser', 'claims', %s, '{}', 'done')"""


@pytest.fixture
def noon() -> datetime:
    """Of a Wednesday in the month to come, which the log has a partition for; in UTC."""
    month = (datetime.now(UTC).replace(day=1) + timedelta(days=32)).replace(day=8)
    day = month + timedelta(days=(2 - month.weekday()) % 7)
    return day.replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture
def looked(postgres: EmbeddedPostgres, tenant: TenantDatabase) -> Iterator[Looked]:
    """Somebody looked at patients at an instant; the database tells the time of all other events."""
    with psycopg.connect(postgres.url("mortar"), autocommit=True) as superuser:

        def happened(
            user_id: UUID,
            at: datetime,
            patient_ids: Iterable[UUID],
            store_ids: list[UUID] | None = None,
            of: TenantDatabase = tenant,
        ) -> UUID:
            id_ = UUID(int=first_id(at).int | new_id().int & ((1 << 80) - 1))
            row = (of.actor.tenant_id, id_, at, f"user:{user_id}", store_ids, list(patient_ids))
            superuser.execute(INSERT, row)
            return id_

        yield happened
