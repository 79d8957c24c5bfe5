"""Accounts of disclosures over HTTP: the document as it was given, for whoever may read them."""

from dataclasses import dataclass
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.authentication import Authenticator
from api.disclosures import PATH
from api.documents import Rejected
from api.origins import origin_of
from api.quotas import Exceeded, Quotas
from domain.disclosures.models import DisclosureAccounting
from tenants.audit import Outcome, record, touch
from tenants.database import TenantDatabase, find
from tenants.permissions import Permission
from tenants.refusals import NotFound, Refused

NO_STORE = {"cache-control": "no-store"}
ACTION = "downloadAccounting"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
"""It is read and printed; whatever were hidden in it could do nothing."""
PAGE = NO_STORE | {
    "content-security-policy": POLICY,
    "content-disposition": 'inline; filename="accounting-of-disclosures.html"',
}


@dataclass(frozen=True)
class AccountingEndpoint:
    """GET /disclosures/accountings/{id}: `path` of a `DisclosureAccounting`."""

    authenticator: Authenticator
    quotas: Quotas

    def routes(self) -> list[Route]:
        return [Route(PATH + "{id:uuid}", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        caller = await self.authenticator.caller(request)
        if caller is None:
            return JSONResponse({"code": "unauthenticated"}, 401, NO_STORE)
        actor = caller.access.actor(frozenset({Permission.READ_DISCLOSURES}))
        try:
            await self.quotas.take(request, caller)
            origin = origin_of(request, caller, ACTION)
            database = self.authenticator.as_actor(actor, origin)
            id_ = request.path_params["id"]
            document = await run_in_threadpool(_document, database, id_)
        except Exceeded as exceeded:
            return _refusal(exceeded, 429)
        except Rejected as rejected:
            return JSONResponse({"message": rejected.errors[0].message}, 400, NO_STORE)
        except NotFound as absent:
            return _refusal(absent, 404)
        except Refused as forbidden:
            return _refusal(forbidden, 403)
        return Response(document, 200, PAGE, "text/html; charset=utf-8")


def _document(database: TenantDatabase, id_: UUID) -> bytes:
    """Recorded, whether it is shown or not.

    Raises:
        NotFound, Forbidden
    """
    try:
        with database.transaction() as session:
            database.actor.must(Permission.READ_DISCLOSURES)
            document = find(session, DisclosureAccounting, id_).document
            touch(session, DisclosureAccounting.__tablename__, [id_])
            record(session, ACTION)
            return document
    except Refused as refused:
        with database.transaction() as session:
            record(session, ACTION, Outcome.REFUSED, refused.code)
        raise


def _refusal(refused: Refused, status: int) -> JSONResponse:
    return JSONResponse({"code": refused.code, "message": refused.message}, status, NO_STORE)
