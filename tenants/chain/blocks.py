"""A block of the chain: which events it seals, their digests, and the hash of the block before.

An event's canonical form is the line that COPY writes of it (ISO dates, UTC), without its id; the
id stands in the block beside the digest. Events whose contents changed places are told so.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, SmallInteger, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from tenants.records import Record, TenantOwned, unique

FORM = 1
"""Of events and blocks, so that a column more does not make liars of the blocks before it."""
CONTENT = (
    "transaction_id", "created_at", "actor", "store_ids", "through", "through_id", "request_id",
    "action", "patient_ids", "objects", "purpose", "outcome", "code",
)  # fmt: skip
DIGEST_BYTES = 32
CANONICAL = text("set local datestyle = 'ISO, YMD'; set local timezone = 'UTC'")


class AuditBlock(TenantOwned, Record):
    """Some events of a tenant, in the order of their transactions. `created_at` is the sealing."""

    __tablename__ = "audit_blocks"
    __table_args__ = (
        unique("number"),
        Index("ix_audit_blocks_until_transaction", "until_transaction"),  # Of all tenants.
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int]
    """From 1, without gaps."""
    form: Mapped[int] = mapped_column(SmallInteger)
    until_transaction: Mapped[int]
    """Every transaction below it is sealed, of every tenant."""
    event_ids: Mapped[list[UUID]]
    event_digests: Mapped[bytes] = mapped_column(LargeBinary)
    """One after the other, as the ids."""
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True, slots=True)
class Block:
    """What a block says; its hash follows from that."""

    tenant_id: UUID
    number: int
    sealed_at: datetime
    until_transaction: int
    event_ids: tuple[UUID, ...]
    event_digests: bytes
    previous_hash: bytes
    form: int = FORM

    @property
    def hash(self) -> bytes:
        head = (
            f"mortar audit block {self.form}\n{self.tenant_id}\n{self.number}\n"
            f"{self.sealed_at.timestamp():.6f}\n{self.until_transaction}\n{len(self.event_ids)}\n"
        )
        hashed = hashlib.sha256(head.encode() + self.previous_hash)
        for id_ in self.event_ids:
            hashed.update(id_.bytes)
        hashed.update(self.event_digests)
        return hashed.digest()

    def digests(self) -> dict[UUID, bytes]:
        """The digest of each event when it was sealed."""
        places = range(0, len(self.event_digests), DIGEST_BYTES)
        parts = (self.event_digests[at : at + DIGEST_BYTES] for at in places)
        return dict(zip(self.event_ids, parts, strict=False))


@dataclass(frozen=True, slots=True)
class Sealable:
    """An event as the chain sees it."""

    tenant_id: UUID
    id: UUID
    transaction_id: int
    digest: bytes


def genesis(tenant_id: UUID) -> bytes:
    """What the first block follows."""
    return hashlib.sha256(f"mortar audit chain {tenant_id}".encode()).digest()


def block_of(row: Any) -> Block:
    """A stored row as what it says, without the hash that it claims."""
    return Block(
        row.tenant_id,
        row.number,
        row.created_at,
        row.until_transaction,
        tuple(row.event_ids),
        bytes(row.event_digests),
        bytes(row.previous_hash),
        row.form,
    )


def read_events(session: Session, condition: str, values: Iterable[Any]) -> Iterator[Sealable]:
    """Events in the order in which they are sealed; `condition` is SQL with `%s` for the values."""
    session.execute(CANONICAL)
    columns = ", ".join(("tenant_id", "id", *CONTENT))
    query = (
        f"copy (select {columns} from audit_events where {condition}"  # noqa: S608 our own words
        " order by tenant_id, transaction_id, id) to stdout"
    )
    connection: Any = session.connection().connection.dbapi_connection
    with connection.cursor() as cursor, cursor.copy(query, tuple(values)) as lines:
        for line in lines:
            yield _sealable(bytes(line))


def _sealable(line: bytes) -> Sealable:
    tenant_id, id_, content = line.split(b"\t", 2)
    digest = hashlib.sha256(tenant_id + b"\t" + content).digest()
    transaction_id = int(content.split(b"\t", 1)[0])
    return Sealable(UUID(tenant_id.decode()), UUID(id_.decode()), transaction_id, digest)
