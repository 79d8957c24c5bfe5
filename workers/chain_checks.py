"""The job that verifies a tenant's audit log, and tells how far it has come."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Engine

from tenants.chain.checks import ChainCheck, CheckState
from tenants.chain.heads import Export, KeptHeads, WrongExport
from tenants.chain.verification import Verdict, verify
from tenants.database import find, lock
from workers.broker import JobDatabase, chain_actor

EXPORT_WRONG = "export_wrong"
"""Beside the kinds of breaks: the heads kept elsewhere are not what was signed."""

logger = logging.getLogger(__name__)


@chain_actor()
def verify_chain(
    database: JobDatabase, platform: Engine, heads: KeptHeads, chain_check_id: UUID
) -> None:
    """Looks from the beginning whenever it is delivered; ended, a check stays as it is."""
    with database.transaction() as session:
        if find(session, ChainCheck, chain_check_id).state != CheckState.RUNNING:
            return
    try:
        exports = heads.exports()
    except WrongExport as wrong:
        logger.critical("The heads of the audit log are not as they were exported: %s", wrong)
        _end(database, chain_check_id, Verdict(), EXPORT_WRONG)
        return
    verdict = verify(
        platform,
        exports,
        database.actor.tenant_id,
        lambda so_far: _note(database, chain_check_id, so_far),
    )
    _note_heads(database, chain_check_id, exports)
    for each in verdict.breaks[:1]:
        logger.critical("The audit log is not as it was sealed: %s.", each)
    _end(database, chain_check_id, verdict)


def _note(database: JobDatabase, check_id: UUID, verdict: Verdict) -> None:
    with database.transaction() as session:
        check = lock(session, ChainCheck, check_id)
        check.checked_count, check.event_count = verdict.block_count, verdict.event_count
        check.checked_until_at = verdict.sealed_until_at


def _note_heads(database: JobDatabase, check_id: UUID, exports: Sequence[Export]) -> None:
    """The last of this tenant's that left."""
    of_ours = [export for export in exports if database.actor.tenant_id in export.heads]
    if not of_ours:
        return
    with database.transaction() as session:
        check = lock(session, ChainCheck, check_id)
        check.exported_number = of_ours[-1].heads[database.actor.tenant_id].number
        check.exported_at = of_ours[-1].exported_at


def _end(database: JobDatabase, check_id: UUID, verdict: Verdict, kind: str | None = None) -> None:
    """With the first thing that is wrong, if anything is."""
    first = verdict.breaks[0] if verdict.breaks else None
    with database.transaction() as session:
        check = lock(session, ChainCheck, check_id)
        if check.state != CheckState.RUNNING:
            return
        is_sound = first is None and kind is None
        check.state = CheckState.SOUND if is_sound else CheckState.BROKEN
        check.checked_count, check.event_count = verdict.block_count, verdict.event_count
        check.break_count = len(verdict.breaks) + (kind is not None)
        check.first_break_kind = first.kind.name.lower() if first else kind
        check.first_break_block = first.block if first else None
        check.first_break_event_id = first.event_id if first else None
        check.ended_at = datetime.now(UTC)
