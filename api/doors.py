"""The doors of the API: every root field names the permission that opens it."""

from collections.abc import Callable
from typing import Any

import strawberry
from graphql import GraphQLField
from strawberry.extensions import FieldExtension

from api.refusal import Refusal, as_error
from tenants.permissions import Permission
from tenants.refusals import Refused

Door = Callable[[Callable[..., Any]], Any]


def query(permission: Permission, **options: Any) -> Door:
    """A root field that changes nothing; refused, it is an error with the refusal's code."""
    door: Door = strawberry.field(
        extensions=[RequirePermission(permission), RefusalsAreErrors()],
        metadata={"permission": permission},
        **options,
    )
    return door


def mutation(permission: Permission, *, swift: Any = None, **options: Any) -> Door:
    """A root field that runs in a savepoint; refused, only its own work is undone.

    Args:
        permission: what opens it.
        swift: the same command as one statement (`api.reading.commands.Swift`), tried first.
        options: for Strawberry.
    """
    # Strawberry's last extension is the outermost, so a missing permission is returned too.
    door: Door = strawberry.mutation(
        extensions=[RequirePermission(permission), RefusalsAreData()],
        metadata={"permission": permission, "swift": swift},
        **options,
    )
    return door


def permission_of(field: GraphQLField) -> Permission | None:
    """What opens this root field; None where it was declared without a door."""
    definition = field.extensions.get("strawberry-definition")
    permission: Permission | None = definition.metadata.get("permission") if definition else None
    return permission


class RequirePermission(FieldExtension):
    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    def resolve(self, next_: Callable[..., Any], source: Any, info: Any, **inputs: Any) -> Any:
        info.context.actor.must(self.permission)
        return next_(source, info, **inputs)


class RefusalsAreErrors(FieldExtension):
    def resolve(self, next_: Callable[..., Any], source: Any, info: Any, **inputs: Any) -> Any:
        try:
            return next_(source, info, **inputs)
        except Refused as refused:
            raise as_error(refused) from None


class RefusalsAreData(FieldExtension):
    def resolve(self, next_: Callable[..., Any], source: Any, info: Any, **inputs: Any) -> Any:
        try:
            with info.context.session.begin_nested():
                return next_(source, info, **inputs)
        except Refused as refused:
            return Refusal.of(refused)
