"""The signed-in session over HTTP: who it is, and its end."""

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.authentication import Authenticator, Caller, Forged
from api.identity.forms import refusal
from tenants.actor import job
from tenants.sessions import end_session


@dataclass(frozen=True)
class AccountEndpoints:
    authenticator: Authenticator

    def routes(self) -> list[Route]:
        return [
            Route("/auth/sign-out", self.sign_out, methods=["POST"]),
            Route("/auth/me", self.me, methods=["GET"]),
        ]

    async def sign_out(self, request: Request) -> Response:
        try:
            caller = await self.authenticator.caller(request)
        except Forged as forged:
            return refusal(forged)
        if caller is not None and caller.session_token is not None:
            await run_in_threadpool(self._end, caller, caller.session_token)
        response = Response(status_code=204)
        response.delete_cookie(self.authenticator.cookie_name, path="/")
        return response

    async def me(self, request: Request) -> Response:
        """Who is signed in, and the token that their page must send back."""
        caller = await self.authenticator.caller(request)
        if caller is None:
            return JSONResponse({"code": "unauthenticated", "message": "Sign in first."}, 401)
        actor = caller.access.actor()
        stores = None if actor.store_ids is None else sorted(map(str, actor.store_ids))
        return JSONResponse(
            {
                "id": actor.name,
                "kind": actor.kind,
                "tenantId": str(actor.tenant_id),
                "permissions": sorted(actor.permissions),
                "storeIds": stores,
                "csrfToken": caller.csrf_token,
            }
        )

    def _end(self, caller: Caller, session_token: str) -> None:
        actor = job(caller.access.tenant_id, "sign-out")
        with self.authenticator.as_actor(actor).transaction() as session:
            end_session(session, session_token)
        self.authenticator.forget(caller.access.tenant_id)
