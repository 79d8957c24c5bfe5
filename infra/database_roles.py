"""Makes the product's database and its three roles, with the rights each of them needs."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier, Literal
from sqlalchemy import make_url

from infra.postgres import EmbeddedPostgres
from infra.secret_files import secret_in

DATABASE = "mortar"
OWNER = "mortar_owner"
APPLICATION = "mortar_app"
PLATFORM = "mortar_platform"
ROLES = (OWNER, APPLICATION, PLATFORM)
# Until the connection closes: whoever starts together prepares one after the other.
TAKE_TURNS = SQL("SELECT pg_advisory_lock(7041778)")


class NotAdministrator(RuntimeError):
    """The only database URL given may not create roles; the message says what to give."""


class WrongUrl(ValueError):
    """A database URL does not sign in as the role that it is for."""


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """One database as each of its three roles."""

    owner: str
    application: str
    platform: str


def prepare_database(server: EmbeddedPostgres, database: str = DATABASE) -> DatabaseUrls:
    """Create what is missing of roles and database; harmless when repeated."""
    passwords = _passwords(server.directory)
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(TAKE_TURNS)
        _create_roles(connection, passwords)
        _create_database(connection, database)
        with psycopg.connect(server.url(database), autocommit=True) as inside:
            _give_rights(inside, database)
    return DatabaseUrls(*(server.url(database, role, passwords[role]) for role in ROLES))


def prepare_given_database(administrator_url: str, directory: Path) -> DatabaseUrls:
    """Create the roles in a database that we were given with an administrator's URL.

    Raises:
        NotAdministrator: the URL's role may not create roles.
    """
    passwords = _passwords(directory)
    _prepare_roles(administrator_url, passwords)
    url = make_url(administrator_url)
    return DatabaseUrls(
        *(
            url.set(username=role, password=passwords[role]).render_as_string(hide_password=False)
            for role in ROLES
        )
    )


def prepare_named_roles(administrator_url: str, urls: DatabaseUrls) -> None:
    """Create the roles with the passwords that these URLs will sign in with; repeat to change them.

    Raises:
        NotAdministrator: the administrator's role may not create roles.
        WrongUrl: a URL names another role than it should, or no password.
    """
    passwords = {}
    for role, url in zip(ROLES, (urls.owner, urls.application, urls.platform), strict=True):
        parts = make_url(url)
        if parts.username != role or not parts.password:
            raise WrongUrl(f"The URL of {role} names another role, or no password.")
        passwords[role] = str(parts.password)
    _prepare_roles(administrator_url, passwords)


def _prepare_roles(administrator_url: str, passwords: Mapping[str, str]) -> None:
    database = str(conninfo_to_dict(administrator_url).get("dbname", DATABASE))
    with psycopg.connect(administrator_url, autocommit=True) as connection:
        connection.execute(TAKE_TURNS)
        _refuse_without_rights(connection)
        _create_roles(connection, passwords)
        connection.execute(SQL("GRANT {} TO CURRENT_USER").format(Identifier(OWNER)))
        _give_database_to_owner(connection, database)
        _give_rights(connection, database)


def _refuse_without_rights(connection: Connection) -> None:
    may = connection.execute(
        "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if may != (True,):
        raise NotAdministrator(
            "DATABASE_URL stands alone, and its role may not create roles. Give the URL of a"
            " role that may, or make the three roles as docs/operations.md shows and set"
            " DATABASE_URL, OWNER_DATABASE_URL and PLATFORM_DATABASE_URL."
        )


def _passwords(directory: Path) -> dict[str, str]:
    text = secret_in(
        directory / "database-roles.json",
        lambda: json.dumps({role: secrets.token_urlsafe(24) for role in ROLES}, indent=1),
    )
    passwords: dict[str, str] = json.loads(text)
    return passwords


def _create_roles(connection: Connection, passwords: Mapping[str, str]) -> None:
    """The passwords are set again each time: the file and the server may not differ."""
    for role in ROLES:
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
        statement = SQL("{verb} ROLE {role} WITH LOGIN PASSWORD {password}")
        connection.execute(
            statement.format(
                verb=SQL("ALTER" if known else "CREATE"),
                role=Identifier(role),
                password=Literal(passwords[role]),
            )
        )


def _create_database(connection: Connection, database: str) -> None:
    known = connection.execute(
        "SELECT 1 FROM pg_database WHERE datname = %s", (database,)
    ).fetchone()
    if not known:
        connection.execute(
            SQL("CREATE DATABASE {} OWNER {}").format(Identifier(database), Identifier(OWNER))
        )


def _give_database_to_owner(connection: Connection, database: str) -> None:
    connection.execute(
        SQL("GRANT ALL ON DATABASE {} TO {}").format(Identifier(database), Identifier(OWNER))
    )


def _give_rights(connection: Connection, database: str) -> None:
    """The schema is the owner's; nobody connects or makes tables by being nobody in particular."""
    connection.execute(SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(Identifier(database)))
    connection.execute(SQL("ALTER SCHEMA public OWNER TO {}").format(Identifier(OWNER)))
    connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    for role in (APPLICATION, PLATFORM):
        names = {"database": Identifier(database), "role": Identifier(role)}
        connection.execute(SQL("GRANT CONNECT ON DATABASE {database} TO {role}").format(**names))
        connection.execute(SQL("GRANT USAGE ON SCHEMA public TO {role}").format(**names))
