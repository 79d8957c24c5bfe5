"""The endpoint against the audits of the GraphQL over HTTP specification, as others run them."""

import json
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from api.app import create_app

AUDITS = Path(__file__).parent / "audits"
PROGRAMS = Path(sys.executable).parent
START_SECONDS = 180


@pytest.fixture
def url(settings) -> Iterator[str]:
    """A real server on a port of its own."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    deadline = time.monotonic() + START_SECONDS
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/graphql"
    server.should_exit = True
    thread.join()


@pytest.fixture
def audits(tmp_path) -> Path:
    """The audits, installed exactly as the lock file says."""
    if not (PROGRAMS / "npm").exists():
        pytest.skip("Node.js is not installed in this environment")
    shutil.copytree(AUDITS, tmp_path / "audits")
    installed = run("npm", "ci", "--no-audit", "--no-fund", folder=tmp_path / "audits")
    if installed.returncode and any(
        sign in installed.stderr for sign in ("ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN")
    ):
        pytest.skip("the npm registry is out of reach")
    assert installed.returncode == 0, installed.stderr
    return tmp_path / "audits"


def run(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(PROGRAMS / command[0]), *command[1:]],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        timeout=900,
    )


def test_every_audit_passes(url, audits):
    answer = run("node", "audit.mjs", url, folder=audits)

    results = json.loads(answer.stdout)
    assert [result for result in results if result["status"] != "ok"] == []
    levels = Counter(result["name"].split(" ")[0] for result in results)
    assert levels == {"MUST": 13, "SHOULD": 23, "MAY": 25}
