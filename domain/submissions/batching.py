"""Which claims travel together: those of one trading partner, neighbours by provider and payer."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.claims.checking import add_finding
from domain.claims.content import ClaimContent
from domain.claims.history import Step, advance
from domain.claims.models import Claim, Readiness, Transport
from domain.claims.queries import contents_of
from domain.errors import Finding
from domain.payers.models import Payer, TradingPartner
from domain.submissions.places import places, segments_of
from domain.submissions.professional_claims import professional_claim
from domain.submissions.sealing import Numbers, Sealed, faults, unwritable, write
from domain.x12.element_writing import Unwritable
from domain.x12.findings import Finding as Fault

CLAIMS_AN_INTERCHANGE = 5_000
"""Source: 005010X222A1, 1.3.2: the recommended most in one transaction."""
MOST_ROUNDS = 5
"""How often a batch is written anew without the claims that the validator refused."""


def waiting_claims(session: Session, trading_partner_id: UUID) -> list[ClaimContent]:
    """Released claims that have not left, locked, at most an interchange full of them."""
    ids = session.scalars(
        select(Claim.id)
        .join(Payer, Payer.id == Claim.payer_id)
        .where(
            Payer.trading_partner_id == trading_partner_id,
            Claim.readiness == Readiness.RELEASED,
            Claim.transport == Transport.NOT_SENT,
        )
        .order_by(Claim.store_id, Claim.payer_id, Claim.coverage_id, Claim.id)
        .limit(CLAIMS_AN_INTERCHANGE)
        .with_for_update(of=Claim, skip_locked=True)
    ).all()
    return contents_of(session, ids)


def next_numbers(partner: TradingPartner) -> Numbers:
    """Take the next control number; the partner's row must be locked."""
    partner.last_control_number += 1
    number = partner.last_control_number
    return Numbers(number, f"MB{number:09d}", datetime.now(UTC))


def seal(
    session: Session, partner: TradingPartner, numbers: Numbers, contents: Sequence[ClaimContent]
) -> tuple[Sealed | None, list[Claim]]:
    """The file of all claims that hold before the validator; the others go back to a person.

    Raises:
        Unsendable: the fault lies with the partner's set-up.
    """
    by_number = {each.claim.patient_control_number: each for each in contents}
    for _ in range(MOST_ROUNDS):
        if not by_number:
            return None, []
        try:
            content = write(partner, numbers, map(professional_claim, by_number.values()))
        except Unwritable as fault:
            refusal = unwritable(fault)
            send_back(session, by_number.pop(fault.patient_control_number).claim, [refusal])
            continue
        found = places(content)
        refused = faults(content, found)
        if not refused:
            claims = [by_number[place.patient_control_number].claim for place in found]
            return Sealed(content, found), claims
        for number, against in refused.items():
            send_back(session, by_number.pop(number).claim, against)
    return None, []


def send_back(session: Session, claim: Claim, against: Sequence[Fault]) -> None:
    """A claim that would be refused does not leave, and keeps nobody else here."""
    for fault in {(each.code, each.element): each for each in against}.values():
        add_finding(session, claim, _finding(fault))


def mark_batched(
    session: Session, claims: Sequence[Claim], numbers: Numbers, sealed: Sealed
) -> None:
    """Each claim's history shows the segments that it leaves with."""
    summary = f"In interchange {numbers.control_number:09d}."
    segments = segments_of(sealed.content, sealed.places)
    for claim in claims:
        step = Step("batched", summary, raw_segments=segments[claim.patient_control_number])
        advance(session, claim, step, transport=Transport.BATCHED)


def _finding(fault: Fault) -> Finding:
    return Finding(
        code=f"x12.{fault.code}",
        path=fault.element or fault.segment,
        message=fault.message,
        fix="Correct what the claim says there, then release it again.",
        source=f"005010X222A1, loop {fault.loop}" if fault.loop else "005010X222A1",
    )
