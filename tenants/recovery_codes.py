"""Codes on paper for when app and keys are lost: shown once, good once each."""

import secrets
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from tenants.models import RecoveryCode
from tenants.tokens import hash_of

COUNT = 10
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""No character that looks like another."""
GROUPS, GROUP_LENGTH = 3, 5
"""74 bits: nothing to guess, so that a plain hash will do."""


def new_codes(session: Session, user_id: UUID) -> list[str]:
    """Fresh ones, told this once; those before are worth nothing now."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = [_code() for _ in range(COUNT)]
    session.add_all(
        RecoveryCode(user_id=user_id, code_hash=hash_of(_plain(code))) for code in codes
    )
    session.flush()
    return codes


def is_unused_code(session: Session, user_id: UUID, code: str) -> bool:
    """Whether this is one of the user's codes that are left; it is used by this."""
    used = session.scalar(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.code_hash == hash_of(_plain(code)),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=datetime.now(UTC))
        .returning(RecoveryCode.id)
    )
    return used is not None


def _code() -> str:
    return "-".join(
        "".join(secrets.choice(READABLE) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)
    )


def _plain(code: str) -> str:
    """As it may be typed."""
    return "".join(character for character in code.lower() if character in READABLE)
