"""Jobs of charges: a signed encounter is coded and priced."""

from uuid import UUID

from domain.charges import commands
from tenants.meanings import Module
from workers.broker import JobDatabase, Queue, tenant_actor


@tenant_actor(Queue.BILLING, module=Module.MEDICAL_BILLING)
def code_encounter(database: JobDatabase, encounter_id: UUID) -> None:
    with database.once() as session:
        commands.code_encounter(session, encounter_id)
