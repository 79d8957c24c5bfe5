"""A benchmark that is killed leaves nothing behind."""

import subprocess
import sys
import time
from pathlib import Path

from infra.processes import is_alive

ROOT = Path(__file__).parents[2]
SECONDS_TO_DIE = 30
BENCHMARK = """
import sys, time
from pathlib import Path
from bench.reads_servers import Server

server = Server([sys.executable, "-c", "import time; time.sleep(600)"], {}, Path(sys.argv[1]))
print(server.process.pid, flush=True)
time.sleep(600)
"""


def test_its_servers_die_with_a_killed_benchmark(tmp_path: Path) -> None:
    command = [sys.executable, "-c", BENCHMARK, str(tmp_path / "log")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as benchmark:
        assert benchmark.stdout is not None
        server = int(benchmark.stdout.readline())
        was_alive = is_alive(server)

        benchmark.kill()

    deadline = time.monotonic() + SECONDS_TO_DIE
    while is_alive(server) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert was_alive
    assert not is_alive(server)
