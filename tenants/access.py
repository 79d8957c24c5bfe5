"""What someone may do, and where: the grants of their memberships, narrowed for each operation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import event, or_, select
from sqlalchemy.orm import ORMExecuteState, Session

from tenants.actor import Actor, ActorKind
from tenants.meanings import Module, module_of
from tenants.models import (
    ClientApplication,
    Membership,
    ModuleSwitch,
    OrganizationUnit,
    PersonalToken,
    RevokedToken,
    Role,
    SignInPolicy,
    UnitKind,
    User,
    UserSession,
)
from tenants.permissions import BUILT_IN_ROLES, Permission

Stores = frozenset[UUID] | None
"""Some stores; None is every store of the tenant, those of tomorrow included."""

REMEMBERED_ACTORS = 4_096
"""Someone does the same kinds of things again and again."""

SHAPES_ACCESS = (
    User,
    UserSession,
    SignInPolicy,
    Role,
    Membership,
    OrganizationUnit,
    ClientApplication,
    PersonalToken,
    RevokedToken,
    ModuleSwitch,
)
"""What is read to say what someone may do: whoever remembers an answer forgets it when one changes."""

ALWAYS = frozenset({Permission.READ_OWN_ACCOUNT})


@dataclass(frozen=True, slots=True)
class Grant:
    """Some permissions at some stores."""

    permissions: frozenset[Permission]
    store_ids: Stores


@dataclass(frozen=True, slots=True)
class Access:
    """All that one user or client was granted."""

    tenant_id: UUID
    kind: ActorKind
    name: str
    grants: tuple[Grant, ...]
    modules_off: frozenset[Module] = frozenset()

    def stores(self, permission: Permission) -> Stores:
        """Where the permission holds."""
        return _union(grant.store_ids for grant in self.grants if permission in grant.permissions)

    @lru_cache(maxsize=REMEMBERED_ACTORS)  # noqa: B019 it outlives nothing: the cache is bounded
    def actor(self, needed: frozenset[Permission] = frozenset()) -> Actor:
        """Whoever this is, at the stores where everything needed is granted.

        A pharmacist of one store who audits another must not become the pharmacist of both:
        permissions that do not hold at all of those stores are left out.
        """
        store_ids = _union(grant.store_ids for grant in self.grants)
        for permission in needed - ALWAYS:
            store_ids = _intersection(store_ids, self.stores(permission))
        granted = {permission for grant in self.grants for permission in grant.permissions}
        held = {permission for permission in granted if covers(self.stores(permission), store_ids)}
        off = frozenset(permission for permission in held if self.is_off(permission))
        return Actor(self.tenant_id, self.kind, self.name, ALWAYS | held - off, store_ids, off)

    def is_off(self, permission: Permission) -> bool:
        """Whether the tenant has switched off what it belongs to, or what lets programs in."""
        modules = {module_of(permission)}
        if self.kind is ActorKind.CLIENT:
            modules.add(Module.INTEROPERABILITY)
        return bool(modules & self.modules_off)


def access_of_user(session: Session, user_id: UUID) -> Access | None:
    """What the memberships of an active user add up to; None: there is no such user."""
    user = session.get(User, user_id)
    if user is None or not user.is_active:
        return None
    found = session.execute(
        select(Role, OrganizationUnit)
        .join(Membership, Membership.role_id == Role.id)
        .join(OrganizationUnit, OrganizationUnit.id == Membership.unit_id)
        .where(
            Membership.user_id == user_id,
            or_(Membership.expires_at.is_(None), Membership.expires_at > datetime.now(UTC)),
        )
    ).all()
    grants = tuple(
        Grant(permissions_of(role), stores_beneath(session, unit)) for role, unit in found
    )
    off = modules_off(session)
    return Access(user.tenant_id, ActorKind.USER, str(user.id), grants, off)


def access_of_client(session: Session, client: ClientApplication, scopes: Iterable[str]) -> Access:
    """What a client may do with a token of these scopes: never more than it is granted now."""
    permissions = known_permissions(set(scopes) & set(client.scopes))
    store_ids: Stores = None
    if client.unit_id is not None:
        store_ids = stores_beneath(session, session.get_one(OrganizationUnit, client.unit_id))
    grant = Grant(permissions, store_ids)
    off = modules_off(session)
    return Access(client.tenant_id, ActorKind.CLIENT, str(client.id), (grant,), off)


def modules_off(session: Session) -> frozenset[Module]:
    """What the tenant has switched off."""
    names = session.scalars(select(ModuleSwitch.module).where(ModuleSwitch.is_on.is_(False)))
    return frozenset(Module(name) for name in names if name in set(Module))


def permissions_of(role: Role) -> frozenset[Permission]:
    """A built-in role is what this release says it is, whatever the row remembers."""
    if role.is_built_in:
        return BUILT_IN_ROLES.get(role.name, frozenset())
    return known_permissions(role.permissions)


def known_permissions(names: Iterable[str]) -> frozenset[Permission]:
    """The names that still mean something."""
    return frozenset(Permission(name) for name in names if name in set(Permission))


def stores_beneath(session: Session, unit: OrganizationUnit) -> Stores:
    """The stores of this branch of the tree; the whole tree is every store."""
    if unit.kind == UnitKind.ORGANIZATION:
        return None
    return frozenset(
        session.scalars(
            select(OrganizationUnit.id).where(
                OrganizationUnit.kind == UnitKind.STORE,
                OrganizationUnit.path.contains([unit.id]),
            )
        )
    )


def covers(wide: Stores, narrow: Stores) -> bool:
    """Whether every store of the second is one of the first."""
    return wide is None or (narrow is not None and narrow <= wide)


def _union(many: Iterable[Stores]) -> Stores:
    found: set[UUID] = set()
    for stores in many:
        if stores is None:
            return None
        found |= stores
    return frozenset(found)


def _intersection(one: Stores, other: Stores) -> Stores:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def changes_access(session: Session) -> bool:
    """Whether this transaction wrote to anything that says what someone may do."""
    return "changes_access" in session.info


@event.listens_for(Session, "before_flush")
def _note_records(session: Session, *_: object) -> None:
    written = (*session.new, *session.dirty, *session.deleted)
    if any(isinstance(record, SHAPES_ACCESS) for record in written):
        session.info["changes_access"] = True


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if state.is_select or state.bind_mapper is None:
        return
    if issubclass(state.bind_mapper.class_, SHAPES_ACCESS):
        state.session.info["changes_access"] = True
