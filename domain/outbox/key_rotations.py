"""Rotation of a tenant's data key: asked for, cancelled, taken up again; jobs do the work."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import WrongState
from domain.outbox.commands import announce
from domain.outbox.events import ResealDue
from tenants.database import actor_of, insert, lock
from tenants.keyring import WrappedKey, add_version
from tenants.rotation_models import KeyRotation, RotationState
from tenants.sealed_fields import keys_of


def rotate_keys(session: Session) -> KeyRotation:
    """Have a new version of the data key made, and the tenant's rows sealed with it.

    Raises:
        Shredded: the tenant's keys were destroyed.
        AlreadyExists: a rotation is under way.
    """
    keys_of(session).must_exist()
    actor = actor_of(session)
    asked = KeyRotation(state=RotationState.RUNNING, asked_by=f"{actor.kind}:{actor.name}")
    rotation = insert(session, asked, "A rotation of the keys is under way already.")
    announce(session, ResealDue(rotation.id))
    return rotation


def cancel_key_rotation(session: Session, rotation_id: UUID) -> KeyRotation:
    """Seal no more rows again; what is sealed stays so, and the new key is used for what is new.

    Raises:
        NotFound: this tenant has no such rotation.
        WrongState: it has ended.
    """
    rotation = lock(session, KeyRotation, rotation_id)
    if rotation.state != RotationState.RUNNING:
        raise WrongState("The rotation has ended.")
    rotation.state = RotationState.CANCELLED
    rotation.ended_at = datetime.now(UTC)
    return rotation


def resume_key_rotation(session: Session, rotation_id: UUID) -> KeyRotation:
    """Go on where a rotation was cancelled, or where its job was given up.

    Raises:
        NotFound: this tenant has no such rotation.
        WrongState: it is done, or another is under way.
    """
    rotation = lock(session, KeyRotation, rotation_id)
    if rotation.state == RotationState.DONE:
        raise WrongState("The rotation is done.")
    running = select(KeyRotation.id).where(KeyRotation.state == RotationState.RUNNING)
    if session.scalar(running) not in {None, rotation_id}:
        raise WrongState("Another rotation is under way.")
    rotation.state = RotationState.RUNNING
    rotation.ended_at = None
    session.flush()
    announce(session, ResealDue(rotation.id))
    return rotation


def take_key(session: Session, rotation_id: UUID, key: WrappedKey, used_from_at: datetime) -> None:
    """Give a rotation its key, unless it has one; resealing is due once everyone knows the key."""
    rotation = lock(session, KeyRotation, rotation_id)
    if rotation.version is None and rotation.state == RotationState.RUNNING:
        rotation.version = add_version(session, key, used_from_at).version
        rotation.used_from_at = used_from_at
        announce(session, ResealDue(rotation_id), available_at=used_from_at)
