"""Signing in with a password."""

import asyncio
import time
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.identity.enrolment import EnrolmentEndpoints
from api.identity.forms import is_json, page, read_form, refusal
from api.identity.gate import Gate, device_of
from api.identity.second_factors import SecondFactorEndpoints
from tenants.refusals import Refused
from tenants.sign_in import Credentials, Pending, sign_in

WRONG = (
    "Organization, e-mail or password is wrong, or there were too many attempts. Try again soon."
)
SLOWEST_REFUSAL_SECONDS = 0.3
"""Every refusal takes this long, so that its time does not tell who exists."""


@dataclass(frozen=True)
class SignInEndpoints:
    gate: Gate
    second: SecondFactorEndpoints
    enrolment: EnrolmentEndpoints

    def routes(self) -> list[Route]:
        return [
            Route("/auth/sign-in", self.page, methods=["GET"]),
            Route("/auth/sign-in", self.sign_in, methods=["POST"]),
        ]

    async def page(self, _request: Request) -> Response:
        return page("sign-in.html")

    async def sign_in(self, request: Request) -> Response:
        """JSON or a form: organization, email, password."""
        started_at = time.monotonic()
        try:
            self.gate.must_be_ours(request)
            form = await read_form(request)
            account = f"{form.get('organization', '')}|{form.get('email', '')}"
            self.gate.must_not_hurry(request, account)
        except Refused as refused:
            return refusal(refused)
        found = await run_in_threadpool(
            sign_in,
            self.gate.authenticator.engine,
            self.gate.authenticator.signer,
            Credentials(
                form.get("organization", ""), form.get("email", ""), form.get("password", "")
            ),
            device_of(request),
        )
        if found is None:
            await asyncio.sleep(max(0, SLOWEST_REFUSAL_SECONDS + started_at - time.monotonic()))
            return _turned_away(request)
        if isinstance(found, Pending):
            return await self.next_step(request, found)
        return self.gate.signed_in(request, found)

    async def next_step(self, request: Request, began: Pending) -> Response:
        if began.must_enrol:
            return await self.enrolment.asked_of(request, began)
        return await self.second.asked_of(request, began)


def _turned_away(request: Request) -> Response:
    if is_json(request):
        return JSONResponse({"code": "wrong_credentials", "message": WRONG}, 401)
    return page("sign-in.html", 401, problem=WRONG)
