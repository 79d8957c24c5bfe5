"""The signed-in session over HTTP: who it is, how long it lasts, a new password, its end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.authentication import Caller
from api.identity.forms import BadForm, WrongProof, read_form, refusal
from api.identity.gate import Gate, Unknown
from tenants.actor import job
from tenants.chosen_passwords import change_password
from tenants.models import Tenant, User, UserSession
from tenants.refusals import Refused
from tenants.sessions import (
    OpenedSession,
    end_one_session,
    end_session,
    end_sessions_of,
    last_sign_in,
    limits_of,
    living_session,
    renew_session,
    sessions_of,
)
from tenants.sign_in import grace_of
from tenants.sign_in_policy import policy_of
from tenants.tokens import TenantToken

T = TypeVar("T")


@dataclass(frozen=True)
class AccountEndpoints:
    gate: Gate

    def routes(self) -> list[Route]:
        return [
            Route("/auth/sign-out", self.sign_out, methods=["POST"]),
            Route("/auth/me", self.me, methods=["GET"]),
            Route("/auth/session", self.session, methods=["GET"]),
            Route("/auth/sessions", self.sessions, methods=["GET"]),
            Route("/auth/sessions/end", self.end_sessions, methods=["POST"]),
            Route("/auth/password", self.change_password, methods=["POST"]),
        ]

    async def sign_out(self, request: Request) -> Response:
        try:
            caller = await self.gate.authenticator.caller(request)
        except Refused as refused:
            return refusal(refused)
        if caller is not None and caller.session_token is not None:
            await run_in_threadpool(self._end, caller, caller.session_token)
        response = Response(status_code=204, headers={"clear-site-data": '"cache"'})
        response.delete_cookie(self.gate.authenticator.cookie_name, path="/")
        return response

    async def me(self, request: Request) -> Response:
        """Who is signed in, and the token that their page must send back."""
        caller = await self.gate.authenticator.caller(request)
        if caller is None:
            return refusal(Unknown())
        actor = caller.access.actor()
        stores = None if actor.store_ids is None else sorted(map(str, actor.store_ids))
        known: dict[str, Any] = {
            "id": actor.name,
            "kind": actor.kind,
            "tenantId": str(actor.tenant_id),
            "permissions": sorted(actor.permissions),
            "storeIds": stores,
            "csrfToken": caller.csrf_token,
        }
        if caller.session_token is not None:
            described = await run_in_threadpool(self._in_session, _cookie_of(caller), _described)
            known |= described or {}
        return JSONResponse(known)

    async def session(self, request: Request) -> Response:
        """How long the session lasts if nothing is done; asking does not prolong it."""
        cookie = self.gate.authenticator.cookie(request)
        found = None
        if cookie is not None:
            found = await run_in_threadpool(self._in_session, cookie, _limits)
        return JSONResponse(found) if found is not None else refusal(Unknown())

    async def sessions(self, request: Request) -> Response:
        """Where else one is signed in."""
        cookie = self.gate.authenticator.cookie(request)
        found = None
        if cookie is not None:
            found = await run_in_threadpool(self._in_session, cookie, _listed)
        return JSONResponse({"sessions": found}) if found is not None else refusal(Unknown())

    async def end_sessions(self, request: Request) -> Response:
        """JSON or a form: id, of one of one's own sessions; without it, all but this one."""
        try:
            form = await read_form(request)
            caller = await self.gate.must_be_known(request, form)
            await run_in_threadpool(self._end_sessions, caller, _session_id(form))
        except Refused as refused:
            return refusal(refused)
        return Response(status_code=204)

    async def change_password(self, request: Request) -> Response:
        """JSON or a form: present, password."""
        try:
            form = await read_form(request)
            caller = await self.gate.must_be_known(request, form)
            self.gate.must_not_hurry(request, caller.access.name)
            opened = await run_in_threadpool(self._change_password, caller, form)
        except Refused as refused:
            return refusal(refused)
        return self.gate.welcomed(request, caller.access.tenant_id, opened)

    def _change_password(self, caller: Caller, form: dict[str, str]) -> OpenedSession:
        present, wanted = form.get("present", ""), form.get("password", "")

        def change(session: Session, living: UserSession) -> OpenedSession | None:
            is_breached = self.gate.breached.contain
            if not change_password(session, living, present, wanted, is_breached):
                return None
            return renew_session(session, living)

        opened = self._in_session(_cookie_of(caller), change, caller)
        if opened is None:
            raise WrongProof
        return opened

    def _end_sessions(self, caller: Caller, session_id: UUID | None) -> None:
        def end(session: Session, living: UserSession) -> None:
            if session_id is None:
                end_sessions_of(session, living.user_id, but=living.id)
            else:
                end_one_session(session, living.user_id, session_id)

        self._in_session(_cookie_of(caller), end, caller)

    def _in_session(
        self,
        cookie: TenantToken,
        do: Callable[[Session, UserSession], T],
        caller: Caller | None = None,
    ) -> T | None:
        """What is done in a transaction with the living session of the cookie; None if it is over.

        Who only asks need not be known before.
        """
        database = self.gate.authenticator.as_actor(job(cookie.tenant_id, "account"))
        if caller is not None:
            database = self.gate.as_user(cookie.tenant_id, caller.access.name, "account")
        with database.transaction() as session:
            living = living_session(session, cookie.token, is_seen=False)
            return do(session, living) if living is not None else None

    def _end(self, caller: Caller, session_token: str) -> None:
        access = caller.access
        with self.gate.as_user(access.tenant_id, access.name, "sign-out").transaction() as session:
            end_session(session, session_token)


def _described(session: Session, living: UserSession) -> dict[str, Any]:
    user, before = session.get_one(User, living.user_id), last_sign_in(session, living)
    due_at = grace_of(session, user)
    tenant = session.get_one(Tenant, user.tenant_id)
    return {
        "name": user.name,
        "email": user.email,
        "organization": {"name": tenant.name, "slug": tenant.slug},
        "session": _limits(session, living),
        "secondFactorDueAt": _instant(due_at) if due_at is not None else None,
        "lastSignIn": {
            "at": _instant(before.at) if before.at is not None else None,
            "address": before.address,
            "failedAttempts": before.failed_count,
        },
    }


def _limits(session: Session, living: UserSession) -> dict[str, Any]:
    limits = limits_of(living, policy_of(session))
    return {
        "idleEndsAt": _instant(limits.idle_ends_at),
        "endsAt": _instant(limits.ends_at),
        "recentUntilAt": _instant(limits.recent_until_at),
    }


def _listed(session: Session, living: UserSession) -> list[dict[str, Any]]:
    return [
        {
            "id": str(each.id),
            "isCurrent": each.id == living.id,
            "userAgent": each.user_agent,
            "address": each.address,
            "openedAt": _instant(each.created_at),
            "lastSeenAt": _instant(each.last_seen_at),
            "expiresAt": _instant(each.expires_at),
        }
        for each in sessions_of(session, living.user_id)
    ]


def _cookie_of(caller: Caller) -> TenantToken:
    assert caller.session_token is not None, "only a browser has a session"
    return TenantToken(caller.access.tenant_id, caller.session_token)


def _session_id(form: dict[str, str]) -> UUID | None:
    """Raises: BadForm."""
    if "id" not in form:
        return None
    try:
        return UUID(form["id"])
    except ValueError:
        raise BadForm("This is no session's id.", path="id") from None


def _instant(at: datetime) -> str:
    return at.isoformat()
