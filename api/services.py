"""GraphQL of the tenant's catalogue of services, their templates and prices."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry
from sqlalchemy import ColumnElement, case, func
from strawberry.scalars import JSON

from api.approvals import Approval
from api.context import Info
from api.doors import mutation, query
from api.findings import Finding
from api.ids import Id, global_id, key_of
from api.inputs import given, json_object
from api.payers import Payer
from api.providers import Store
from api.reading.conditions import Choice, Containing, Range
from api.reading.declarations import computed, many, one
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, Direction, SortKey
from api.refusal import Refusal
from api.scalars import Cents
from domain.approvals import commands as approvals
from domain.approvals.models import Approval as ApprovalRow
from domain.services import commands, models, pricing
from domain.services.price_files import MOST_ROWS, Verdict, import_prices, price_sheet
from domain.services.publishing import definition_findings
from domain.services.queries import Pricing, fitting_prices, pricing_on
from domain.services.shipped import KINDS, shipped_definition
from tenants.database import find
from tenants.permissions import Permission


@shows(models.ServiceTemplate, Permission.READ_SERVICES)
class ServiceTemplate(Node):
    """One version of a service's template: questions, evidence, coding rules."""

    version: int
    definition: JSON
    effective_from_on: date | None
    revision: int
    changed_at: datetime
    changed_by: str | None
    service: Annotated["Service", strawberry.lazy("api.services")] = one("service_id")


@shows(models.Service, Permission.READ_SERVICES)
class Service(Node):
    """Something a store offers: a flu shot, a strep test, a medication review."""

    name: str
    kind: str
    is_active: bool
    templates: list[ServiceTemplate] = many("service_id", order=("version",))


def _id_of(kind: str, key: ColumnElement[UUID | None]) -> ColumnElement[str]:
    return case((key.is_(None), None), else_=func.concat(f"{kind}_", key))


@shows(models.ServicePrice, Permission.READ_SERVICES)
class ServicePrice(Node):
    """What the tenant charges for a procedure, from a day on: to one payer, at one store, or to all."""

    procedure_code: str
    label: str
    price_cents: Cents
    effective_from_on: date
    effective_to_on: date | None
    payer_id: Id | None = computed(lambda row: _id_of("Payer", row.payer_id))
    payer: Payer | None = one("payer_id")
    store_id: Id | None = computed(lambda row: _id_of("Store", row.store_id))
    store: Store | None = one("store_id")


@strawberry.enum
class ServiceOrder(SortKey):
    NAME = "name"


@strawberry.enum
class ServicePriceOrder(SortKey):
    PROCEDURE_CODE = "procedure_code"
    EFFECTIVE_FROM = "effective_from_on"
    PRICE = "price_cents"


@strawberry.input
class ServiceFilter:
    name: Containing | None = strawberry.UNSET
    is_active: bool | None = strawberry.UNSET
    kind: Choice[str] | None = strawberry.UNSET


@strawberry.input
class ServicePriceFilter:
    procedure_code: Choice[str] | None = strawberry.UNSET
    effective_from_on: Range[date] | None = strawberry.UNSET
    payer_id: Choice[Id] | None = strawberry.UNSET
    store_id: Choice[Id] | None = strawberry.UNSET


@strawberry.type(description="A template as shipped, to adopt or to copy.")
class ShippedTemplate:
    kind: str
    name: str
    definition: JSON

    @classmethod
    def of(cls, kind: str) -> Self:
        definition = shipped_definition(kind)
        return cls(kind=kind, name=definition["name"], definition=JSON(definition))


@strawberry.type(description="The codes that a service's newest version may bill.")
class ServicePricing:
    service_id: Id
    procedure_codes: list[str]
    unpriced_codes: list[str] = strawberry.field(
        description="Those without a price that day: whatever bills them is not coded."
    )

    @classmethod
    def of(cls, pricing: Pricing) -> Self:
        return cls(
            service_id=global_id("Service", pricing.service_id),
            procedure_codes=list(pricing.procedure_codes),
            unpriced_codes=list(pricing.unpriced_codes),
        )


@strawberry.type(description="Prices as CSV, safe to open in a spreadsheet.")
class PriceSheet:
    content: str
    row_count: int
    is_cut: bool = strawberry.field(description="Whether there are more beyond its last row.")


