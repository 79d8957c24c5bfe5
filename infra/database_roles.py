"""Makes the product's database and its three roles on the embedded server."""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from infra.postgres import EmbeddedPostgres
from infra.secret_files import secret_in

DATABASE = "mortar"
OWNER = "mortar_owner"
APPLICATION = "mortar_app"
PLATFORM = "mortar_platform"
ROLES = (OWNER, APPLICATION, PLATFORM)


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """One database as each of its three roles."""

    owner: str
    application: str
    platform: str


def prepare_database(server: EmbeddedPostgres, database: str = DATABASE) -> DatabaseUrls:
    """Create what is missing of roles and database; harmless when repeated."""
    passwords = _passwords(server.directory / "database-roles.json")
    with psycopg.connect(server.url(), autocommit=True) as connection:
        for role in ROLES:
            _create_role(connection, role, passwords[role])
        _create_database(connection, database)
    with psycopg.connect(server.url(database), autocommit=True) as connection:
        _give_schema_to_owner(connection)
    return DatabaseUrls(*(server.url(database, role, passwords[role]) for role in ROLES))


def _passwords(path: Path) -> dict[str, str]:
    text = secret_in(
        path, lambda: json.dumps({role: secrets.token_urlsafe(24) for role in ROLES}, indent=1)
    )
    passwords: dict[str, str] = json.loads(text)
    return passwords


def _create_role(connection: psycopg.Connection, role: str, password: str) -> None:
    """The password is set again each time: the file and the server may not differ."""
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
    statement = SQL(
        "{verb} ROLE {role} WITH LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE"
        " NOREPLICATION PASSWORD {password}"
    )
    connection.execute(
        statement.format(
            verb=SQL("ALTER" if known else "CREATE"),
            role=Identifier(role),
            password=Literal(password),
        )
    )


def _create_database(connection: psycopg.Connection, database: str) -> None:
    """Nobody connects, or makes temporary tables, by being nobody in particular."""
    known = connection.execute(
        "SELECT 1 FROM pg_database WHERE datname = %s", (database,)
    ).fetchone()
    names = {"database": Identifier(database), "owner": Identifier(OWNER)}
    if not known:
        connection.execute(SQL("CREATE DATABASE {database} OWNER {owner}").format(**names))
    connection.execute(SQL("REVOKE ALL ON DATABASE {database} FROM PUBLIC").format(**names))
    for role in (APPLICATION, PLATFORM):
        connection.execute(
            SQL("GRANT CONNECT ON DATABASE {database} TO {role}").format(
                **names, role=Identifier(role)
            )
        )


def _give_schema_to_owner(connection: psycopg.Connection) -> None:
    connection.execute(SQL("ALTER SCHEMA public OWNER TO {}").format(Identifier(OWNER)))
    connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    for role in (APPLICATION, PLATFORM):
        connection.execute(SQL("GRANT USAGE ON SCHEMA public TO {}").format(Identifier(role)))
