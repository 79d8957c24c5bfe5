"""The embedded PostgreSQL: what survives which death."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from infra.database_roles import (
    ROLES,
    DatabaseUrls,
    NotAdministrator,
    WrongUrl,
    prepare_database,
    prepare_given_database,
    prepare_named_roles,
)
from infra.postgres import EmbeddedPostgres
from infra.processes import titled

ROOT = Path(__file__).resolve().parents[2]
OWNER = """
import sys, time
from pathlib import Path
from infra.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), durable=False)
server.start()
print(server.port, flush=True)
time.sleep(120)
"""


@pytest.fixture
def directory() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="mortar-test-") as name:
        yield Path(name)


def owner_process(directory: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", OWNER, directory], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )


def query(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def await_true(condition, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_rows_outlive_a_restart(directory):
    with EmbeddedPostgres(directory, durable=False) as server:
        query(server.url(), "CREATE TABLE kept AS SELECT 7 AS value")

    with EmbeddedPostgres(directory, durable=False) as server:
        rows = query(server.url(), "SELECT value FROM kept")

    assert rows == [(7,)]
    assert list(titled(server.name)) == []


def test_rows_outlive_a_killed_server(directory):
    with EmbeddedPostgres(directory, durable=False) as server:
        query(server.url(), "CREATE TABLE kept AS SELECT 7 AS value")
        os.kill(server.pid, signal.SIGKILL)
        await_true(lambda: not server.is_running())
    with EmbeddedPostgres(directory, durable=False) as server:
        rows = query(server.url(), "SELECT value FROM kept")

    assert rows == [(7,)]


def test_a_killed_owner_leaves_no_server_and_the_next_start_serves(directory):
    owner = owner_process(directory)
    owner.stdout.readline()
    name = EmbeddedPostgres(directory).name
    assert list(titled(name)) != []

    owner.kill()
    owner.communicate()

    await_true(lambda: not list(titled(name)))
    with EmbeddedPostgres(directory, durable=False) as server:
        assert query(server.url(), "SELECT 1") == [(1,)]


def test_a_start_right_after_the_owner_was_killed_owns_the_server(directory):
    owner = owner_process(directory)
    owner.stdout.readline()

    owner.kill()
    owner.communicate()
    with EmbeddedPostgres(directory, durable=False) as server:
        assert server.is_running()
        assert query(server.url(), "SELECT 1") == [(1,)]


def test_a_second_start_attaches_and_its_stop_leaves_the_server(directory):
    with EmbeddedPostgres(directory, durable=False) as first:
        second = EmbeddedPostgres(directory, durable=False)
        second.start()
        assert second.port == first.port
        assert not second.is_running()

        second.stop()

        assert query(first.url(), "SELECT 1") == [(1,)]


def test_a_pid_file_with_another_process_s_number_does_not_prevent_a_start(directory):
    with EmbeddedPostgres(directory, durable=False) as server:
        pid_file = server.cluster / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
        os.kill(server.pid, signal.SIGKILL)
        await_true(lambda: not server.is_running())
    lines[0] = str(os.getpid())
    pid_file.write_text("\n".join(lines) + "\n")

    with EmbeddedPostgres(directory, durable=False) as server:
        assert query(server.url(), "SELECT 1") == [(1,)]


def test_an_owner_killed_while_it_makes_the_cluster_does_not_prevent_a_start(directory):
    server = EmbeddedPostgres(directory, durable=False)
    owner = owner_process(directory)
    await_true((directory / "postgres.unfinished" / "PG_VERSION").exists)

    owner.kill()
    owner.communicate()

    assert not server.cluster.exists()
    with server:
        assert query(server.url(), "SELECT 1") == [(1,)]


def test_four_starts_at_once_make_one_server(directory):
    owners = [owner_process(directory) for _ in range(4)]

    ports = {owner.stdout.readline() for owner in owners}

    assert len(ports) == 1
    for owner in owners:
        owner.kill()
        owner.communicate()


def test_what_a_row_holds_is_not_in_the_log(directory):
    with EmbeddedPostgres(directory, durable=False) as server:
        query(server.url(), "CREATE TABLE people (name text UNIQUE, CHECK (name <> 'Zoe'))")
        query(server.url(), "INSERT INTO people VALUES ('Adam Sample')")

        for name in ("Adam Sample", "Zoe"):
            with pytest.raises(psycopg.IntegrityError):
                query(server.url(), f"INSERT INTO people VALUES ('{name}')")
        with pytest.raises(psycopg.DataError):
            query(server.url(), "SELECT cast('Adam' AS integer)")

    log = server.log_path.read_text()
    assert "ready to accept connections" in log
    assert "Adam" not in log
    assert "Zoe" not in log


def test_nobody_enters_without_a_password(directory):
    with EmbeddedPostgres(directory, durable=False) as server:
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(server.url(password="guess"))
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(host="127.0.0.1", port=server.port, user="postgres", dbname="postgres")


def test_an_unreachable_directory_is_refused_by_name(directory):
    if os.geteuid() != 0:
        pytest.skip("only root lends the server another account")
    closed = directory / "closed"
    closed.mkdir(mode=0o700)

    with pytest.raises(RuntimeError, match=f"cannot pass {closed}"):
        EmbeddedPostgres(closed / "data").start()


def test_the_three_roles_have_no_more_than_their_part(directory):
    with EmbeddedPostgres(directory, durable=False) as server:
        urls = prepare_database(server)
        assert prepare_database(server) == urls

        roles = query(
            server.url(),
            "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles"
            " WHERE rolname LIKE 'mortar%' ORDER BY 1",
        )
        query(urls.owner, "CREATE TABLE made (value int)")

        nothing = (False, False, False, False)
        assert roles == [(f"mortar_{name}", *nothing) for name in ("app", "owner", "platform")]
        for url in (urls.application, urls.platform):
            for forbidden in (
                "CREATE TABLE mine ()",
                "CREATE TEMP TABLE mine ()",
                "CREATE SCHEMA s",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    query(url, forbidden)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                query(url, "SELECT * FROM made")


def test_generated_passwords_are_readable_by_their_owner_only(directory):
    with EmbeddedPostgres(directory, durable=False) as server:
        prepare_database(server)

    for name in ("postgres.password", "database-roles.json", "postgres.log"):
        assert (directory / name).stat().st_mode & 0o777 == 0o600


def test_a_revived_server_answers_at_the_same_address(directory):
    with EmbeddedPostgres(directory, durable=False) as server:
        url = server.url()
        os.kill(server.pid, signal.SIGKILL)
        await_true(lambda: not server.is_running())

        assert server.revive()

        assert query(url, "SELECT 1") == [(1,)]
        assert not server.revive()


def test_an_administrator_s_url_is_enough_for_a_given_database(directory):
    with EmbeddedPostgres(directory, durable=False) as server:
        query(server.url(), "CREATE ROLE keeper LOGIN CREATEROLE PASSWORD 'keep'")
        query(server.url(), "CREATE DATABASE given OWNER keeper")

        urls = prepare_given_database(server.url("given", "keeper", "keep"), directory)

        query(urls.owner, "CREATE TABLE made (value int)")
        assert query(urls.application, "SELECT current_user, current_database()") == [
            ("mortar_app", "given")
        ]
        with pytest.raises(NotAdministrator, match="OWNER_DATABASE_URL"):
            prepare_given_database(urls.application, directory)


def test_named_roles_sign_in_with_the_passwords_of_their_urls(directory):
    with EmbeddedPostgres(directory, durable=False) as server:
        query(server.url(), "CREATE ROLE keeper LOGIN CREATEROLE PASSWORD 'keep'")
        query(server.url(), "CREATE DATABASE given OWNER keeper")
        administrator = server.url("given", "keeper", "keep")
        before, after = (
            DatabaseUrls(*(server.url("given", role, f"{when}-{role}") for role in ROLES))
            for when in ("before", "after")
        )

        prepare_named_roles(administrator, before)
        query(before.owner, "CREATE TABLE made (value int)")
        prepare_named_roles(administrator, after)

        assert query(after.owner, "SELECT count(*) FROM made") == [(0,)]
        assert query(after.platform, "SELECT current_user") == [("mortar_platform",)]
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            query(before.application, "SELECT 1")


def test_a_url_for_another_role_is_refused_before_anything_is_made(directory):
    with EmbeddedPostgres(directory, durable=False) as server:
        urls = DatabaseUrls(*(server.url("postgres", "mortar_owner", "same") for _ in ROLES))

        with pytest.raises(WrongUrl, match="The URL of mortar_app names another role"):
            prepare_named_roles(server.url(), urls)

        assert query(server.url(), "SELECT 1 FROM pg_roles WHERE rolname LIKE 'mortar%'") == []
