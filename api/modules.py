"""GraphQL of modules and of what permissions mean: what a tenant uses, and whom it may trust with it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import strawberry
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.context import Info
from api.doors import mutation, query
from api.refusal import Refusal
from domain.outbox.paused_jobs import switch_module
from tenants.access import modules_off
from tenants.meanings import MEANINGS, Module, Touch
from tenants.models import ModuleSwitch
from tenants.modules import SENTENCES
from tenants.permissions import Permission

strawberry.enum(Module)
strawberry.enum(Touch)


@strawberry.type(description="What a permission allows, for whoever puts roles together.")
class PermissionMeaning:
    name: str
    touches: Touch
    module: Module
    is_on: bool = strawberry.field(description="Whether its module is switched on.")
    sentence: str

    @classmethod
    def every(cls, off: frozenset[Module]) -> list["PermissionMeaning"]:
        return [
            cls(
                name=permission,
                touches=meaning.touches,
                module=meaning.module,
                is_on=meaning.module not in off,
                sentence=meaning.sentence,
            )
            for permission, meaning in MEANINGS.items()
        ]


@strawberry.type(description="A part of the product that can be switched off.")
class ModuleState:
    module: Module
    is_on: bool
    sentence: str
    switched_at: datetime | None
    switched_by: str | None

    @classmethod
    def of(cls, module: Module, switch: ModuleSwitch | None) -> "ModuleState":
        return cls(
            module=module,
            is_on=switch is None or switch.is_on,
            sentence=SENTENCES[module],
            switched_at=switch.switched_at if switch else None,
            switched_by=switch.switched_by if switch else None,
        )


ModuleResult = Annotated[ModuleState | Refusal, strawberry.union("ModuleResult")]


@strawberry.type
class ModuleQuery:
    @query(Permission.READ_ORGANIZATION)
    def modules(self, info: Info) -> list[ModuleState]:
        return list(_states(info.context.session))

    @query(Permission.READ_USERS, description="Everything that a role may allow, in sentences.")
    def permission_meanings(self, info: Info) -> list[PermissionMeaning]:
        return PermissionMeaning.every(modules_off(info.context.session))


@strawberry.type
class ModuleMutation:
    @mutation(
        Permission.MANAGE_ORGANIZATION,
        recent_sign_in=True,
        description="Use a module or no longer; its work waits while it is off.",
    )
    def switch_module(self, info: Info, module: Module, is_on: bool) -> ModuleResult:
        switch = switch_module(info.context.session, module, is_on=is_on)
        return ModuleState.of(module, switch)


def _states(session: Session) -> Iterator[ModuleState]:
    switches = {each.module: each for each in session.scalars(select(ModuleSwitch))}
    for module in SENTENCES:
        yield ModuleState.of(module, switches.get(module))
