"""What a user may do, and why: each grant, through which role and branch, and what stands in the way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from tenants.access import ALWAYS, modules_off, permissions_of
from tenants.database import find
from tenants.meanings import Module, module_of
from tenants.models import Membership, OrganizationUnit, Role, User
from tenants.permissions import Permission


class Hindrance(StrEnum):
    """Why a grant is worth nothing, or why there is none."""

    NOT_GRANTED = "not_granted"
    EXPIRED = "expired"
    OTHER_STORE = "other_store"
    MODULE_OFF = "module_off"
    USER_INACTIVE = "user_inactive"


@dataclass(frozen=True, slots=True)
class ExplainedGrant:
    """A permission that a user has by one role on one branch, if nothing stands in the way."""

    membership_id: UUID
    role_name: str
    unit_id: UUID
    unit_name: str
    expires_at: datetime | None
    hindrance: Hindrance | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether a user has a permission, and every way to it."""

    permission: Permission
    hindrances: frozenset[Hindrance]
    """Empty: the user may."""
    grants: tuple[ExplainedGrant, ...]

    @property
    def is_allowed(self) -> bool:
        return not self.hindrances


def explain(
    session: Session,
    user_id: UUID,
    permissions: Iterable[Permission],
    store_id: UUID | None = None,
) -> list[Explanation]:
    """What a user may do, at a store or, without one, anywhere at all.

    Raises:
        NotFound: there is no such user or store.
    """
    user = find(session, User, user_id)
    store = find(session, OrganizationUnit, store_id) if store_id is not None else None
    off = modules_off(session)
    memberships = _memberships(session, user_id)
    return [_explained(user, each, store, off, memberships) for each in permissions]


def _explained(
    user: User,
    permission: Permission,
    store: OrganizationUnit | None,
    off: frozenset[Module],
    memberships: Sequence[Row[Membership, Role, OrganizationUnit]],
) -> Explanation:
    grants = tuple(
        ExplainedGrant(
            membership.id,
            role.name,
            unit.id,
            unit.name,
            membership.expires_at,
            _hindrance_of(membership, unit, store),
        )
        for membership, role, unit in memberships
        if permission in permissions_of(role)
    )
    hindrances: set[Hindrance] = set()
    if permission not in ALWAYS and all(grant.hindrance for grant in grants):
        hindrances |= {grant.hindrance for grant in grants if grant.hindrance}
        hindrances |= set() if grants else {Hindrance.NOT_GRANTED}
    if module_of(permission) in off:
        hindrances.add(Hindrance.MODULE_OFF)
    if not user.is_active:
        hindrances.add(Hindrance.USER_INACTIVE)
    return Explanation(permission, frozenset(hindrances), grants)


def _hindrance_of(
    membership: Membership, unit: OrganizationUnit, store: OrganizationUnit | None
) -> Hindrance | None:
    if membership.expires_at is not None and membership.expires_at <= datetime.now(UTC):
        return Hindrance.EXPIRED
    if store is not None and unit.id not in store.path:
        return Hindrance.OTHER_STORE
    return None


def _memberships(
    session: Session, user_id: UUID
) -> Sequence[Row[Membership, Role, OrganizationUnit]]:
    """Those that have ended too: they are the answer to why something is gone."""
    return session.execute(
        select(Membership, Role, OrganizationUnit)
        .join(Role, Role.id == Membership.role_id)
        .join(OrganizationUnit, OrganizationUnit.id == Membership.unit_id)
        .where(Membership.user_id == user_id)
        .order_by(Membership.id)
    ).all()
