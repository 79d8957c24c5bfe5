"""The composition root of the API: settings become engines, keys, endpoints and one application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Route

from api.authentication import Authenticator
from api.documents import Documents
from api.graphql import GraphQLEndpoint
from api.health import health_routes
from api.schema import core
from infra.database import make_engine
from infra.settings import Settings
from tenants.context import ContextSigner


def create_app(settings: Settings) -> Starlette:
    """The API on an existing, migrated database."""
    engine = make_engine(settings.database_url)
    signer = ContextSigner(settings.context_key_file.read_bytes())
    authenticator = Authenticator(
        engine, signer, is_https=settings.public_url.startswith("https://")
    )
    documents = Documents(core(), introspection=settings.introspection)
    graphql = GraphQLEndpoint(documents, authenticator)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        engine.dispose()

    return Starlette(
        routes=[
            Route("/graphql", graphql.respond, methods=["GET", "POST"]),
            *health_routes(engine),
        ],
        lifespan=lifespan,
    )
