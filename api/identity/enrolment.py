"""Enrolling second factors: from one's account, or on the way in where the tenant requires one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.authentication import Caller
from api.identity.forms import WrongProof, is_json, page, read_form, refusal
from api.identity.gate import Gate, device_of
from api.identity.steps import SIGN_IN, NewApp, opened, sealed
from tenants.authenticator_apps import add_app, new_secret, uri_of
from tenants.database import lock
from tenants.models import User, UserSession
from tenants.recovery_codes import new_codes
from tenants.refusals import Refused
from tenants.second_factors import factors_of
from tenants.security_keys import Challenge, add_key, new_challenge, registration_options
from tenants.sessions import Device, OpenedSession, end_sessions_of, renew_session
from tenants.sign_in import Outdated, Pending, admitted, user_of

NEW_APP, NEW_KEY = "new app", "new key"
"""What steps are sealed for."""

Add = Callable[[Session, User], bool]


@dataclass(frozen=True, slots=True)
class Enrolling:
    """Who enrols: on the way in, or signed in already."""

    began: Pending | None
    caller: Caller | None

    @property
    def tenant_id(self) -> UUID:
        if self.began is not None:
            return self.began.tenant_id
        assert self.caller is not None
        return self.caller.access.tenant_id

    @property
    def user_id(self) -> UUID:
        if self.began is not None:
            return self.began.user_id
        assert self.caller is not None
        return UUID(self.caller.access.name)

    def user(self, session: Session) -> User:
        """Raises: Outdated."""
        if self.began is not None:
            return user_of(session, self.began, enrols=True)
        return lock(session, User, self.living(session).user_id)

    def living(self, session: Session) -> UserSession:
        """Raises: Outdated."""
        assert self.caller is not None
        living = session.get(UserSession, self.caller.session_id)
        if living is None or living.ended_at is not None:
            raise Outdated
        return living


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The session to go on with, and codes to write down where there were none."""

    session: OpenedSession
    recovery_codes: list[str]


