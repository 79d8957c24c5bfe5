"""Who acts: a user, a partner application or a job, always for one tenant."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from tenants.meanings import Module, module_of
from tenants.permissions import EVERYTHING, Permission
from tenants.refusals import Forbidden, ModuleOff


class ActorKind(StrEnum):
    USER = "user"
    CLIENT = "client"
    JOB = "job"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever does something, for which tenant, at which stores (None: all of them)."""

    tenant_id: UUID
    kind: ActorKind
    name: str
    """A user's or client's id, or a job's name; never a person's name."""
    permissions: frozenset[Permission] = field(default=frozenset())
    store_ids: frozenset[UUID] | None = frozenset()
    switched_off: frozenset[Permission] = field(default=frozenset())
    """What was granted as well, but belongs to modules that the tenant has switched off."""

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def must(self, permission: Permission) -> None:
        """Raises: Forbidden, ModuleOff."""
        if permission in self.switched_off:
            raise ModuleOff(f"The module {_without(permission)} is switched off.")
        if not self.may(permission):
            raise Forbidden(f"This needs the permission {permission}.")


def _without(permission: Permission) -> Module:
    """The core is closed to programs only, by the module that lets them in."""
    module = module_of(permission)
    return Module.INTEROPERABILITY if module is Module.CORE else module


def job(tenant_id: UUID, name: str) -> Actor:
    """The actor of a background job: all stores of its tenant, every permission."""
    return Actor(tenant_id, ActorKind.JOB, name, EVERYTHING, store_ids=None)
