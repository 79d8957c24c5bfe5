"""The doors of the API: every root field names the permission that opens it."""

from collections.abc import Callable
from typing import Any

import strawberry
from graphql import GraphQLField, GraphQLSchema
from strawberry.extensions import FieldExtension

from api.audit import asked_for, note_asked, note_shown
from api.refusal import Refusal, as_error
from tenants.audit import Outcome, record, trail_of
from tenants.permissions import Permission
from tenants.refusals import Refused

Door = Callable[[Callable[..., Any]], Any]


def query(permission: Permission, **options: Any) -> Door:
    """A root field that changes nothing; refused, it is an error with the refusal's code."""
    door: Door = strawberry.field(
        extensions=[RequirePermission(permission), ShowsWhatIsAsked(), RefusalsAreErrors()],
        metadata={"permission": permission},
        **options,
    )
    return door


def mutation(
    permission: Permission, *, swift: Any = None, recent_sign_in: bool = False, **options: Any
) -> Door:
    """A root field that runs in a savepoint; refused, only its own work is undone.

    Args:
        permission: what opens it.
        swift: the same command as one statement (`api.reading.commands.Swift`), tried first.
        recent_sign_in: whether a person must have proved lately who they are.
        options: for Strawberry.
    """
    # Strawberry's last extension is the outermost, so a missing permission is returned too.
    door: Door = strawberry.mutation(
        extensions=[RequirePermission(permission), RefusalsAreData()],
        metadata={"permission": permission, "swift": swift, "recent_sign_in": recent_sign_in},
        **options,
    )
    return door


def permission_of(field: GraphQLField) -> Permission | None:
    """What opens this root field; None where it was declared without a door."""
    definition = field.extensions.get("strawberry-definition")
    permission: Permission | None = definition.metadata.get("permission") if definition else None
    return permission


def needs_recent_sign_in(field: GraphQLField) -> bool:
    """Whether a person must have proved lately who they are; the endpoint sees to it."""
    definition = field.extensions.get("strawberry-definition")
    return bool(definition and definition.metadata.get("recent_sign_in"))


class RequirePermission(FieldExtension):
    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    def resolve(self, next_: Callable[..., Any], source: Any, info: Any, **inputs: Any) -> Any:
        info.context.actor.must(self.permission)
        return next_(source, info, **inputs)


class ShowsWhatIsAsked(FieldExtension):
    """A resolver of its own shows something of the patients whose rows it was asked about."""

    def resolve(self, next_: Callable[..., Any], source: Any, info: Any, **inputs: Any) -> Any:
        found = next_(source, info, **inputs)
        note_shown(info.context.session, asked_for(schema_of(info), inputs))
        return found


class RefusalsAreErrors(FieldExtension):
    def resolve(self, next_: Callable[..., Any], source: Any, info: Any, **inputs: Any) -> Any:
        try:
            return next_(source, info, **inputs)
        except Refused as refused:
            raise as_error(refused) from None


class RefusalsAreData(FieldExtension):
    """Runs a command in its savepoint; done or refused, the audit log says so."""

    def resolve(self, next_: Callable[..., Any], source: Any, info: Any, **inputs: Any) -> Any:
        session = info.context.session
        rows = asked_for(schema_of(info), inputs)
        try:
            with session.begin_nested():
                done = next_(source, info, **inputs)
        except Refused as refused:
            trail_of(session).forget()
            note_asked(session, rows)
            record(session, info.field_name, Outcome.REFUSED, refused.code)
            return Refusal.of(refused)
        note_asked(session, rows)
        record(session, info.field_name)
        return done


def schema_of(info: Any) -> GraphQLSchema:
    schema: GraphQLSchema = info._raw_info.schema  # noqa: SLF001 graphql-core's, which Strawberry wraps
    return schema
