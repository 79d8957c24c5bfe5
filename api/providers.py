"""GraphQL of stores and of the people who render services there."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry
from sqlalchemy import case, func

from api.context import Info
from api.doors import mutation
from api.ids import Id, key_of
from api.inputs import given
from api.reading.conditions import Choice
from api.reading.declarations import computed, many
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, Direction, SortKey
from api.refusal import Refusal
from domain.providers import commands, models
from tenants.permissions import Permission

if TYPE_CHECKING:
    from api.credentials import Credential

strawberry.enum(models.CliaKind)


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
    clia_kind: models.CliaKind | None
    clia_effective_from_on: date | None
    clia_effective_to_on: date | None
    address_line: str
    address_line_2: str | None
    city: str
    state: str
    zip_code: str
    phone: str
    time_zone: str
    place_of_service_code: str
    closed_on: date | None


@shows(models.Provider, Permission.READ_PROVIDERS)
class Provider(Node):
    """A person who renders services."""

    first_name: str
    last_name: str
    kind: str
    npi: str
    taxonomy_code: str
    is_active: bool
    user_id: Id | None = computed(
        lambda row: case((row.user_id.is_(None), None), else_=func.concat("User_", row.user_id))
    )
    credentials: list[Annotated["Credential", strawberry.lazy("api.credentials")]] = many(
        "provider_id", order=("kind", "effective_from_on", "id")
    )


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
    user_id: Choice[Id] | None = strawberry.UNSET


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


@strawberry.input
class StoreInput:
    name: str
    legal_name: str
    npi: str
    tax_id: str
    taxonomy_code: str
    address_line: str
    city: str
    state: str
    zip_code: str
    phone: str
    time_zone: str
    address_line_2: str | None = None
    ncpdp_number: str | None = None
    clia_number: str | None = None
    clia_kind: models.CliaKind | None = None
    clia_effective_from_on: date | None = None
    clia_effective_to_on: date | None = None
    place_of_service_code: str = "01"


@strawberry.input
class ProviderInput:
    first_name: str
    last_name: str
    kind: str
    npi: str
    taxonomy_code: str
    user_id: Id | None = None
    is_active: bool = True


StoreResult = Annotated[Store | Refusal, strawberry.union("StoreResult")]
ProviderResult = Annotated[Provider | Refusal, strawberry.union("ProviderResult")]


@strawberry.type
class ProviderMutation:
    @mutation(Permission.MANAGE_PROVIDERS, description="Open a store beneath a place of the tree.")
    def add_store(self, info: Info, parent_id: Id, details: StoreInput) -> StoreResult:
        added = commands.add_store(
            info.context.session, key_of(parent_id), given(commands.StoreDetails, details)
        )
        return Store.of(added)

    @mutation(Permission.MANAGE_PROVIDERS)
    def change_store(self, info: Info, store_id: Id, details: StoreInput) -> StoreResult:
        changed = commands.change_store(
            info.context.session, key_of(store_id), given(commands.StoreDetails, details)
        )
        return Store.of(changed)

    @mutation(Permission.MANAGE_PROVIDERS, description="Its last day of service.")
    def close_store(self, info: Info, store_id: Id, last_day: date) -> StoreResult:
        return Store.of(commands.close_store(info.context.session, key_of(store_id), last_day))

    @mutation(Permission.MANAGE_PROVIDERS)
    def reopen_store(self, info: Info, store_id: Id) -> StoreResult:
        return Store.of(commands.reopen_store(info.context.session, key_of(store_id)))

    @mutation(Permission.MANAGE_PROVIDERS)
    def add_provider(self, info: Info, details: ProviderInput) -> ProviderResult:
        added = commands.add_provider(
            info.context.session, given(commands.ProviderDetails, details)
        )
        return Provider.of(added)

    @mutation(Permission.MANAGE_PROVIDERS)
    def change_provider(
        self, info: Info, provider_id: Id, details: ProviderInput
    ) -> ProviderResult:
        changed = commands.change_provider(
            info.context.session, key_of(provider_id), given(commands.ProviderDetails, details)
        )
        return Provider.of(changed)
