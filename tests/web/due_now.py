"""`python -m tests.web.due_now DIRECTORY SCHEDULE`: what comes around every hour comes now."""

import sys
from pathlib import Path

import psycopg

from infra.database_roles import DATABASE
from infra.postgres import EmbeddedPostgres

DUE = "update schedules set due_at = now() where name = %s"


def be_due(directory: Path, name: str) -> int:
    """As the superuser: nobody else may say when."""
    server = EmbeddedPostgres(directory)
    server.port = int((server.cluster / "postmaster.pid").read_text().splitlines()[3])
    with psycopg.connect(server.url(DATABASE)) as connection:
        return connection.execute(DUE, (name,)).rowcount


if __name__ == "__main__":
    assert be_due(Path(sys.argv[1]), sys.argv[2]) > 0
