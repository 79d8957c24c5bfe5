"""Exported heads: signed, each naming the one before, kept by whoever exports first."""

import random
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infra.head_stores import FolderOfHeads, head_key
from infra.settings import WrongSetting
from tenants.chain import heads as module
from tenants.chain.heads import AlreadyExported, Exporter, WrongExport, exports
from tenants.chain.sealing import seal
from tenants.database import TenantDatabase
from tests.audit.chains import happen
from tests.conftest import TestDatabase

DICE = random.Random(3)
KEY = Ed25519PrivateKey.generate()


def move(database: TestDatabase, tenant: TenantDatabase, exporter: Exporter) -> int:
    happen(tenant, DICE)
    while seal(database.platform):
        pass
    return exporter.export()


def test_only_chains_that_moved_are_exported(
    database: TestDatabase, tenant: TenantDatabase, other_tenant: TenantDatabase, tmp_path: Path
) -> None:
    store = FolderOfHeads(tmp_path / "heads")
    exporter = Exporter(database.platform, store, KEY)
    move(database, other_tenant, exporter)

    counts = [move(database, tenant, exporter), exporter.export(), move(database, tenant, exporter)]

    found = list(exports(store, KEY.public_key()))
    assert counts == [1, 0, 1]
    assert [export.sequence for export in found] == [1, 2, 3]
    assert [export.is_full for export in found] == [True, False, False]
    assert {other_tenant.actor.tenant_id} <= set(found[0].heads)
    assert [export.heads[tenant.actor.tenant_id].number for export in found[1:]] == [1, 2]


def test_two_exporters_share_one_store(
    database: TestDatabase, tenant: TenantDatabase, tmp_path: Path
) -> None:
    store = FolderOfHeads(tmp_path)
    one, other = (Exporter(database.platform, store, KEY) for _ in range(2))

    done = [move(database, tenant, one), move(database, tenant, other), one.export()]

    assert done[1:] == [1, 0]
    assert len(list(exports(store, KEY.public_key()))) == 2


def test_a_name_is_written_once(tmp_path: Path) -> None:
    store = FolderOfHeads(tmp_path)
    store.write("000000000001.json", b"first")

    with pytest.raises(AlreadyExported):
        store.write("000000000001.json", b"second")

    assert store.read("000000000001.json") == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["000000000001.json"]


def test_a_changed_missing_or_foreign_export_is_refused(
    database: TestDatabase, tenant: TenantDatabase, tmp_path: Path
) -> None:
    store = FolderOfHeads(tmp_path)
    exporter = Exporter(database.platform, store, KEY)
    for _ in range(4):
        move(database, tenant, exporter)
    names, public = store.names(), KEY.public_key()
    second, third = (tmp_path / name for name in names[1:3])
    genuine = second.read_bytes()

    def refused() -> str:
        with pytest.raises(WrongExport) as refusal:
            list(exports(store, public))
        return str(refusal.value)

    second.write_bytes(genuine.replace(b"heads", b"haeds"))
    changed = refused()
    second.write_bytes(third.read_bytes())
    renamed = refused()
    second.unlink()
    missing = refused()
    second.write_bytes(genuine)
    public = Ed25519PrivateKey.generate().public_key()
    foreign = refused()

    assert names[1] in changed
    assert "says of itself" in renamed
    assert names[2] in missing
    assert names[0] in foreign


def test_verification_begins_at_the_newest_full_export(
    database: TestDatabase, tenant: TenantDatabase, tmp_path: Path
) -> None:
    store = FolderOfHeads(tmp_path)
    exporter = Exporter(database.platform, store, KEY)
    move(database, tenant, exporter)
    exporter._catch_up()
    newest = exporter._known[tenant.actor.tenant_id]
    for sequence in range(2, 2 * module.FULL_EVERY + 3):
        exporter._last = f"{sequence - 1:012d}.json"
        exporter._write({tenant.actor.tenant_id: newest}, {tenant.actor.tenant_id: newest})

    fresh = Exporter(database.platform, store, KEY)
    fresh._catch_up()
    sequences = [int(name[:12]) for name in store.names()][2 * module.FULL_EVERY :]

    assert sequences == [2 * module.FULL_EVERY + 1, 2 * module.FULL_EVERY + 2]
    assert fresh._known[tenant.actor.tenant_id] == newest


def test_the_key_is_made_once_and_another_kind_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "audit.key"
    made, read = head_key(path), head_key(path)
    (tmp_path / "other.key").write_text("no key at all")

    assert made.private_bytes_raw() == read.private_bytes_raw()
    with pytest.raises(WrongSetting, match="AUDIT_KEY_FILE"):
        head_key(tmp_path / "other.key")
