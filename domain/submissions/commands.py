"""What may be done with claims that leave: seal them into interchanges, ask for that to be done."""

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.claims.models import Claim, Readiness, Transport
from domain.outbox.commands import announce
from domain.outbox.models import OutboxMessage
from domain.payers.models import Payer, TradingPartner
from domain.submissions.batching import mark_batched, next_numbers, seal, waiting_claims
from domain.submissions.events import BatchDue, InterchangeBuilt
from domain.submissions.models import ClaimSubmission, Interchange, RawFile
from domain.submissions.sealing import Numbers, Sealed
from tenants.database import find, lock
from tenants.identifiers import new_id

MOST_INTERCHANGES = 4
"""In one transaction; what is left is batched in the next."""
GATHERING_SECONDS = 2
"""How long a released claim waits for others to travel with."""


def gather(session: Session, claim_id: UUID) -> None:
    """Have the claim's partner batched in a moment, unless that is about to happen anyway.

    Raises:
        NotFound: this tenant has no such claim.
    """
    claim = find(session, Claim, claim_id)
    partner_id = find(session, Payer, claim.payer_id).trading_partner_id
    if partner_id is None or _batch_is_due(session, partner_id):
        return
    soon = datetime.now(UTC) + timedelta(seconds=GATHERING_SECONDS)
    announce(session, BatchDue(partner_id), available_at=soon)


def build_interchanges(session: Session, trading_partner_id: UUID) -> list[Interchange]:
    """Seal every released claim of the partner: control numbers and bytes are kept, then announced.

    A claim that the validator refuses goes back to a person; the others leave without it.

    Raises:
        NotFound: this tenant has no such partner.
        Unsendable: the partner's own set-up is at fault.
    """
    partner = lock(session, TradingPartner, trading_partner_id)
    built: list[Interchange] = []
    while contents := waiting_claims(session, partner.id):
        if len(built) == MOST_INTERCHANGES:
            announce(session, BatchDue(partner.id))
            break
        numbers = next_numbers(partner)
        sealed, claims = seal(session, partner, numbers, contents)
        if sealed is None:
            session.flush()
            continue
        built.append(_keep(session, partner, numbers, sealed, claims))
    return built


def submit_now(session: Session, trading_partner_id: UUID) -> TradingPartner:
    """Have the partner's released claims batched without waiting for others.

    Raises:
        NotFound: this tenant has no such partner.
    """
    partner = find(session, TradingPartner, trading_partner_id)
    announce(session, BatchDue(partner.id))
    return partner


def batch_waiting(session: Session) -> None:
    """Have every partner batched for whom released claims wait."""
    waiting = (
        select(Payer.trading_partner_id)
        .join(Claim, Claim.payer_id == Payer.id)
        .where(
            Claim.readiness == Readiness.RELEASED,
            Claim.transport == Transport.NOT_SENT,
            Payer.trading_partner_id.is_not(None),
        )
        .distinct()
    )
    for partner_id in session.scalars(waiting):
        assert partner_id is not None
        if not _batch_is_due(session, partner_id):
            announce(session, BatchDue(partner_id))


def partners(session: Session) -> list[TradingPartner]:
    return list(session.scalars(select(TradingPartner).order_by(TradingPartner.id)))


def _batch_is_due(session: Session, partner_id: UUID) -> bool:
    pending = select(OutboxMessage.id).where(
        OutboxMessage.event == BatchDue.__name__,
        OutboxMessage.payload == {"trading_partner_id": str(partner_id)},
    )
    return session.scalars(pending.limit(1)).first() is not None


def _keep(
    session: Session,
    partner: TradingPartner,
    numbers: Numbers,
    sealed: Sealed,
    claims: list[Claim],
) -> Interchange:
    """The file, its numbers and every claim's place in it, before the first byte leaves."""
    raw_file = RawFile(
        id=new_id(),
        trading_partner_id=partner.id,
        direction="out",
        name=f"837P-{numbers.control_number:09d}.x12",
        checksum=hashlib.sha256(sealed.content).hexdigest(),
        content=sealed.content,
        kind="837P",
        status="processed",
    )
    interchange = Interchange(
        id=new_id(),
        trading_partner_id=partner.id,
        raw_file_id=raw_file.id,
        control_number=numbers.control_number,
        batch_number=numbers.batch_number,
        claim_count=len(claims),
        charge_cents=sum(claim.charge_cents for claim in claims),
        status="built",
    )
    for record in (raw_file, interchange):
        session.add(record)
        session.flush()
    ids = {claim.patient_control_number: claim.id for claim in claims}
    session.add_all(
        ClaimSubmission(
            interchange_id=interchange.id,
            claim_id=ids[place.patient_control_number],
            transaction_control_number=place.transaction_control_number,
            first_segment=place.first_segment,
            last_segment=place.last_segment,
        )
        for place in sealed.places
    )
    mark_batched(session, claims, numbers, sealed)
    session.flush()
    announce(session, InterchangeBuilt(interchange.id))
    return interchange
