"""Row-level security before a prover that others wrote: nothing found, and a planted hole is."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from infra.database_roles import DATABASE
from infra.postgres import EmbeddedPostgres
from tests.tenants.catalogue import OPEN_TO_PLATFORM, SHARED, tenant_tables

PGRLS = Path(sys.executable).parent / "pgrls"
BEYOND = OPEN_TO_PLATFORM | {"tenants"}
"""What the platform's policies open on purpose: the prover tells no role from another, and leaves
these to the attacks that come as the application."""

Verdicts = dict[str, str]


FALSE_ALARMS = {
    "SEC003": "policies hold for whoever comes, on purpose: there is no role that need not pass them",
    "SEC013": "triggers run as whoever writes, whose rows the policies have let through",
    "PERF003": "every index leads with tenant_id, and the first policy names it",
}
"""Rules of the linter that are not followed, and why not."""

KNOWN = {
    ("SEC009", "audit_events"): "partitions: nobody has a right to them but through their parent",
    ("SEC035", "tenants"): "slugs are given by the platform, which alone may write there",
    **{("SEC001", table): "shared by all tenants" for table in SHARED - {"tenants"}},
    **{
        (rule, table): "open to the platform or the owner, whom this does not tell from others"
        for rule, tables in {
            "SEC005": BEYOND,
            "SEC006": {"outbox"},
            "SEC008": BEYOND,
            "SEC028": BEYOND - {"outbox"},
            "SEC038": BEYOND,
        }.items()
        for table in tables
    },
}
"""What it finds of single tables, and why that is as it should be."""

REACHED = {
    **{f"{table} SELECT": "shared" for table in SHARED - {"audit_retirements", "schedules"}},
    "signing_keys INSERT": "keys sealed by the application, of no tenant",
    "signing_keys UPDATE": "as above: they retire",
    "tenants SELECT": "by security.tenant_by_slug alone, which tells an id to who knows the name",
    "audit_events INSERT": "by security functions alone, which record what cannot be recorded twice",
}
"""What the application reaches whole, and why it may."""


def told(url: str, *asked: str) -> dict[str, Any]:
    """What pgrls says in JSON."""
    said = subprocess.run(
        [PGRLS, *asked, "--format", "json", "--schemas", "public", "--database-url", url],
        check=False, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert said.stdout, said.stderr
    found: dict[str, Any] = json.loads(said.stdout)
    return found


def table_of(place: str) -> str:
    """The table of a finding; a partition's is its parent."""
    name = re.split(r"[. (]", place.removeprefix("public."))[0]
    return re.sub(r"_\d{4}_\d{2}$", "", name)


def proved(url: str, mode: str) -> Verdicts:
    """What Z3 makes of each table's policies: isolated, leak or unverified."""
    tables = told(url, "verify", "--mode", mode)["tables"]
    return {each["table"].removeprefix("public."): each["verdict"] for each in tables}


def linted(url: str) -> set[tuple[str, str]]:
    """Errors and warnings, by rule and table, without false alarms."""
    return {
        (each["rule_id"], table_of(each["location"]))
        for each in told(url, "lint")["violations"]
        if each["severity"] != "info" and each["rule_id"] not in FALSE_ALARMS
    }


def reached(url: str, role: str) -> set[str]:
    """The tables and commands for which a role reaches every row."""
    return {
        f"{table_of(row['table'])} {row['command']}"
        for row in told(url, "matrix", "--roles", role)["rows"]
        if row["access"][role]["verdict"] == "open"
    }


def test_the_linter_finds_nothing_that_is_not_meant(postgres, superuser):
    assert linted(postgres.url(DATABASE)) == KNOWN.keys()


def test_no_table_of_a_tenant_is_open(postgres, superuser):
    assert reached(postgres.url(DATABASE), "mortar_app") == REACHED.keys()
    assert reached(postgres.url(DATABASE), "PUBLIC") == set()


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


def test_a_planted_hole_is_found_by_the_linter_and_in_the_matrix(planted):
    with psycopg.connect(planted, autocommit=True) as connection:
        connection.execute("grant select, insert on all tables in schema public to mortar_app")

    assert ("SEC008", "open") in linted(planted)
    assert {"open SELECT", "open INSERT"} <= reached(planted, "mortar_app")
