"""As whom a job works for somebody who asked: with what they may do when it works, not when they asked."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tenants.access import Access, access_of_client, access_of_user
from tenants.actor import ActorKind
from tenants.audit import trail_of
from tenants.models import ClientApplication, PersonalToken
from tenants.personal_tokens import access_of_token


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever asked, as histories name them, and the personal token that they asked through."""

    name: str
    token_id: UUID | None = None

    def access(self, session: Session) -> Access | None:
        """What they may do now. None: they are no longer let in, or what they asked through is not.

        A browser's session may end meanwhile: signing out takes back nothing that was asked for.
        """
        kind, _, id_ = self.name.partition(":")
        if kind == ActorKind.CLIENT:
            return _of_client(session, UUID(id_))
        if kind != ActorKind.USER:
            return None
        if self.token_id is None:
            return access_of_user(session, UUID(id_))
        return _of_token(session, self.token_id)


def asker_of(session: Session) -> Asker:
    """Who asks in this transaction."""
    trail = trail_of(session)
    name = f"{trail.actor.kind}:{trail.actor.name}"
    origin = trail.origin
    is_token = trail.actor.kind == ActorKind.USER and origin.through == "application"
    return Asker(name, UUID(origin.through_id) if is_token and origin.through_id else None)


def _of_client(session: Session, client_id: UUID) -> Access | None:
    client = session.get(ClientApplication, client_id)
    if client is None or client.disabled_at is not None:
        return None
    return access_of_client(session, client, client.scopes)


def _of_token(session: Session, token_id: UUID) -> Access | None:
    token = session.get(PersonalToken, token_id)
    if token is None or token.revoked_at is not None or token.expires_at <= datetime.now(UTC):
        return None
    return access_of_token(session, token)
