"""GraphQL of partners' programs: registered, given secrets, disabled."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import strawberry

from api.context import Info
from api.doors import mutation
from api.ids import Id, key_of
from api.organization import OrganizationUnit
from api.reading.conditions import Containing
from api.reading.declarations import computed, many, one
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, Direction, SortKey
from api.refusal import Refusal
from tenants import client_keys, clients, models
from tenants.clients import ClientNumber, Limits
from tenants.permissions import Permission

OVERLAP_HOURS = 24
MOST_HOURS = 100_000
Keys = Annotated[
    str, strawberry.argument(description="Public keys: a JWK set, one JWK, or one PEM.")
]


@shows(models.ClientSecret, Permission.MANAGE_CLIENTS)
class ClientSecret(Node):
    """A secret of a client, which only the partner knows."""

    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


@shows(models.ClientKey, Permission.MANAGE_CLIENTS)
class ClientKey(Node):
    """A public key of a client; only the partner has its private half."""

    key_id: str
    kind: str = computed(lambda row: row.public_key["kty"].astext)
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


@shows(models.ClientApplication, Permission.MANAGE_CLIENTS)
class ClientApplication(Node):
    """A partner's program, which signs in with OAuth2 client credentials."""

    name: str
    client_id: str = computed(lambda row: ClientNumber.joined(row.tenant_id, row.id))
    scopes: list[str]
    unit: OrganizationUnit | None = one("unit_id")
    uses_keys: bool
    secrets: list[ClientSecret] = many("client_id")
    keys: list[ClientKey] = many("client_id")
    requests_per_minute: int
    cost_per_minute: int
    disabled_at: datetime | None
    last_used_at: datetime | None


@strawberry.type(description="A client with a new secret, which is shown this once.")
class ClientWithSecret:
    client: ClientApplication
    secret: str


@strawberry.enum
class ClientOrder(SortKey):
    NAME = "name"


@strawberry.input
class ClientApplicationFilter:
    name: Containing | None = strawberry.UNSET


SecretResult = Annotated[ClientWithSecret | Refusal, strawberry.union("SecretResult")]
ClientResult = Annotated[ClientApplication | Refusal, strawberry.union("ClientResult")]


@strawberry.type
class ClientQuery:
    client_application: ClientApplication | None = record(Permission.MANAGE_CLIENTS)
    client_applications: Connection[ClientApplication] = connection(
        Permission.MANAGE_CLIENTS,
        ClientOrder.NAME,
        Direction.ASCENDING,
        filters=ClientApplicationFilter,
    )


@strawberry.type
class ClientMutation:
    @mutation(Permission.MANAGE_CLIENTS, recent_sign_in=True)
    def create_client(
        self,
        info: Info,
        name: str,
        scopes: list[str],
        unit_id: Id | None = None,
        secret_expires_at: datetime | None = None,
    ) -> SecretResult:
        client, secret = clients.create_client(
            info.context.session, name, scopes, _key(unit_id), secret_expires_at
        )
        return ClientWithSecret(client=ClientApplication.of(client), secret=secret)

    @mutation(
        Permission.MANAGE_CLIENTS,
        recent_sign_in=True,
        description="A client that signs in by private_key_jwt.",
    )
    def create_keyed_client(
        self,
        info: Info,
        name: str,
        scopes: list[str],
        public_keys: Keys,
        unit_id: Id | None = None,
    ) -> ClientResult:
        session = info.context.session
        client = client_keys.create_keyed_client(session, name, scopes, public_keys, _key(unit_id))
        return ClientApplication.of(client)

    @mutation(
        Permission.MANAGE_CLIENTS,
        recent_sign_in=True,
        description="Replaces what the client may do and where; without a unit, everywhere.",
    )
    def grant_client(
        self, info: Info, client_id: Id, scopes: list[str], unit_id: Id | None = None
    ) -> ClientResult:
        session = info.context.session
        client = clients.grant_client(session, key_of(client_id), scopes, _key(unit_id))
        return ClientApplication.of(client)

    @mutation(Permission.MANAGE_CLIENTS, recent_sign_in=True)
    def limit_client(
        self, info: Info, client_id: Id, requests_per_minute: int, cost_per_minute: int
    ) -> ClientResult:
        limits = Limits(requests_per_minute, cost_per_minute)
        session = info.context.session
        return ClientApplication.of(clients.limit_client(session, key_of(client_id), limits))

    @mutation(Permission.MANAGE_CLIENTS, recent_sign_in=True)
    def rotate_client_secret(
        self,
        info: Info,
        client_id: Id,
        overlap_hours: int = OVERLAP_HOURS,
        secret_expires_at: datetime | None = None,
    ) -> SecretResult:
        client, secret = clients.rotate_secret(
            info.context.session, key_of(client_id), _hours(overlap_hours), secret_expires_at
        )
        return ClientWithSecret(client=ClientApplication.of(client), secret=secret)

    @mutation(Permission.MANAGE_CLIENTS, recent_sign_in=True)
    def add_client_keys(
        self,
        info: Info,
        client_id: Id,
        public_keys: Keys,
        overlap_hours: int = OVERLAP_HOURS,
        expires_at: datetime | None = None,
    ) -> ClientResult:
        client = client_keys.add_keys(
            info.context.session,
            key_of(client_id),
            public_keys,
            _hours(overlap_hours),
            expires_at,
        )
        return ClientApplication.of(client)

    @mutation(
        Permission.MANAGE_CLIENTS,
        recent_sign_in=True,
        description="What this key signs is refused at once.",
    )
    def end_client_key(self, info: Info, key_id: Id) -> ClientResult:
        return ClientApplication.of(client_keys.end_key(info.context.session, key_of(key_id)))

    @mutation(Permission.MANAGE_CLIENTS, recent_sign_in=True)
    def disable_client(self, info: Info, client_id: Id) -> ClientResult:
        return ClientApplication.of(clients.disable_client(info.context.session, key_of(client_id)))


def _key(unit_id: Id | None) -> UUID | None:
    return key_of(unit_id) if unit_id is not None else None


def _hours(count: int) -> timedelta:
    """Beyond all reason is only too long: the command says so."""
    return timedelta(hours=max(-1, min(count, MOST_HOURS)))
