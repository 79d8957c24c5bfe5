"""Jobs of the ledger: charge what was sent, post what was paid."""

from uuid import UUID

from domain.ledger import charging, commands
from tenants.meanings import Module
from workers.broker import JobDatabase, Queue, tenant_actor


@tenant_actor(Queue.BILLING, module=Module.MEDICAL_BILLING)
def post_charges(database: JobDatabase, interchange_id: UUID) -> None:
    with database.once() as session:
        commands.post_charges(session, interchange_id)


@tenant_actor(Queue.BILLING, module=Module.REMITTANCE)
def post_remittance(database: JobDatabase, remittance_id: UUID) -> None:
    with database.once() as session:
        commands.post_remittance(session, remittance_id)


@tenant_actor(Queue.BILLING, module=Module.MEDICAL_BILLING)
def take_back_charge(database: JobDatabase, claim_id: UUID) -> None:
    with database.once() as session:
        charging.take_back_charge(session, claim_id)
