"""Following a link that an admin handed out: the invited, and who lost it, choose a password."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.identity.forms import is_json, page, read_form, refusal
from api.identity.gate import Gate
from tenants.account_links import LinkKind
from tenants.actor import job
from tenants.chosen_passwords import follow_invitation, follow_reset
from tenants.models import User
from tenants.passwords import Breached
from tenants.refusals import Refused, WrongState
from tenants.tokens import TenantToken

Follow = Callable[[Session, str, str, Breached], User]

PAGES = {LinkKind.INVITATION: "invitation.html", LinkKind.PASSWORD_RESET: "password-reset.html"}


@dataclass(frozen=True)
class AccountLinkEndpoint:
    """One kind of link: a page to paste it into, and what becomes of it."""

    gate: Gate
    path: str
    kind: LinkKind
    follow: Follow

    def routes(self) -> list[Route]:
        return [
            Route(self.path, self.page, methods=["GET"]),
            Route(self.path, self.take, methods=["POST"]),
        ]

    async def page(self, _request: Request) -> Response:
        return page(PAGES[self.kind])

    async def take(self, request: Request) -> Response:
        """JSON or a form: invitation or link, and password."""
        try:
            self.gate.must_be_ours(request)
            form = await read_form(request)
            self.gate.must_not_hurry(request)
            await run_in_threadpool(self._take, form)
        except Refused as refused:
            return refusal(refused, request, PAGES[self.kind])
        if is_json(request):
            return Response(status_code=204)
        return RedirectResponse("/auth/sign-in", 303)

    def _take(self, form: dict[str, str]) -> None:
        token = TenantToken.parsed(form.get("invitation") or form.get("link", ""))
        if token is None:
            raise WrongState("This link is not valid, or no longer.", path="link")
        actor = job(token.tenant_id, self.kind)
        with self.gate.authenticator.as_actor(actor).transaction() as session:
            self.follow(session, token.token, form.get("password", ""), self.gate.breached.contain)


def account_link_routes(gate: Gate) -> list[Route]:
    invitation = AccountLinkEndpoint(
        gate, "/auth/invitation", LinkKind.INVITATION, follow_invitation
    )
    reset = AccountLinkEndpoint(gate, "/auth/password-reset", LinkKind.PASSWORD_RESET, follow_reset)
    return [*invitation.routes(), *reset.routes()]
