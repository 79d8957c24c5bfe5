"""The `mortar` command: help everywhere, words instead of traces, and each small command's answer."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from mortar.cli import app

ROOT = Path(__file__).resolve().parents[2]
TA1 = (
    "ISA*00*          *00*          *ZZ*PAYER          *ZZ*PHARMACY       *261123*0900*^*00501*"
    "000000001*0*T*:~TA1*000000905*261122*0830*A*000~IEA*0*000000001~"
)


def mortar(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mortar", *words],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
    )


def every_command() -> list[list[str]]:
    context = typer.Context(get_command(app))

    def below(command: typer.core.TyperGroup, path: list[str]) -> list[list[str]]:
        found = []
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            found.append([*path, name])
            if isinstance(inner, typer.core.TyperGroup):
                found += below(inner, [*path, name])
        return found

    return below(context.command, [])


def test_every_command_says_what_it_does():
    root = get_command(app)
    for path in every_command():
        command = root
        for name in path:
            command = command.get_command(typer.Context(command), name)
        assert command.help, path


def test_help_is_quick_to_ask_for():
    answer = mortar("--help")

    assert answer.returncode == 0
    for name in ("start", "serve", "worker", "migrate", "reset", "x12", "codes", "schema"):
        assert f" {name} " in answer.stdout


@pytest.mark.parametrize("words", [["migrate"], ["start"], ["codes", "list"]])
def test_a_setting_that_cannot_be_used_is_named_without_a_trace(words):
    answer = mortar(*words, PORT="many")

    assert answer.returncode == 1
    assert answer.stderr == "PORT is not a port between 1 and 65535: many\n"


def test_an_x12_file_is_told_as_json(tmp_path):
    file = tmp_path / "answer.ta1"
    file.write_text(TA1)

    answer = mortar("x12", "read", file)

    documents = json.loads(answer.stdout)
    assert [document["kind"] for document in documents] == ["InterchangeAcknowledgment"]
    assert documents[0]["interchange"]["sender_id"] == "PAYER"


def test_faults_are_told_one_a_line(tmp_path):
    file = tmp_path / "answer.ta1"
    file.write_text(TA1.replace("IEA*0*", "IEA*7*"))

    answer = mortar("x12", "validate", file)

    findings = [json.loads(line) for line in answer.stdout.splitlines()]
    assert answer.returncode == 1
    assert [(each["segment"], each["element"], each["severity"]) for each in findings] == [
        ("IEA", "IEA01", "error")
    ]
    assert findings[0].keys() >= {"code", "severity", "segment_index", "message"}


def test_a_file_without_fault_passes(tmp_path):
    file = tmp_path / "answer.ta1"
    file.write_text(TA1)

    answer = mortar("x12", "validate", file)

    assert (answer.returncode, answer.stdout) == (0, "")


def test_what_cannot_be_read_is_told_with_its_place(tmp_path):
    file = tmp_path / "letter.txt"
    file.write_text("Dear payer")

    answer = mortar("x12", "read", file)

    assert (answer.returncode, json.loads(answer.stdout)) == (1, [])
    assert answer.stderr.startswith("ISA")
    assert "Traceback" not in answer.stderr
