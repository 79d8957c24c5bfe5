"""`mortar journey`: the whole day on a temporary stack, in an environment with nothing in it."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_day_ends_with_posted_money_and_leaves_nothing():
    before = journey_directories()

    answer = subprocess.run(
        [sys.executable, "-m", "mortar", "journey"],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={},
        timeout=900,
    )

    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stdout.count(", signed\n") == 8
    assert len(set(re.findall(r"^     (\S+)  .*: paid, paid \$", answer.stdout, re.MULTILINE))) == 7
    assert re.search(r"^     cash +\$569\.33$", answer.stdout, re.MULTILINE)
    assert re.search(r"^     together +\$0\.00$", answer.stdout, re.MULTILINE)
    assert "asks for the same claim and sees nothing." in answer.stdout
    assert journey_directories() == before


def journey_directories() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("mortar-journey-*"))
