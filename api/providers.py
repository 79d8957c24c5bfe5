"""GraphQL of stores and of the people who render services there."""

import strawberry

from api.reading.conditions import Choice
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, Direction, SortKey
from domain.providers import models
from tenants.permissions import Permission


@shows(models.Store, Permission.READ_PROVIDERS)
class Store(Node):
    """A pharmacy as payers know it."""

    name: str
    legal_name: str
    npi: str
    ncpdp_number: str | None
    tax_id: str
    taxonomy_code: str
    clia_number: str | None
    address_line: str
    address_line_2: str | None
    city: str
    state: str
    zip_code: str
    phone: str
    time_zone: str
    place_of_service_code: str


@shows(models.Provider, Permission.READ_PROVIDERS)
class Provider(Node):
    """A person who renders services."""

    first_name: str
    last_name: str
    kind: str
    npi: str
    taxonomy_code: str
    is_active: bool


@strawberry.enum
class StoreOrder(SortKey):
    NAME = "name"


@strawberry.enum
class ProviderOrder(SortKey):
    LAST_NAME = "last_name"
    ADDED = "id"


@strawberry.input
class StoreFilter:
    state: Choice[str] | None = strawberry.UNSET
    npi: Choice[str] | None = strawberry.UNSET


@strawberry.input
class ProviderFilter:
    is_active: bool | None = strawberry.UNSET
    kind: Choice[str] | None = strawberry.UNSET
    npi: Choice[str] | None = strawberry.UNSET


@strawberry.type
class ProviderQuery:
    store: Store | None = record(Permission.READ_PROVIDERS)
    stores: Connection[Store] = connection(
        Permission.READ_PROVIDERS, StoreOrder.NAME, Direction.ASCENDING, filters=StoreFilter
    )
    provider: Provider | None = record(Permission.READ_PROVIDERS)
    providers: Connection[Provider] = connection(
        Permission.READ_PROVIDERS,
        ProviderOrder.LAST_NAME,
        Direction.ASCENDING,
        filters=ProviderFilter,
    )
