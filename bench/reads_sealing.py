"""Seals what the benchmark's data holds in the clear, with the keys that the servers will use."""

import tempfile
from pathlib import Path
from uuid import UUID

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.orm import Session

from bench.reads_servers import MASTER_KEY
from domain.patients.models import Coverage, Patient
from domain.patients.name_search import prefix_rows
from infra.database import make_engine
from infra.key_encryption import KeyFile
from tenants.actor import job
from tenants.context import ContextSigner
from tenants.database import TenantDatabase
from tenants.keyring import Keyring, entrust
from tenants.sealed_fields import INDEX, fields_of, keys_of

MODELS = (Patient, Coverage)
PREFIXES = """
insert into name_prefixes (id, patient_id, prefix)
select gen_random_uuid(), * from unnest(cast(:ids as uuid[]), cast(:prefixes as bigint[]))
"""


def seal(application_url: str, context_key: bytes, tenant_ids: list[UUID]) -> None:
    """What the columns hold is the JSON of each value; afterwards it is that under seal."""
    with tempfile.TemporaryDirectory(prefix="mortar-bench-") as directory:
        path = Path(directory) / "master.key"
        path.write_text(MASTER_KEY)
        keyring = Keyring(KeyFile(path))
    engine = entrust(make_engine(application_url, pool_size=1), keyring)
    for tenant_id in tenant_ids:
        database = TenantDatabase(engine, ContextSigner(context_key), job(tenant_id, "bench"))
        with database.transaction() as session:
            for model in MODELS:
                _seal(session, model)
            _index_names(session)
    engine.dispose()


def _seal(session: Session, model: type) -> None:
    table, fields, keys = model.__table__, fields_of(model), keys_of(session)
    rows = []
    for row in session.execute(select(table.c.id, *(table.c[name] for name in fields))).mappings():
        values = {"row_id": row["id"]}
        for name, field in fields.items():
            plain = row[name]
            sealed = plain and keys.sealed(field.column.place, row["id"], plain)
            values[f"new_{name}"] = sealed
            if field.declared.index:
                value = plain and field.column.form.read(plain)
                values[f"new_{name}{INDEX}"] = plain and field.column.blind(keys, value)
        rows.append(values)
    columns = [name[len("new_") :] for name in rows[0] if name != "row_id"]
    change = update(table).where(table.c.id == bindparam("row_id"))
    session.connection().execute(change.values({n: bindparam(f"new_{n}") for n in columns}), rows)


def _index_names(session: Session) -> None:
    keys = keys_of(session)
    rows = [
        row
        for patient in session.scalars(select(Patient))
        for row in prefix_rows(keys, patient.id, patient.first_name, patient.last_name)
    ]
    given = {
        "ids": [row["patient_id"] for row in rows],
        "prefixes": [row["prefix"] for row in rows],
    }
    session.execute(text(PREFIXES), given)
