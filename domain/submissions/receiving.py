"""Partners' files: kept byte for byte before anything is read, set aside where nothing can be."""

import hashlib
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, undefer

from domain.errors import WrongState
from domain.outbox.commands import announce
from domain.submissions.events import FileReceived
from domain.submissions.models import RawFile
from domain.x12.findings import Unreadable
from domain.x12.tokens import batches
from tenants.audit import touch
from tenants.database import find, lock
from tenants.identifiers import new_id
from tenants.sealed_fields import sealed_row

RECEIVED, PROCESSED, QUARANTINED = "received", "processed", "quarantined"
KINDS = {"837": "837P", "999": "999", "277": "277CA", "835": "835"}
"""By ST01."""
INTERCHANGE_ACKNOWLEDGMENT = "TA1"
ACKNOWLEDGEMENTS = frozenset({INTERCHANGE_ACKNOWLEDGMENT, "999", "277CA"})
LONGEST_REASON = 500


def receive_file(
    session: Session, trading_partner_id: UUID | None, name: str, content: bytes
) -> UUID:
    """Keep a file and announce it; the same bytes again are the file that is here already.

    Returns the raw file's id.
    """
    checksum = hashlib.sha256(content).hexdigest()
    row = {
        "id": new_id(),
        "trading_partner_id": trading_partner_id,
        "direction": "in",
        "name": name,
        "checksum": checksum,
        "content": content,
        "kind": kind_of(content),
        "status": RECEIVED,
    }
    table: Table = RawFile.__table__  # type: ignore[assignment]
    keeping = insert(table).values(sealed_row(session, RawFile, row)).on_conflict_do_nothing()
    fresh: UUID | None = session.scalar(keeping.returning(table.c.id))
    if fresh is not None:
        touch(session, RawFile.__tablename__, [fresh])
        announce(session, FileReceived(fresh))
        return fresh
    known = select(RawFile.id).where(
        RawFile.trading_partner_id.is_not_distinct_from(trading_partner_id),
        RawFile.direction == "in",
        RawFile.checksum == checksum,
    )
    return session.scalars(known).one()


def kind_of(content: bytes) -> str | None:
    """What the file holds, by its first transaction set or, without one, its TA1."""
    kind = None
    try:
        for delimiters, segments in batches(content):
            for segment in segments:
                elements = segment.strip().split(delimiters.element)
                if elements[0] == "ST" and len(elements) > 1:
                    return KINDS.get(elements[1])
                if elements[0] == INTERCHANGE_ACKNOWLEDGMENT:
                    kind = INTERCHANGE_ACKNOWLEDGMENT
    except Unreadable:
        return None
    return kind


def quarantine(raw_file: RawFile, reason: str) -> None:
    """Set the file aside: nothing of it counts until a person has it read again."""
    raw_file.status, raw_file.reason = QUARANTINED, reason[:LONGEST_REASON]


def refuse(raw_file: RawFile, fault: Unreadable) -> None:
    """Quarantine for what cannot be read, with the segment and element where that begins."""
    finding = fault.finding
    where = finding.element or finding.segment or "The file"
    quarantine(raw_file, f"{where}, segment {finding.segment_index + 1}: {finding.message}")


def replay_file(session: Session, raw_file_id: UUID) -> RawFile:
    """Have a quarantined file read again, after what was wrong has been put right.

    Raises:
        NotFound: this tenant has no such file.
        WrongState: it is not in quarantine.
    """
    raw_file = lock(session, RawFile, raw_file_id)
    if raw_file.status != QUARANTINED:
        raise WrongState("Only a file in quarantine can be read again.")
    raw_file.status, raw_file.reason = RECEIVED, None
    raw_file.kind = kind_of(raw_file_content(session, raw_file_id))
    announce(session, FileReceived(raw_file.id))
    return raw_file


def raw_file_content(session: Session, raw_file_id: UUID) -> bytes:
    return find(session, RawFile, raw_file_id, options=[undefer(RawFile.content)]).content
