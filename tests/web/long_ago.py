"""`python -m tests.web.long_ago DIRECTORY E-MAIL`: a person's last proof of who they are is an hour old."""

import sys
from pathlib import Path

import psycopg

from infra.database_roles import DATABASE
from infra.postgres import EmbeddedPostgres

AGE = """
    update user_sessions set proved_at = proved_at - interval '1 hour'
    from users where users.id = user_sessions.user_id and users.email = %s
"""


def age(directory: Path, email: str) -> int:
    """As the superuser, whom row-level security does not stop."""
    server = EmbeddedPostgres(directory)
    server.port = int((server.cluster / "postmaster.pid").read_text().splitlines()[3])
    with psycopg.connect(server.url(DATABASE)) as connection:
        return connection.execute(AGE, (email,)).rowcount


if __name__ == "__main__":
    assert age(Path(sys.argv[1]), sys.argv[2]) > 0
