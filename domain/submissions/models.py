"""Interchanges out, files in, and what the acknowledgements said about each claim."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.records import (
    Record,
    StoreOwned,
    TenantOwned,
    belongs_to,
    index,
    no_store_without,
    of_its_store,
    unique,
)
from tenants.sealed_fields import sealed


class RawFile(TenantOwned, Record):
    """A file exactly as it was received or sent, kept before anything is parsed."""

    __tablename__ = "raw_files"
    __table_args__ = (
        belongs_to("trading_partner_id", "trading_partners"),
        unique("trading_partner_id", "direction", "checksum", postgresql_nulls_not_distinct=True),
        index("ix_raw_files_created_at", text("created_at desc"), text("id desc")),
        index("ix_raw_files_status", "status", text("created_at desc"), text("id desc")),
    )

    trading_partner_id: Mapped[UUID | None]
    direction: Mapped[str]
    """`in` or `out`."""
    name: Mapped[str]
    checksum: Mapped[str]
    """SHA-256: the same bytes of the same partner are taken in once."""
    content: Mapped[bytes] = sealed(deferred=True)
    kind: Mapped[str | None]
    """TA1, 999, 277CA, 835 or 837P, once known."""
    status: Mapped[str]
    """`received`, `processed` or `quarantined`."""
    reason: Mapped[str | None] = sealed()
    """Why it is in quarantine: segment, element, what is wrong."""


class Interchange(TenantOwned, Record):
    """One 837P on its way: bytes and control numbers fixed before the first byte leaves."""

    __tablename__ = "interchanges"
    __table_args__ = (
        belongs_to("trading_partner_id", "trading_partners"),
        belongs_to("raw_file_id", "raw_files"),
        unique("trading_partner_id", "control_number"),
        index("ix_interchanges_status", "status"),
        CheckConstraint("control_number between 1 and 999999999", name="isa13_range"),
    )

    trading_partner_id: Mapped[UUID]
    raw_file_id: Mapped[UUID]
    control_number: Mapped[int]
    """ISA13, also GS06."""
    batch_number: Mapped[str]
    """BHT03, returned in the 277CA."""
    claim_count: Mapped[int]
    charge_cents: Mapped[int]
    status: Mapped[str]
    """`built`, `sending`, `sent`, `accepted`, `partially_accepted` or `rejected`."""
    sent_at: Mapped[datetime | None]
    attempt_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    last_error: Mapped[str | None]


class ClaimSubmission(StoreOwned, Record):
    """A claim's place in an interchange, so that a segment number finds its claim."""

    __tablename__ = "claim_submissions"
    __table_args__ = (
        belongs_to("interchange_id", "interchanges"),
        of_its_store("claim_id", "claims"),
        unique("interchange_id", "claim_id"),
        index("ix_claim_submissions_claim", "claim_id"),
    )

    interchange_id: Mapped[UUID]
    claim_id: Mapped[UUID]
    transaction_control_number: Mapped[str]
    """ST02."""
    first_segment: Mapped[int]
    last_segment: Mapped[int]
    """Positions within the transaction set, ST being 1."""


class Acknowledgement(StoreOwned, Record):
    """What one TA1, 999 or 277CA said about an interchange or one of its claims."""

    __tablename__ = "acknowledgements"
    __table_args__ = (
        belongs_to("raw_file_id", "raw_files"),
        belongs_to("interchange_id", "interchanges"),
        of_its_store("claim_id", "claims"),
        index("ix_acknowledgements_claim", "claim_id"),
        index("ix_acknowledgements_interchange", "interchange_id"),
        no_store_without("claim_id"),
    )

    raw_file_id: Mapped[UUID]
    interchange_id: Mapped[UUID | None]
    claim_id: Mapped[UUID | None]
    kind: Mapped[str]
    """TA1, 999 or 277CA."""
    is_accepted: Mapped[bool]
    codes: Mapped[dict[str, Any]]
    """As the file has them: TA105; IK3 to IK5; STC category, status, entity."""
    message: Mapped[str] = sealed()
    segments: Mapped[str] = sealed()
