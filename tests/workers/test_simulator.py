"""The payer simulator survives kill -9 at any moment and answers every file once."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from domain.simulator.answering import answers
from domain.simulator.scripts import Instructions
from infra.gateways import Gateways
from infra.gateways.mailbox import mailboxes
from tests.submissions.released import built, bytes_of
from workers.simulator import serve

pytestmark = pytest.mark.usefixtures("embedded_codes")

ROOT = Path(__file__).parents[2]
TENANT, PARTNER = UUID(int=1), UUID(int=2)
KILLS = 6
SECONDS_TO_FINISH = 240
PROGRAM = (
    "from workers.simulator import run; from infra.settings import Settings;"
    " run(Settings.from_environment())"
)


def renumbered(content: bytes, number: int) -> bytes:
    """The same claims under another ISA13."""
    return content.replace(b"*000000001*", b"*%09d*" % number).replace(
        b"*000000001~", b"*%09d~" % number
    )


def started(data_dir: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {"DATA_DIR": str(data_dir), "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment)


def test_killed_at_random_it_answers_every_file_once(session: Session, tmp_path: Path) -> None:
    chance = random.Random(5)
    _, interchange = built(session, 2)
    content = bytes_of(session, interchange)
    questions = {f"{number}.x12": renumbered(content, number) for number in range(1, 9)}
    gateway = Gateways(tmp_path / "files").to("simulator", TENANT, PARTNER, {})
    expected = {
        file.name: file.content
        for question in questions.values()
        for file in answers(question, Instructions())
    }

    process = started(tmp_path)
    try:
        for name, question in questions.items():
            gateway.send(name, question)
            time.sleep(chance.uniform(0.2, 0.9))
            if chance.random() < KILLS / len(questions):
                process.kill()
                process.wait()
                process = started(tmp_path)
        deadline = time.monotonic() + SECONDS_TO_FINISH
        while len(gateway.names()) < len(expected) and time.monotonic() < deadline:
            time.sleep(0.2)
    finally:
        process.kill()
        process.wait()

    assert {name: gateway.fetch(name) for name in gateway.names()} == expected


def test_what_was_told_when_the_file_came_counts(session: Session, tmp_path: Path) -> None:
    _, interchange = built(session, 1)
    content = bytes_of(session, interchange)
    gateways = Gateways(tmp_path)
    told = {"simulator": {"allowed_cents": {"90471": 1_00}}}
    gateways.to("simulator", TENANT, PARTNER, told).send("1.x12", content)
    (mailbox,) = mailboxes(tmp_path / "simulator")
    serve(mailbox, time.time())

    gateway = gateways.to("simulator", TENANT, PARTNER, {})
    gateway.send("2.x12", renumbered(content, 2))

    expected = answers(content, Instructions.of(told["simulator"]))
    assert {name: gateway.fetch(name) for name in gateway.names()} == {
        file.name: file.content for file in expected
    }


def test_what_an_earlier_version_let_be_told_counts_as_the_whole(
    session: Session, tmp_path: Path
) -> None:
    _, interchange = built(session, 1)
    content = bytes_of(session, interchange)
    told = {"simulator": {"variety_percent": 150}}
    gateway = Gateways(tmp_path).to("simulator", TENANT, PARTNER, told)
    gateway.send("1.x12", content)

    serve(mailboxes(tmp_path / "simulator")[0], time.time())

    at_once = answers(content, Instructions(variety_percent=100))
    assert set(gateway.names()) == {each.name for each in at_once if each.delay_seconds == 0}


def test_a_used_control_number_gets_another_ta1_and_nothing_else(
    session: Session, tmp_path: Path
) -> None:
    _, interchange = built(session, 1)
    content = bytes_of(session, interchange)
    gateway = Gateways(tmp_path).to("simulator", TENANT, PARTNER, {})

    for name in ("1.x12", "2.x12"):
        gateway.send(name, content)
        serve(mailboxes(tmp_path / "simulator")[0], time.time())

    kinds = sorted(name.rpartition("-")[2] for name in gateway.names())
    assert kinds == ["277CA.x12", "835.x12", "999.x12", "TA1.x12", "TA1.x12"]


def test_what_is_no_837p_gets_no_answer(tmp_path: Path) -> None:
    gateway = Gateways(tmp_path).to("simulator", TENANT, PARTNER, {})
    gateway.send("1.x12", b"good morning")

    serve(mailboxes(tmp_path / "simulator")[0], time.time())

    assert gateway.names() == []
    assert gateway.has("1.x12")
