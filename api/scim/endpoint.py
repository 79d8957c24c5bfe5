"""/scim/v2 over HTTP: who asks, how much, and one transaction for each request."""

from dataclasses import dataclass, field
from http import HTTPStatus

import orjson
from scim2_models import (
    ForbiddenException,
    PayloadTooLargeException,
    SCIMException,
    UnauthorizedException,
)
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.service import ScimService
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.authentication import Authenticator, Caller, Forged
from api.documents import Rejected
from api.masking import report
from api.origins import origin_of
from api.quotas import Exceeded, Quotas
from api.scim.description import service
from api.scim.storage import Directory
from infra.database import passes
from tenants.database import TenantDatabase
from tenants.permissions import Permission

ROOT = "/scim/v2"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
MOST_BYTES = 2 * 1024 * 1024
"""A group of ten thousand members is a megabyte."""
NEEDED = Permission.PROVISION_USERS


class TooManyRequests(SCIMException):
    """The client has asked for as much as it may in this minute."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    _default_detail = "Too much was asked in this minute."


class Unavailable(SCIMException):
    """The database is away for a moment."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    _default_detail = "The database is away for a moment. Send the same again."


@dataclass(frozen=True)
class ScimEndpoint:
    authenticator: Authenticator
    quotas: Quotas
    public_url: str
    service: ScimService = field(default_factory=service)

    def routes(self) -> list[Route]:
        return [Route(ROOT + "{path:path}", self.respond, methods=METHODS)]

    async def respond(self, request: Request) -> Response:
        try:
            caller = await self._caller(request)
            asked = await self._read(request)
            database = self._database(request, caller)
            answer = await run_in_threadpool(self._answered, database, asked)
        except SCIMException as refused:
            answer = self.service.error_response(refused)
        except Exception as failure:  # noqa: BLE001 whatever it is, the caller must not read it
            report(failure)
            away = Unavailable() if passes(failure) else failure
            answer = self.service.error_response(away)
        body = b"" if answer.body is None else orjson.dumps(answer.body)
        return Response(body, int(answer.status), answer.headers)

    async def _caller(self, request: Request) -> Caller:
        """A program with the scope; a browser's session is none, whatever its user may.

        Raises:
            UnauthorizedException, ForbiddenException, TooManyRequests
        """
        try:
            caller = await self.authenticator.caller(request)
            if caller is None or caller.program is None:
                raise UnauthorizedException
            await self.quotas.take(request, caller)
        except Forged:
            raise UnauthorizedException from None
        except Exceeded as exceeded:
            raise TooManyRequests(detail=exceeded.message) from None
        if not caller.access.actor(frozenset({NEEDED})).may(NEEDED):
            raise ForbiddenException(detail=f"This needs the scope {NEEDED}.")
        return caller

    async def _read(self, request: Request) -> ScimRequest:
        """Raises: PayloadTooLargeException."""
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                raise PayloadTooLargeException(detail=f"A body has at most {MOST_BYTES} bytes.")
        return ScimRequest(
            method=request.method,
            base_url=f"{self.public_url}{ROOT}",
            path=request.path_params["path"] or "/",
            query=dict(request.query_params),
            headers=dict(request.headers),
            body=bytes(body),
        )

    def _database(self, request: Request, caller: Caller) -> TenantDatabase:
        actor = caller.access.actor(frozenset({NEEDED}))
        kind = request.path_params["path"].strip("/").partition("/")[0] or "root"
        try:
            origin = origin_of(request, caller, f"scim:{request.method.lower()}:{kind[:40]}")
        except Rejected as rejected:
            raise ForbiddenException(detail=rejected.errors[0].message) from None
        return self.authenticator.as_actor(actor, origin)

    def _answered(self, database: TenantDatabase, asked: ScimRequest) -> ScimResponse:
        with database.transaction() as session:
            try:
                return ScimHandler(self.service, Directory(session, self.service)).handle(asked)
            except SCIMException as refused:
                return self.service.error_response(refused)
