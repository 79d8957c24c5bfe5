"""GraphQL of partners' programs: registered, given secrets, disabled."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.context import Info
from api.doors import mutation
from api.ids import Id, key_of
from api.organization import OrganizationUnit
from api.reading.declarations import computed, one
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, Direction, SortKey
from api.refusal import Refusal
from tenants import clients, models
from tenants.clients import ClientNumber
from tenants.permissions import Permission


@shows(models.ClientApplication, Permission.MANAGE_CLIENTS)
class ClientApplication(Node):
    """A partner's program, which signs in with OAuth2 client credentials."""

    name: str
    client_id: str = computed(lambda row: ClientNumber.joined(row.tenant_id, row.id))
    scopes: list[str]
    unit: OrganizationUnit | None = one("unit_id")
    disabled_at: datetime | None
    last_used_at: datetime | None


@strawberry.type(description="A client with a new secret, which is shown this once.")
class ClientWithSecret:
    client: ClientApplication
    secret: str


@strawberry.enum
class ClientOrder(SortKey):
    NAME = "name"


SecretResult = Annotated[ClientWithSecret | Refusal, strawberry.union("SecretResult")]
ClientResult = Annotated[ClientApplication | Refusal, strawberry.union("ClientResult")]


@strawberry.type
class ClientQuery:
    client_application: ClientApplication | None = record(Permission.MANAGE_CLIENTS)
    client_applications: Connection[ClientApplication] = connection(
        Permission.MANAGE_CLIENTS, ClientOrder.NAME, Direction.ASCENDING
    )


@strawberry.type
class ClientMutation:
    @mutation(Permission.MANAGE_CLIENTS)
    def create_client(
        self, info: Info, name: str, scopes: list[str], unit_id: Id | None = None
    ) -> SecretResult:
        unit = key_of(unit_id) if unit_id is not None else None
        client, secret = clients.create_client(info.context.session, name, scopes, unit)
        return ClientWithSecret(client=ClientApplication.of(client), secret=secret)

    @mutation(Permission.MANAGE_CLIENTS)
    def rotate_client_secret(self, info: Info, client_id: Id) -> SecretResult:
        client, secret = clients.rotate_secret(info.context.session, key_of(client_id))
        return ClientWithSecret(client=ClientApplication.of(client), secret=secret)

    @mutation(Permission.MANAGE_CLIENTS)
    def disable_client(self, info: Info, client_id: Id) -> ClientResult:
        return ClientApplication.of(clients.disable_client(info.context.session, key_of(client_id)))
