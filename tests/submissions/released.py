"""Claims that may leave, and the files that would answer them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.claims.commands import assemble_claims
from domain.claims.models import Claim, ClaimEvent
from domain.codes.in_memory import codebook
from domain.payers.models import TradingPartner
from domain.providers.models import Store
from domain.submissions.commands import build_interchanges
from domain.submissions.models import Interchange
from domain.submissions.receiving import raw_file_content, receive_file
from domain.submissions.transmission import begin_sending, record_sent
from tests.builders import (
    a_charge,
    a_coverage,
    a_patient,
    a_payer,
    a_store,
    a_trading_partner,
    a_vaccine_charge,
    an_encounter,
)


@dataclass(frozen=True)
class Outbox:
    """A partner with released claims of one store and one payer."""

    partner: TradingPartner
    claims: list[Claim]


def a_released_claim(
    session: Session, partner: TradingPartner, store: Store | None = None, **coverage: Any
) -> Claim:
    """A flu shot for $67.50, which every edit lets pass."""
    patient_id = coverage.pop("patient_id", None) or a_patient(session).id
    payer_id = coverage.pop("payer_id", None) or a_payer(session, trading_partner_id=partner.id).id
    encounter = an_encounter(
        session, patient_id=patient_id, store_id=(store or a_store(session)).id
    )
    a_coverage(session, patient_id=patient_id, payer_id=payer_id, **coverage)
    a_charge(session, encounter)
    a_vaccine_charge(session, encounter)
    (claim,) = assemble_claims(session, encounter.id, codebook(session))
    assert claim.readiness == "released"
    return claim


def released_claims(session: Session, count: int = 3) -> Outbox:
    partner = a_trading_partner(session)
    payer, store = a_payer(session, trading_partner_id=partner.id), a_store(session)
    claims = [a_released_claim(session, partner, store, payer_id=payer.id) for _ in range(count)]
    return Outbox(partner, claims)


def built(session: Session, count: int = 3) -> tuple[Outbox, Interchange]:
    outbox = released_claims(session, count)
    (interchange,) = build_interchanges(session, outbox.partner.id)
    return outbox, interchange


def sent(session: Session, count: int = 3) -> tuple[Outbox, Interchange]:
    outbox, interchange = built(session, count)
    begin_sending(session, interchange.id)
    record_sent(session, interchange.id)
    return outbox, interchange


def bytes_of(session: Session, interchange: Interchange) -> bytes:
    return raw_file_content(session, interchange.raw_file_id)


def arrived(session: Session, partner: TradingPartner, content: bytes) -> UUID:
    """A file in the inbox, not yet read."""
    session.flush()
    return receive_file(session, partner.id, "answer.x12", content)


def axes(*claims: Claim) -> list[tuple[str, str]]:
    return [(claim.transport, claim.work) for claim in claims]


def steps(session: Session, claim: Claim) -> list[str]:
    session.flush()
    events = select(ClaimEvent.kind).where(ClaimEvent.claim_id == claim.id)
    return list(session.scalars(events.order_by(ClaimEvent.id)))
