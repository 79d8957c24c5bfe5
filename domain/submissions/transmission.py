"""The two short transactions around sending: say that it begins, say that it happened.

Between them lies the network. What a crash leaves unknown is asked of the gateway, not sent again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.claims.history import Step, advance
from domain.claims.models import Claim, Money, Transport
from domain.errors import WrongState
from domain.outbox.commands import announce
from domain.payers.models import TradingPartner
from domain.submissions.events import AnswersDue, InterchangeBuilt
from domain.submissions.models import ClaimSubmission, Interchange, RawFile
from domain.submissions.payer_disclosures import disclose_claims
from domain.submissions.receiving import raw_file_content
from tenants.database import find, lock

UNSENT = frozenset({"built", "sending"})
ANSWER_SECONDS = 2
"""How soon after sending the partner's mailbox is looked into first."""
STUCK_AFTER = timedelta(minutes=15)
"""An interchange that has not left by then is tried again, whatever became of its job."""
MOST_RESUMED = 50


@dataclass(frozen=True, slots=True)
class Parcel:
    """What to send, to whom."""

    trading_partner_id: UUID
    gateway: str
    settings: Mapping[str, Any]
    """The partner's, for its gateway."""
    name: str
    content: bytes
    is_doubtful: bool
    """An attempt has begun before, so the partner may have it: ask first."""


def begin_sending(session: Session, interchange_id: UUID) -> Parcel | None:
    """Mark the interchange as being sent; None where it has left already.

    Raises:
        NotFound: this tenant has no such interchange.
    """
    interchange = lock(session, Interchange, interchange_id)
    if interchange.status not in UNSENT:
        return None
    partner = find(session, TradingPartner, interchange.trading_partner_id)
    raw_file = find(session, RawFile, interchange.raw_file_id)
    parcel = Parcel(
        partner.id,
        partner.gateway,
        dict(partner.settings),
        raw_file.name,
        raw_file_content(session, raw_file.id),
        is_doubtful=interchange.status == "sending",
    )
    interchange.status = "sending"
    interchange.attempt_count += 1
    return parcel


def record_sent(session: Session, interchange_id: UUID) -> None:
    """The partner has it. A second time changes nothing.

    Raises:
        NotFound: this tenant has no such interchange.
    """
    mark_sent(session, lock(session, Interchange, interchange_id))


def mark_sent(session: Session, interchange: Interchange) -> None:
    """As `record_sent`, of a locked interchange: an answer proves it too, if it comes first."""
    if interchange.status not in UNSENT:
        return
    now = datetime.now(UTC)
    interchange.status, interchange.sent_at, interchange.last_error = "sent", now, None
    step = Step("sent", f"Interchange {interchange.control_number:09d} was handed over.")
    leaving = [
        claim
        for claim in claims_in(session, interchange.id)
        if claim.transport == Transport.BATCHED
    ]
    for claim in leaving:
        claim.submitted_at = now
        advance(session, claim, step, transport=Transport.SENT, money=Money.PAYER)
    disclose_claims(session, interchange.id, leaving)
    soon = now + timedelta(seconds=ANSWER_SECONDS)
    announce(session, AnswersDue(interchange.trading_partner_id), available_at=soon)


def record_failure(session: Session, interchange_id: UUID, reason: str) -> None:
    """Keep why an attempt did not succeed, for people to see."""
    lock(session, Interchange, interchange_id).last_error = reason


def resume(session: Session, interchange_id: UUID) -> Interchange:
    """Announce once more an interchange that did not leave.

    Raises:
        NotFound: this tenant has no such interchange.
        WrongState: the partner has it.
    """
    interchange = lock(session, Interchange, interchange_id)
    if interchange.status not in UNSENT:
        raise WrongState("The partner has this interchange.", path="interchange_id")
    announce(session, InterchangeBuilt(interchange.id))
    return interchange


def resume_unsent(session: Session) -> int:
    """Announce again what should have left long ago; how many that was."""
    stuck = session.scalars(
        select(Interchange.id)
        .where(
            Interchange.status.in_(UNSENT), Interchange.created_at < datetime.now(UTC) - STUCK_AFTER
        )
        .order_by(Interchange.id)
        .limit(MOST_RESUMED)
    ).all()
    for interchange_id in stuck:
        announce(session, InterchangeBuilt(interchange_id))
    return len(stuck)


def claims_in(session: Session, interchange_id: UUID) -> Sequence[Claim]:
    """Locked, in a fixed order, so that two answers cannot wait for each other."""
    return session.scalars(
        select(Claim)
        .join(ClaimSubmission, ClaimSubmission.claim_id == Claim.id)
        .where(ClaimSubmission.interchange_id == interchange_id)
        .order_by(Claim.id)
        .with_for_update(of=Claim)
    ).all()
