"""The order of a first start, on a real server: roles, then migrations, each twice."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from infra.database_roles import ROLES
from infra.postgres import EmbeddedPostgres
from mortar.stack import free_port
from tests.delivery.images import ROOT, final

SECRETS = {
    "DATABASE_URL": "mortar_app",
    "OWNER_DATABASE_URL": "mortar_owner",
    "PLATFORM_DATABASE_URL": "mortar_platform",
}


@pytest.fixture
def server():
    with (
        tempfile.TemporaryDirectory(prefix="mortar-test-") as directory,
        EmbeddedPostgres(Path(directory), durable=False) as server,
    ):
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute(
                "CREATE ROLE administrator LOGIN CREATEROLE CREATEDB PASSWORD 'managed'"
            )
            connection.execute("CREATE DATABASE mortar OWNER administrator")
        yield server


@pytest.fixture
def secrets(tmp_path, server) -> dict[str, str]:
    """Settings as a container is given them: each secret in a file."""
    texts = {name: server.url("mortar", role, f"{role}-1") for name, role in SECRETS.items()}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "context.key").write_text("a key that is as long as a key should be")
    return {f"{name}_FILE": str(tmp_path / name) for name in texts} | {
        "CONTEXT_KEY_FILE": str(tmp_path / "context.key"),
        "DATA_DIR": str(tmp_path / "data"),
        "ENVIRONMENT": "production",
    }


def mortar(command: str, settings: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "mortar", command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **settings},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def becomes_healthy(settings: dict[str, str]) -> bool:
    """What the image's own health check says within half a minute."""
    check = json.loads(final("HEALTHCHECK").split("CMD ", 1)[1])
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        asked = subprocess.run(
            [sys.executable, *check[1:]], check=False, env=settings, capture_output=True
        )
        if asked.returncode == 0:
            return True
        time.sleep(0.2)
    return False


def query(url: str, statement: str) -> list[tuple]:
    with psycopg.connect(url) as connection:
        return connection.execute(statement).fetchall()


def test_a_managed_server_s_administrator_is_enough(server, secrets):
    """As on AWS: no superuser, and credentials that libpq takes from its own variables."""
    administrator = {
        "ADMINISTRATOR_DATABASE_URL": f"postgresql://127.0.0.1:{server.port}/mortar",
        "PGUSER": "administrator",
        "PGPASSWORD": "managed",
    }

    for _ in range(2):
        told = mortar("roles", secrets | administrator)
        mortar("migrate", secrets)

    owner = Path(secrets["OWNER_DATABASE_URL_FILE"]).read_text()
    application = Path(secrets["DATABASE_URL_FILE"]).read_text()
    assert told == f"{', '.join(ROLES)} can sign in.\n"
    assert query(owner, "SELECT count(*) FROM security.context_keys") == [(1,)]
    assert query(application, "SELECT current_user") == [("mortar_app",)]
    assert query(
        server.url("mortar"),
        "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner <> 'mortar_owner'",
    ) == [(0,)]


def test_the_api_becomes_healthy_without_the_owner_s_url(server, secrets):
    mortar("roles", secrets | {"ADMINISTRATOR_DATABASE_URL": server.url("mortar")})
    mortar("migrate", secrets)
    del secrets["OWNER_DATABASE_URL_FILE"]
    settings = {"PATH": os.environ["PATH"], **secrets, "PORT": str(free_port())}

    api = subprocess.Popen([sys.executable, "-m", "mortar", "serve"], cwd=ROOT, env=settings)
    try:
        healthy = becomes_healthy(settings)
    finally:
        api.terminate()
        api.wait(timeout=120)

    assert healthy
