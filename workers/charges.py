"""Jobs of charges: a signed encounter is coded and priced, again once what it lacked is there."""

import logging
from uuid import UUID

from domain.charges import commands
from tenants.meanings import Module
from workers.broker import JobDatabase, Queue, tenant_actor

WAITING_DUE = "waiting_encounters_due"
"""The schedule on which those that wait are looked at."""

logger = logging.getLogger(__name__)


@tenant_actor(Queue.BILLING, module=Module.MEDICAL_BILLING)
def code_encounter(database: JobDatabase, encounter_id: UUID) -> None:
    with database.once() as session:
        commands.code_encounter(session, encounter_id)


@tenant_actor(Queue.SLOW, time_limit_seconds=600, module=Module.MEDICAL_BILLING)
def code_waiting_encounters(database: JobDatabase, **_mended: UUID) -> None:
    """Whatever was mended: everything that waits is looked at, and what can be coded is."""
    with database.once() as session:
        resumed = commands.resume_coding(session)
    if resumed.waiting_count:
        logger.info(
            "Of %d encounters that wait to be coded, %d can be now.",
            resumed.waiting_count,
            resumed.mended_count,
        )
