"""The second step of a sign-in: a code of an app, a recovery code, or a security key's signature."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.identity.forms import WrongProof, is_json, page, read_form, refusal
from api.identity.gate import Gate, device_of
from api.identity.steps import SIGN_IN, opened, sealed
from tenants.authenticator_apps import is_code_of_app
from tenants.database import TenantDatabase
from tenants.models import User
from tenants.recovery_codes import is_unused_code
from tenants.refusals import Refused
from tenants.second_factors import Check, factors_of
from tenants.security_keys import Challenge, is_signed_by_key, new_challenge, request_options
from tenants.sign_in import Outdated, Pending, SignIn, prove_second, user_of

SIGNATURE = "signature"
"""What a challenge is sealed for."""
CheckOf = Callable[[dict[str, str]], Check]


@dataclass(frozen=True)
class SecondFactorEndpoints:
    gate: Gate

    def routes(self) -> list[Route]:
        return [
            Route("/auth/second-factor", self.code, methods=["POST"]),
            Route("/auth/second-factor/key", self.key, methods=["POST"]),
            Route("/auth/second-factor/key/options", self.options, methods=["POST"]),
        ]

    async def code(self, request: Request) -> Response:
        """JSON or a form: state, code (of an app, or one of the recovery codes)."""

        def check_of(form: dict[str, str]) -> Check:
            code = form.get("code", "").strip()

            def check(session: Session, user: User) -> bool:
                seal = self.gate.seal
                return is_code_of_app(session, user, seal, code) or is_unused_code(
                    session, user.id, code
                )

            return check

        return await self._prove(request, check_of)

    async def key(self, request: Request) -> Response:
        """JSON or a form: state, challenge (as given with the options), credential (JSON text)."""

        def check_of(form: dict[str, str]) -> Check:
            challenge = opened(self.gate.seal, SIGNATURE, form.get("challenge", ""), Challenge)
            credential = form.get("credential", "")

            def check(session: Session, user: User) -> bool:
                if challenge.user_id != user.id:
                    return False
                return is_signed_by_key(session, challenge, self.gate.party, credential)

            return check

        return await self._prove(request, check_of)

    async def options(self, request: Request) -> Response:
        """JSON: state. What the browser passes to `navigator.credentials.get`."""
        try:
            self.gate.must_be_ours(request)
            form = await read_form(request)
            self.gate.must_not_hurry(request)
            began = opened(self.gate.seal, SIGN_IN, form.get("state", ""), Pending)
            found = await run_in_threadpool(self._options, began)
        except Refused as refused:
            return refusal(refused)
        return JSONResponse(found)

    async def asked_of(self, request: Request, began: Pending) -> Response:
        """The answer to a right password that does not suffice."""
        state = sealed(self.gate.seal, SIGN_IN, began)
        methods = await run_in_threadpool(self._methods, began)
        if is_json(request):
            return JSONResponse({"next": "second_factor", "state": state, "methods": methods})
        return page("second-factor.html", state=state, methods=methods)

    async def _prove(self, request: Request, check_of: CheckOf) -> Response:
        state = ""
        try:
            self.gate.must_be_ours(request)
            form = await read_form(request)
            state = form.get("state", "")
            began = opened(self.gate.seal, SIGN_IN, state, Pending)
            self.gate.must_not_hurry(request, str(began.user_id))
            await self._must_be_same_browser(request, began)
            found = await run_in_threadpool(self._proved, request, began, check_of(form))
        except Refused as refused:
            return self._turned_away(request, refused, state)
        return self.gate.signed_in(request, found, began.target)

    async def _must_be_same_browser(self, request: Request, began: Pending) -> None:
        """Raises: Outdated: a session is proved anew where it is, nowhere else."""
        if began.session_id is None:
            return
        caller = await self.gate.authenticator.caller_by_cookie(request)
        if caller is None or caller.session_id != began.session_id:
            raise Outdated

    def _turned_away(self, request: Request, refused: Refused, state: str) -> Response:
        if is_json(request) or not isinstance(refused, WrongProof):
            return refusal(refused, request, "sign-in.html")
        return page("second-factor.html", 401, problem=refused.message, state=state, methods=[])

    def _proved(self, request: Request, began: Pending, check: Check) -> SignIn:
        """Raises: WrongProof, Outdated."""
        with self._as_user(began).transaction() as session:
            found = prove_second(session, began, check, device_of(request))
        if found is None:
            raise WrongProof
        return found

    def _as_user(self, began: Pending) -> TenantDatabase:
        return self.gate.as_user(began.tenant_id, began.user_id, "second-factor")

    def _options(self, began: Pending) -> dict[str, Any]:
        with self._as_user(began).transaction() as session:
            user = user_of(session, began, enrols=False)
            challenge = new_challenge(user)
            return {
                "options": request_options(session, user.id, self.gate.party, challenge),
                "challenge": sealed(self.gate.seal, SIGNATURE, challenge),
            }

    def _methods(self, began: Pending) -> list[str]:
        with self._as_user(began).transaction() as session:
            factors = factors_of(session, began.user_id)
        found = {
            "app": factors.has_app,
            "key": bool(factors.keys),
            "recovery_code": factors.recovery_code_count > 0,
        }
        return [name for name, has in found.items() if has]
