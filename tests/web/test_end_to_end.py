"""The screens in a real browser, against the whole running product."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation import ROOT, Machine, await_true

WEB = ROOT / "web"
PROGRAMS = Path(sys.executable).parent
SECONDS_OF_THE_DAY = 600
SECONDS_OF_THE_JOURNEYS = 2400


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    if shutil.which("chromium") is None:
        pytest.skip("chromium is not installed")
    if not (WEB / "dist").exists() or not (WEB / "node_modules" / "@playwright").exists():
        pytest.skip("the screens were not built: ./run test builds them where npm can be reached")
    with tempfile.TemporaryDirectory(prefix="mortar-test-") as directory:
        machine = Machine(Path(directory))
        machine.start()
        yield machine
        machine.end_by(signal.SIGTERM)
        await_true(lambda: not machine.processes())


@pytest.mark.timeout(SECONDS_OF_THE_DAY + SECONDS_OF_THE_JOURNEYS)
def test_people_do_their_work_in_a_browser(machine: Machine) -> None:
    await_true(lambda: "Look for yourself" in machine.output.read_text(), SECONDS_OF_THE_DAY)
    journeys = subprocess.run(
        [PROGRAMS / "npm", "run", "end-to-end"],
        cwd=WEB,
        env=os.environ
        | {
            "PATH": f"{PROGRAMS}:{os.environ['PATH']}",
            "MORTAR_URL": f"http://localhost:{machine.port}",
            "MORTAR_PYTHON": sys.executable,
            "MORTAR_DEMO": str(machine.directory / "demo.json"),
        },
        check=False,
        capture_output=True,
        text=True,
    )

    assert journeys.returncode == 0, journeys.stdout[-8000:]
