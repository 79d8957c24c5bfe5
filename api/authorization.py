"""Every permission and every root field that it opens, as docs/authorization.md keeps it."""

from collections.abc import Iterator, Sequence

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema

from api.doors import needs_recent_sign_in, permission_of
from api.reading.declarations import declaration_of
from tenants.meanings import MEANINGS
from tenants.permissions import BUILT_IN_ROLES, Permission

INTRODUCTION = """\
# Authorisation

Written by `mortar schema export` from the schema itself; `mortar schema export --check` fails where
it is not current.

A root field is opened by exactly one permission, and a type read by exactly one, whatever way leads
to it. A role is a set of permissions, held at a unit of the tree; whoever holds none of a field's is
answered `forbidden`, and the audit log says so. A permission whose module is switched off opens
nothing (`module_off`).
"""
YES, NO = "●", ""


def exported(schema: GraphQLSchema) -> str:
    """The whole document."""
    parts = (INTRODUCTION, _permissions(schema), _root_fields(schema), _types(schema))
    return "\n".join(parts)


def root_fields(schema: GraphQLSchema) -> Iterator[tuple[str, str, GraphQLField]]:
    """Operation, name and definition of everything that a caller may begin with, in order."""
    for operation, root in (("query", schema.query_type), ("mutation", schema.mutation_type)):
        for name, field in sorted(root.fields.items() if root is not None else ()):
            yield operation, name, field


def _permissions(schema: GraphQLSchema) -> str:
    rows = []
    for permission, meaning in MEANINGS.items():
        opened = [name for _, name, field in root_fields(schema) if _needs(field) is permission]
        shown = [name for name, needed in _declared(schema) if needed is permission]
        words = (f"`{permission}`", meaning.touches, meaning.module, meaning.sentence)
        rows.append((*words, _listed(opened), _listed(shown)))
    head = ("permission", "touches", "module", "allows to", "root fields", "types")
    return _table("Permissions", head, rows)


def _root_fields(schema: GraphQLSchema) -> str:
    rows = [
        (
            f"`{name}`",
            operation,
            f"`{_needs(field)}`",
            YES if needs_recent_sign_in(field) else NO,
            *_held_by(_needs(field)),
        )
        for operation, name, field in root_fields(schema)
    ]
    head = ("root field", "kind", "permission", "prove anew", *BUILT_IN_ROLES)
    return _table("Root fields and built-in roles", head, rows)


def _types(schema: GraphQLSchema) -> str:
    rows = [(f"`{name}`", f"`{needed}`", *_held_by(needed)) for name, needed in _declared(schema)]
    return _table("Types and built-in roles", ("type", "permission", *BUILT_IN_ROLES), rows)


def _held_by(permission: Permission) -> Iterator[str]:
    """Of each built-in role, whether it has the permission."""
    for held in BUILT_IN_ROLES.values():
        yield YES if permission in held else NO


def _needs(field: GraphQLField) -> Permission:
    permission = permission_of(field)
    assert permission is not None, "every root field is declared with a door"
    return permission


def _declared(schema: GraphQLSchema) -> list[tuple[str, Permission]]:
    """Each type that says what reading it needs."""
    return [
        (name, declared.needs)
        for name, kind in sorted(schema.type_map.items())
        if isinstance(kind, GraphQLObjectType) and (declared := declaration_of(kind))
    ]


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(title: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    text = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"## {title}\n\n{text}\n"
