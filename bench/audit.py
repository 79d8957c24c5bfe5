"""What it costs a read to be audited: the same server with and without, taking turns.

`python -m bench.audit` prints a table and, as its last line, one JSON object. Without, the server
marks nobody and so records nothing; all else is the product's own. With, an answer waits until
its event is durable. Ratios are of the same round, so that a busy machine slows both alike.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path

import psycopg

from bench import reads, reads_servers
from bench.load import measure
from bench.reads_documents import LIST, SINGLE
from bench.reads_servers import Server, our_api, pin_database
from infra.postgres import EmbeddedPostgres

CONNECTIONS = 48
"""Enough that the server is busy all the time: an answer that waits for the disk uses no core."""
AUDITED, UNAUDITED = "audited", "unaudited"
UNMARKED = (
    "import api.reading.compiler, api.reading.connections;"
    " api.reading.compiler.mark_of = api.reading.connections.mark_of = lambda *_: None; "
)
READS = (LIST, SINGLE)
WARM_UP_SECONDS = 6.0
"""What fails in it, on a machine that is busy with other things, does not count."""


def main() -> None:
    options = _options()
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mortar-bench-")))
        database = stack.enter_context(EmbeddedPostgres(directory))
        scale = reads.filled(database, "audit", options, options.claims)
        pin_database(database.pid)
        servers = {
            AUDITED: _served(scale.urls.application, directory / AUDITED, stack),
            UNAUDITED: _served(scale.urls.application, directory / UNAUDITED, stack, UNMARKED),
        }
        signed_in = {
            tenant.id: reads.headers_of(scale.urls.application, tenant.id)
            for tenant in scale.tenants
        }
        scale.servers = servers
        for operation in READS:
            asked = reads.requests_of(operation, scale.tenants, signed_in)
            for name, server in servers.items():
                scale.requests[operation.name, name] = asked
                measure(server.port, [each.encode() for each in asked], 2, WARM_UP_SECONDS)
        rates = _rounds(scale, options)
        recorded = _recorded(scale.superuser_url)
    _print(rates, recorded)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.audit", description=__doc__)
    parser.add_argument("--tenants", type=int, default=20, help="alike, asked in random order")
    parser.add_argument("--claims", type=int, default=1_000, help="of each tenant")
    parser.add_argument("--holdable", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=1.5, help="measured in each cell")
    return parser.parse_args()


def _served(url: str, directory: Path, stack: ExitStack, before: str = "") -> Server:
    ordinary = reads_servers.SERVE
    reads_servers.SERVE = before + ordinary
    try:
        server = our_api(url, directory, reads.CONTEXT_KEY)
    finally:
        reads_servers.SERVE = ordinary
    stack.callback(server.stop)
    server.wait()
    return server


Rates = dict[tuple[str, str], list[float]]
"""By operation and server: what each round measured."""


def _rounds(scale: reads.Scale, options: argparse.Namespace) -> Rates:
    rates: Rates = defaultdict(list)
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
        for operation in READS:
            for name in (AUDITED, UNAUDITED) if number % 2 else (UNAUDITED, AUDITED):
                rate = _rate(scale, name, operation.name, options.seconds)
                rates[operation.name, name].append(rate)
    return rates


def _rate(scale: reads.Scale, name: str, operation: str, seconds: float) -> float:
    work = {
        "port": scale.servers[name].port,
        "requests": scale.requests[operation, name],
        "connections": CONNECTIONS,
        "warm_up": 0.4,
        "seconds": seconds,
    }
    command = [sys.executable, "-m", "bench.load"]
    answer = subprocess.run(
        command, input=json.dumps(work), capture_output=True, text=True, check=True
    )
    found = json.loads(answer.stdout)
    if found["failed"]:
        raise SystemExit(f"{name} failed {found['failed']} times at the {operation}")
    return float(found["rate"])


def _recorded(superuser_url: str) -> int:
    with psycopg.connect(superuser_url) as connection:
        row = connection.execute(
            "select count(*) from audit_events where cardinality(patient_ids) > 0"
        ).fetchone()
    assert row is not None
    return int(row[0])


def _print(rates: Rates, recorded: int) -> None:
    print(f"{'requests a second':20}{AUDITED:>10}{UNAUDITED:>12}")
    figures = {}
    for operation in READS:
        with_, without = rates[operation.name, AUDITED], rates[operation.name, UNAUDITED]
        print(
            f"{operation.name:20}{statistics.median(with_):>10.0f}{statistics.median(without):>12.0f}"
        )
        ratios = [one / other for one, other in zip(with_, without, strict=True)]
        figures[f"{operation.name}_audited_vs_unaudited"] = round(statistics.median(ratios), 2)
    print(f"{recorded} reads were recorded, each before its answer left")
    figures["audited_vs_unaudited"] = min(figures.values())
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
