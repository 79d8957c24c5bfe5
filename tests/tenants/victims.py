"""A tenant with something in every table, for others to reach for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import psycopg
import pytest
from psycopg import sql

from infra.postgres import EmbeddedPostgres
from tenants.actor import Actor
from tenants.database import TenantDatabase, find
from tenants.models import OrganizationUnit
from tests.builders import a_store
from tests.conftest import TestDatabase
from tests.tenants.attacks import BIND
from tests.tenants.catalogue import tables_of_a_store
from tests.tenants.rows import Rows, a_row_everywhere


@dataclass(frozen=True)
class Victim:
    """A tenant with one row in every table."""

    actor: Actor
    rows: Rows


@dataclass(frozen=True)
class Neighbour:
    """Somebody of the victim's tenant, who is a member of another store."""

    actor: Actor
    store: OrganizationUnit


@pytest.fixture
def superuser(postgres: EmbeddedPostgres, database: TestDatabase) -> Iterator[psycopg.Connection]:
    """Sees everything, and undoes whatever it did."""
    assert database is not None, "the schema is made with the first database"
    with psycopg.connect(postgres.url("mortar")) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def application(database: TestDatabase) -> Iterator[psycopg.Connection]:
    """The role that an injected statement would run as."""
    with psycopg.connect(database.urls.application, autocommit=True) as connection:
        yield connection


Plunder = Callable[..., Victim]


@pytest.fixture
def with_everything(
    database: TestDatabase, superuser: psycopg.Connection, application: psycopg.Connection
) -> Plunder:
    """Give a tenant one row in every table; `chosen` says which ids."""

    def fill(tenant: TenantDatabase, **chosen: Any) -> Victim:
        actor = tenant.actor
        with psycopg.connect(database.urls.platform) as platform, application.transaction():
            bind(application, database, actor)
            rows = a_row_everywhere(
                superuser, application, platform, actor.tenant_id, tenant.keys(), **chosen
            )
        return Victim(actor, rows)

    return fill


@pytest.fixture
def victim(with_everything: Plunder, tenant: TenantDatabase) -> Victim:
    return with_everything(tenant)


@pytest.fixture
def neighbour(tenant: TenantDatabase) -> Neighbour:
    with tenant.transaction() as session:
        store = find(session, OrganizationUnit, a_store(session).id)
    return Neighbour(replace(tenant.actor, store_ids=frozenset({store.id})), store)


def bind(connection: psycopg.Connection, database: TestDatabase, actor: Actor) -> None:
    context = database.signer.sign(actor, connection.info.backend_pid)
    connection.execute(BIND, (str(actor.tenant_id), context))


def rows_of_its_store(superuser: psycopg.Connection, victim: Victim) -> Rows:
    """Those of the victim's rows that only members of their store may see."""
    return {table: victim.rows[table] for table in sorted(tables_of_a_store(superuser))}


def content(superuser: psycopg.Connection, victim: Victim) -> list[str]:
    """Whatever is of the victim's store, as it stands."""
    found = []
    for table in rows_of_its_store(superuser, victim):
        query = sql.SQL("select t::text from {} t where store_id = %s order by id")
        where = (victim.rows["stores"],)
        found += [row[0] for row in superuser.execute(query.format(sql.Identifier(table)), where)]
    return found


def digest(
    superuser: psycopg.Connection, victim: Victim, *, but: str = ""
) -> list[tuple[str, str]]:
    """What the victim has, table by table, one perhaps left out."""
    found = []
    for table in victim.rows.keys() - {but}:
        query = sql.SQL(
            "select md5(string_agg(t::text, '' order by t::text)) from {} t where tenant_id = %s"
        ).format(sql.Identifier("public", table))
        row = superuser.execute(query, (victim.actor.tenant_id,)).fetchone()
        assert row is not None
        found.append((table, row[0]))
    return sorted(found)
