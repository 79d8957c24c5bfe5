"""Proving anew who one is, before something dangerous: by password, or by a second factor alone."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.authentication import Caller
from api.identity.forms import WrongProof, page, read_form, refusal
from api.identity.gate import Gate, Unknown
from api.identity.second_factors import SecondFactorEndpoints
from tenants.models import UserSession
from tenants.proving import prove_by_factor, prove_password
from tenants.refusals import Refused
from tenants.sessions import OpenedSession, renew_session
from tenants.sign_in import Outdated, Pending

Prove = Callable[[Session, UserSession, dict[str, str]], Pending | bool]


@dataclass(frozen=True)
class ProofEndpoints:
    """The third way, a tenant's provider, is beside what else goes to it: `OpenIDEndpoints`."""

    gate: Gate
    second: SecondFactorEndpoints

    def routes(self) -> list[Route]:
        return [
            Route("/auth/prove", self.page, methods=["GET"]),
            Route("/auth/prove", self.by_password, methods=["POST"]),
            Route("/auth/prove/second-factor", self.by_factor, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        caller = await self.gate.authenticator.caller_by_cookie(request)
        if caller is None:
            return refusal(Unknown())
        ways = await run_in_threadpool(self.gate.authenticator.ways, caller)
        return page("prove.html", csrf_token=caller.csrf_token, ways=ways)

    async def by_password(self, request: Request) -> Response:
        """JSON or a form: password. The session's tokens change."""
        return await self._prove(request, _password)

    async def by_factor(self, request: Request) -> Response:
        """JSON or a form, empty: what comes next is the second step of a sign-in."""
        return await self._prove(
            request, lambda session, living, _: prove_by_factor(session, living)
        )

    async def _prove(self, request: Request, prove: Prove) -> Response:
        try:
            form = await read_form(request)
            caller = await self.gate.must_be_known(request, form)
            self.gate.must_not_hurry(request, caller.access.name)
            found = await run_in_threadpool(self._proved, caller, prove, form)
        except Refused as refused:
            return refusal(refused)
        if isinstance(found, Pending):
            return await self.second.asked_of(request, found)
        return self.gate.welcomed(request, caller.access.tenant_id, found)

    def _proved(
        self, caller: Caller, prove: Prove, form: dict[str, str]
    ) -> Pending | OpenedSession:
        """Raises: WrongProof, Outdated, WrongState."""
        access = caller.access
        found: Pending | OpenedSession | None = None
        with self.gate.as_user(access.tenant_id, access.name, "prove").transaction() as session:
            living = session.get(UserSession, caller.session_id)
            if living is None or living.ended_at is not None:
                raise Outdated
            proof = prove(session, living, form)
            if isinstance(proof, Pending):
                found = proof
            elif proof:
                found = renew_session(session, living)
        if found is None:
            raise WrongProof
        return found


def _password(session: Session, living: UserSession, form: dict[str, str]) -> Pending | bool:
    return prove_password(session, living, form.get("password", ""))
