"""A tenant's own keys: made once, wrapped, remembered for a while, bound to what they seal."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from infra.key_encryption import KeyFile
from infra.outside import Declined
from infra.settings import WrongSetting
from tenants.actor import job
from tenants.identifiers import new_id
from tenants.keyring import Keyring, add_version, keyring_of
from tenants.models import TenantKey
from tenants.sealing import DoesNotOpen, TenantKeys, new_key
from tests.conftest import TestDatabase

PLACE = "patients.first_name"
OTHERS = (
    ("patients.last_name", None),
    ("coverages.member_id", None),
    (PLACE, new_id()),
)


@pytest.fixture
def key_file(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path / "master.key")


def some_keys(*versions: int, tenant_id=None) -> TenantKeys:
    data = {version: new_key() for version in versions or (1,)}
    return TenantKeys(tenant_id or new_id(), data, new_key(), current=max(data))


def test_what_was_sealed_opens_again_and_never_looks_the_same():
    keys, row_id = some_keys(), new_id()

    sealed = {keys.sealed(PLACE, row_id, b"Ada") for _ in range(20)}

    assert len(sealed) == 20
    assert {keys.opened(PLACE, row_id, each) for each in sealed} == {b"Ada"}
    assert not any(b"Ada" in each for each in sealed)


@pytest.mark.parametrize(("place", "row_id"), OTHERS)
def test_what_was_moved_to_another_row_or_column_does_not_open(place, row_id):
    keys, home = some_keys(), new_id()
    sealed = keys.sealed(PLACE, home, b"Ada")

    with pytest.raises(DoesNotOpen) as refusal:
        keys.opened(place, row_id or home, sealed)

    assert place in str(refusal.value)


def test_another_tenant_with_the_same_key_does_not_open_it():
    key, row_id = new_key(), new_id()
    one, other = (TenantKeys(new_id(), {1: key}, key, current=1) for _ in range(2))
    sealed = one.sealed(PLACE, row_id, b"Ada")

    with pytest.raises(DoesNotOpen):
        other.opened(PLACE, row_id, sealed)


def test_no_byte_can_be_changed_and_no_version_exchanged():
    key, row_id, tenant_id = new_key(), new_id(), new_id()
    keys = TenantKeys(tenant_id, {1: key, 2: key}, key, current=1)
    sealed = keys.sealed(PLACE, row_id, b"Ada")

    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 3
        with pytest.raises(DoesNotOpen):
            keys.opened(PLACE, row_id, bytes(changed))
    for length in range(len(sealed)):
        with pytest.raises(DoesNotOpen):
            keys.opened(PLACE, row_id, sealed[:length])


def test_equal_values_of_a_column_have_equal_indexes_and_of_no_other_place():
    keys = some_keys()

    found = keys.blind("coverages.member_id", "M1")

    assert found == keys.blind("coverages.member_id", "M1")
    assert found != keys.blind("coverages.member_id", "M2")
    assert found != keys.blind("coverages.group_number", "M1")
    assert found != some_keys().blind("coverages.member_id", "M1")


def test_a_new_tenant_gets_its_keys_once_however_many_ask(database: TestDatabase):
    tenant = database.new_tenant()
    rings = [Keyring(keyring_of(database.application).encryption) for _ in range(3)]

    keys = [ring.keys(tenant.actor.tenant_id, tenant._bound) for ring in rings]

    sealed = keys[0].sealed(PLACE, tenant.actor.tenant_id, b"Ada")
    assert [each.opened(PLACE, tenant.actor.tenant_id, sealed) for each in keys] == [b"Ada"] * 3
    with tenant.transaction() as session:
        assert session.scalar(select(func.count()).select_from(TenantKey)) == 2


def test_the_id_of_no_tenant_makes_no_keys(database: TestDatabase):
    nobody = database.as_actor(job(new_id(), "test"))

    assert nobody.keys() is None


def test_keys_are_forgotten_in_time(database: TestDatabase):
    tenant = database.new_tenant()
    ring = Keyring(keyring_of(database.application).encryption, life_seconds=0.05)
    tenant_id = tenant.actor.tenant_id

    ring.keys(tenant_id, tenant._bound)
    assert ring.known(tenant_id) is not None
    deadline = time.monotonic() + 30
    while ring.known(tenant_id) is not None:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_what_no_file_wrapped_does_not_unwrap(key_file: KeyFile, tmp_path: Path):
    tenant_id, other = new_id(), new_id()
    wrapped = key_file.wrapped(tenant_id, b"a key")
    stranger = KeyFile(tmp_path / "other.key")

    with pytest.raises(Declined):
        stranger.unwrapped(tenant_id, wrapped, key_file.name)
    with pytest.raises(Declined):
        key_file.unwrapped(other, wrapped, key_file.name)
    with pytest.raises(Declined):
        key_file.unwrapped(tenant_id, wrapped[:-1], key_file.name)
    assert key_file.unwrapped(tenant_id, wrapped, key_file.name) == b"a key"


def test_a_file_with_a_key_more_still_unwraps_what_the_one_before_wrapped(key_file: KeyFile):
    tenant_id = new_id()
    wrapped = key_file.wrapped(tenant_id, b"a key")

    renewed = key_file.add_key()

    assert renewed.name != key_file.name
    assert renewed.unwrapped(tenant_id, wrapped, key_file.name) == b"a key"
    assert renewed.unwrapped(tenant_id, renewed.wrapped(tenant_id, b"b"), renewed.name) == b"b"


def test_a_key_that_can_be_guessed_is_refused(tmp_path: Path):
    path = tmp_path / "master.key"
    path.write_text("secret\n")

    with pytest.raises(WrongSetting, match="guessed"):
        KeyFile(path)


class RunningOut:
    """Wraps one key, and no more."""

    name = "running out"

    def __init__(self) -> None:
        self.left = 1

    def wrapped(self, tenant_id: UUID, key: bytes) -> bytes:
        if not self.left:
            raise Declined("The key cannot be used any more.")
        self.left -= 1
        return key

    def unwrapped(self, tenant_id: UUID, wrapped: bytes, name: str) -> bytes:
        return wrapped


def test_of_a_tenants_first_keys_all_are_kept_or_none(database: TestDatabase) -> None:
    tenant = database.new_tenant()

    with pytest.raises(Declined):
        Keyring(RunningOut()).keys(tenant.actor.tenant_id, tenant._bound)

    with tenant._bound() as session:
        assert session.scalar(select(func.count()).select_from(TenantKey)) == 0


def test_a_new_version_opens_at_once_and_seals_from_its_hour_on(database: TestDatabase) -> None:
    tenant = database.new_tenant()
    tenant_id = tenant.actor.tenant_id
    ring = Keyring(keyring_of(database.application).encryption)
    older = ring.keys(tenant_id, tenant._bound).sealed(PLACE, tenant_id, b"Ada")
    now = datetime.now(UTC)

    found = []
    for used_from_at in (now + timedelta(hours=1), now):
        with tenant._bound() as session:
            add_version(session, ring.fresh(tenant_id), used_from_at)
        ring.forget(tenant_id)
        found.append(ring.keys(tenant_id, tenant._bound))

    assert [keys.current for keys in found] == [1, 3]
    newer = found[1].sealed(PLACE, tenant_id, b"Ada")
    assert found[1].opened(PLACE, tenant_id, older) == b"Ada"
    assert found[1].opened(PLACE, tenant_id, found[1].resealed(PLACE, tenant_id, older)) == b"Ada"
    with pytest.raises(DoesNotOpen):
        found[0].opened(PLACE, tenant_id, newer)
    assert ring.known_to_all > timedelta(seconds=ring.life_seconds)
