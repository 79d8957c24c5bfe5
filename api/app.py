"""The composition root of the API: settings become engines, keys, endpoints and one application."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.accountings import AccountingEndpoint
from api.authentication import Authenticator
from api.documents import Documents
from api.graphiql import graphiql_routes
from api.graphql import GraphQLEndpoint
from api.health import HealthEndpoints
from api.identity.gate import Gate
from api.identity.routes import identity_routes
from api.masking import Masking
from api.oauth import TokenServer
from api.operations import Executor
from api.partners import PartnerEndpoints
from api.patient_files import PatientFileEndpoint
from api.quotas import Quotas
from api.rate_limits import RateLimit
from api.reading.plans import CompiledOperations
from api.schema import core
from api.scim.endpoint import ScimEndpoint
from api.screens import Screens
from api.tracing import HttpSpans
from api.wrapping import Wrapping
from infra.access_tokens import TokenVerifier
from infra.breached_passwords import BreachedPasswords
from infra.database import make_engine
from infra.master_keys import master_keys
from infra.openid import OpenID
from infra.outbound import Outbound
from infra.seal import Seal, new_key
from infra.secret_files import secret_in
from infra.settings import Settings
from infra.statement_pool import StatementPool
from infra.telemetry import trace_statements
from infra.token_keys import TokenKeys
from tenants.context import ContextSigner
from tenants.keyring import Keyring, entrust


def create_app(settings: Settings) -> Starlette:
    """The API on an existing, migrated database."""
    keyring = Keyring(master_keys(settings))
    engine = entrust(make_engine(settings.database_url), keyring)
    signer = ContextSigner(settings.context_key_file.read_bytes())
    seal = Seal(secret_in(settings.seal_key_file, new_key))
    issuer = settings.public_url.rstrip("/")
    verifier = TokenVerifier(TokenKeys(engine, seal), issuer, audience=f"{issuer}/graphql")
    authenticator = Authenticator(engine, signer, verifier, is_https=issuer.startswith("https://"))
    documents = Documents(core(), introspection=settings.introspection)
    reads = StatementPool(settings.database_url)
    executor = Executor(seal, CompiledOperations(reads, signer))
    screens = Screens.built_in(settings.screens_dir, authenticator.cookie_name)
    quotas = Quotas(authenticator)
    graphql = GraphQLEndpoint(
        documents,
        authenticator,
        executor,
        quotas,
        has_editor=settings.graphiql,
        persisted=screens.documents if screens is not None else {},
    )
    gate = _gate(settings, authenticator, seal, issuer)
    partners = PartnerEndpoints(
        TokenServer(engine, signer, verifier, authenticator.forget),
        issuer,
        RateLimit(burst=60, per_minute=120),
    )

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await reads.open()
        yield
        await reads.close()
        engine.dispose()

    health = HealthEndpoints(engine, settings.broker_url)
    middleware = [Middleware(Wrapping, is_https=authenticator.is_https)]
    if settings.otel_exporter_otlp_endpoint:
        trace_statements(engine)
        middleware.append(Middleware(HttpSpans))
    middleware.append(Middleware(Masking))
    app = Starlette(
        middleware=middleware,
        routes=[
            *(() if screens else (Route("/", _home(settings), methods=["GET"]),)),
            *(graphiql_routes() if settings.graphiql else ()),
            Route("/graphql", graphql.respond, methods=["GET", "POST"]),
            *health.routes(),
            *identity_routes(gate, OpenID(Outbound(settings.reach_private_networks))),
            *partners.routes(),
            *ScimEndpoint(authenticator, quotas, issuer).routes(),
            *PatientFileEndpoint(authenticator, quotas).routes(),
            *AccountingEndpoint(authenticator, quotas).routes(),
            *(screens.routes() if screens else ()),
        ],
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False  # It would lead to whatever host the request names.
    return app


def _gate(settings: Settings, authenticator: Authenticator, seal: Seal, issuer: str) -> Gate:
    return Gate(
        authenticator,
        seal,
        issuer,
        by_address=RateLimit(burst=30, per_minute=30),
        by_account=RateLimit(burst=10, per_minute=10),
        breached=BreachedPasswords(settings.breached_passwords_file),
    )


def _home(settings: Settings) -> Callable[[Request], Response]:
    """Where a person lands who opens the address, or has just signed in."""
    destination = "/graphql" if settings.graphiql else "/auth/me"
    return lambda _request: RedirectResponse(destination)
