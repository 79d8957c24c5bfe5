"""Claims whose payer keeps silent: nothing that left is forgotten."""

from datetime import timedelta

from sqlalchemy import Integer, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from domain.claims.history import Step, hear
from domain.claims.models import Adjudication, Claim, Transport, Work
from domain.payers.models import Payer

MOST_CLAIMS = 500
"""In one go; the next follows soon."""
ACKNOWLEDGED_WITHIN_DAYS = 2
"""A 999 comes within hours; two days leave room for a weekend's night."""
ON_THEIR_WAY = (Transport.SENT, Transport.RECEIVED, Transport.ACCEPTED)


def review_silent_claims(session: Session) -> int:
    """Ask a person to look at claims that were not answered in time, each once. Returns how many."""
    age = func.now() - Claim.submitted_at
    unacknowledged = and_(
        Claim.transport == Transport.SENT, age > timedelta(days=ACKNOWLEDGED_WITHIN_DAYS)
    )
    unanswered = age > func.make_interval(0, 0, 0, cast(Payer.expects_answer_within_days, Integer))
    silent = session.execute(
        select(Claim, Payer.expects_answer_within_days)
        .join(Payer, Payer.id == Claim.payer_id)
        .where(
            Claim.transport.in_(ON_THEIR_WAY),
            Claim.adjudication == Adjudication.PENDING,
            Claim.work == Work.NONE,
            or_(unacknowledged, unanswered),
        )
        .order_by(Claim.id)
        .limit(MOST_CLAIMS)
        .with_for_update(of=Claim, skip_locked=True)
    ).all()
    for claim, days in silent:
        hear(session, claim, _step(claim, days), work=Work.REVIEW)
    return len(silent)


def _step(claim: Claim, days: int) -> Step:
    if claim.transport == Transport.SENT:
        return Step("overdue", "Nobody has said that the file arrived: ask the trading partner.")
    return Step("overdue", f"The payer has not answered within {days} days: ask for its status.")
