"""The unwrapped keys of the tenants a process serves: read, made where missing, forgotten in time."""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import Engine, func, literal, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.orm import Session

from tenants.identifiers import new_id
from tenants.models import KeyPurpose, Tenant, TenantKey
from tenants.sealing import TenantKeys, new_key

LIFE_SECONDS = 300
"""How long unwrapped keys stay in memory: so long a process may use what another has destroyed."""
MOST_REMEMBERED = 10_000
FIRST_VERSION = 1
HELD_BY_ENGINE = "mortar_keyring"

Open = Callable[[], AbstractContextManager[Session]]
"""Opens a short transaction of the tenant."""


class KeyEncryption(Protocol):
    """Wraps the keys of tenants; nobody unwraps them without the key behind it."""

    @property
    def name(self) -> str:
        """The key that wraps now, as the rows name it."""

    def wrapped(self, tenant_id: UUID, key: bytes) -> bytes: ...

    def unwrapped(self, tenant_id: UUID, wrapped: bytes, name: str) -> bytes:
        """Opens what the key of that name wrapped for that tenant."""


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A new key, as it is kept."""

    wrapped: bytes
    wrapped_with: str


class NoSuchTenant(Exception):
    """There is no tenant that could have keys; its id may be anybody's guess."""


class Keyring:
    """Knows each tenant's keys for a while. No transaction is open while one is unwrapped."""

    def __init__(self, encryption: KeyEncryption, life_seconds: float = LIFE_SECONDS) -> None:
        self.encryption = encryption
        self.life_seconds = life_seconds
        self._known: dict[UUID, tuple[float, TenantKeys]] = {}

    def known(self, tenant_id: UUID) -> TenantKeys | None:
        """The keys, if this process has them in memory."""
        until, keys = self._known.get(tenant_id, (0.0, None))
        return keys if until > time.monotonic() else None

    def keys(self, tenant_id: UUID, transaction: Open) -> TenantKeys:
        """The tenant's keys; its first are made now.

        Raises:
            NoSuchTenant: nobody has this id.
        """
        known = self.known(tenant_id)
        if known is not None:
            return known
        rows = _rows(transaction)
        if not any(row.wrapped or row.shredded_at for row in rows):
            self._make(tenant_id, transaction)
            rows = _rows(transaction)
        keys = self._unwrapped(tenant_id, rows)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[tenant_id] = (time.monotonic() + self._life(rows), keys)
        return keys

    def fresh(self, tenant_id: UUID) -> WrappedKey:
        """A new key for the tenant. It may take a while: no transaction is open meanwhile."""
        return WrappedKey(self.encryption.wrapped(tenant_id, new_key()), self.encryption.name)

    @property
    def known_to_all(self) -> timedelta:
        """So long after a key is kept everyone knows it, even if clocks differ as much again."""
        return timedelta(seconds=2 * self.life_seconds)

    def forget(self, tenant_id: UUID) -> None:
        """Read the tenant's keys again before they are next used."""
        self._known.pop(tenant_id, None)

    def _life(self, rows: Iterable[TenantKey]) -> float:
        """A key that is yet to be used shortens it: everyone begins with it at once."""
        now = datetime.now(UTC)
        waits = [(row.used_from_at - now).total_seconds() for row in rows]
        return min([self.life_seconds, *(wait for wait in waits if wait > 0)])

    def _make(self, tenant_id: UUID, transaction: Open) -> None:
        """The tenant's first keys, all or none; of two makers at once, the first one's are kept."""
        keeps = [self._kept(tenant_id, purpose) for purpose in KeyPurpose]
        with transaction() as session:
            for keep in keeps:
                session.execute(keep)

    def _kept(self, tenant_id: UUID, purpose: KeyPurpose) -> Insert:
        """Keeps a new key, unless there is one or no such tenant."""
        key = self.fresh(tenant_id)
        made = {
            TenantKey.id: new_id(),
            TenantKey.purpose: purpose.value,
            TenantKey.version: FIRST_VERSION,
            TenantKey.wrapped: key.wrapped,
            TenantKey.wrapped_with: key.wrapped_with,
        }
        row = select(*(literal(value, column.type) for column, value in made.items()))
        whose = row.where(select(Tenant.id).where(Tenant.id == tenant_id).exists())
        keep = insert(TenantKey).from_select([column.key for column in made], whose)
        return keep.on_conflict_do_nothing()

    def _unwrapped(self, tenant_id: UUID, rows: Sequence[TenantKey]) -> TenantKeys:
        shredded = [row.shredded_at for row in rows if row.shredded_at]
        if shredded:
            return TenantKeys(tenant_id, {}, b"", current=0, shredded_at=max(shredded))
        now = datetime.now(UTC) + timedelta(seconds=1)
        found = {
            (row.purpose, row.version): self.encryption.unwrapped(
                tenant_id, row.wrapped, row.wrapped_with
            )
            for row in rows
            if row.wrapped
        }
        if not found:
            raise NoSuchTenant
        data = {
            version: key for (purpose, version), key in found.items() if purpose == KeyPurpose.DATA
        }
        used = [row.version for row in rows if row.version in data and row.used_from_at <= now]
        index_key = found[KeyPurpose.INDEX, FIRST_VERSION]
        return TenantKeys(tenant_id, data, index_key, current=max(used))


def add_version(session: Session, key: WrappedKey, used_from_at: datetime) -> TenantKey:
    """Keep a new version of the data key, which seals from that moment on."""
    newest = select(func.max(TenantKey.version)).where(TenantKey.purpose == KeyPurpose.DATA)
    added = TenantKey(
        purpose=KeyPurpose.DATA,
        version=(session.scalar(newest) or 0) + 1,
        wrapped=key.wrapped,
        wrapped_with=key.wrapped_with,
        used_from_at=used_from_at,
    )
    session.add(added)
    session.flush()
    return added


def entrust(engine: Engine, keyring: Keyring) -> Engine:
    """Let whoever opens transactions on this engine seal and open with these keys."""
    engine.update_execution_options(**{HELD_BY_ENGINE: keyring})
    return engine


def keyring_of(engine: Engine) -> Keyring | None:
    """The keys that the engine was entrusted with."""
    keyring: Keyring | None = engine.get_execution_options().get(HELD_BY_ENGINE)
    return keyring


def _rows(transaction: Open) -> Sequence[TenantKey]:
    with transaction() as session:
        return session.scalars(select(TenantKey)).all()
