"""Jobs of claims: made from charges, taken back with them, made for the next payer, acted on."""

import logging
import time
from dataclasses import replace
from uuid import UUID

from opentelemetry import trace

from domain.claims import commands, corrections, recoding
from domain.claims.bulk_faults import Verdict, search
from domain.claims.bulk_pieces import OutOfReach, Turn, do_piece, stop_out_of_reach, take_up
from domain.claims.events import BulkActDue
from domain.codes.in_memory import codebook
from domain.ledger.next_payer import follow_up
from domain.outbox.commands import announce
from tenants.audit import Origin
from tenants.meanings import Module
from workers.broker import JobDatabase, Queue, described, tenant_actor, waiting_may_cure
from workers.tracing import SET_APART

logger = logging.getLogger(__name__)

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
    """Each piece is a transaction of its own; killed anywhere, the next delivery goes on.

    A single claim at which we fail is set apart; failing again and again gives the job up.
    """
    until = time.monotonic() + SLICE_SECONDS
    set_apart_in_a_row = 0
    while time.monotonic() < until:
        with database.transaction() as session:
            turn = take_up(session, bulk_act_id)
        if turn is None:
            return
        try:
            _act_on_piece(database, turn, bulk_act_id)
        except Exception as error:  # noqa: BLE001 raised again where it is no single claim's
            set_apart_in_a_row += _set_apart(database, turn, error, set_apart_in_a_row)
        else:
            set_apart_in_a_row = 0
    with database.once() as session:  # A second delivery begins no second row of slices.
        announce(session, BulkActDue(bulk_act_id))


def _act_on_piece(database: JobDatabase, turn: Turn, bulk_act_id: UUID) -> None:
    """As the person who asked: the audit log and the claims' histories name them."""
    origin = Origin(
        through_id=str(bulk_act_id), request_id=str(database.event_id), action=database.job_name
    )
    try:
        with replace(database, actor=turn.actor, origin=origin).transaction() as session:
            do_piece(session, bulk_act_id, turn.piece.id, codebook(session))
    except OutOfReach:
        with database.transaction() as session:
            stop_out_of_reach(session, bulk_act_id)


def _set_apart(database: JobDatabase, turn: Turn, error: Exception, in_a_row: int) -> int:
    """Come closer to the claim at which we failed. Returns how many were set apart: one, or none yet.

    Raises again what waiting may cure, and what fails too often.
    """
    if waiting_may_cure(error):
        raise error
    act_id, claim_ids = turn.piece.bulk_act_id, turn.piece.claim_ids
    with database.transaction() as session:
        verdict = search(session, act_id, turn.piece, in_a_row)
    if verdict is Verdict.TOO_MANY:
        raise error
    if verdict is Verdict.SEARCHED:
        return 0
    told = {"mortar.bulk_act_id": str(act_id), "mortar.claim_id": str(claim_ids[0])}
    logger.error("Act %s failed at claim %s: %s", act_id, claim_ids[0], described(error))
    trace.get_current_span().add_event("claim set apart", told)
    SET_APART.add(1, {"error": type(error).__name__})
    return 1
