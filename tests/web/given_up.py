"""`python -m tests.web.given_up DIRECTORY SLUG`: a job of a tenant was tried in vain, and given up."""

import sys
from pathlib import Path

import psycopg

from infra.database_roles import DATABASE
from infra.postgres import EmbeddedPostgres

GIVEN_UP = """
insert into failed_jobs (tenant_id, id, message_id, job, payload, reason, attempt_count)
select tenants.id, gen_random_uuid(), gen_random_uuid(), 'transmit_interchange',
    jsonb_build_object('interchange_id', interchanges.id), 'The partner did not answer.', 5
from tenants join interchanges on interchanges.tenant_id = tenants.id
where tenants.slug = %s order by interchanges.id limit 1
"""


def give_up(directory: Path, slug: str) -> int:
    """As the superuser: what is sent already is not sent twice when it is tried again."""
    server = EmbeddedPostgres(directory)
    server.port = int((server.cluster / "postmaster.pid").read_text().splitlines()[3])
    with psycopg.connect(server.url(DATABASE)) as connection:
        return connection.execute(GIVEN_UP, (slug,)).rowcount


if __name__ == "__main__":
    assert give_up(Path(sys.argv[1]), sys.argv[2]) == 1
