"""Executes one GraphQL operation: one thread, one tenant, one transaction."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import ExecutionResult
from graphql.execution import execute_sync
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from api.audit import Loss, asked_for, loss_of, note_asked, record_loss
from api.context import Context
from api.documents import Operation
from api.idempotency import first_answer, keep_answer
from api.masking import masked
from infra.database import passes
from infra.seal import Seal
from tenants.audit import record, record_reading, trail_of
from tenants.database import TenantDatabase, actor_of
from tenants.permissions import Permission

MAX_ATTEMPTS = 3
TRANSIENT = frozenset({"40001", "40P01"})
"""SQLSTATE of a serialization failure and of a deadlock: the same again may succeed."""

REPLAYED = "replayed"
"""The code of an event whose answer was given before: nothing was done again."""

CompiledReads = Callable[[Operation, Mapping[str, Any], TenantDatabase], Awaitable[bytes | None]]
"""Answers a query with one SQL statement: the finished JSON, or None where it cannot."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What was asked, ready to execute."""

    operation: Operation
    variables: Mapping[str, Any]
    """As they were sent."""
    coerced: Mapping[str, Any]
    """As their declared types."""
    idempotency_key: str | None = None

    @property
    def hash(self) -> str:
        """The same for the same request only."""
        parts = [self.operation.document_hash, self.operation.name, self.variables]
        return hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest()


@dataclass(frozen=True, slots=True)
class Executor:
    """Answers operations; `seal` closes what a mutation hands out."""

    seal: Seal
    compiled: CompiledReads | None = None

    async def answer(self, ask: Ask, database: TenantDatabase) -> bytes:
        """The JSON answer: from the compiled reads where they can give it, else field by field.

        Raises:
            Rejected: the idempotency key belongs to another request, or to one still running.
        """
        is_plain = ask.operation.is_query or ask.idempotency_key is None
        if is_plain and self.compiled is not None:
            body = await self.compiled(ask.operation, ask.coerced, database)
            if body is not None:
                return body
        return await run_in_threadpool(self.answer_now, ask, database)

    def answer_now(self, ask: Ask, database: TenantDatabase) -> bytes:
        """As `answer`, in this thread and field by field; tried again after a deadlock.

        Raises:
            SQLAlchemyError: a passing one; whether anything was changed is not known.
        """
        for _ in range(MAX_ATTEMPTS - 1):
            try:
                return self._in_transaction(ask, database)
            except DBAPIError as error:
                if not _is_transient(error):
                    raise
        return self._in_transaction(ask, database)

    def _in_transaction(self, ask: Ask, database: TenantDatabase) -> bytes:
        """What was undone is recorded in a transaction of its own, before anybody is answered."""
        with database.transaction() as session:
            body, loss = self._told(ask, session)
            seen = trail_of(session).seen
        if loss is not None:
            with database.transaction() as session:
                trail_of(session).seen = seen if ask.operation.is_query else set()
                record_reading(session, ask.operation.action)
                rows = asked_for(ask.operation.schema, ask.variables)
                record_loss(session, ask.operation.action, loss, rows)
        return body

    def _told(self, ask: Ask, session: Session) -> tuple[bytes, Loss | None]:
        """The answer, which may have been given before, and why it was undone if it was."""
        if ask.idempotency_key is not None and not ask.operation.is_query:
            replay = first_answer(session, ask.idempotency_key, ask.hash)
            if replay is not None:
                note_asked(session, asked_for(ask.operation.schema, ask.variables))
                record(session, ask.operation.action, code=REPLAYED)
                return replay.encode(), None
        return self._answered(ask, session)

    def _answered(self, ask: Ask, session: Session) -> tuple[bytes, Loss | None]:
        """Execute; an error undoes everything, a refusal only what its field did.

        Raises:
            SQLAlchemyError: a passing one; the transaction is worth repeating.
        """
        result = _executed(ask, Context(actor_of(session), session, self.seal))
        for error in result.errors or ():
            if error.original_error is not None and passes(error.original_error):
                raise error.original_error
        body = _encoded(ask.operation, result)
        if result.errors:
            session.rollback()
            return body, loss_of(result)
        is_always = Permission.READ_AUDIT in ask.operation.permissions
        record_reading(session, ask.operation.action, always=is_always)
        if ask.idempotency_key is not None and not ask.operation.is_query:
            keep_answer(session, ask.idempotency_key, body.decode())
        return body, None


def introspected(ask: Ask) -> bytes:
    """The answer to a question about the schema alone, which needs nobody's data."""
    return _encoded(ask.operation, _executed(ask, None))


def _executed(ask: Ask, context: Context | None) -> ExecutionResult:
    return execute_sync(
        ask.operation.schema,
        ask.operation.document,
        context_value=context,
        variable_values=dict(ask.variables),
        operation_name=ask.operation.name,
    )


def _encoded(operation: Operation, result: ExecutionResult) -> bytes:
    """With errors, a mutation changed nothing and so has no data to show."""
    if not result.errors:
        return orjson.dumps({"data": result.data})
    errors = [masked(error).formatted for error in result.errors]
    return orjson.dumps({"errors": errors, "data": result.data if operation.is_query else None})


def _is_transient(error: BaseException) -> bool:
    """Whether the database undid the work for a reason that passes."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in TRANSIENT
