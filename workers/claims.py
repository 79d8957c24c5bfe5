"""Jobs of claims: made from charges, and for the next payer from a decision."""

from uuid import UUID

from domain.claims import commands
from domain.codes.in_memory import codebook
from domain.ledger.next_payer import follow_up
from workers.broker import JobDatabase, Queue, tenant_actor


@tenant_actor(Queue.BILLING)
def assemble_claims(database: JobDatabase, encounter_id: UUID) -> None:
    with database.once() as session:
        commands.assemble_claims(session, encounter_id, codebook(session))


@tenant_actor(Queue.BILLING)
def bill_next_payer(database: JobDatabase, claim_id: UUID) -> None:
    with database.once() as session:
        follow_up(session, claim_id, codebook(session))
