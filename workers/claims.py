"""Jobs of claims: made from charges, taken back with them, made for the next payer, acted on."""

import time
from dataclasses import replace
from uuid import UUID

from domain.claims import commands, corrections, recoding
from domain.claims.bulk_pieces import OutOfReach, do_piece, stop_out_of_reach, take_up
from domain.claims.events import BulkActDue
from domain.codes.in_memory import codebook
from domain.ledger.next_payer import follow_up
from domain.outbox.commands import announce
from tenants.actor import Actor
from tenants.audit import Origin
from tenants.meanings import Module
from workers.broker import JobDatabase, Queue, tenant_actor

SLICE_SECONDS = 20.0
"""After so long an act on many claims lets others of its lane have their turn."""


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


@tenant_actor(Queue.SLOW, module=Module.MEDICAL_BILLING, time_limit_seconds=600)
def act_on_claims(database: JobDatabase, bulk_act_id: UUID) -> None:
    """Each piece is a transaction of its own; killed anywhere, the next delivery goes on."""
    until = time.monotonic() + SLICE_SECONDS
    while time.monotonic() < until:
        with database.transaction() as session:
            actor = take_up(session, bulk_act_id)
        if actor is None:
            return
        _act_on_piece(database, actor, bulk_act_id)
    with database.once() as session:  # A second delivery begins no second row of slices.
        announce(session, BulkActDue(bulk_act_id))


def _act_on_piece(database: JobDatabase, actor: Actor, bulk_act_id: UUID) -> None:
    """As the person who asked: the audit log and the claims' histories name them."""
    origin = Origin(
        through_id=str(bulk_act_id), request_id=str(database.event_id), action=database.job_name
    )
    try:
        with replace(database, actor=actor, origin=origin).transaction() as session:
            do_piece(session, bulk_act_id, codebook(session))
    except OutOfReach:
        with database.transaction() as session:
            stop_out_of_reach(session, bulk_act_id)
