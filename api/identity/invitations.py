"""Accepting an invitation: the invited choose their password."""

from dataclasses import dataclass
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.identity.forms import BadForm, page, read_form, refusal
from api.identity.gate import Gate
from tenants.actor import job
from tenants.refusals import Refused
from tenants.users import accept_invitation

INVITATION = "invitation"
INVITATION_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True)
class InvitationEndpoints:
    gate: Gate

    def routes(self) -> list[Route]:
        return [
            Route("/auth/invitation", self.page, methods=["GET"]),
            Route("/auth/invitation", self.accept, methods=["POST"]),
        ]

    async def page(self, _request: Request) -> Response:
        return page("invitation.html")

    async def accept(self, request: Request) -> Response:
        """JSON or a form: invitation, password."""
        try:
            self.gate.must_be_ours(request)
            form = await read_form(request)
            self.gate.must_not_hurry(request)
            await run_in_threadpool(self._accept, form)
        except Refused as refused:
            return refusal(refused)
        return RedirectResponse("/auth/sign-in", 303)

    def _accept(self, form: dict[str, str]) -> None:
        opened = self.gate.seal.opened(INVITATION, form.get("invitation", ""), INVITATION_SECONDS)
        if opened is None:
            raise BadForm("This invitation is not valid, or no longer.", path="invitation")
        tenant_id, _, user_id = opened.partition(".")
        actor = job(UUID(tenant_id), "invitation")
        with self.gate.authenticator.as_actor(actor).transaction() as session:
            accept_invitation(session, UUID(user_id), form.get("password", ""))