@strawberry.type
class ServiceQuery:
    @query(Permission.READ_SERVICES)
    def shipped_templates(self) -> list[ShippedTemplate]:
        return [ShippedTemplate.of(kind) for kind in KINDS]

    @query(Permission.READ_SERVICES, description="Of every service, what of it has a price.")
    def service_pricing(self, info: Info, on: date) -> list[ServicePricing]:
        return [ServicePricing.of(each) for each in pricing_on(info.context.session, on)]

    @query(Permission.READ_SERVICES, description="All that keeps a template from publication.")
    def template_findings(self, definition: JSON) -> list[Finding]:
        found = definition_findings(json_object(definition, "definition"))
        return [Finding.of(each) for each in found]

    @query(
        Permission.READ_SERVICES,
        description="The prices in force that fit; the first, the most specific, is what applies.",
    )
    def fitting_prices(
        self,
        info: Info,
        procedure_code: str,
        on: date,
        payer_id: Id | None = None,
        store_id: Id | None = None,
    ) -> list[ServicePrice]:
        found = fitting_prices(
            info.context.session,
            procedure_code,
            on,
            None if payer_id is None else key_of(payer_id),
            None if store_id is None else key_of(store_id),
        )
        return [ServicePrice.of(each) for each in found]

    @query(Permission.READ_SERVICES, description="All prices as CSV, as an import takes them.")
    def price_sheet(self, info: Info) -> PriceSheet:
        content, rows = price_sheet(info.context.session)
        return PriceSheet(content=content, row_count=rows, is_cut=rows >= MOST_ROWS)

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


@strawberry.input(description="A procedure code of the tenant's choice for a slot of a template.")
class SlotInput:
    slot: str
    procedure_code: str


@strawberry.input
class ServicePriceInput:
    procedure_code: str
    label: str = strawberry.field(description="The tenant's own words.")
    price_cents: Cents = strawberry.field(description="Of one unit.")
    effective_from_on: date
    payer_id: Id | None = strawberry.field(default=None, description="Null: whoever pays.")
    store_id: Id | None = strawberry.field(default=None, description="Null: at every store.")
    effective_to_on: date | None = strawberry.field(
        default=None, description="Its last day. Null: an end that is known stays."
    )


ServiceResult = Annotated[Service | Refusal, strawberry.union("ServiceResult")]
AdoptTemplateResult = Annotated[
    Service | Approval | Refusal, strawberry.union("AdoptTemplateResult")
]
PublishTemplateResult = Annotated[
    ServiceTemplate | Approval | Refusal, strawberry.union("PublishTemplateResult")
]
ServiceTemplateResult = Annotated[
    ServiceTemplate | Refusal, strawberry.union("ServiceTemplateResult")
]


@strawberry.type(description="Something that keeps a file from being loaded; row 1 is the header.")
class PriceProblem:
    row: int
    column: str
    message: str


@strawberry.type(description="What came of a file of prices.")
class PriceImport:
    status: str = strawberry.field(description="loaded, refused, or checked by a dry run")
    price_count: int
    problems: list[PriceProblem]

    @classmethod
    def of(cls, done: Verdict) -> Self:
        problems = [PriceProblem(**vars(each)) for each in done.problems]
        return cls(status=done.status, price_count=done.price_count, problems=problems)


@strawberry.type(description="It is gone; the price before it holds on.")
class ServicePriceRemoved:
    procedure_code: str


ServicePriceRemovedResult = Annotated[
    ServicePriceRemoved | Refusal, strawberry.union("ServicePriceRemovedResult")
]
PriceImportResult = Annotated[PriceImport | Refusal, strawberry.union("PriceImportResult")]
ServicePriceResult = Annotated[ServicePrice | Refusal, strawberry.union("ServicePriceResult")]


AT_A_REVISION = "; refused where it is no longer at the revision, if one is named."


