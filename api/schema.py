"""The GraphQL schema: one query and one mutation type, assembled from the stages."""

import strawberry
from graphql import GraphQLSchema
from strawberry.tools import merge_types

from api.account import AccountQuery

QUERIES: tuple[type, ...] = (AccountQuery,)
MUTATIONS: tuple[type, ...] = ()

schema = strawberry.Schema(
    query=merge_types("Query", QUERIES),
    mutation=merge_types("Mutation", MUTATIONS) if MUTATIONS else None,
)


def core() -> GraphQLSchema:
    """The schema as graphql-core knows it, which parses, validates and executes."""
    return schema._schema  # noqa: SLF001 Strawberry gives no other name to it


def exported() -> str:
    """The schema in its own language, as `api/schema.graphql` keeps it."""
    return f"{schema.as_str()}\n"
