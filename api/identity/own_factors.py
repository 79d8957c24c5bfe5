"""One's own second factors over HTTP: seen, renamed, removed, and fresh recovery codes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.authentication import Caller
from api.identity.forms import BadForm, read_form, refusal
from api.identity.gate import Gate, Unknown
from tenants.models import UserSession
from tenants.recovery_codes import new_codes
from tenants.refusals import Refused, WrongState
from tenants.second_factors import factors_of, remove_app, remove_key
from tenants.security_keys import rename_key
from tenants.sign_in import Outdated
from tenants.sign_in_policy import needs_second_factor, policy_of

Do = Callable[[Session, UUID, dict[str, str]], dict[str, Any] | None]


@dataclass(frozen=True)
class OwnFactorEndpoints:
    gate: Gate

    def routes(self) -> list[Route]:
        return [
            Route("/auth/factors", self.shown, methods=["GET"]),
            self._change("/auth/factors/app/remove", _remove_app),
            self._change("/auth/factors/key/remove", _remove_key),
            self._change("/auth/factors/key/rename", _rename_key),
            self._change("/auth/factors/recovery-codes", _new_codes),
        ]

    async def shown(self, request: Request) -> Response:
        caller = await self.gate.authenticator.caller_by_cookie(request)
        if caller is None:
            return refusal(Unknown())
        return JSONResponse(await run_in_threadpool(self._done, caller, _shown, {}))

    def _change(self, path: str, do: Do) -> Route:
        async def change(request: Request) -> Response:
            try:
                form = await read_form(request)
                caller = await self.gate.must_be_known(request, form)
                await self.gate.authenticator.must_have_proved_lately(caller)
                told = await run_in_threadpool(self._done, caller, do, form)
            except Refused as refused:
                return refusal(refused)
            return Response(status_code=204) if told is None else JSONResponse(told)

        return Route(path, change, methods=["POST"])

    def _done(self, caller: Caller, do: Do, form: dict[str, str]) -> dict[str, Any] | None:
        """Raises: Outdated."""
        access = caller.access
        with self.gate.as_user(access.tenant_id, access.name, "factors").transaction() as session:
            living = session.get(UserSession, caller.session_id)
            if living is None or living.ended_at is not None:
                raise Outdated
            return do(session, living.user_id, form)


def _shown(session: Session, user_id: UUID, _form: dict[str, str]) -> dict[str, Any]:
    factors = factors_of(session, user_id)
    return {
        "hasApp": factors.has_app,
        "keys": [
            {
                "id": str(key.id),
                "name": key.name,
                "addedAt": key.created_at.isoformat(),
                "lastUsedAt": key.last_used_at.isoformat() if key.last_used_at else None,
            }
            for key in factors.keys
        ],
        "recoveryCodesLeft": factors.recovery_code_count,
        "isRequired": needs_second_factor(session, user_id, policy_of(session)),
    }


def _remove_app(session: Session, user_id: UUID, _form: dict[str, str]) -> None:
    remove_app(session, user_id)


def _remove_key(session: Session, user_id: UUID, form: dict[str, str]) -> None:
    remove_key(session, user_id, _key_id(form))


def _rename_key(session: Session, user_id: UUID, form: dict[str, str]) -> None:
    rename_key(session, user_id, _key_id(form), form.get("name", ""))


def _new_codes(session: Session, user_id: UUID, _form: dict[str, str]) -> dict[str, Any]:
    if not factors_of(session, user_id).any:
        raise WrongState("There is nothing to recover: add an app or a key first.")
    return {"recoveryCodes": new_codes(session, user_id)}


def _key_id(form: dict[str, str]) -> UUID:
    """Raises: BadForm."""
    try:
        return UUID(form.get("id", ""))
    except ValueError:
        raise BadForm("This is no key's id.", path="id") from None
