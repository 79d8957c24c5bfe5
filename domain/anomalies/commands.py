"""What may be done about an anomaly: look into it, and say what it was."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from domain.anomalies.models import Anomaly
from domain.errors import Forbidden, Invalid, WrongState
from tenants.actor import ActorKind
from tenants.database import actor_of, lock

SHORTEST_NOTE, LONGEST_NOTE = 10, 1_000


def review_anomaly(session: Session, anomaly_id: UUID, note: str) -> Anomaly:
    """Say what came of looking into it.

    Raises:
        NotFound: there is no such anomaly.
        WrongState: it was reviewed.
        Forbidden: it is about the actor's own access, or the actor is no person.
        Invalid: the note is too short or too long.
    """
    anomaly = lock(session, Anomaly, anomaly_id)
    if anomaly.is_reviewed:
        raise WrongState("This was reviewed.")
    actor = actor_of(session)
    acting = f"{actor.kind}:{actor.name}"
    if actor.kind is not ActorKind.USER or anomaly.actor == acting:
        raise Forbidden("Another person must review this.")
    said = note.strip()
    if not SHORTEST_NOTE <= len(said) <= LONGEST_NOTE:
        message = f"Say what it was in {SHORTEST_NOTE} to {LONGEST_NOTE:,} characters."
        raise Invalid(message, "note")
    anomaly.is_reviewed, anomaly.note = True, said
    anomaly.reviewed_by, anomaly.reviewed_at = acting, datetime.now(UTC)
    session.flush()
    return anomaly
