"""Jobs of charges: a signed encounter becomes coded, priced lines."""

import contextlib
from uuid import UUID

from domain.charges import commands
from domain.charges.commands import CannotCode
from workers.broker import JobDatabase, Queue, tenant_actor


@tenant_actor(Queue.BILLING)
def code_encounter(database: JobDatabase, encounter_id: UUID) -> None:
    """Where a code or a price is missing, the encounter waits for a person, not for this job."""
    with contextlib.suppress(CannotCode), database.once() as session:
        commands.code_encounter(session, encounter_id)
