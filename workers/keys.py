"""The job that rotates a tenant's keys: makes one, then seals the rows again, a slice at a time."""

import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

import domain.anomalies.models
import domain.approvals.models
import domain.charges.models
import domain.claims.models
import domain.disclosures.models
import domain.encounters.models
import domain.ledger.models
import domain.patients.models
import domain.remittances.models
import domain.submissions.models  # noqa: F401  all that is sealed is known by its models
from domain.outbox.commands import announce
from domain.outbox.events import ResealDue
from domain.outbox.key_rotations import take_key
from tenants import resealing
from tenants.database import find, lock
from tenants.resealing import Step
from tenants.rotation_models import KeyRotation, ResealedTable, RotationState
from workers.broker import JobDatabase, Queue, tenant_actor

SLICE_SECONDS = 20.0
"""After so long the job lets others of its lane have their turn."""
WAIT = timedelta(seconds=10)
"""For whoever has rows locked."""


@tenant_actor(Queue.SLOW, time_limit_seconds=600)
def reseal(database: JobDatabase, key_rotation_id: UUID) -> None:
    """Each batch is a transaction of its own; killed anywhere, the next slice goes on."""
    with database.transaction() as session:
        rotation = find(session, KeyRotation, key_rotation_id)
    if rotation.state != RotationState.RUNNING:
        return
    if rotation.used_from_at is None:
        _make_key(database, key_rotation_id)
        return
    wait = rotation.used_from_at - datetime.now(UTC)
    if wait <= timedelta():
        database.forget_keys()
        step = _slice(database, key_rotation_id)
        if step is Step.ENDED:
            return
        wait = WAIT if step is Step.WAITS else timedelta()
    with database.once() as session:  # A second delivery begins no second row of slices.
        again = datetime.now(UTC) + wait
        announce(session, ResealDue(key_rotation_id), available_at=again)


def _make_key(database: JobDatabase, key_rotation_id: UUID) -> None:
    """It is wrapped, perhaps far away, while no transaction is open."""
    key, known_to_all = database.fresh_key()
    with database.once() as session:
        used_from_at = datetime.now(UTC) + known_to_all
        take_key(session, key_rotation_id, key, used_from_at)


def _slice(database: JobDatabase, key_rotation_id: UUID) -> Step:
    until = time.monotonic() + SLICE_SECONDS
    step = Step.GOES_ON
    while step is Step.GOES_ON and time.monotonic() < until:
        with database.transaction() as session:
            rotation = lock(session, KeyRotation, key_rotation_id)
            if rotation.state != RotationState.RUNNING:
                return Step.ENDED
            known = select(func.count()).where(ResealedTable.rotation_id == key_rotation_id)
            if not session.scalar(known):
                resealing.begin(session, rotation)
            step = resealing.reseal_batch(session, rotation)
            if step is Step.ENDED:
                rotation.state = RotationState.DONE
                rotation.ended_at = datetime.now(UTC)
    return step
