"""One-time codes of an authenticator app (TOTP, RFC 6238), each of them used once."""

import time
from datetime import UTC, datetime

import pyotp
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.models import AuthenticatorApp, User
from tenants.second_factors import Seals

ISSUER = "Mortar"
STEPS_OF_DRIFT = 1
"""A clock may differ by half a minute (RFC 6238, 5.2)."""
DIGITS = 6


def new_secret() -> str:
    """160 random bits in base 32."""
    return pyotp.random_base32()


def uri_of(secret: str, email: str) -> str:
    """What an app reads from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: float) -> int | None:
    """The time step whose code this is; None if it is none of these minutes."""
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        return None
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(
            code, for_time=now, valid_window=STEPS_OF_DRIFT
        )
    except OTPVerificationError:
        return None


def add_app(session: Session, user: User, seals: Seals, secret: str, code: str) -> bool:
    """Enrol the app that shows this code, in place of a former one; whether it does."""
    step = step_of(secret, code, time.time())
    if step is None:
        return False
    app = _of(session, user)
    if app is None:
        app = AuthenticatorApp(user_id=user.id)
        session.add(app)
    app.sealed_secret, app.last_step = seals.sealed(_purpose(user), secret), step
    session.flush()
    return True


def is_code_of_app(session: Session, user: User, seals: Seals, code: str) -> bool:
    """Whether the user's app shows this code now, and it was not used yet; it is used by this."""
    app = _of(session, user)
    if app is None:
        return False
    secret = seals.opened(_purpose(user), app.sealed_secret)
    assert secret is not None, "an app's secret was sealed with another key"
    step = step_of(secret, code, time.time())
    if step is None or step <= app.last_step:
        return False
    app.last_step, app.last_used_at = step, datetime.now(UTC)
    return True


def _of(session: Session, user: User) -> AuthenticatorApp | None:
    return session.scalar(
        select(AuthenticatorApp).where(AuthenticatorApp.user_id == user.id).with_for_update()
    )


def _purpose(user: User) -> str:
    """Binds the secret to its user: moved to another's row, it does not open."""
    return f"authenticator-app {user.tenant_id} {user.id}"
