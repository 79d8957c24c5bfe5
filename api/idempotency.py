"""The same request twice has one effect and one answer: the Idempotency-Key header."""

from graphql import GraphQLError
from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from api.documents import Rejected
from tenants.database import actor_of
from tenants.identifiers import new_id
from tenants.models import IdempotencyKey

MAX_KEY_LENGTH = 255


def first_answer(session: Session, key: str, request_hash: str) -> str | None:
    """Claim the key for this transaction, or get the answer of the one that did before.

    While another transaction holds the key, this waits for its outcome as long as for any lock.

    Raises:
        Rejected: the key belongs to another request, or to one that is still running.
    """
    claim = (
        insert(IdempotencyKey)
        .values(id=new_id(), actor=_actor(session), key=key, request_hash=request_hash)
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.id)
    )
    try:
        claimed = session.scalar(claim)
    except OperationalError:
        raise _rejected("in_progress", "The first request with this key still runs.", 409) from None
    if claimed is not None:
        return None
    first = session.scalars(_kept(session, key)).one()
    if first.request_hash != request_hash:
        raise _rejected("key_reused", "This key belongs to a different request.", 422)
    assert first.response is not None, "a key is committed with its answer"
    return first.response


def keep_answer(session: Session, key: str, response: str) -> None:
    """Let whoever repeats the request get these very bytes."""
    claimed = session.scalars(_kept(session, key)).one()
    claimed.response = response
    session.flush()


def checked_key(header: str | None) -> str | None:
    """The header's value.

    Raises:
        Rejected: it is too long.
    """
    if header is not None and not 0 < len(header) <= MAX_KEY_LENGTH:
        raise _rejected("invalid_key", f"A key has 1 to {MAX_KEY_LENGTH} characters.", 400)
    return header


def _kept(session: Session, key: str) -> Select[IdempotencyKey]:
    return select(IdempotencyKey).where(
        IdempotencyKey.actor == _actor(session), IdempotencyKey.key == key
    )


def _actor(session: Session) -> str:
    actor = actor_of(session)
    return f"{actor.kind}:{actor.name}"


def _rejected(code: str, message: str, status: int) -> Rejected:
    return Rejected([GraphQLError(message, extensions={"code": code})], status)
