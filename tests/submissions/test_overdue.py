"""A payer that keeps silent is noticed, once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from domain.claims.models import Transport
from domain.submissions.overdue import review_silent_claims
from tests.submissions.released import sent, steps

pytestmark = pytest.mark.usefixtures("embedded_codes")


@pytest.mark.parametrize(
    ("transport", "days", "overdue"),
    [
        (Transport.SENT, 1, 0),
        (Transport.SENT, 3, 1),
        (Transport.ACCEPTED, 29, 0),
        (Transport.ACCEPTED, 31, 1),
        (Transport.REJECTED, 99, 0),
    ],
)
def test_a_claim_is_reviewed_when_its_answer_is_overdue(
    session: Session, transport: Transport, days: int, overdue: int
) -> None:
    outbox, _ = sent(session, 1)
    claim = outbox.claims[0]
    claim.transport, claim.submitted_at = transport, datetime.now(UTC) - timedelta(days=days)
    session.flush()

    first = review_silent_claims(session)
    session.flush()
    again = review_silent_claims(session)

    assert (first, again) == (overdue, 0)
    assert (claim.work == "review") is bool(overdue)
    assert (steps(session, claim)[-1] == "overdue") is bool(overdue)
