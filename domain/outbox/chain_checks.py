"""Verification of a tenant's audit log: asked for here, a job looks."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.errors import AlreadyExists
from domain.outbox.commands import announce
from domain.outbox.events import ChainCheckDue
from tenants.chain.blocks import AuditBlock
from tenants.chain.checks import ChainCheck, CheckState
from tenants.database import actor_of, insert

GIVEN_UP_AFTER = timedelta(hours=2)
"""No job may run for so long."""
TWIN = "The audit log is being verified already."


def check_chain(session: Session) -> ChainCheck:
    """Have every event compared with what was sealed of it, and every block with the next.

    Raises:
        AlreadyExists: that is under way.
    """
    _give_up_what_is_lost(session)
    actor = actor_of(session)
    check = ChainCheck(
        state=CheckState.RUNNING,
        asked_by=f"{actor.kind}:{actor.name}",
        block_count=session.scalar(select(func.coalesce(func.max(AuditBlock.number), 0))) or 0,
    )
    asked = insert(session, check, TWIN)
    announce(session, ChainCheckDue(asked.id))
    return asked


def _give_up_what_is_lost(session: Session) -> None:
    """Raises: AlreadyExists."""
    of_now = select(ChainCheck).where(ChainCheck.state == CheckState.RUNNING).with_for_update()
    running = session.scalars(of_now).first()
    if running is None:
        return
    if running.created_at > datetime.now(UTC) - GIVEN_UP_AFTER:
        raise AlreadyExists(TWIN)
    running.state, running.ended_at = CheckState.GIVEN_UP, datetime.now(UTC)
    session.flush()