@dataclass(frozen=True)
class EnrolmentEndpoints:
    """Each takes the `state` of a sign-in, or a session whose user proved themselves lately."""

    gate: Gate

    def routes(self) -> list[Route]:
        return [
            Route("/auth/enrolment/app", self.begin_app, methods=["POST"]),
            Route("/auth/enrolment/app/confirm", self.confirm_app, methods=["POST"]),
            Route("/auth/enrolment/key", self.begin_key, methods=["POST"]),
            Route("/auth/enrolment/key/confirm", self.confirm_key, methods=["POST"]),
        ]

    async def begin_app(self, request: Request) -> Response:
        """The secret for an app, as text and as the address that apps read from a picture."""
        return await self._begin(request, self.new_app)

    async def confirm_app(self, request: Request) -> Response:
        """JSON or a form: enrolment (as given before), code (that the app shows)."""

        def add_of(form: dict[str, str]) -> Add:
            wanted = opened(self.gate.seal, NEW_APP, form.get("enrolment", ""), NewApp)

            def add(session: Session, user: User) -> bool:
                code = form.get("code", "").strip()
                is_theirs = wanted.user_id == user.id
                return is_theirs and add_app(session, user, self.gate.seal, wanted.secret, code)

            return add

        return await self._confirm(request, add_of)

    async def begin_key(self, request: Request) -> Response:
        """What the browser passes to `navigator.credentials.create`."""

        def begin(session: Session, user: User) -> dict[str, Any]:
            challenge = new_challenge(user)
            options = registration_options(session, user, self.gate.party, challenge)
            return {"options": options, "challenge": sealed(self.gate.seal, NEW_KEY, challenge)}

        return await self._begin(request, begin)

    async def confirm_key(self, request: Request) -> Response:
        """JSON or a form: challenge (as given before), credential (JSON text), name."""

        def add_of(form: dict[str, str]) -> Add:
            challenge = opened(self.gate.seal, NEW_KEY, form.get("challenge", ""), Challenge)

            def add(session: Session, user: User) -> bool:
                party, credential = self.gate.party, form.get("credential", "")
                if challenge.user_id != user.id:
                    return False
                return add_key(session, challenge, party, credential, form.get("name", ""))

            return add

        return await self._confirm(request, add_of)

    async def asked_of(self, request: Request, began: Pending) -> Response:
        """The answer to a right password of someone who has still to enrol."""
        state = sealed(self.gate.seal, SIGN_IN, began)
        if is_json(request):
            return JSONResponse({"next": "enrolment", "state": state})
        enrolling = Enrolling(began, None)
        app = await run_in_threadpool(self._in_transaction, enrolling, self.new_app)
        return page("enrolment.html", state=state, **app)

    def new_app(self, _session: Session, user: User) -> dict[str, Any]:
        secret = new_secret()
        step = NewApp(user.tenant_id, user.id, secret, datetime.now(UTC))
        return {
            "secret": secret,
            "uri": uri_of(secret, user.email),
            "enrolment": sealed(self.gate.seal, NEW_APP, step),
        }

    async def _begin(self, request: Request, begin: Callable[[Session, User], Any]) -> Response:
        try:
            _, enrolling = await self._read(request)
            found = await run_in_threadpool(self._in_transaction, enrolling, begin)
        except Refused as refused:
            return refusal(refused)
        return JSONResponse(found)

    async def _confirm(self, request: Request, add_of: Callable[[dict[str, str]], Add]) -> Response:
        try:
            form, enrolling = await self._read(request)
            add, device = add_of(form), device_of(request)
            done = await run_in_threadpool(
                self._in_transaction,
                enrolling,
                lambda session, user: _confirmed(session, user, enrolling, add, device),
            )
        except Refused as refused:
            return refusal(refused, request, "sign-in.html")
        return self._told(request, enrolling, done)

    def _told(self, request: Request, enrolling: Enrolling, done: Enrolled) -> Response:
        codes, tenant_id = done.recovery_codes, enrolling.tenant_id
        if is_json(request):
            return self.gate.welcomed(request, tenant_id, done.session, recoveryCodes=codes)
        answer = page("recovery-codes.html", codes=codes)
        self.gate.set_cookie(answer, tenant_id, done.session)
        return answer

    async def _read(self, request: Request) -> tuple[dict[str, str], Enrolling]:
        """Raises: BadForm, Forged, TooOften, Outdated, Unknown, Stale."""
        self.gate.must_be_ours(request)
        form = await read_form(request)
        self.gate.must_not_hurry(request)
        if "state" in form:
            began = opened(self.gate.seal, SIGN_IN, form["state"], Pending)
            return form, Enrolling(began, None)
        caller = await self.gate.must_be_known(request, form)
        await self.gate.authenticator.must_have_proved_lately(caller)
        return form, Enrolling(None, caller)

    def _in_transaction(self, enrolling: Enrolling, do: Callable[[Session, User], Any]) -> Any:
        who = enrolling.tenant_id, enrolling.user_id
        with self.gate.as_user(*who, "enrolment").transaction() as session:
            return do(session, enrolling.user(session))


def _confirmed(
    session: Session, user: User, enrolling: Enrolling, add: Add, device: Device
) -> Enrolled:
    """A session from before the first factor proved less: all but the one at hand end.

    Raises:
        WrongProof: nothing is enrolled, and nothing was changed.
    """
    is_first = not factors_of(session, user.id).any
    if not add(session, user):
        raise WrongProof
    codes = new_codes(session, user.id) if is_first else []
    if enrolling.began is not None:
        end_sessions_of(session, user.id)
        return Enrolled(admitted(session, user, device).session, codes)
    living = enrolling.living(session)
    if is_first:
        end_sessions_of(session, user.id, but=living.id)
    return Enrolled(renew_session(session, living), codes)