@strawberry.type
class ServiceMutation:
    @mutation(Permission.MANAGE_SERVICES, description="Offer a service as shipped.")
    def adopt_shipped_template(
        self,
        info: Info,
        kind: str,
        effective_from_on: date,
        name: str | None = None,
        codes: list[SlotInput] | None = None,
    ) -> AdoptTemplateResult:
        session = info.context.session
        chosen = {each.slot: each.procedure_code for each in codes or ()}
        draft = commands.draft_shipped_template(session, kind, name=name, codes=chosen)
        done = approvals.publish_template(session, draft.id, effective_from_on)
        if isinstance(done, ApprovalRow):
            return Approval.of(done)
        return Service.of(find(session, models.Service, draft.service_id))

    @mutation(Permission.MANAGE_SERVICES)
    def add_service(self, info: Info, name: str, kind: str) -> ServiceResult:
        return Service.of(commands.add_service(info.context.session, name, kind))

    @mutation(Permission.MANAGE_SERVICES)
    def rename_service(self, info: Info, service_id: Id, name: str) -> ServiceResult:
        return Service.of(commands.rename_service(info.context.session, key_of(service_id), name))

    @mutation(Permission.MANAGE_SERVICES)
    def set_service_active(self, info: Info, service_id: Id, is_active: bool) -> ServiceResult:
        service = commands.set_service_active(
            info.context.session, key_of(service_id), is_active=is_active
        )
        return Service.of(service)

    @mutation(Permission.MANAGE_SERVICES, description="A draft begins as its newest version.")
    def copy_service(self, info: Info, service_id: Id, name: str) -> ServiceResult:
        return Service.of(commands.copy_service(info.context.session, key_of(service_id), name))

    @mutation(Permission.MANAGE_SERVICES, description="From a definition, or the newest version.")
    def draft_template(
        self, info: Info, service_id: Id, definition: JSON | None = None
    ) -> ServiceTemplateResult:
        begun = None if definition is None else json_object(definition, "definition")
        template = commands.draft_template(info.context.session, key_of(service_id), begun)
        return ServiceTemplate.of(template)

    @mutation(
        Permission.MANAGE_SERVICES,
        description="From the revision that was looked at: a change made meanwhile is kept.",
    )
    def change_template(
        self, info: Info, template_id: Id, revision: int, definition: JSON
    ) -> ServiceTemplateResult:
        changed = json_object(definition, "definition")
        template = commands.change_template(
            info.context.session, key_of(template_id), revision, changed
        )
        return ServiceTemplate.of(template)

    @mutation(Permission.MANAGE_SERVICES, description=f"Throw a draft away{AT_A_REVISION}")
    def discard_template(
        self, info: Info, template_id: Id, revision: int | None = None
    ) -> ServiceResult:
        session = info.context.session
        return Service.of(commands.discard_template(session, key_of(template_id), revision))

    @mutation(
        Permission.MANAGE_SERVICES, description=f"Published, it never changes again{AT_A_REVISION}"
    )
    def publish_template(
        self, info: Info, template_id: Id, effective_from_on: date, revision: int | None = None
    ) -> PublishTemplateResult:
        done = approvals.publish_template(
            info.context.session, key_of(template_id), effective_from_on, revision
        )
        return Approval.of(done) if isinstance(done, ApprovalRow) else ServiceTemplate.of(done)

    @mutation(Permission.MANAGE_SERVICES)
    def set_service_price(self, info: Info, price: ServicePriceInput) -> ServicePriceResult:
        set_ = pricing.set_price(info.context.session, given(pricing.Price, price))
        return ServicePrice.of(set_)

    @mutation(
        Permission.MANAGE_SERVICES,
        description="Set the prices of a CSV, all or none; `problems` names each row and column.",
    )
    def import_service_prices(self, info: Info, file: str, dry_run: bool) -> PriceImportResult:
        done = import_prices(info.context.session, file, dry_run=dry_run)
        return PriceImport.of(done)

    @mutation(
        Permission.MANAGE_SERVICES,
        description="Its last day: from the next, the more general price applies. Null lifts it.",
    )
    def end_service_price(
        self, info: Info, price_id: Id, effective_to_on: date | None = None
    ) -> ServicePriceResult:
        ended = pricing.end_price(info.context.session, key_of(price_id), effective_to_on)
        return ServicePrice.of(ended)

    @mutation(Permission.MANAGE_SERVICES, description="Take back a price set by mistake.")
    def remove_service_price(self, info: Info, price_id: Id) -> ServicePriceRemovedResult:
        removed = pricing.remove_price(info.context.session, key_of(price_id))
        return ServicePriceRemoved(procedure_code=removed.procedure_code)
