"""Jobs of claims: made from charges, taken back with them, and made for the next payer."""

from uuid import UUID

from domain.claims import commands, corrections, recoding
from domain.codes.in_memory import codebook
from domain.ledger.next_payer import follow_up
from tenants.meanings import Module
from workers.broker import JobDatabase, Queue, tenant_actor


@tenant_actor(Queue.BILLING, module=Module.MEDICAL_BILLING)
def assemble_claims(database: JobDatabase, encounter_id: UUID) -> None:
    with database.once() as session:
        commands.assemble_claims(session, encounter_id, codebook(session))


@tenant_actor(Queue.BILLING, module=Module.MEDICAL_BILLING)
def withdraw_claims(database: JobDatabase, encounter_id: UUID) -> None:
    with database.once() as session:
        corrections.withdraw_claims(session, encounter_id, codebook(session))


@tenant_actor(Queue.BILLING, module=Module.MEDICAL_BILLING)
def recode_the_day(database: JobDatabase, encounter_id: UUID) -> None:
    with database.once() as session:
        recoding.recode_the_day(session, encounter_id)


@tenant_actor(Queue.BILLING, module=Module.MEDICAL_BILLING)
def bill_next_payer(database: JobDatabase, claim_id: UUID) -> None:
    with database.once() as session:
        follow_up(session, claim_id, codebook(session))
