"""What goes back and forth between two calls of one sign-in: sealed, short-lived, kept nowhere."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

import msgspec

from infra.seal import Seal
from tenants.security_keys import Challenge
from tenants.sign_in import Outdated, Pending

SECONDS = 300
"""Time enough to find a phone."""
SIGN_IN = "sign-in"
"""What a step is sealed for that follows a right password."""


class NewApp(msgspec.Struct, frozen=True):
    """A secret that an app is being taught; kept only when it shows a code of it."""

    tenant_id: UUID
    user_id: UUID
    secret: str
    made_at: datetime


T = TypeVar("T", Pending, Challenge, NewApp)


def sealed(seal: Seal, kind: str, step: Pending | Challenge | NewApp) -> str:
    return seal.sealed(f"step {kind}", msgspec.json.encode(step).decode())


def opened(seal: Seal, kind: str, text: str, form: type[T]) -> T:
    """Raises: Outdated: it is too old, or not ours for this."""
    found = seal.opened(f"step {kind}", text, SECONDS)
    if found is None:
        raise Outdated
    return msgspec.json.decode(found, type=form)
