"""Jobs that failed for good: kept where their tenant can see them."""

import logging
from typing import TYPE_CHECKING, Any
from uuid import UUID

from dramatiq import Middleware
from sqlalchemy import exc
from sqlalchemy.dialects.postgresql import Insert, insert

from domain.outbox.failed_jobs import subject_of
from domain.outbox.models import FailedJob
from tenants.actor import job as job_actor
from tenants.audit import Outcome, record
from tenants.database import TenantDatabase
from tenants.identifiers import new_id
from workers.broker import Failed, Installation, TryLater

if TYPE_CHECKING:
    from dramatiq import Broker, MessageProxy

logger = logging.getLogger(__name__)


class DeadLetters(Middleware):
    """Writes a row for each message that will not be tried again."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def after_process_message(
        self,
        _: "Broker",
        message: "MessageProxy",
        *,
        result: object = None,  # noqa: ARG002 the middleware's signature
        exception: BaseException | None = None,
    ) -> None:
        """Remember what `workers.broker` said of the error; of others, only the kind is safe."""
        if isinstance(exception, (Failed, TryLater)):
            message.options["reason"] = str(exception)
        elif exception is not None:
            message.options["reason"] = type(exception).__name__

    def before_nack(self, _: "Broker", message: "MessageProxy") -> None:
        tenant_id = message.options.get("tenant_id")
        logger.error("Given up for event %s: %s", message.options.get("event_id"), _reason(message))
        if tenant_id is None:
            return
        database = TenantDatabase(
            self._installation.application,
            self._installation.signer,
            job_actor(UUID(tenant_id), message.actor_name),
        )
        row = {
            "id": new_id(),
            "message_id": UUID(message.options["event_id"]),
            "job": message.actor_name,
            "payload": message.kwargs,
            "subject_id": subject_of(message.kwargs),
            "reason": _reason(message),
            "attempt_count": message.options.get("retries", 0) + 1,
        }
        try:
            with database.transaction() as session:
                session.execute(_record(row))
                record(session, message.actor_name, Outcome.FAILED, "given_up")
        except exc.OperationalError:
            # The broker keeps the message among its own dead letters all the same.
            logger.warning("The database is away; a failed job is not recorded.")


def _record(row: dict[str, Any]) -> Insert:
    """A job that was tried again and failed again is the same row, open once more."""
    written = insert(FailedJob).values(row)
    return written.on_conflict_do_update(
        index_elements=["tenant_id", "message_id", "job"],
        set_={
            "reason": written.excluded.reason,
            "attempt_count": FailedJob.attempt_count + written.excluded.attempt_count,
            "resumed_at": None,
        },
    )


def _reason(message: "MessageProxy") -> str:
    reason: str = message.options.get("reason", "The message is not understood.")
    return reason
