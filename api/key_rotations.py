"""GraphQL of the rotation of a tenant's keys: asked for, followed, cancelled, taken up again."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.context import Info
from api.doors import mutation
from api.ids import Id, key_of
from api.reading.declarations import many
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, SortKey
from api.refusal import Refusal
from domain.outbox import key_rotations
from tenants import rotation_models
from tenants.permissions import Permission
from tenants.rotation_models import RotationState

strawberry.enum(RotationState, name="KeyRotationState")


@shows(rotation_models.ResealedTable, Permission.READ_KEYS)
class ResealedTable(Node):
    """How far the sealing of one table with the new key has come."""

    table_name: str
    row_count: int
    resealed_count: int
    unopened_count: int
    is_done: bool


@shows(rotation_models.KeyRotation, Permission.READ_KEYS)
class KeyRotation(Node):
    """A new version of the key that seals, and the sealing of the tenant's rows with it."""

    state: RotationState
    asked_by: str
    version: int | None
    created_at: datetime
    used_from_at: datetime | None
    ended_at: datetime | None
    tables: list[ResealedTable] = many("rotation_id")


@strawberry.enum
class KeyRotationOrder(SortKey):
    CREATED = "id"


KeyRotationResult = Annotated[KeyRotation | Refusal, strawberry.union("KeyRotationResult")]


@strawberry.type
class KeyRotationQuery:
    key_rotation: KeyRotation | None = record(Permission.READ_KEYS)
    key_rotations: Connection[KeyRotation] = connection(
        Permission.READ_KEYS, KeyRotationOrder.CREATED
    )


@strawberry.type
class KeyRotationMutation:
    @mutation(
        Permission.ROTATE_KEYS,
        recent_sign_in=True,
        description="A new key seals what is new; what is there is sealed with it in the background.",
    )
    def rotate_keys(self, info: Info) -> KeyRotationResult:
        return KeyRotation.of(key_rotations.rotate_keys(info.context.session))

    @mutation(
        Permission.ROTATE_KEYS,
        recent_sign_in=True,
        description="Seal no more rows again; what is sealed with the new key stays so.",
    )
    def cancel_key_rotation(self, info: Info, rotation_id: Id) -> KeyRotationResult:
        session = info.context.session
        return KeyRotation.of(key_rotations.cancel_key_rotation(session, key_of(rotation_id)))

    @mutation(
        Permission.ROTATE_KEYS,
        recent_sign_in=True,
        description="Go on where a rotation was cancelled, or where its job was given up.",
    )
    def resume_key_rotation(self, info: Info, rotation_id: Id) -> KeyRotationResult:
        session = info.context.session
        return KeyRotation.of(key_rotations.resume_key_rotation(session, key_of(rotation_id)))
