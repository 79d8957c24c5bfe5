"""Whether an identity provider answers as it should, before people are sent to it."""

from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.authentication import Caller
from api.identity.forms import read_form, refusal
from api.identity.gate import Gate
from infra.openid import OpenID
from infra.outside import Declined, Unreachable
from tenants.audit import Outcome, record
from tenants.permissions import Permission
from tenants.refusals import Invalid, Refused

ACTION = "discoverProvider"
MAX_ISSUER_LENGTH = 500


@dataclass(frozen=True)
class DiscoveryEndpoint:
    gate: Gate
    openid: OpenID

    def routes(self) -> list[Route]:
        return [Route("/auth/discovery", self.discover, methods=["POST"])]

    async def discover(self, request: Request) -> Response:
        """JSON or a form: issuer. What the provider says of itself, or why it cannot be used."""
        try:
            form = await read_form(request)
            caller = await self.gate.must_be_known(request, form)
            self.gate.must_not_hurry(request, caller.access.name)
            await run_in_threadpool(self._must_be_allowed, caller)
            found = await run_in_threadpool(self._discovered, form.get("issuer", "").strip())
        except Refused as refused:
            return refusal(refused)
        return JSONResponse(found)

    def _must_be_allowed(self, caller: Caller) -> None:
        """Raises: Forbidden."""
        needed = Permission.MANAGE_IDENTITY_PROVIDERS
        access = caller.access
        actor = access.actor(frozenset({needed}))
        try:
            actor.must(needed)
        except Refused as refused:
            self._record(caller, Outcome.REFUSED, refused.code)
            raise
        self._record(caller, Outcome.DONE)

    def _record(self, caller: Caller, outcome: Outcome, code: str | None = None) -> None:
        access = caller.access
        with self.gate.as_user(access.tenant_id, access.name, ACTION).transaction() as session:
            record(session, ACTION, outcome, code)

    def _discovered(self, issuer: str) -> dict[str, Any]:
        """Asked anew, whatever is remembered of it.

        Raises:
            Invalid: nobody is there, or it says something else.
        """
        if not 0 < len(issuer) <= MAX_ISSUER_LENGTH:
            raise Invalid("Name the issuer.", path="issuer")
        try:
            return self.openid.discovered(issuer)
        except Unreachable:
            raise Invalid("Nobody answers there. Is the address right?", path="issuer") from None
        except Declined as declined:
            raise Invalid(f"This cannot be used: {declined}", path="issuer") from None
