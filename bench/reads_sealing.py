"""Seals what the benchmark's data holds in the clear, with the keys that the servers will use."""

import tempfile
from pathlib import Path
from uuid import UUID

import psycopg
from psycopg import sql

from bench.reads_servers import MASTER_KEY
from domain.claims.models import ClaimEvent, ClaimFinding
from domain.encounters.models import Encounter
from domain.patients.models import Coverage, Patient
from domain.patients.name_search import prefix_rows
from infra.database import make_engine
from infra.key_encryption import KeyFile
from tenants.actor import job
from tenants.context import ContextSigner
from tenants.database import TenantDatabase
from tenants.keyring import Keyring, entrust
from tenants.sealed_fields import INDEX, fields_of
from tenants.sealing import TenantKeys

MODELS = (Patient, Coverage, Encounter, ClaimEvent, ClaimFinding)


def seal(
    superuser_url: str, application_url: str, context_key: bytes, tenant_ids: list[UUID]
) -> None:
    """What the columns hold is the JSON of each value; afterwards it is that under seal."""
    with tempfile.TemporaryDirectory(prefix="mortar-bench-") as directory:
        path = Path(directory) / "master.key"
        path.write_text(MASTER_KEY)
        keyring = Keyring(KeyFile(path))
    engine = entrust(make_engine(application_url, pool_size=1), keyring)
    signer = ContextSigner(context_key)
    with psycopg.connect(superuser_url) as connection:
        connection.execute("set session_replication_role = replica")
        for tenant_id in tenant_ids:
            keys = TenantDatabase(engine, signer, job(tenant_id, "bench")).keys()
            assert keys is not None
            for model in MODELS:
                _seal(connection, model, keys)
            _index_names(connection, keys)
    engine.dispose()


def _seal(connection: psycopg.Connection, model: type, keys: TenantKeys) -> None:
    fields = fields_of(model)
    table = sql.Identifier(model.__tablename__)
    names = sql.SQL(", ").join(map(sql.Identifier, fields))
    query = sql.SQL("select id, {} from {} where tenant_id = %s").format(names, table)
    rows = []
    for row_id, *values in connection.execute(query, (keys.tenant_id,)):
        row = {"row_id": row_id}
        for (name, field), plain in zip(fields.items(), values, strict=True):
            row[name] = plain and keys.sealed(field.column.place, row_id, plain)
            if field.declared.index:
                row[name + INDEX] = plain and field.column.blind(
                    keys, field.column.form.read(plain)
                )
        rows.append(row)
    if not rows:
        return
    sets = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name))
        for name in rows[0]
        if name != "row_id"
    )
    change = sql.SQL("update {} set {} where tenant_id = {} and id = %(row_id)s").format(
        table, sets, sql.Literal(keys.tenant_id)
    )
    with connection.cursor() as cursor:
        cursor.executemany(change, rows)


def _index_names(connection: psycopg.Connection, keys: TenantKeys) -> None:
    first, last = (fields_of(Patient)[name].column for name in ("first_name", "last_name"))
    found = connection.execute(
        "select id, first_name, last_name from patients where tenant_id = %s", (keys.tenant_id,)
    )
    with (
        connection.cursor() as cursor,
        cursor.copy("copy name_prefixes (tenant_id, id, patient_id, prefix) from stdin") as copy,
    ):
        for id_, *sealed in found.fetchall():
            names = [
                column.form.read(keys.opened(column.place, id_, each))
                for column, each in zip((first, last), sealed, strict=True)
            ]
            for row in prefix_rows(keys, id_, *names):
                copy.write_row((keys.tenant_id, row["id"], id_, row["prefix"]))
