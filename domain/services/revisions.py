"""Two who edit one draft: each change counts, and one that began from an older revision is refused."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from domain.errors import EditedMeanwhile, WrongState
from domain.services.models import ServiceTemplate
from tenants.actor import ActorKind
from tenants.database import actor_of, lock
from tenants.models import ClientApplication, User


def open_draft(session: Session, template_id: UUID, revision: int | None) -> ServiceTemplate:
    """A draft to change, held until the end of the transaction; None takes it as it is.

    Raises:
        NotFound: this tenant has no such template.
        WrongState: it is published.
        EditedMeanwhile: the revision is no longer the newest.
    """
    template = lock(session, ServiceTemplate, template_id)
    if template.effective_from_on is not None:
        raise WrongState(
            f"Version {template.version} is published: begin a new version instead.", "template_id"
        )
    if revision not in (None, template.revision):
        raise EditedMeanwhile(
            f"{_who_changed(session, template)} changed this draft"
            f" on {template.changed_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC, after you opened it.",
            "revision",
        )
    return template


def note_change(session: Session, template: ServiceTemplate) -> None:
    """Keep that a draft is another now, by whom and since when."""
    actor = actor_of(session)
    template.revision = (template.revision or 0) + 1
    template.changed_at = datetime.now(UTC)
    template.changed_by = f"{actor.kind}:{actor.name}"


def _who_changed(session: Session, template: ServiceTemplate) -> str:
    kind, _, name = (template.changed_by or "").partition(":")
    known: User | ClientApplication | None = None
    if kind == ActorKind.USER:
        known = session.get(User, UUID(name))
    elif kind == ActorKind.CLIENT:
        known = session.get(ClientApplication, UUID(name))
    return known.name if known else "Somebody"
