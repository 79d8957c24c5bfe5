"""Links that an admin hands out to choose a password with: invitations and resets, used once."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tenants.models import AccountLink, User
from tenants.refusals import WrongState
from tenants.tokens import TenantToken, hash_of, new_token


class LinkKind(StrEnum):
    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 a kind of link


LIFETIMES = {LinkKind.INVITATION: timedelta(days=7), LinkKind.PASSWORD_RESET: timedelta(days=1)}


def hand_out(session: Session, user: User, kind: LinkKind) -> str:
    """A fresh link's text, told this once; those handed out before end now."""
    end_links(session, user.id)
    token = new_token()
    session.add(
        AccountLink(
            user_id=user.id,
            kind=kind,
            token_hash=hash_of(token),
            expires_at=datetime.now(UTC) + LIFETIMES[kind],
        )
    )
    session.flush()
    return str(TenantToken(user.tenant_id, token))


def end_links(session: Session, user_id: UUID) -> None:
    """Whatever this user was handed out works no longer."""
    session.execute(
        update(AccountLink)
        .where(AccountLink.user_id == user_id, AccountLink.ended_at.is_(None))
        .values(ended_at=datetime.now(UTC))
    )


def followed(session: Session, token: str, kind: LinkKind) -> UUID:
    """Whose link this is; it ends here.

    Raises:
        WrongState: there is no such link, or no longer.
    """
    now = datetime.now(UTC)
    user_id: UUID | None = session.scalar(
        update(AccountLink)
        .where(
            AccountLink.token_hash == hash_of(token),
            AccountLink.kind == kind,
            AccountLink.ended_at.is_(None),
            AccountLink.expires_at > now,
            select(User.id).where(User.id == AccountLink.user_id, User.is_active).exists(),
        )
        .values(ended_at=now)
        .returning(AccountLink.user_id)
    )
    if user_id is None:
        raise WrongState("This link is not valid, or no longer.")
    return user_id
