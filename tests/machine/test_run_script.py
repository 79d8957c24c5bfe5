"""The `run` script: what it says where a machine lacks something, before anything is set up."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORDS_OF_THE_SHELL = ("cat", "dirname", "mktemp", "tail", "rm", "cmp", "grep", "env", "sh")


@pytest.fixture
def checkout(tmp_path):
    """A checkout whose machine has hardly more than a shell."""
    (tmp_path / "bin").mkdir()
    for word in WORDS_OF_THE_SHELL:
        (tmp_path / "bin" / word).symlink_to(shutil.which(word))
    for name in ("run", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def program(checkout: Path, name: str, script: str) -> None:
    path = checkout / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def run(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", checkout / "run", *words],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": str(checkout / "bin")},
        cwd="/",
    )


@pytest.mark.parametrize("script", ["run", ".ci/run"])
def test_the_scripts_are_shell_and_may_be_run(script):
    said = subprocess.check_output(["sh", "-n", ROOT / script], stderr=subprocess.STDOUT)

    assert said == b""
    assert os.access(ROOT / script, os.X_OK)


def test_help_names_every_command(checkout):
    answer = run(checkout, "help")

    assert answer.returncode == 0
    for command in ("test", "check", "journey", "reset", "help"):
        assert f"\n  {command} " in answer.stdout


def test_an_unknown_command_is_refused_before_anything_is_set_up(checkout):
    answer = run(checkout, "deploy")

    assert answer.returncode == 1
    assert "There is no command 'deploy'." in answer.stderr
    assert not (checkout / ".venv").exists()


def test_without_python_it_says_what_is_needed(checkout):
    answer = run(checkout)

    assert answer.returncode == 1
    assert answer.stderr == "Python 3.11 or later with its venv module is needed.\n"


def test_an_old_python_is_not_taken(checkout):
    program(checkout, "python3", "exit 1")

    answer = run(checkout)

    assert answer.returncode == 1
    assert "Python 3.11 or later" in answer.stderr


def test_who_is_not_root_is_told_what_to_install(checkout):
    program(checkout, "python3", 'case "$2" in *ensurepip*) exit 1;; esac')
    program(checkout, "id", "echo 1000")
    program(checkout, "apt-get", "exit 100")

    answer = run(checkout)

    assert answer.returncode == 1
    assert "apt-get install python3-venv" in answer.stderr
    assert "as root" in answer.stderr


def test_root_is_shown_why_the_installation_failed(checkout):
    program(checkout, "python3", 'case "$2" in *ensurepip*) exit 1;; esac')
    program(checkout, "id", "echo 0")
    program(checkout, "apt-get", "echo 'no network'; exit 100")

    answer = run(checkout)

    assert answer.returncode == 1
    assert answer.stderr.splitlines()[:2] == ["Installing python3-venv ...", "no network"]
    assert "apt-get install python3-venv" in answer.stderr
