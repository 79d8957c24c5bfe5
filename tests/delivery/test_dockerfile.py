"""The image: small rights, pinned contents, an honest health check, commands that exist."""

import json
import os
import re
import subprocess
import sys
import threading
import tomllib
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import typer

from mortar.cli import app
from tests.delivery.images import ROOT, environment, final, instructions, stages
from tests.delivery.reduce_aws_schema import TERRAFORM

COMMANDS = typer.main.get_command(app).commands.keys()


def test_the_processes_run_as_nobody_in_particular():
    user, group = final("USER").split(":")

    assert user.isdigit()
    assert int(user) >= 10000
    assert group == user
    assert f"--uid {user} " in final("RUN")


def test_every_stage_stands_on_a_named_version():
    defaults = [found.text for found in instructions() if found.name == "ARG"]
    bases = [stage[0].text.split()[0] for stage in stages()[1:]]

    assert bases == ["${NODE_IMAGE}", "${PYTHON_IMAGE}", "${PYTHON_IMAGE}"]
    assert defaults == [
        "PYTHON_IMAGE=python:3.11-slim-bookworm",
        "NODE_IMAGE=node:24-bookworm-slim",
    ]


def test_packages_are_installed_by_hash_from_the_lock_alone():
    runs = [found.text for found in instructions() if found.name == "RUN"]
    installs = [options for run in runs for options in re.findall(r"pip install ([^&]+)", run)]

    for options in installs:
        from_lock = "--require-hashes" in options and "requirements.lock" in options
        only_ours = "--no-deps" in options and "--no-build-isolation" in options
        assert from_lock != only_ours
    assert len(installs) == 2


def test_the_final_stage_installs_nothing():
    commands = " ".join(found.text for found in stages()[-1] if found.name == "RUN")

    assert not re.search(r"\b(pip|apt-get|apt|curl|gcc|make)\b", commands)


def test_what_processes_write_to_is_theirs_and_a_volume():
    volumes = set(json.loads(final("VOLUME")))

    assert volumes == {"/run/mortar", environment()["DATA_DIR"], "/tmp"}
    assert "--owner mortar --group mortar --mode 0700 /run/mortar /var/lib/mortar" in final("RUN")
    assert "--chown" not in final("COPY")


def test_only_what_runs_enters_the_image():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    found = project["tool"]["setuptools"]["packages"]["find"]["include"]
    packages = {name.rstrip("*") for name in found}

    assert rules[0] == "*"
    assert {rule[1:] for rule in rules if rule.startswith("!")} == packages | {
        "README.md",
        "pyproject.toml",
        "requirements.in",
        "requirements.lock",
        "web",
    }


@pytest.mark.parametrize(("status", "expected"), [(200, 0), (503, 1)])
def test_the_health_check_says_what_the_api_says(status, expected):
    asked = []

    class Api(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    python, *arguments = json.loads(final("HEALTHCHECK").split("CMD ", 1)[1])
    with HTTPServer(("127.0.0.1", 0), Api) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        port = str(server.server_address[1])
        done = subprocess.run(
            [sys.executable, *arguments],
            env={**os.environ, "PORT": port},
            capture_output=True,
            check=False,
        )
        thread.join()

    assert python == "python"
    assert asked == ["/health/ready"]
    assert done.returncode == expected


def commands_run() -> set[str]:
    """Every `mortar` command that the image, compose or the AWS stack runs."""
    image = set(json.loads(final("CMD")))
    written = (ROOT / "compose.yaml").read_text() + (TERRAFORM / "processes.tf").read_text()
    return image | set(re.findall(r"command\s*[:=] \[\"?([a-z]+)\"?\]", written))


def test_the_commands_are_those_of_a_whole_installation():
    assert commands_run() == {"serve", "worker", "relay", "migrate", "roles"}


@pytest.mark.parametrize("command", sorted(commands_run()))
def test_the_command_exists(command):
    assert command in COMMANDS


def test_the_entry_point_is_the_project_s_command():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())

    assert json.loads(final("ENTRYPOINT")) == list(project["project"]["scripts"])
