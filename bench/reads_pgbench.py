"""The same SQL through pgbench: what the database alone can do."""

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg

from api.documents import Documents
from api.reading.compiler import Compiler, Plan
from api.schema import core
from bench.reads_documents import Operation, Tenant, variables
from bench.reads_servers import APPLICATION_CORES
from infra.postgres_programs import programs_for, unprivileged_account
from tenants.permissions import EVERYTHING

OPTIONS = "-c plan_cache_mode=force_generic_plan -c timezone=UTC -c datestyle=ISO,YMD -c jit=off"

# Each client signs once, for its own backend and a tenant of its own.
SIGN = """
create schema bench;
grant usage on schema bench to mortar_app;
create table bench.requests (client int, operation text, tenant_id uuid, given text[]);
create function bench.context(tenant uuid) returns text language sql security definer as $$
    select body || '|' || encode(sha256(outer_pad || sha256(inner_pad || convert_to(body, 'UTF8'))), 'hex')
    from security.context_keys, (select concat_ws('|', tenant, 'user:bench', '*', pg_backend_pid(),
        extract(epoch from now())::bigint + 900) as body) as signed
$$;
grant select on bench.requests to mortar_app;
grant execute on function bench.context to mortar_app;
"""
SCRIPT = """\\if :ready
\\else
select tenant_id as tenant, bench.context(tenant_id) as context{given}
from bench.requests where client = :client_id and operation = '{operation}' \\gset
\\set ready 1
\\endif
\\startpipeline
select set_config('app.tenant_id', :tenant, true), set_config('app.context', :context, true);
{sql};
\\endpipeline
"""


def plan(operation: Operation, tenant: Tenant) -> tuple[Plan, list[str | None]]:
    """What our API would run, and the values that it would bind."""
    asked = Documents(core(), introspection=False).operation(operation.ours, None)
    coerced = asked.coerced(variables(operation, tenant, 0, ours=True))
    found = Compiler(asked, coerced, EVERYTHING).plan()
    values = found.bound(coerced).parameters
    return found, [value.decode() if value is not None else None for value in values]


def prepare(superuser_url: str, operations: list[Operation], tenants: list[Tenant]) -> None:
    """Keep each client's parameters where it can look them up."""
    with psycopg.connect(superuser_url) as connection:
        connection.execute(SIGN)
        for operation in operations:
            for client, tenant in enumerate(tenants):
                _, values = plan(operation, tenant)
                connection.execute(
                    "insert into bench.requests values (%s, %s, %s, %s)",
                    (client, operation.name, tenant.id, values),
                )


def measure(
    url: str, operation: Operation, tenant: Tenant, directory: Path, *, clients: int, seconds: float
) -> float:
    """Transactions a second."""
    found, values = plan(operation, tenant)
    # A colon before a letter would be a variable of pgbench: the bound of an array is none.
    text = re.sub(r"(?<!:):(?=[a-z])", ": ", found.sql.decode())
    sql = re.sub(r"\$(\d+)", r":given\1", text)
    given = "".join(f", given[{place}] as given{place}" for place in range(1, len(values) + 1))
    script = directory / f"{operation.name}.sql"
    script.write_text(SCRIPT.format(given=given, operation=operation.name, sql=sql))
    where = urlsplit(url)
    programs = programs_for(unprivileged_account())
    answer = subprocess.run(
        [
            programs / "pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", "1",
            "-T", str(max(2, round(seconds))), "-D", "ready=0", "-f", script,
            "-h", str(where.hostname), "-p", str(where.port), "-U", str(where.username),
            where.path.lstrip("/"),
        ],
        env=os.environ | {"PGPASSWORD": unquote(where.password or ""), "PGOPTIONS": OPTIONS},
        capture_output=True, text=True, check=False,
        preexec_fn=lambda: os.sched_setaffinity(0, APPLICATION_CORES),
    )  # fmt: skip
    rate = re.search(r"tps = ([\d.]+)", answer.stdout)
    if rate is None:
        raise SystemExit(answer.stderr[-2000:])
    return float(rate[1])
