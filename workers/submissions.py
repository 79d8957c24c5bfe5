"""Jobs that carry claims to trading partners and bring their answers back."""

import logging
from uuid import UUID

from domain.payers.models import TradingPartner
from domain.remittances import commands as remittances
from domain.submissions import acknowledgements, commands, overdue, receiving, transmission
from domain.submissions.models import RawFile
from infra.gateways import Gateway, Gateways
from infra.outside import Declined, Unreachable
from tenants.database import find
from tenants.meanings import Module
from workers.broker import JobDatabase, Queue, gateway_actor, tenant_actor

MOST_FILES = 200
"""Taken in at one look into a mailbox; the next look takes the rest."""

logger = logging.getLogger(__name__)


@tenant_actor(Queue.EDI, module=Module.MEDICAL_BILLING)
def gather_claim(database: JobDatabase, claim_id: UUID) -> None:
    with database.once() as session:
        commands.gather(session, claim_id)


@tenant_actor(Queue.EDI, module=Module.MEDICAL_BILLING, time_limit_seconds=600)
def build_interchanges(database: JobDatabase, trading_partner_id: UUID) -> None:
    """Needs no receipt: claims that have been batched are not there to batch again."""
    with database.transaction() as session:
        commands.build_interchanges(session, trading_partner_id)


@gateway_actor(module=Module.MEDICAL_BILLING)
def transmit_interchange(database: JobDatabase, gateways: Gateways, interchange_id: UUID) -> None:
    """Upload one interchange between two transactions. A second delivery does nothing."""
    with database.transaction() as session:
        parcel = transmission.begin_sending(session, interchange_id)
    if parcel is None:
        return
    tenant_id = database.actor.tenant_id
    try:
        gateway = gateways.to(parcel.gateway, tenant_id, parcel.trading_partner_id, parcel.settings)
        if not (parcel.is_doubtful and gateway.has(parcel.name)):
            gateway.send(parcel.name, parcel.content)
    except (Unreachable, Declined) as failure:
        with database.transaction() as session:
            transmission.record_failure(session, interchange_id, str(failure))
        raise
    with database.transaction() as session:
        transmission.record_sent(session, interchange_id)


@gateway_actor(module=Module.MEDICAL_BILLING)
def collect_answers(database: JobDatabase, gateways: Gateways, trading_partner_id: UUID) -> None:
    """Take in what one partner has left for us."""
    with database.transaction() as session:
        partner = find(session, TradingPartner, trading_partner_id)
    _collect(database, gateways, partner)


@gateway_actor(module=Module.MEDICAL_BILLING)
def poll_partners(database: JobDatabase, gateways: Gateways) -> None:
    """Look into every mailbox; one that fails keeps nobody from the others."""
    with database.transaction() as session:
        partners = commands.partners(session)
    failure: Unreachable | None = None
    for partner in partners:
        try:
            _collect(database, gateways, partner)
        except Unreachable as unreachable:
            failure = unreachable
    if failure is not None:
        raise failure


@tenant_actor(Queue.EDI, module=Module.MEDICAL_BILLING)
def sweep_submissions(database: JobDatabase) -> None:
    """Whatever became of an event, a released claim leaves and a built interchange is sent."""
    with database.once() as session:
        commands.batch_waiting(session)
        transmission.resume_unsent(session)


@tenant_actor(Queue.EDI, module=Module.MEDICAL_BILLING)
def watch_silence(database: JobDatabase) -> None:
    """A claim that nobody answers in time goes to a person."""
    with database.once() as session:
        overdue.review_silent_claims(session)


@tenant_actor(Queue.EDI, module=Module.MEDICAL_BILLING)
def read_file(database: JobDatabase, raw_file_id: UUID) -> None:
    """Hand a received file to whoever understands its kind."""
    with database.once() as session:
        raw_file = find(session, RawFile, raw_file_id)
        if raw_file.kind == "835":
            remittances.take_in(session, raw_file_id)
        elif raw_file.kind in receiving.ACKNOWLEDGEMENTS:
            acknowledgements.take_in(session, raw_file_id)
        else:
            receiving.quarantine(raw_file, "ISA: this is no file that we know how to read.")


def _collect(database: JobDatabase, gateways: Gateways, partner: TradingPartner) -> None:
    gateway = gateways.to(partner.gateway, database.actor.tenant_id, partner.id, partner.settings)
    for name in gateway.names()[:MOST_FILES]:
        _take(database, gateway, partner.id, name)


def _take(database: JobDatabase, gateway: Gateway, partner_id: UUID, name: str) -> None:
    """Kept and committed first, then acknowledged: a crash in between brings the same bytes again."""
    try:
        content = gateway.fetch(name)
    except Declined as declined:
        logger.warning("A file stays in the mailbox of partner %s: %s", partner_id, declined)
        return
    with database.transaction() as session:
        receiving.receive_file(session, partner_id, name, content)
    gateway.done(name)
