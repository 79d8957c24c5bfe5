"""Files of patients over HTTP: the body is the CSV itself, larger than a GraphQL request may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.authentication import Authenticator, Forged
from api.documents import Rejected
from api.origins import origin_of
from api.quotas import Exceeded, Quotas
from domain.patients.import_files import MOST_BYTES, problems_csv
from domain.patients.imports import import_patients
from domain.patients.models import PatientImport
from tenants.audit import Outcome, record
from tenants.database import TenantDatabase
from tenants.permissions import Permission
from tenants.refusals import Refused

NO_STORE = {"cache-control": "no-store"}


@dataclass(frozen=True)
class PatientFileEndpoint:
    """POST /patients/import, with `dryRun=true` and `despiteDuplicates=true` in the URL.

    The file's name stands in the header X-File-Name, written as in a URL. Who accepts text/csv gets
    the problems as a sheet, everybody else the whole verdict as JSON.
    """

    authenticator: Authenticator
    quotas: Quotas

    def routes(self) -> list[Route]:
        return [Route("/patients/import", self.load, methods=["POST"])]

    async def load(self, request: Request) -> Response:
        try:
            caller = await self.authenticator.caller(request)
        except Forged as forged:
            return _refusal(forged, 403)
        if caller is None:
            return JSONResponse({"code": "unauthenticated"}, 401, NO_STORE)
        actor = caller.access.actor(frozenset({Permission.IMPORT_PATIENTS}))
        try:
            await self.quotas.take(request, caller)
            actor.must(Permission.IMPORT_PATIENTS)
        except Exceeded as exceeded:
            return _refusal(exceeded, 429)
        except Refused as forbidden:
            return _refusal(forbidden, 403)
        content = await _body(request)
        if content is None:
            return JSONResponse({"code": "too_large", "mostBytes": MOST_BYTES}, 413, NO_STORE)
        try:
            origin = origin_of(request, caller, "importPatients")
        except Rejected as rejected:
            return JSONResponse({"message": rejected.errors[0].message}, 400, NO_STORE)
        database = self.authenticator.as_actor(actor, origin)
        name = unquote(request.headers.get("x-file-name", "patients.csv"))
        done = await run_in_threadpool(_load, database, name, content, request.query_params)
        if "text/csv" in request.headers.get("accept", ""):
            return Response(problems_csv(done.problems), 200, NO_STORE, "text/csv; charset=utf-8")
        return JSONResponse(_verdict(done), 200, NO_STORE)


async def _body(request: Request) -> bytes | None:
    """The file, given up on as soon as it is too long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _load(
    database: TenantDatabase, file_name: str, content: bytes, asked: Mapping[str, str]
) -> PatientImport:
    with database.transaction() as session:
        done = import_patients(
            session,
            file_name,
            content,
            dry_run=asked.get("dryRun") == "true",
            despite_duplicates=asked.get("despiteDuplicates") == "true",
        )
        outcome = Outcome.REFUSED if done.problems else Outcome.DONE
        record(session, "importPatients", outcome, done.status)
        return done


def _verdict(done: PatientImport) -> dict[str, Any]:
    return {
        "status": done.status,
        "patientCount": done.patient_count,
        "coverageCount": done.coverage_count,
        "knownCount": done.known_count,
        "problems": done.problems,
    }


def _refusal(refused: Refused, status: int) -> JSONResponse:
    return JSONResponse({"code": refused.code, "message": refused.message}, status, NO_STORE)
