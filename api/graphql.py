"""The /graphql endpoint: bounded, JSON only, and without patient data in any URL.

It follows the GraphQL over HTTP specification. Queries and mutations come by POST; a GET may
ask about the schema and nothing else, because URLs end up in logs.
"""

from collections.abc import Mapping

import orjson
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response

from api import graphiql, messages
from api.authentication import Authenticator, Caller, Forged, Stale
from api.cost import MAX_COST, Measure
from api.documents import Documents, Operation, Rejected
from api.idempotency import checked_key
from api.masking import BUG, report
from api.operations import Ask, Executor, introspected
from api.origins import origin_of
from api.quotas import Exceeded, Quotas
from api.refusal import as_error
from api.tracing import operation_span
from infra.database import passes
from infra.outside import Unreachable
from infra.statement_pool import Interrupted

FAILED = Rejected([GraphQLError(BUG, extensions={"code": "internal_error"})], 500)
AWAY = Rejected(
    [
        GraphQLError(
            "The database is away for a moment. Send the same again, with the same idempotency key.",
            extensions={"code": "unavailable"},
        )
    ],
    503,
)
"""Its commit may have come through: only the key makes sending again harmless."""


class GraphQLEndpoint:
    """Answers requests on one schema."""

    def __init__(
        self,
        documents: Documents,
        authenticator: Authenticator,
        executor: Executor,
        quotas: Quotas,
        *,
        has_editor: bool = False,
        persisted: Mapping[str, str] = messages.NO_DOCUMENTS,
    ) -> None:
        self.has_editor = has_editor
        self.persisted = persisted
        self.documents = documents
        self.authenticator = authenticator
        self.executor = executor
        self.quotas = quotas

    async def respond(self, request: Request) -> Response:
        if self.has_editor and graphiql.wants_page(request):
            return graphiql.page()
        media_type = messages.answer_type(request.headers.get("accept"))
        if media_type is None:
            return Response("This answers with application/json.", 406)
        try:
            return messages.response(await self._answer(request), media_type)
        except Rejected as rejected:
            return messages.rejection(rejected, media_type)
        except Exception as failure:  # noqa: BLE001 whatever it is, the caller must not read it
            report(failure)
            is_away = passes(failure) or isinstance(failure, (Unreachable, Interrupted))
            return messages.rejection(AWAY if is_away else FAILED, media_type)

    async def _answer(self, request: Request) -> bytes:
        asked = await messages.read(request, self.persisted)
        operation = self.documents.operation(asked.query, asked.operation_name)
        coerced = operation.coerced(asked.variables)
        measure = operation.measured(coerced)
        key = checked_key(request.headers.get("idempotency-key"))
        ask = Ask(operation, asked.variables, coerced, key)
        if not operation.root_fields and operation.is_query:
            return introspected(ask)
        _must_be_posted(request, operation)
        caller = await self._caller(request, measure)
        if operation.needs_recent_sign_in:
            await self._must_have_proved_lately(caller)
        access = caller.access
        database = self.authenticator.as_actor(
            access.actor(operation.permissions), origin_of(request, caller)
        )
        with operation_span(operation):
            body = await self.executor.answer(ask, database)
        return _with_cost(body, measure)

    async def _caller(self, request: Request, measure: Measure) -> Caller:
        """Raises: Rejected."""
        try:
            caller = await self.authenticator.caller(request)
            if caller is None:
                error = GraphQLError("Sign in first.", extensions={"code": "unauthenticated"})
                raise Rejected([error], 401)
            await self.quotas.take(request, caller, measure.cost)
        except Forged as forged:
            raise Rejected([as_error(forged)], 403) from None
        except Exceeded as exceeded:
            raise Rejected([as_error(exceeded)], 429) from None
        return caller

    async def _must_have_proved_lately(self, caller: Caller) -> None:
        """Before anything is executed or remembered, so that the same request may be sent again.

        Raises:
            Rejected
        """
        try:
            await self.authenticator.must_have_proved_lately(caller)
        except Stale as stale:
            raise Rejected([as_error(stale)], 403) from None


def _must_be_posted(request: Request, operation: Operation) -> None:
    if request.method != "POST":
        kind = operation.definition.operation.value
        message = f"A {kind} must be sent by POST: nothing about a patient belongs in a URL."
        raise Rejected([GraphQLError(message, extensions={"code": "post_only"})], 405)


def _with_cost(body: bytes, measure: Measure) -> bytes:
    """The finished answer with what it cost beside its data; both are JSON objects."""
    cost = orjson.dumps({"cost": {"requested": measure.cost, "maximum": MAX_COST}})
    assert body.endswith(b"}")
    return body[:-1] + b',"extensions":' + cost + b"}"
