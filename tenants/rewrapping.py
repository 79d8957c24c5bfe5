"""Wraps tenants' keys again, with the master key that wraps now. The keys themselves stay the same."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tenants.audit import touch
from tenants.keyring import KeyEncryption
from tenants.models import TenantKey

Rewrapped = tuple[UUID, bytes, bytes]
"""Which key, as it was wrapped and as it is to be."""


def wrapped_otherwise(session: Session, name: str) -> list[TenantKey]:
    """The tenant's keys that another key wraps; those that were destroyed are no more."""
    others = select(TenantKey).where(TenantKey.wrapped.is_not(None))
    return list(session.scalars(others.where(TenantKey.wrapped_with != name)))


def rewrapped(tenant_id: UUID, key: TenantKey, encryption: KeyEncryption) -> Rewrapped:
    """It may take a while: no transaction is open meanwhile."""
    assert key.wrapped is not None
    plain = encryption.unwrapped(tenant_id, key.wrapped, key.wrapped_with)
    return key.id, key.wrapped, encryption.wrapped(tenant_id, plain)


def keep(session: Session, found: Rewrapped, name: str) -> bool:
    """Whether it was kept: not what somebody destroyed or wrapped meanwhile."""
    id_, before, after = found
    kept = session.execute(
        update(TenantKey)
        .where(TenantKey.id == id_, TenantKey.wrapped == before)
        .values(wrapped=after, wrapped_with=name)
        .returning(TenantKey.id)
    ).all()
    touch(session, TenantKey.__tablename__, [id_ for (id_,) in kept])
    return bool(kept)
