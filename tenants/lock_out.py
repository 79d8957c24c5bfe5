"""After several failures the door stays shut for a while, longer each time."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import object_session

from tenants.audit import Outcome, record, touch
from tenants.models import User

FREE_ATTEMPTS = 5
LONGEST_LOCK = timedelta(minutes=15)
MOST_DOUBLINGS = 10


def is_locked(user: User) -> bool:
    return user.locked_until_at is not None and user.locked_until_at > datetime.now(UTC)


def note_failure(user: User) -> None:
    """Count one, of whichever proof; while the door is shut, knocking keeps it no longer."""
    if is_locked(user):
        _record(user, "locked")
        return
    user.failed_sign_in_count += 1
    if user.failed_sign_in_count >= FREE_ATTEMPTS:
        doublings = min(user.failed_sign_in_count - FREE_ATTEMPTS, MOST_DOUBLINGS)
        lock = min(timedelta(seconds=2**doublings), LONGEST_LOCK)
        user.locked_until_at = datetime.now(UTC) + lock
    _record(user, "wrong_credentials" if user.locked_until_at is None else "locked_out")


def _record(user: User, code: str) -> None:
    session = object_session(user)
    assert session is not None
    touch(session, User.__tablename__, [user.id])
    record(session, "sign-in", Outcome.REFUSED, code)


def forget_failures(user: User) -> int:
    """Begin to count anew; how many there were."""
    count, user.failed_sign_in_count, user.locked_until_at = user.failed_sign_in_count, 0, None
    return count
