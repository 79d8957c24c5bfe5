"""GraphQL of the tenant's catalogue of services, their templates and prices."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry.scalars import JSON

from api.reading.conditions import Choice, Range
from api.reading.declarations import many, one
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, Direction, SortKey
from api.scalars import Cents
from domain.services import models
from tenants.permissions import Permission


@shows(models.ServiceTemplate, Permission.READ_SERVICES)
class ServiceTemplate(Node):
    """One version of a service's template: questions, evidence, coding rules."""

    version: int
    definition: JSON
    effective_from_on: date | None
    service: Annotated["Service", strawberry.lazy("api.services")] = one("service_id")


@shows(models.Service, Permission.READ_SERVICES)
class Service(Node):
    """Something a store offers: a flu shot, a strep test, a medication review."""

    name: str
    kind: str
    is_active: bool
    templates: list[ServiceTemplate] = many("service_id", order=("version",))


@shows(models.ServicePrice, Permission.READ_SERVICES)
class ServicePrice(Node):
    """What the tenant charges for a procedure, from a day on."""

    procedure_code: str
    label: str
    price_cents: Cents
    effective_from_on: date


@strawberry.enum
class ServiceOrder(SortKey):
    NAME = "name"


@strawberry.enum
class ServicePriceOrder(SortKey):
    PROCEDURE_CODE = "procedure_code"


@strawberry.input
class ServiceFilter:
    is_active: bool | None = strawberry.UNSET
    kind: Choice[str] | None = strawberry.UNSET


@strawberry.input
class ServicePriceFilter:
    procedure_code: Choice[str] | None = strawberry.UNSET
    effective_from_on: Range[date] | None = strawberry.UNSET


@strawberry.type
class ServiceQuery:
    service: Service | None = record(Permission.READ_SERVICES)
    services: Connection[Service] = connection(
        Permission.READ_SERVICES, ServiceOrder.NAME, Direction.ASCENDING, filters=ServiceFilter
    )
    service_prices: Connection[ServicePrice] = connection(
        Permission.READ_SERVICES,
        ServicePriceOrder.PROCEDURE_CODE,
        Direction.ASCENDING,
        filters=ServicePriceFilter,
    )
