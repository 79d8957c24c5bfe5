"""What a start checks before it starts anything."""

import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from infra.postgres import EmbeddedPostgres
from infra.settings import Settings
from mortar.database import running_database
from mortar.preparation import CannotStart, prepare_schema
from mortar.stack import parts, refuse_taken_port


def settings(**given: str) -> Settings:
    return Settings.from_environment(given)


def test_a_taken_port_is_told_with_another_to_take():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(CannotStart, match=rf"Port {port} .*PORT={port + 1} \./run"):
            refuse_taken_port(settings(PORT=str(port)))


def test_a_port_that_was_just_left_is_free():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            server.accept()[0].close()
            client.recv(1)

    refuse_taken_port(settings(PORT=str(port)))


def test_payers_are_simulated_in_development_only():
    assert parts(settings(ENVIRONMENT="development")) == ("serve", "worker", "simulator")
    assert parts(settings(ENVIRONMENT="production")) == ("serve", "worker")


@pytest.fixture
def given_server() -> Iterator[EmbeddedPostgres]:
    """Not the other tests' server: roles belong to a server, and their passwords are set anew."""
    with (
        tempfile.TemporaryDirectory(prefix="mortar-test-") as directory,
        EmbeddedPostgres(Path(directory), durable=False) as server,
    ):
        yield server


def test_an_administrator_s_url_becomes_a_migrated_database_of_three_roles(
    tmp_path: Path, given_server: EmbeddedPostgres
):
    with psycopg.connect(given_server.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE given")
    given = settings(DATABASE_URL=given_server.url("given"), DATA_DIR=str(tmp_path))
    told: list[str] = []

    with running_database(given) as database:
        prepare_schema(database.settings, told.append)

    assert database.server is None
    with psycopg.connect(database.settings.database_url) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("mortar_app",)
        assert connection.execute("SELECT to_regclass('claims') IS NOT NULL").fetchone() == (True,)
    assert (tmp_path / "context.key").stat().st_mode & 0o777 == 0o600
