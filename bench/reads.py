"""Reads and a mutation beside PostGraphile 5 and pgbench, on the same database and row security.

`python -m bench.reads` prints a table and, as its last line, one JSON object. All candidates take
turns within each round; a ratio is the median over rounds of ratios taken in the same round, so
that a busy machine slows all of them alike. On two cores the servers share the first and
PostgreSQL has the second.

PostGraphile answers for a tenant named in a header and signs the same context for its backends;
our server is the product itself, which also finds out who asks, what they may do and what it
costs. The totals it shows are kept as rows are written; PostGraphile counts.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import psycopg

from bench import reads_pgbench
from bench.load import request
from bench.reads_data import fill, restore
from bench.reads_documents import (
    FUNCTIONS,
    LIST,
    MUTATION,
    OPERATIONS,
    REPORT,
    SINGLE,
    Operation,
    Tenant,
    variables,
)
from bench.reads_sealing import seal
from bench.reads_servers import Server, our_api, pin_database, postgraphile
from infra.database import make_engine
from infra.database_roles import DatabaseUrls, prepare_database
from infra.migrate import install_context_key, upgrade
from infra.postgres import EmbeddedPostgres
from tenants.actor import job
from tenants.context import ContextSigner, pads
from tenants.database import TenantDatabase
from tenants.sessions import open_session
from tests.builders import a_member

CONTEXT_KEY = b"a key for benchmarks, as long as one"
CONNECTIONS = 16
CLAIMS_ASKED = 100
OURS, THEIRS, PGBENCH = "ours", "PostGraphile", "pgbench"
READS = [LIST, SINGLE, REPORT]


@dataclass
class Scale:
    """One size of the data, with both servers on it and the requests made beforehand."""

    name: str
    urls: DatabaseUrls
    superuser_url: str
    tenants: list[Tenant]
    servers: dict[str, Server] = field(default_factory=dict)
    requests: dict[tuple[str, str], list[str]] = field(default_factory=dict)


def main() -> None:
    options = _options()
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mortar-bench-")))
        database = stack.enter_context(EmbeddedPostgres(directory))
        scales = [
            filled(database, name, options, claims)
            for name, claims in (("1x", options.claims), ("10x", 10 * options.claims))
        ]
        pin_database(database.pid)
        for scale in scales:
            _serve(scale, directory, stack)
        reads_pgbench.prepare(scales[0].superuser_url, READS, scales[0].tenants[:CONNECTIONS])
        rates = _rounds(scales, directory, options)
    _print(rates)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.reads", description=__doc__)
    parser.add_argument("--tenants", type=int, default=20, help="alike, asked in random order")
    parser.add_argument("--claims", type=int, default=1_000, help="of each tenant, at 1x")
    parser.add_argument("--holdable", type=int, default=400, help="more, for the mutation")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.5, help="measured in each cell")
    options = parser.parse_args()
    assert options.tenants >= CONNECTIONS, "pgbench gives each connection a tenant of its own"
    return options


def filled(
    database: EmbeddedPostgres, name: str, options: argparse.Namespace, claims: int
) -> Scale:
    print(f"filling {name}: {options.tenants} tenants of {claims} claims", file=sys.stderr)
    urls = prepare_database(database, f"reads_{name}")
    superuser_url = database.url(f"reads_{name}")
    upgrade(urls.owner)
    install_context_key(urls.owner, pads(CONTEXT_KEY))
    with psycopg.connect(urls.owner) as connection:
        connection.execute(FUNCTIONS)
    fill(superuser_url, tenants=options.tenants, claims=claims, holdable=options.holdable)
    tenants = list(_tenants(superuser_url))
    seal(superuser_url, urls.application, CONTEXT_KEY, [tenant.id for tenant in tenants])
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        connection.execute("vacuum analyze")
    return Scale(name, urls, superuser_url, tenants)


def _tenants(superuser_url: str) -> Iterator[Tenant]:
    named = (
        "select id from claims where tenant_id = %s and patient_control_number like %s"
        " order by md5(id::text) limit %s"
    )
    with psycopg.connect(superuser_url) as connection:
        for (id_,) in connection.execute("select id from tenants order by id").fetchall():
            store = connection.execute(
                "select id from stores where tenant_id = %s order by id", (id_,)
            ).fetchone()
            assert store is not None
            claims = connection.execute(named, (id_, "M%", CLAIMS_ASKED)).fetchall()
            holdable = connection.execute(named, (id_, "H%", None)).fetchall()
            yield Tenant(id_, store[0], [row[0] for row in claims], [row[0] for row in holdable])


def _serve(scale: Scale, directory: Path, stack: ExitStack) -> None:
    url = scale.urls.application
    scale.servers[OURS] = our_api(url, directory / scale.name, CONTEXT_KEY)
    log = directory / f"postgraphile-{scale.name}.log"
    scale.servers[THEIRS] = postgraphile(url, log, CONTEXT_KEY, CONNECTIONS)
    for server in scale.servers.values():
        stack.callback(server.stop)
        server.wait()
    signed_in = {tenant.id: headers_of(url, tenant.id) for tenant in scale.tenants}
    for operation in OPERATIONS:
        scale.requests[operation.name, OURS] = requests_of(operation, scale.tenants, signed_in)
        headers = {tenant.id: {"x-tenant": str(tenant.id)} for tenant in scale.tenants}
        scale.requests[operation.name, THEIRS] = requests_of(
            operation, scale.tenants, headers, ours=False
        )


def headers_of(url: str, tenant_id: UUID) -> dict[str, str]:
    """The headers of a user of the tenant who may do everything."""
    engine = make_engine(url, pool_size=1)
    database = TenantDatabase(engine, ContextSigner(CONTEXT_KEY), job(tenant_id, "bench"))
    with database.transaction() as session:
        opened = open_session(session, a_member(session).id)
    engine.dispose()
    return {"Cookie": f"mortar={tenant_id}.{opened.token}", "X-CSRF-Token": opened.csrf_token}


def requests_of(
    operation: Operation,
    tenants: list[Tenant],
    headers: dict[UUID, dict[str, str]],
    *,
    ours: bool = True,
) -> list[str]:
    count = len(tenants[0].holdable_ids) if operation is MUTATION else CLAIMS_ASKED
    document = operation.ours if ours else operation.theirs
    made = []
    for tenant in tenants:
        for place in range(count):
            body = {"query": document, "variables": variables(operation, tenant, place, ours=ours)}
            made.append(request("/graphql", headers[tenant.id], json.dumps(body).encode()).decode())
    random.Random(1).shuffle(made)
    return made


Rates = dict[tuple[str, str, str], list[float]]
"""By operation, scale and candidate: what each round measured."""


def _rounds(scales: list[Scale], directory: Path, options: argparse.Namespace) -> Rates:
    rates: Rates = defaultdict(list)
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
        for operation in OPERATIONS:
            cells = [(scale, candidate) for scale in scales for candidate in (OURS, THEIRS)]
            cells += [(scales[0], PGBENCH)] if operation is not MUTATION else []
            turn = number % len(cells)
            for scale, candidate in cells[turn:] + cells[:turn]:
                rate = rate_of(scale, candidate, operation, directory, options)
                rates[operation.name, scale.name, candidate].append(rate)
    return rates


def rate_of(
    scale: Scale,
    candidate: str,
    operation: Operation,
    directory: Path,
    options: argparse.Namespace,
) -> float:
    if candidate == PGBENCH:
        return reads_pgbench.measure(
            scale.urls.application,
            operation,
            scale.tenants[0],
            directory,
            clients=CONNECTIONS,
            seconds=options.seconds,
        )
    if operation is MUTATION:
        restore(scale.superuser_url)
    work = {
        "port": scale.servers[candidate].port,
        "requests": scale.requests[operation.name, candidate],
        "connections": CONNECTIONS,
        "warm_up": 0.4,
        "seconds": options.seconds,
    }
    answer = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=json.dumps(work),
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(answer.stdout)
    if found["failed"]:
        raise SystemExit(f"{candidate} failed {found['failed']} times at the {operation.name}")
    return float(found["rate"])


def _print(rates: Rates) -> None:
    print(f"{'requests a second':20}{OURS:>10}{THEIRS:>14}{PGBENCH:>10}")
    for operation in OPERATIONS:
        for scale in ("1x", "10x"):
            row = [rates.get((operation.name, scale, who)) for who in (OURS, THEIRS, PGBENCH)]
            shown = [f"{statistics.median(cell):.0f}" if cell else "" for cell in row]
            print(f"{operation.name + ' at ' + scale:20}{shown[0]:>10}{shown[1]:>14}{shown[2]:>10}")
    figures = {
        f"{operation.name}_vs_postgraphile": _ratio(rates, operation, OURS, THEIRS)
        for operation in OPERATIONS
    }
    figures |= {
        f"{operation.name}_vs_pgbench": _ratio(rates, operation, OURS, PGBENCH)
        for operation in READS
    }
    growth = {operation.name: _growth(rates, operation) for operation in OPERATIONS}
    print("cost at ten times the rows:", ", ".join(f"{n} {x:.2f}" for n, x in growth.items()))
    figures["growth_10x"] = max(growth.values())
    print(json.dumps({name: round(value, 2) for name, value in figures.items()}))


def _ratio(rates: Rates, operation: Operation, one: str, other: str) -> float:
    pairs = zip(rates[operation.name, "1x", one], rates[operation.name, "1x", other], strict=True)
    return statistics.median(ours / theirs for ours, theirs in pairs)


def _growth(rates: Rates, operation: Operation) -> float:
    pairs = zip(rates[operation.name, "1x", OURS], rates[operation.name, "10x", OURS], strict=True)
    return statistics.median(small / large for small, large in pairs)


if __name__ == "__main__":
    main()
