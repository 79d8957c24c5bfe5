"""Row-level security before a prover that others wrote: nothing found, and a planted hole is."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from infra.database_roles import DATABASE
from infra.postgres import EmbeddedPostgres
from tests.tenants.catalogue import OPEN_TO_PLATFORM, tenant_tables

PGRLS = Path(sys.executable).parent / "pgrls"
BEYOND = OPEN_TO_PLATFORM | {"tenants"}
"""What the platform's policies open on purpose: the prover tells no role from another, and leaves
these to the attacks that come as the application."""

Verdicts = dict[str, str]


def proved(url: str, mode: str) -> Verdicts:
    """What Z3 makes of each table's policies: isolated, leak or unverified."""
    told = subprocess.run(
        [PGRLS, "verify", "--mode", mode, "--format", "json", "--schemas", "public",
         "--database-url", url],
        check=False, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert told.stdout, told.stderr
    tables = json.loads(told.stdout)["tables"]
    return {each["table"].removeprefix("public."): each["verdict"] for each in tables}


@pytest.mark.parametrize("mode", ["cross-tenant", "write", "anon"])
def test_every_table_of_a_tenant_is_proved_isolated(postgres, superuser, mode):
    verdicts = proved(postgres.url(DATABASE), mode)

    assert {*tenant_tables(superuser)} <= verdicts.keys()
    assert "leak" not in verdicts.values()
    assert {table for table, verdict in verdicts.items() if verdict != "isolated"} <= BEYOND
    assert len(verdicts) >= 75


BOUND = "tenant_id = (select current_setting('app.tenant_id', true)::uuid)"
POLICIES = {
    "sound": f"using ({BOUND}) with check ({BOUND})",
    "open": "using (true)",
    "ajar": f"using ({BOUND} or id is not null) with check ({BOUND})",
    "written": f"using ({BOUND}) with check (true)",
}
LEAKS = {"anon": {"open", "ajar"}, "cross-tenant": {"open", "ajar"}, "write": {"written"}}


@pytest.fixture
def planted(postgres: EmbeddedPostgres) -> Iterator[str]:
    """A database of tables whose policies are ours, but for a hole in all of them but one."""
    with psycopg.connect(postgres.url(), autocommit=True) as server:
        server.execute("create database planted")
        with psycopg.connect(postgres.url("planted"), autocommit=True) as connection:
            for table, policy in POLICIES.items():
                connection.execute(
                    f"create table {table} (tenant_id uuid not null, id uuid primary key);"
                    f"alter table {table} enable row level security;"
                    f"alter table {table} force row level security;"
                    f"create policy tenant_isolation on {table} {policy}"
                )
        yield postgres.url("planted")
        server.execute("drop database planted with (force)")


@pytest.mark.parametrize("mode", LEAKS)
def test_a_planted_hole_is_not_proved_isolated(planted, mode):
    verdicts = proved(planted, mode)

    assert verdicts["sound"] == "isolated"
    assert {table for table in LEAKS[mode] if verdicts[table] == "isolated"} == set()
