"""How the API says no politely: the payload of a mutation that was declined."""

from typing import Self

import strawberry
from graphql import GraphQLError

from tenants.refusals import Refused


@strawberry.type(description="The mutation was declined and changed nothing.")
class Refusal:
    code: str = strawberry.field(description="Stable, for programs: not_found, wrong_state, held …")
    path: str | None = strawberry.field(description="The input that was at fault, where one was.")
    message: str = strawberry.field(description="For the person who asked.")

    @classmethod
    def of(cls, refused: Refused) -> Self:
        return cls(code=refused.code, path=refused.path, message=refused.message)


def as_error(refused: Refused) -> GraphQLError:
    """The same for a query, which has no payload to say it in."""
    return GraphQLError(refused.message, extensions={"code": refused.code, "field": refused.path})
