"""How the API says no politely: the payload of a mutation that was declined."""

from typing import Self

import strawberry
from graphql import GraphQLError
from strawberry.utils.str_converters import to_camel_case

from tenants.refusals import Refused

TENANTS_OWN = ("answers.", "codes.", "$")
"""Beneath these stand a template's questions, its slots, and its definition."""


@strawberry.type(description="The mutation was declined and changed nothing.")
class Refusal:
    code: str = strawberry.field(description="Stable, for programs: not_found, wrong_state, held …")
    path: str | None = strawberry.field(description="The input that was at fault, where one was.")
    message: str = strawberry.field(description="For the person who asked.")

    @classmethod
    def of(cls, refused: Refused) -> Self:
        return cls(code=refused.code, path=_as_shown(refused.path), message=refused.message)


def as_error(refused: Refused) -> GraphQLError:
    """The same for a query, which has no payload to say it in."""
    shown = {"code": refused.code, "field": _as_shown(refused.path)}
    return GraphQLError(refused.message, extensions=shown | refused.details())


def _as_shown(path: str | None) -> str | None:
    """A path in the schema's spelling; what a tenant named itself keeps its own."""
    if path is None or path.startswith(TENANTS_OWN):
        return path
    return ".".join(to_camel_case(part) for part in path.split("."))
